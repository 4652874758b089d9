"""Attaching evidence, and handing a file out again."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.filling import Filled, fill, form_id, once, refusal
from api.pages.forms import FRAME_FIELDS
from api.pages.visitor import OwnForm, Visiting, Visitor
from states.evidence import EVIDENCE_ASKS
from workflow import evidence
from workflow.engine.casework import seen
from workflow.errors import CasekeeperError, Invalid
from workflow.files import ALLOWED, MEDIA_TYPES

router = APIRouter()
ACCEPTED = ",".join(MEDIA_TYPES)
EvidenceId = Annotated[int, Path(gt=0, lt=2**31)]


@router.get("/cases/{reference}/evidence")
def evidence_form(who: Visiting, reference: str) -> HTMLResponse:
    """The questions that a piece of evidence asks."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        return form_page(session, who, reference, Filled(form_id=form_id(), revision=case.revision))


@router.post("/cases/{reference}/evidence")
def attach_it(who: Visiting, form: OwnForm, reference: str) -> Response:
    """Attaches the file, or gives the form back; a browser never gives a file back, so it must be chosen again."""
    filled = fill(EVIDENCE_ASKS, form, FRAME_FIELDS)
    try:
        upload = form.file
        if upload is None:
            raise Invalid({"document": "Select a file"})
        name, content = upload.filename or "", upload.file
        with who.here.files.coming(name, content) as coming, who.writing() as session:
            act = who.act(session, seen(session, reference, who.person, who.today).partnership)

            def attaching() -> tuple[str, int]:
                done = evidence.attach(act, reference, filled.answers, coming, expected_revision=filled.revision)
                return reference, done.case.revision

            once(session, who, filled, f"{reference}/evidence/{coming.sha256}/{coming.name}", attaching)
    except CasekeeperError as fault:
        errors, status = refusal(fault)
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


def form_page(session: Session, who: Visitor, reference: str, filled: Filled, status: int = 200) -> HTMLResponse:
    """The evidence form, with what was typed and what is wrong with it."""
    case = seen(session, reference, who.person, who.today)
    act = who.act(session, case.partnership)
    return who.page(
        "evidence.html.jinja",
        status=status,
        active="cases",
        case=case,
        machine=case.machine,
        asks=EVIDENCE_ASKS,
        filled=filled,
        revision=case.revision,
        may_attach=evidence.may_attach(act, case),
        allowed=ALLOWED,
        accepted=ACCEPTED,
        errors=filled.links(EVIDENCE_ASKS),
    )
