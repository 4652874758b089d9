"""Reading a case for a reason: an audit, or broken glass. Asked on one page, for an hour, one case, read only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.filling import Filled, fill, form_id, refusal
from api.pages.visitor import OwnForm, Visiting, Visitor
from states.asks import REFERENCE
from workflow.before_reading import readings
from workflow.before_reading.readings import AUDIT, REASON, Door
from workflow.errors import CasekeeperError, NotFound

router = APIRouter()
FRAME = frozenset({"csrf", "form_id"})
ASKS = (REASON,)
WRONG = "Enter a reference, such as NM-2026-0147"


@router.get("/read-a-case")
def which(who: Visiting, reference: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Asks for the case's reference, and leads to its question why."""
    typed = reference.strip().upper()
    if REFERENCE.fullmatch(typed):
        return RedirectResponse(f"/cases/{typed}/read", 303)
    return who.page(
        "read_a_case.html.jinja",
        status=422 if typed else 200,
        reference=reference,
        audits=who.can("audit"),
        error=WRONG if typed else "",
        errors=[{"text": WRONG, "href": "#reference"}] if typed else [],
    )


@router.get("/cases/{reference}/read")
def ask(who: Visiting, reference: str) -> Response:
    """Why they need to read it; who reads it already is led to the case.

    Asked in the same words where there is no such case: whether there is, nobody is told before they gave a reason.
    """
    try:
        with who.reading() as session:
            through = _door(session, who, reference)
    except NotFound:
        if not REFERENCE.fullmatch(reference):
            raise
        return _page(who, reference, readings.way_in(dict(who.doers), reference), Filled(form_id=form_id()))
    if through.takes_part or through.until is not None:
        return RedirectResponse(f"/cases/{through.reference}", 303)
    return _page(who, through.reference, through.why, Filled(form_id=form_id()))


@router.post("/cases/{reference}/read")
def read(who: Visiting, form: OwnForm, reference: str) -> Response:
    """Leave to read it from now on, noted in the case's trail; or the form again, as it was filled in."""
    filled = fill(ASKS, form, FRAME)
    try:
        with who.writing() as session:
            through = _door(session, who, reference)
            readings.begin(who.act(session, through.partnership), through, filled.answers)
    except NotFound:
        raise
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        with who.reading() as session:
            through = _door(session, who, reference)
        return _page(who, through.reference, through.why, filled.with_errors(errors), status)
    return RedirectResponse(f"/cases/{through.reference}", 303)


def _door(session: Session, who: Visitor, reference: str) -> Door:
    return readings.door(session, dict(who.doers), who.person, reference, who.today)


def _page(who: Visitor, reference: str, why: str, filled: Filled, status: int = 200) -> HTMLResponse:
    return who.page(
        "read_for_a_reason.html.jinja",
        status=status,
        reference=reference,
        audits=why == AUDIT,
        minutes=int(readings.LASTS.total_seconds() // 60),
        review_within=readings.REVIEW_WITHIN,
        asks=ASKS,
        filled=filled,
        errors=filled.links(ASKS),
    )
