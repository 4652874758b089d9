"""Somebody leaves: what is still theirs to do is listed before it is recorded, and handed over with the usual moves."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.fields import day_value
from api.pages.filling import Filled, fill, form_id
from api.pages.people_pages import FRAME, PersonId, managed, seen
from api.pages.visitor import OfPartnership, OwnForm, Visiting, Visitor
from states.asks import Ask, Known
from states.moves.access_moves import KEEPERS
from workflow.accounts import granting, leaving
from workflow.accounts.keepers import TO as KEEPER
from workflow.engine.answers import read_answers
from workflow.errors import Invalid

router = APIRouter()
ON = Ask(key="on", label="First day without them", type="day", hint="Today ends everything at once")
ASKS = (ON, KEEPER)


@router.get("/people/{person_id}/leave")
def ask_when(who: Visiting, person_id: PersonId, partnership: OfPartnership = "") -> HTMLResponse:
    """What is open, and from which day on they are nobody here."""
    code = managed(who, partnership)
    with who.reading() as session:
        return _page(session, who, code, person_id, Filled(form_id=form_id(), values={"on": day_value(who.today)}))


@router.post("/people/{person_id}/leave")
def record(who: Visiting, form: OwnForm, person_id: PersonId) -> Response:
    """Records that they leave: all of it, or nothing."""
    code = managed(who, form.one("partnership"))
    filled = fill(ASKS, form, FRAME)
    try:
        with who.writing() as session:
            given = read_answers(ASKS, filled.answers, Known(today=who.today)).values
            on, keeper = given["on"], str(given.get(KEEPER.key, ""))
            assert isinstance(on, date)
            seen(session, who, code, person_id)
            granting.refuse_to_let_go(session, person_id, who.doers_now(session), who.today)
            leaving.leave(session, person_id, on=on, now=who.now, today=who.today, by=who.person, keeper=keeper)
    except Invalid as fault:
        with who.reading() as session:
            return _page(session, who, code, person_id, filled.with_errors(fault.errors), 422)
    return RedirectResponse(f"/people/{person_id}?partnership={code}&saved=left", 303)


def _page(session: Session, who: Visitor, code: str, person_id: int, filled: Filled, status: int = 200) -> HTMLResponse:
    person, rows = seen(session, who, code, person_id)
    keeps = any(row.role in KEEPERS and row.lasts(who.today) for row in rows)
    granting.refuse_to_let_go(session, person_id, who.doers_now(session), who.today)
    return who.page(
        "leaving.html.jinja",
        status=status,
        active="people",
        partnership=code,
        person=person,
        work=leaving.open_work(session, person_id, who.now, who.today, viewer=who.person),
        asks=ASKS if keeps else (ON,),
        known=Known(today=who.today),
        filled=filled,
        errors=filled.links(ASKS),
    )
