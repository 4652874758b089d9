"""Who there is: people, the roles they hold today, agencies. Knows no case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Date, FromClause, bindparam, or_, select
from sqlmodel import Session

from states import roles
from states.facts import Doer
from workflow.database.statements import Statement
from workflow.errors import NotFound, NotPermitted
from workflow.tables import Partnership
from workflow.tables.rows import ADDRESS_CHANGE, AGENCY, PARTNERSHIP, PERSON, ROLE_HELD

TODAY = bindparam("today", type_=Date)


def not_left() -> ColumnElement[bool]:
    """The condition under which a row of ``person`` hasn't left by the day bound as ``today``."""
    return or_(PERSON.c.left_on.is_(None), PERSON.c.left_on > TODAY)


def held_today(held: FromClause = ROLE_HELD) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a row of ``role_held``, or of its alias, counts on the day bound as ``today``."""
    return (held.c.from_on <= TODAY, or_(held.c.to_on.is_(None), held.c.to_on > TODAY))


_HELD = Statement(
    select(PERSON.c.name, ROLE_HELD.c.role, ROLE_HELD.c.agency)
    .join(ROLE_HELD, ROLE_HELD.c.person == PERSON.c.id)
    .where(
        PERSON.c.id == bindparam("person"),
        ROLE_HELD.c.partnership == bindparam("partnership"),
        not_left(),
        *held_today(),
    )
)
_AGENCIES = (
    select(AGENCY.c.key, AGENCY.c.name).where(AGENCY.c.partnership == bindparam("partnership")).order_by(AGENCY.c.name)
)
_PEOPLE = (
    select(PERSON.c.email, PERSON.c.name, PERSON.c.id, ROLE_HELD.c.agency, ROLE_HELD.c.role)
    .join(ROLE_HELD, ROLE_HELD.c.person == PERSON.c.id)
    .where(ROLE_HELD.c.partnership == bindparam("partnership"), not_left(), *held_today())
    .order_by(PERSON.c.name, PERSON.c.id)
)
_FORMER = (
    select(ADDRESS_CHANGE.c.old, PERSON.c.name)
    .join(PERSON, PERSON.c.id == ADDRESS_CHANGE.c.person)
    .where(PERSON.c.id.in_(select(ROLE_HELD.c.person).where(ROLE_HELD.c.partnership == bindparam("partnership"))))
    .order_by(ADDRESS_CHANGE.c.id.desc())
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


def agencies_of(session: Session, partnerships: Sequence[str]) -> dict[str, str]:
    """Names by key of the agencies of several partnerships, for whoever looks over all of theirs at once."""
    return {key: name for code in partnerships for key, name in agencies(session, code).items()}


def by_address(session: Session, partnership: str, today: date) -> dict[str, Doer]:
    """Everybody who holds a role in the partnership today, by address, in the order of their names."""
    found: dict[str, tuple[int, str, set[tuple[str, str]]]] = {}
    for row in session.execute(_PEOPLE, {"partnership": partnership, "today": today}):
        found.setdefault(row.email, (row.id, row.name, set()))[2].add((row.role, row.agency))
    return {email: Doer(person, name, frozenset(roles)) for email, (person, name, roles) in found.items()}


def people(session: Session, partnership: str, today: date) -> list[Doer]:
    """Everybody who holds a role in the partnership today, by name."""
    return list(by_address(session, partnership, today).values())


def answering_for(session: Session, partnership: str, agency: str, today: date) -> list[int]:
    """The leads and delegated partners of an agency today: who hears what its people are told."""
    told = ((roles.AGENCY_LEAD, agency), (roles.DELEGATED_PARTNER, agency))
    return [one.person for one in people(session, partnership, today) if any(held in one.roles for held in told)]


def addresses(session: Session, partnership: str, today: date) -> dict[str, str]:
    """Names by address of everybody who holds a role in the partnership today."""
    return {row.email: row.name for row in session.execute(_PEOPLE, {"partnership": partnership, "today": today})}


def former_addresses(session: Session, partnership: str) -> dict[str, str]:
    """Names by address that people of the partnership had before: what was recorded under it keeps its name."""
    return {row.old: row.name for row in session.execute(_FORMER, {"partnership": partnership})}


def names_by_address(session: Session, partnership: str, today: date) -> dict[str, str]:
    """Names by address of everybody with a role today, and under the addresses that they had before."""
    return former_addresses(session, partnership) | addresses(session, partnership, today)


def partnerships_of(session: Session, person: int, today: date) -> list[Partnership]:
    """The partnerships in which the person holds a role today."""
    mine = select(ROLE_HELD.c.partnership).where(ROLE_HELD.c.person == person, *held_today())
    return list(session.execute(select(Partnership).where(PARTNERSHIP.c.code.in_(mine)), {"today": today}).scalars())
