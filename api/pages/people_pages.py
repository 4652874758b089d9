"""Who holds which role where, and since when: giving roles and ending them, never one's own.

Whose a role is to give ``workflow/accounts/granting.py`` knows;
what ends as somebody leaves, ``workflow/accounts/leaving.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.fields import day_value
from api.pages.filling import Filled, fill, form_id, refusal
from api.pages.visitor import OfPartnership, OwnForm, Saved, Visiting, Visitor
from api.signing_in import invitations
from states.asks import Ask, Known, Option
from states.moves.access_moves import KEEPERS
from states.roles import SCRUTINEER
from workflow.access import verbs
from workflow.accounts import granting, leaving
from workflow.accounts.granting import Held
from workflow.accounts.keepers import TO as KEEPER
from workflow.before_reading import declarations, renewals
from workflow.before_reading.declarations import Independence
from workflow.engine.answers import read_answers
from workflow.errors import CasekeeperError, Invalid, NotFound, NotPermitted
from workflow.people import directory
from workflow.tables import Person

router = APIRouter()
PersonId = Annotated[int, Path(gt=0, lt=2**31)]
AgencyKey = Annotated[str, Query(max_length=40)]
FRAME = frozenset({"csrf", "form_id", "partnership"})
SAID = {
    "given": "Saved: the role stands below",
    "ended": "Saved: the day on which the role ends stands below",
    "invited": "Saved: they are sent a new invitation",
    "left": "Saved: they have left",
}
EMAIL = Ask(key="email", label="Email address", type="line", hint="Their own, at their agency")
NAME = Ask(key="name", label="Name", type="line", hint="Needed if Casekeeper doesn’t know them yet", required=False)
AGENCY = Ask(key="agency", label="For which agency", type="agency", required=False,
             hint="Needed for roles that act for one")  # fmt: skip
FROM = Ask(key="from_on", label="First day with this role", type="day")
UNTIL = Ask(key="to_on", label="First day without this role", type="day")


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody, as the list shows them, with what they hold or will hold."""

    id: int
    name: str
    email: str
    roles: tuple[Held, ...]


@router.get("/people")
def people(
    who: Visiting,
    partnership: OfPartnership = "",
    agency: AgencyKey = "",
    past: Annotated[str, Query(max_length=3)] = "",
) -> HTMLResponse:
    """Everybody whose roles the visitor sees; of one agency, and who held one once, if asked for."""
    code = managed(who, partnership)
    with who.reading() as session:
        rows = granting.held(session, code, who.doer(code), who.today)
        agencies = {row.agency: row.agency_name for row in rows if row.agency}
    shown = [row for row in rows if (past or row.lasts(who.today)) and agency in ("", row.agency)]
    return who.page(
        "people.html.jinja",
        active="people",
        partnership=code,
        partnerships=managing(who),
        agencies=dict(sorted(agencies.items(), key=lambda one: one[1])),
        agency=agency,
        past=bool(past),
        people=by_person(shown),
        today=who.today,
    )


@router.get("/people/new")
def new_person(who: Visiting, partnership: OfPartnership = "") -> HTMLResponse:
    """The form for somebody's first role here, or one more."""
    code = managed(who, partnership)
    return _new(who, code, Filled(form_id=form_id(), values={"from_on": day_value(who.today)}))


@router.post("/people/new")
def add_person(who: Visiting, form: OwnForm) -> Response:
    """Gives the role, or the form back as it was filled in."""
    code = managed(who, form.one("partnership"))
    asks = role_asks(who, code)
    filled = fill((EMAIL, NAME, *asks), form, FRAME)
    try:
        with who.writing() as session:
            given = read_answers((EMAIL, NAME, *asks), filled.answers, _known(session, who, code)).values
            person = _given(session, who, code, str(given["email"]), str(given.get("name", "")), given)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        return _new(who, code, filled.with_errors(errors), status)
    return RedirectResponse(f"/people/{person.id}?partnership={code}&saved=given", 303)


@router.get("/people/{person_id}")
def one_person(who: Visiting, person_id: PersonId, partnership: OfPartnership = "", saved: Saved = "") -> HTMLResponse:
    """One person's roles with their days, and what can be done about them."""
    code = managed(who, partnership)
    filled = Filled(form_id=form_id(), values={"from_on": day_value(who.today)})
    with who.reading() as session:
        return person_page(session, who, code, person_id, filled, saved=saved)


@router.post("/people/{person_id}/roles")
def give_role(who: Visiting, form: OwnForm, person_id: PersonId) -> Response:
    """Gives one more role."""
    code = managed(who, form.one("partnership"))
    asks = role_asks(who, code)
    filled = fill(asks, form, FRAME)
    try:
        with who.writing() as session:
            person, _ = seen(session, who, code, person_id)
            given = read_answers(asks, filled.answers, _known(session, who, code)).values
            _given(session, who, code, person.email, person.name, given)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        with who.reading() as session:
            return person_page(session, who, code, person_id, filled.with_errors(errors), status=status)
    return RedirectResponse(f"/people/{person_id}?partnership={code}&saved=given", 303)


@router.post("/people/{person_id}/invitation")
def invite_again(who: Visiting, form: OwnForm, person_id: PersonId) -> Response:
    """Sends a new invitation, to somebody whose roles are all the visitor's to give; the one before ends."""
    code = managed(who, form.one("partnership"))
    with who.writing() as session:
        seen(session, who, code, person_id)
        granting.refuse_to_let_go(session, person_id, who.doers_now(session), who.today)
        invitations.invite(who.here, session, person_id, by=who.person)
    return RedirectResponse(f"/people/{person_id}?partnership={code}&saved=invited", 303)


@router.get("/people/{person_id}/roles/{number}/end")
def ask_until(who: Visiting, person_id: PersonId, number: PersonId, partnership: OfPartnership = "") -> HTMLResponse:
    """From which day on they no longer hold the role."""
    code = managed(who, partnership)
    with who.reading() as session:
        filled = Filled(form_id=form_id(), values={"to_on": day_value(who.today)})
        return _ending(session, who, code, person_id, number, filled)


@router.post("/people/{person_id}/roles/{number}/end")
def end_role(who: Visiting, form: OwnForm, person_id: PersonId, number: PersonId) -> Response:
    """Ends the role on that day."""
    code = managed(who, form.one("partnership"))
    filled = fill((UNTIL, KEEPER), form, FRAME)
    try:
        with who.writing() as session:
            given = read_answers((UNTIL, KEEPER), filled.answers, Known(today=who.today)).values
            on = given["to_on"]
            assert isinstance(on, date)
            seen(session, who, code, person_id)
            by = who.doers_now(session)[code]
            granting.end(session, code, number, by=by, on=on, now=who.now, keeper=str(given.get(KEEPER.key, "")))
    except Invalid as fault:
        with who.reading() as session:
            return _ending(session, who, code, person_id, number, filled.with_errors(fault.errors), 422)
    return RedirectResponse(f"/people/{person_id}?partnership={code}&saved=ended", 303)


def managing(who: Visitor) -> list[tuple[str, str]]:
    """The partnerships whose people the visitor sees, with their names."""
    return [(code, name) for code, name in who.partnerships if verbs.can(who.doer(code), "see_people")]


def managed(who: Visitor, wanted: str) -> str:
    """That partnership's code, or the first whose people they see; ``NotPermitted`` otherwise."""
    codes = [code for code, _ in managing(who)]
    if (wanted or codes[0]) not in codes:
        raise NotPermitted("Its people aren’t yours to look after.")
    return wanted or codes[0]


def seen(session: Session, who: Visitor, code: str, person_id: int) -> tuple[Person, list[Held]]:
    """Somebody with the roles that the visitor sees; ``NotFound`` where there are none."""
    rows = granting.held(session, code, who.doer(code), who.today, person=person_id)
    person = session.get(Person, person_id)
    if person is None or not rows:
        raise NotFound
    return person, rows


def by_person(rows: Sequence[Held]) -> list[Listed]:
    """The rows by whose they are, in their order."""
    found: dict[int, list[Held]] = {}
    for row in rows:
        found.setdefault(row.person, []).append(row)
    return [Listed(person, held[0].name, held[0].email, tuple(held)) for person, held in found.items()]


def role_asks(who: Visitor, code: str) -> tuple[Ask, ...]:
    """What a form asks about a role: only those that are the visitor's to give."""
    with who.reading() as session:
        roles, _ = granting.given_by(who.doer(code), directory.agencies(session, code))
    options = tuple(Option(key, title) for key, title in roles.items())
    return Ask(key="role", label="Role", type="choice", options=options), AGENCY, FROM


def person_page(
    session: Session, who: Visitor, code: str, person_id: int, filled: Filled, *, status: int = 200, saved: str = ""
) -> HTMLResponse:
    """Somebody's page, with what was typed into its form."""
    person, rows = seen(session, who, code, person_id)
    asks = role_asks(who, code)
    gone = person.left_on is not None and person.left_on <= who.today
    work = leaving.open_work(session, person_id, who.now, who.today, viewer=who.person) if gone else None
    return who.page(
        "person.html.jinja",
        status=status,
        active="people",
        message=SAID.get(saved, ""),
        partnership=code,
        person=person,
        mine=person_id == who.person,
        gone=gone,
        invites=not who.here.settings.demo,
        work=work,
        independence=_independence(session, code, person_id, rows, who.today),
        rows=rows,
        asks=asks,
        known=_known(session, who, code),
        filled=filled,
        errors=filled.links(asks),
        today=who.today,
    )


def _independence(
    session: Session, code: str, person_id: int, rows: Sequence[Held], today: date
) -> tuple[Independence | None, date | None] | None:
    """What a scrutineer last declared for their appointment, and until when it counts; None for anybody else."""
    if not any(row.role == SCRUTINEER and row.lasts(today) for row in rows):
        return None
    last = declarations.independence_of(session, code, person_id)
    return last, renewals.until(session, code, last) if last is not None else None


def _given(session: Session, who: Visitor, code: str, email: str, name: str, given: object) -> Person:
    assert isinstance(given, dict)
    now = who.doers_now(session)[code]
    person = granting.give(
        session,
        code,
        email,
        by=now,
        name=name,
        agency=str(given.get("agency") or ""),
        role=str(given["role"]),
        from_on=given["from_on"],
        today=who.today,
    )
    session.flush()
    invitations.invite_newcomer(who.here, session, person.id or 0, by=who.person)
    return person


def _new(who: Visitor, code: str, filled: Filled, status: int = 200) -> HTMLResponse:
    asks = (EMAIL, NAME, *role_asks(who, code))
    with who.reading() as session:
        known = _known(session, who, code)
    return who.page(
        "person_new.html.jinja",
        status=status,
        active="people",
        partnership=code,
        asks=asks,
        known=known,
        filled=filled,
        errors=filled.links(asks),
    )


def _ending(
    session: Session, who: Visitor, code: str, person_id: int, number: int, filled: Filled, status: int = 200
) -> HTMLResponse:
    person, rows = seen(session, who, code, person_id)
    row = next((row for row in rows if row.id == number), None)
    if row is None:
        raise NotFound
    if not row.may_end:
        raise NotPermitted(granting.OWN if row.mine else granting.NOT_THEIRS)
    return who.page(
        "role_end.html.jinja",
        status=status,
        active="people",
        partnership=code,
        person=person,
        row=row,
        asks=(UNTIL, KEEPER) if row.role in KEEPERS else (UNTIL,),
        known=Known(today=who.today),
        filled=filled,
        errors=filled.links((UNTIL, KEEPER)),
    )


def _known(session: Session, who: Visitor, code: str) -> Known:
    """The agencies for which they give roles."""
    _, agencies = granting.given_by(who.doer(code), directory.agencies(session, code))
    return Known(today=who.today, agencies=agencies)
