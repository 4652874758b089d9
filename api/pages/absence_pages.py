"""Being away: who is, who stands in, and saying so, for oneself or as business manager for others.

Who may say it and who may stand in, ``workflow/chasing/absences.py`` knows.
"""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.drafts import DraftId, refilled
from api.pages.filling import Filled, fill, form_id, refusal
from api.pages.visitor import OfPartnership, OwnForm, Saved, Visiting, Visitor
from states import roles
from states.asks import Ask, Known, Unreadable
from states.facts import Doer
from workflow.chasing import absences
from workflow.errors import CasekeeperError, Invalid, NotFound, Refused
from workflow.people import directory

router = APIRouter()
WHO = Ask(key="person", label="Who is away", type="person")
FROM = Ask(key="from_on", label="First day away", type="day")
UNTIL = Ask(key="until", label="Last day away", type="day")
DEPUTY = Ask(
    key="deputy",
    label="Who stands in",
    type="person",
    required=False,
    hint="They are told in place of whoever is away, of the cases that they may see themselves. "
    "If nobody stands in, the business manager is told",
)
FRAME = frozenset({"csrf", "form_id", "partnership"})
SAID = {"away": "Saved: the absence stands below", "back": "Saved: the absence has ended"}


@router.get("/away")
def away(
    request: Request, who: Visiting, partnership: OfPartnership = "", saved: Saved = "", draft: DraftId = ""
) -> HTMLResponse:
    """The visitor's absences, or everybody's for the business manager, and the form for another."""
    code = partnership or who.partnerships[0][0]
    back = refilled(who, request, draft, _asks(who.doer(code)), FRAME)
    filled, says = (back[0], back[2]) if back is not None else (Filled(form_id=form_id()), SAID.get(saved, ""))
    with who.reading() as session:
        return _page(session, who, code, filled, says=says)


@router.post("/away")
def say_away(who: Visiting, form: OwnForm) -> Response:
    """Writes an absence down, or gives the form back as it was filled in."""
    code = form.one("partnership")
    doer = who.doer(code)
    filled = fill(_asks(doer), form, FRAME)
    try:
        with who.writing() as session:
            known = _known(session, who, code)
            given = _read(_asks(doer), filled, known)
            everybody = directory.by_address(session, code, who.today)
            person = everybody[str(given["person"])] if "person" in given else doer
            from_on, until = given["from_on"], given["until"]
            assert isinstance(from_on, date)
            assert isinstance(until, date)
            deputy = str(given.get("deputy") or "")
            absences.say_away(session, code, person, from_on, until, deputy=deputy, today=who.today, said_by=doer)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        with who.reading() as session:
            return _page(session, who, code, filled.with_errors(errors), status=status)
    return RedirectResponse(f"/away?partnership={code}&saved=away", 303)


@router.post("/away/{number}/end")
def end(who: Visiting, form: OwnForm, number: int) -> Response:
    """They are back, or aren't going."""
    if not 0 < number < 2**31:
        raise NotFound("There is no such absence.")
    with who.writing() as session:
        found = absences.said(session, number, dict(who.doers), who.today)
        absences.end(session, found, who.today)
    return RedirectResponse(f"/away?partnership={found.partnership}&saved=back", 303)


def _page(
    session: Session, who: Visitor, code: str, filled: Filled, *, status: int = 200, says: str = ""
) -> HTMLResponse:
    doer = who.doer(code)
    asks, mine = _asks(doer), None if _manages(doer) else who.person
    return who.page(
        "away.html.jinja",
        status=status,
        message=says,
        partnership=code,
        partnerships=who.partnerships,
        manages=_manages(doer),
        absences=absences.listed(session, [code], who.today, mine),
        today=who.today,
        person=who.person,
        known=_known(session, who, code),
        filled=filled,
        asks=asks,
        errors=filled.links(asks),
    )


def _manages(doer: Doer) -> bool:
    return doer.holds(roles.BUSINESS_MANAGER)


def _asks(doer: Doer) -> tuple[Ask, ...]:
    return (*((WHO,) if _manages(doer) else ()), FROM, UNTIL, DEPUTY)


def _known(session: Session, who: Visitor, code: str) -> Known:
    doer = who.doer(code)
    if _manages(doer):
        return Known(today=who.today, people=directory.addresses(session, code, who.today))
    allowed = absences.may_stand_in(session, code, doer, who.today, doer)
    return Known(today=who.today, people={address: one.name for address, one in allowed.items()})


def _read(asks: tuple[Ask, ...], filled: Filled, known: Known) -> dict[str, object]:
    """The typed answers; ``Invalid`` with a sentence for each that can't be read."""
    given: dict[str, object] = {}
    errors: dict[str, str] = {}
    for ask in asks:
        try:
            given[ask.key] = ask.read(filled.answers.get(ask.key), known)
        except Unreadable as fault:
            errors[ask.key] = str(fault)
    if errors:
        raise Invalid(errors)
    if filled.add_row:
        raise Refused(["This form has no rows"])
    return given
