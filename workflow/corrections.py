"""Puts somebody's email address right, and keeps who did it, when, and what it was. Moves no mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session

from states import roles
from states.calendar import civil_day
from workflow.addresses import read_address
from workflow.directory import held_today
from workflow.errors import Invalid, NotFound
from workflow.mail_domains import partnerships_of, refuse_barred
from workflow.storage import queue_on
from workflow.tables.rows import ADDRESS_CHANGE, PERSON, ROLE_HELD

WATCHING = (roles.SCRUTINEER, roles.LAY_SCRUTINEER, roles.AUDITOR, roles.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class By:
    """Who puts it right: a person, or somebody at the command line (``person`` None) by the system's name for them."""

    person: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """An address that was put right. ``name`` is whose it is, ``by`` who did it."""

    person: int
    name: str
    old: str
    new: str
    by: str
    at: datetime


def correct_address(session: Session, person: int, typed: str, *, was: str, by: By, now: datetime) -> Corrected:
    """Gives the person another address from now on. ``was``: the address that whoever corrects it was shown.

    ``Invalid`` with a sentence where the new one isn't an address, is somebody's, is the same, or may not be mailed;
    or where somebody else put it right meanwhile.
    """
    new = read_address(typed)
    queue_on(session, f"address/{new}")
    row = session.execute(_PERSON, {"person": person}).first()
    if row is None:
        raise NotFound
    if row.left_on is not None and row.left_on <= civil_day(now):
        raise Invalid({"email": f"{row.name} has left: nothing more is mailed to them"})
    if row.email != was:
        raise Invalid({"email": f"Somebody changed this address meanwhile: it is {row.email} now. Load the page again"})
    if new == row.email:
        raise Invalid({"email": f"{new} is the address already. To send the mail again as it is, choose “Try again”"})
    taken = session.execute(_TAKEN, {"email": new}).first()
    if taken is not None:
        raise Invalid({"email": f"{new} is {taken.name}'s address already: enter another"})
    _refuse_beyond(session, row.name, person, by, civil_day(now))
    refuse_barred(session, new, partnerships_of(session, person, civil_day(now)))
    connection = session.connection()
    connection.execute(_SET, {"this": person, "to": new})
    change = {"person": person, "old": row.email, "new": new, "by": by.person, "by_name": by.name, "at": now}
    connection.execute(_KEEP, change)
    return Corrected(person, row.name, row.email, new, by.name, now)


def _refuse_beyond(session: Session, name: str, person: int, by: By, today: date) -> None:
    """``Invalid`` where it isn't for this manager: whoever can read somebody's mail may come in as them."""
    if by.person is None:
        return
    theirs = session.execute(_HELD, {"holder": person, "today": today}).all()
    own = session.execute(_HELD, {"holder": by.person, "today": today}).all()
    managed = {row.partnership for row in own if row.role in (roles.BUSINESS_MANAGER, roles.ADMINISTRATOR)}
    administers = {row.partnership for row in own if row.role == roles.ADMINISTRATOR}
    watches = any(row.role in WATCHING for row in theirs)
    shared = {row.partnership for row in theirs}
    if watches and (person == by.person or not administers & shared):
        says = f"{name} watches over others' work: their address is put right by an administrator, who isn't they"
        raise Invalid({"email": says})
    if not administers & shared and shared - managed:
        says = f"{name} works for another partnership too: their address is put right by an administrator"
        raise Invalid({"email": says})


def corrections(session: Session, partnerships: list[str], person: int | None = None) -> list[Corrected]:
    """Every address that was put right, of people who hold or held a role in these partnerships; the latest first."""
    rows = session.execute(_KEPT, {"codes": partnerships, "person": person}).all()
    return [Corrected(row.person, row.name, row.old, row.new, row.by_name, row.at) for row in rows]


def former_addresses(session: Session, partnership: str) -> dict[str, str]:
    """Names by address that people of the partnership had before: what was recorded under it keeps its name."""
    rows = session.execute(_KEPT, {"codes": [partnership], "person": None}).all()
    return {row.old: row.name for row in rows}


_PERSON = (
    select(PERSON.c.email, PERSON.c.name, PERSON.c.left_on).where(PERSON.c.id == bindparam("person")).with_for_update()
)
_HELD = select(ROLE_HELD.c.partnership, ROLE_HELD.c.role).where(
    ROLE_HELD.c.person == bindparam("holder"), *held_today()
)
_TAKEN = select(PERSON.c.name).where(PERSON.c.email == bindparam("email"))
_SET = update(PERSON).where(PERSON.c.id == bindparam("this")).values(email=bindparam("to"))
_KEEP = insert(ADDRESS_CHANGE)
_OF_PARTNERSHIPS = select(ROLE_HELD.c.person).where(ROLE_HELD.c.partnership.in_(bindparam("codes", expanding=True)))
_ONE = bindparam("person", type_=ADDRESS_CHANGE.c.person.type)
_KEPT = (
    select(ADDRESS_CHANGE, PERSON.c.name)
    .join(PERSON, PERSON.c.id == ADDRESS_CHANGE.c.person)
    .where(ADDRESS_CHANGE.c.person.in_(_OF_PARTNERSHIPS), or_(_ONE.is_(None), ADDRESS_CHANGE.c.person == _ONE))
    .order_by(ADDRESS_CHANGE.c.id.desc())
)
