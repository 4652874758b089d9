"""Days off that a partnership declares besides bank holidays: what is to come, and one more after a second look.

Moves no date itself: cases follow with the next sweep.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.filling import Filled, fill, form_id, refusal
from api.pages.visitor import OfPartnership, OwnForm, Saved, Visiting, Visitor
from states.calendar import in_words
from workflow.access import verbs
from workflow.days import calendars
from workflow.errors import CasekeeperError, NotPermitted
from workflow.redating import would_move

router = APIRouter()
ASKS = (calendars.DAY, calendars.NAME)
FRAME = frozenset({"csrf", "form_id", "partnership", "sure"})
SAID = {
    "declared": "Saved: the day stands below. What counts across it is re-dated within minutes",
    "withdrawn": "Saved: it is a working day again. What counts across it is re-dated within minutes",
}
FOR_MANAGERS = "Days off are for the business manager to declare."


@router.get("/days-off")
def days_off(who: Visiting, partnership: OfPartnership = "", saved: Saved = "") -> HTMLResponse:
    """The declared days off to come; the business manager may declare another."""
    with who.reading() as session:
        return _page(session, who, partnership or who.partnerships[0][0], Filled(form_id()), saved=saved)


@router.post("/days-off")
def declare(who: Visiting, form: OwnForm) -> Response:
    """First shows how many time limits would move; declares the day once that was seen."""
    code = _managed(who, form.one("partnership"))
    filled = fill(ASKS, form, FRAME)
    day, name = (filled.answers.get(ask.key) for ask in ASKS)
    try:
        if form.one("sure") != "1":
            with who.reading() as session:
                on, called = calendars.readable(session, code, day, name, today=who.today)
                moving = would_move(session, code, on, called)
                look = {"day": in_words(on), "name": called, "moving": moving}
                return _page(session, who, code, filled, look=look)
        with who.writing() as session:
            calendars.declare(session, code, day, name, by=who.name, now=who.now)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        with who.reading() as session:
            return _page(session, who, code, filled.with_errors(errors), status=status)
    return RedirectResponse(f"/days-off?partnership={code}&saved=declared", 303)


@router.post("/days-off/withdraw")
def withdraw(who: Visiting, form: OwnForm) -> Response:
    """Takes a declared day back, before it has come."""
    code = _managed(who, form.one("partnership"))
    with who.writing() as session:
        calendars.withdraw(session, code, form.one("day"), now=who.now)
    return RedirectResponse(f"/days-off?partnership={code}&saved=withdrawn", 303)


def _managed(who: Visitor, code: str) -> str:
    """The partnership, where declaring is theirs."""
    if not verbs.can(who.doer(code), "declare_days"):
        raise NotPermitted(FOR_MANAGERS)
    return code


def _page(
    session: Session,
    who: Visitor,
    code: str,
    filled: Filled,
    *,
    status: int = 200,
    saved: str = "",
    look: dict[str, object] | None = None,
) -> HTMLResponse:
    doer = who.doer(code)
    if not verbs.can(doer, "see_policy"):
        raise NotPermitted("How the partnership works isn't shown to your role.")
    return who.page(
        "days_off.html.jinja",
        status=status,
        active="policy",
        message=SAID.get(saved, ""),
        partnership=code,
        partnerships=who.partnerships,
        declares=verbs.can(doer, "declare_days"),
        days=calendars.coming(session, code, who.today),
        today=who.today,
        look=look,
        asks=ASKS,
        filled=filled,
        errors=filled.links(ASKS),
    )
