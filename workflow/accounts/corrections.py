"""Puts somebody's email address right, and keeps who did it, when, and what it was. Moves no mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session

from states import roles
from states.calendar import civil_day
from workflow.accounts import at_stake, invitations
from workflow.database.storage import queue_on
from workflow.errors import Invalid, NotFound
from workflow.people import account_events
from workflow.people.addresses import read_address
from workflow.people.directory import held_today
from workflow.policy.mail_domains import partnerships_of, refuse_barred
from workflow.tables.rows import ADDRESS_CHANGE, PERSON, ROLE_HELD

WATCHING = (roles.SCRUTINEER, roles.LAY_SCRUTINEER, roles.AUDITOR, roles.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class By:
    """Who puts it right: a person, or somebody at the command line (``person`` None) by the system's name for them."""

    person: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """An address that was put right. ``name`` is whose it is, ``by`` who did it; ``id`` is the change's own."""

    person: int
    name: str
    old: str
    new: str
    by: str
    at: datetime
    id: int


def correct_address(session: Session, person: int, typed: str, *, was: str, by: By, now: datetime) -> Corrected:
    """Gives the person another address from now on. ``was``: the address that whoever corrects it was shown.

    ``Invalid`` with a sentence where the new one isn't an address, is somebody's, is the same, or may not be mailed;
    or where somebody else put it right meanwhile.
    """
    new = read_address(typed)
    queue_on(session, f"address/{new}")
    # Who invites them at this moment does so before, and the link ends; or after, and is refused.
    invitations.wait_for(session, person)
    row = session.execute(_PERSON, {"person": person}).first()
    if row is None:
        raise NotFound
    if row.left_on is not None and row.left_on <= civil_day(now):
        raise Invalid({"email": f"{row.name} has left: nothing more is mailed to them"})
    if row.email != was:
        raise Invalid({"email": f"Somebody changed this address meanwhile: it is {row.email} now. Load the page again"})
    if new == row.email:
        raise Invalid({"email": f"{new} is the address already. To send the mail again as it is, choose “Try again”"})
    _refuse_taken(session, new, by, civil_day(now))
    _refuse_beyond(session, row.name, person, by, civil_day(now))
    refuse_barred(session, new, partnerships_of(session, person, civil_day(now)))
    connection = session.connection()
    connection.execute(_SET, {"this": person, "to": new})
    change = {"person": person, "old": row.email, "new": new, "by": by.person, "by_name": by.name, "at": now}
    number = int(connection.execute(_KEEP, change).scalar_one())
    # The link that led there works no more, nor does what somebody has begun by it at the address that was wrong.
    invitations.end_sessions(session, person)
    # A newcomer's link goes on to the address that is right. Of somebody who can sign in, it would be whoever's who
    # changed the address, though they were invited before: none goes there that another hasn't sent.
    if at_stake.can_sign_in(session, person):
        invitations.end(session, person)
    # For an auditor too: with somebody's address goes every link by which they can come in.
    detail = f"from {row.email} to {new}, by {by.name}"
    account_events.note(session, "address_changed", person=person, by=by.person, detail=detail)
    return Corrected(person, row.name, row.email, new, by.name, now, number)


def _refuse_taken(session: Session, address: str, by: By, today: date) -> None:
    """``Invalid`` where somebody has the address; whose it is hears only who looks after a partnership of theirs."""
    taken = session.execute(_TAKEN, {"email": address}).first()
    if taken is None:
        return
    theirs = set(session.execute(_EVER_IN, {"whose": taken.id}).scalars())
    knows = by.person is None or theirs & _looked_after(session, by.person, today)[1]
    whose = f"{taken.name}'s" if knows else "somebody's"
    raise Invalid({"email": f"{address} is {whose} address already: enter another"})


def _refuse_beyond(session: Session, name: str, person: int, by: By, today: date) -> None:
    """``Invalid`` where it isn't for this manager: whoever can read somebody's mail may come in as them.

    In each partnership for which the person works, or will, it must be theirs to do: who manages one of them can give
    anybody a role there, and would have everybody's address with it.
    """
    if by.person is None:
        return
    theirs = session.execute(_HELD_OR_COMING, {"holder": person, "today": today}).all()
    administers, managed = _looked_after(session, by.person, today)
    watched = {row.partnership for row in theirs if row.role in WATCHING}
    if watched and (person == by.person or watched - administers):
        says = f"{name} watches over others' work: their address is put right by an administrator, who isn't they"
        raise Invalid({"email": says})
    if {row.partnership for row in theirs} - managed:
        says = f"{name} works for another partnership too: whoever runs this installation puts their address right"
        raise Invalid({"email": says})


def _looked_after(session: Session, by: int, today: date) -> tuple[set[str], set[str]]:
    """The partnerships that they administer; and those together with what they manage."""
    own = session.execute(_HELD, {"holder": by, "today": today}).all()
    administers = {row.partnership for row in own if row.role == roles.ADMINISTRATOR}
    return administers, administers | {row.partnership for row in own if row.role == roles.BUSINESS_MANAGER}


def corrections(session: Session, partnerships: list[str], person: int | None = None) -> list[Corrected]:
    """Every address that was put right, of people who hold or held a role in these partnerships; the latest first."""
    rows = session.execute(_KEPT, {"codes": partnerships, "person": person}).all()
    return [Corrected(row.person, row.name, row.old, row.new, row.by_name, row.at, row.id) for row in rows]


_PERSON = (
    select(PERSON.c.email, PERSON.c.name, PERSON.c.left_on).where(PERSON.c.id == bindparam("person")).with_for_update()
)
_HELD = select(ROLE_HELD.c.partnership, ROLE_HELD.c.role).where(
    ROLE_HELD.c.person == bindparam("holder"), *held_today()
)
_HELD_OR_COMING = select(ROLE_HELD.c.partnership, ROLE_HELD.c.role).where(
    ROLE_HELD.c.person == bindparam("holder"), or_(ROLE_HELD.c.to_on.is_(None), ROLE_HELD.c.to_on > bindparam("today"))
)
_TAKEN = select(PERSON.c.id, PERSON.c.name).where(PERSON.c.email == bindparam("email"))
_EVER_IN = select(ROLE_HELD.c.partnership).where(ROLE_HELD.c.person == bindparam("whose"))
_SET = update(PERSON).where(PERSON.c.id == bindparam("this")).values(email=bindparam("to"))
_KEEP = insert(ADDRESS_CHANGE).returning(ADDRESS_CHANGE.c.id)
_OF_PARTNERSHIPS = select(ROLE_HELD.c.person).where(ROLE_HELD.c.partnership.in_(bindparam("codes", expanding=True)))
_ONE = bindparam("person", type_=ADDRESS_CHANGE.c.person.type)
_KEPT = (
    select(ADDRESS_CHANGE, PERSON.c.name)
    .join(PERSON, PERSON.c.id == ADDRESS_CHANGE.c.person)
    .where(ADDRESS_CHANGE.c.person.in_(_OF_PARTNERSHIPS), or_(_ONE.is_(None), ADDRESS_CHANGE.c.person == _ONE))
    .order_by(ADDRESS_CHANGE.c.id.desc())
)
