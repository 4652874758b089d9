"""Attaching evidence, and handing a file out again."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.drafts import DraftId, refilled
from api.pages.filling import Filled, fill, form_id, once, refusal
from api.pages.forms import FRAME_FIELDS
from api.pages.visitor import OwnForm, Visiting, Visitor
from states.evidence import EVIDENCE_ASKS
from workflow.engine.casework import require_part, seen
from workflow.errors import CasekeeperError, Invalid
from workflow.queries.case_evidence import pieces
from workflow.uploads import evidence
from workflow.uploads.files import ALLOWED, MEDIA_TYPES

router = APIRouter()
ACCEPTED = ",".join(MEDIA_TYPES)
REPLACES = "replaces"
FIELDS = FRAME_FIELDS | {REPLACES}
EvidenceId = Annotated[int, Path(gt=0, lt=2**31)]


@router.get("/cases/{reference}/evidence")
def evidence_form(request: Request, who: Visiting, reference: str, draft: DraftId = "") -> HTMLResponse:
    """The questions that a piece of evidence asks."""
    back = refilled(who, request, draft, EVIDENCE_ASKS, FIELDS)
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        require_part(session, case, who.person, who.today)
        if back is not None:
            filled, form, says = back
            filled = replace(filled, frame={**filled.frame, REPLACES: form.one(REPLACES)})
            return form_page(session, who, reference, filled, says=says)
        return form_page(session, who, reference, Filled(form_id=form_id(), revision=case.revision))


@router.post("/cases/{reference}/evidence")
def attach_it(who: Visiting, form: OwnForm, reference: str) -> Response:
    """Attaches the file, or gives the form back; a browser never gives a file back, so it must be chosen again."""
    filled = fill(EVIDENCE_ASKS, form, FIELDS)
    said = form.one(REPLACES)
    filled = replace(filled, frame={**filled.frame, REPLACES: said})
    with who.reading() as session:
        partnership = seen(session, reference, who.person, who.today).partnership
    try:
        if form.file is None:
            raise Invalid({"document": "Select a file"})
        with who.taking_in(form.file, partnership, reference) as coming, who.writing() as session:
            act = who.act(session, partnership)

            def attaching() -> tuple[str, int]:
                done = evidence.attach(
                    act,
                    reference,
                    filled.answers,
                    coming,
                    expected_revision=filled.revision,
                    replaces=evidence.read_replaces(said),
                )
                return reference, done.case.revision

            once(session, who, filled, f"{reference}/evidence/{coming.sha256}/{coming.name}", attaching)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        if "file" in errors:
            errors["document"] = errors.pop("file")
        with who.reading() as session:
            return form_page(session, who, reference, filled.with_errors(errors), status)
    return RedirectResponse(f"/cases/{reference}?saved=evidence", 303)


@router.get("/cases/{reference}/evidence/{evidence_id}")
def file(who: Visiting, reference: str, evidence_id: EvidenceId) -> Response:
    """The bytes that were uploaded, as a download that no browser runs."""
    with who.reading() as session:
        found = evidence.open_file(session, who.here.files, reference, evidence_id, who.person, who.today)
    return Response(
        found.content,
        media_type=found.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def form_page(
    session: Session, who: Visitor, reference: str, filled: Filled, status: int = 200, says: str = ""
) -> HTMLResponse:
    """The evidence form, with what was typed and what is wrong with it; ``says``: above a draft that comes back."""
    case = seen(session, reference, who.person, who.today)
    act = who.act(session, case.partnership)
    attached = pieces(session, case)
    return who.page(
        "evidence.html.jinja",
        status=status,
        message=says,
        active="cases",
        case=case,
        machine=case.machine,
        asks=EVIDENCE_ASKS,
        filled=filled,
        revision=filled.revision if says else case.revision,
        may_attach=evidence.may_attach(act, case),
        allowed=ALLOWED,
        accepted=ACCEPTED,
        replaceable={str(one.id): one.called for one in attached if one.newest and not one.fixed},
        comes_later=any(one.fixed for one in attached),
        errors=filled.links(EVIDENCE_ASKS),
    )
