"""Who there is: people, the roles they hold today, agencies. Knows no case."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Date, bindparam, or_, select
from sqlmodel import Session

from states.facts import Doer
from workflow.errors import NotFound, NotPermitted
from workflow.statements import Statement
from workflow.tables import Partnership
from workflow.tables.rows import AGENCY, PARTNERSHIP, PERSON, ROLE_HELD

TODAY = bindparam("today", type_=Date)


def held_today() -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a row of ``role_held`` counts on the day bound as ``today``."""
    return (ROLE_HELD.c.from_on <= TODAY, or_(ROLE_HELD.c.to_on.is_(None), ROLE_HELD.c.to_on > TODAY))


_HELD = Statement(
    select(PERSON.c.name, ROLE_HELD.c.role, ROLE_HELD.c.agency)
    .join(ROLE_HELD, ROLE_HELD.c.person == PERSON.c.id)
    .where(
        PERSON.c.id == bindparam("person"),
        ROLE_HELD.c.partnership == bindparam("partnership"),
        or_(PERSON.c.left_on.is_(None), PERSON.c.left_on > TODAY),
        *held_today(),
    )
)
_AGENCIES = (
    select(AGENCY.c.key, AGENCY.c.name).where(AGENCY.c.partnership == bindparam("partnership")).order_by(AGENCY.c.name)
)
_PEOPLE = (
    select(PERSON.c.email, PERSON.c.name, PERSON.c.id, ROLE_HELD.c.agency, ROLE_HELD.c.role)
    .join(ROLE_HELD, ROLE_HELD.c.person == PERSON.c.id)
    .where(
        ROLE_HELD.c.partnership == bindparam("partnership"),
        or_(PERSON.c.left_on.is_(None), PERSON.c.left_on > TODAY),
        *held_today(),
    )
    .order_by(PERSON.c.name, PERSON.c.id)
)


def doer(session: Session, person: int, partnership: str, today: date) -> Doer:
    """The person with the roles they hold today in the partnership; ``NotPermitted`` where they hold none."""
    rows = _HELD.all(session, {"person": person, "partnership": partnership, "today": today})
    if not rows:
        raise NotPermitted("You hold no role in this partnership today.")
    return Doer(person, rows[0].name, frozenset((row.role, row.agency) for row in rows))


def doer_by_email(session: Session, email: str, partnership: str, today: date) -> Doer:
    """As ``doer``, by address; ``NotFound`` where nobody has it."""
    person = session.execute(select(PERSON.c.id).where(PERSON.c.email == email.strip().lower())).scalar_one_or_none()
    if person is None:
        raise NotFound(f"Nobody here has the address {email}.")
    return doer(session, person, partnership, today)


def agencies(session: Session, partnership: str) -> dict[str, str]:
    """Names of the partnership's agencies by key."""
    return {row.key: row.name for row in session.execute(_AGENCIES, {"partnership": partnership})}


def by_address(session: Session, partnership: str, today: date) -> dict[str, Doer]:
    """Everybody who holds a role in the partnership today, by address, in the order of their names."""
    found: dict[str, tuple[int, str, set[tuple[str, str]]]] = {}
    for row in session.execute(_PEOPLE, {"partnership": partnership, "today": today}):
        found.setdefault(row.email, (row.id, row.name, set()))[2].add((row.role, row.agency))
    return {email: Doer(person, name, frozenset(roles)) for email, (person, name, roles) in found.items()}


def people(session: Session, partnership: str, today: date) -> list[Doer]:
    """Everybody who holds a role in the partnership today, by name."""
    return list(by_address(session, partnership, today).values())


def addresses(session: Session, partnership: str, today: date) -> dict[str, str]:
    """Names by address of everybody who holds a role in the partnership today."""
    return {row.email: row.name for row in session.execute(_PEOPLE, {"partnership": partnership, "today": today})}


def partnerships_of(session: Session, person: int, today: date) -> list[Partnership]:
    """The partnerships in which the person holds a role today."""
    mine = select(ROLE_HELD.c.partnership).where(ROLE_HELD.c.person == person, *held_today())
    return list(session.execute(select(Partnership).where(PARTNERSHIP.c.code.in_(mine)), {"today": today}).scalars())
