"""Somebody leaves: what they sign in with, hold and are sent ends in one transaction; what is open is listed.

What they have under way is saved before, or not at all. Nothing that they did is changed: cases, entries and files
stay as they are, and stay theirs until somebody else is named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Integer, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.sql.base import Executable
from sqlmodel import Session

from workflow.access.members import end_all_memberships
from workflow.access.sight import listed_to
from workflow.accounts import keepers
from workflow.errors import Invalid, NotFound
from workflow.people import directory, under_way
from workflow.people.account_events import note
from workflow.policy import rulebooks
from workflow.queries.work import Needed, work_for
from workflow.tables import Person
from workflow.tables.moments import NOW
from workflow.tables.rows import (
    ABSENCE,
    AUTHENTICATOR_APP,
    CASEFILE,
    DRAFT,
    IDENTITY,
    INVITATION,
    MAIL,
    NOTICE,
    PASSKEY,
    PASSWORD,
    PERSON,
    READING,
    RECOVERY_CODE,
    ROLE_HELD,
    SIGN_IN_STEP,
    TOKEN,
    WEB_SESSION,
)  # fmt: skip

AHEAD = timedelta(days=366)
C = CASEFILE.c
WHO, DAY = bindparam("who", type_=Integer), bindparam("day", type_=Date)
SAYS = "The person has left"
FROM_THE_DAY: dict[str, Executable] = {
    "roles": update(ROLE_HELD)
    .where(ROLE_HELD.c.person == WHO, or_(ROLE_HELD.c.to_on.is_(None), ROLE_HELD.c.to_on > DAY))
    .values(to_on=DAY),
    "absences": delete(ABSENCE).where(ABSENCE.c.person == WHO, ABSENCE.c.from_on >= DAY),
}
"""What has a last day: it ends on the day they leave, at once or later."""

EVE = bindparam("eve", type_=Date)
_STILL_AWAY = update(ABSENCE).where(ABSENCE.c.person == WHO, ABSENCE.c.until >= DAY).values(until=EVE)
_STANDS_IN = and_(ABSENCE.c.deputy == WHO, ABSENCE.c.until >= DAY)
_BEGUN = and_(_STANDS_IN, ABSENCE.c.from_on < DAY)
# Until the eve they stood in, and what was handed to them stays so: only what remains has nobody.
_DEPUTYSHIPS = (
    insert(ABSENCE).from_select(
        ["partnership", "person", "from_on", "until", "said_by"],
        select(ABSENCE.c.partnership, ABSENCE.c.person, DAY, ABSENCE.c.until, ABSENCE.c.said_by).where(_BEGUN),
    ),
    update(ABSENCE).where(_BEGUN).values(until=EVE),
    update(ABSENCE).where(_STANDS_IN).values(deputy=None),
)
AT_ONCE: dict[str, Executable] = {
    "sessions": update(WEB_SESSION)
    .where(WEB_SESSION.c.person == WHO, WEB_SESSION.c.ended_at.is_(None))
    .values(ended_at=NOW),
    "tokens": update(TOKEN).where(TOKEN.c.person == WHO, TOKEN.c.ended_at.is_(None)).values(ended_at=NOW),
    "invitations": update(INVITATION)
    .where(INVITATION.c.person == WHO, INVITATION.c.used_at.is_(None), INVITATION.c.ended_at.is_(None))
    .values(ended_at=NOW),
    "sign-ins on their way": update(SIGN_IN_STEP)
    .where(SIGN_IN_STEP.c.person == WHO, SIGN_IN_STEP.c.used_at.is_(None))
    .values(used_at=NOW),
    "leaves to read": update(READING).where(READING.c.person == WHO, READING.c.ends_at > NOW).values(ends_at=NOW),
    "notices": update(NOTICE).where(NOTICE.c.person == WHO, NOTICE.c.status == "owed").values(status="withdrawn"),
    # What a worker is sending at this moment has its lease: it goes, or finds on its next try that nothing is owed.
    "mails": update(MAIL)
    .where(MAIL.c.person == WHO, MAIL.c.status.in_(["queued", "deferred"]))
    .values(status="withdrawn", answer=SAYS, ended_at=bindparam("now", type_=MAIL.c.ended_at.type)),
    **{
        what: delete(table).where(table.c.person == WHO)
        for what, table in {
            "passwords": PASSWORD,
            "passkeys": PASSKEY,
            "authenticator apps": AUTHENTICATOR_APP,
            "recovery codes": RECOVERY_CODE,
            "identities": IDENTITY,
            "drafts": DRAFT,
        }.items()
    },
}
"""What has none: it ends as they leave."""

OWNED = select(C.reference, C.kind, C.state, C.due_on, C.partnership, C.rulebook).where(
    C.owner_person == WHO, C.final.is_(False)
)
_GONE = (
    select(PERSON.c.id, PERSON.c.left_on)
    .where(PERSON.c.left_on > bindparam("after", type_=Date), PERSON.c.left_on <= bindparam("today", type_=Date))
    .order_by(PERSON.c.id)
)
_CODES = select(ROLE_HELD.c.partnership).where(ROLE_HELD.c.person == WHO).distinct()


@dataclass(frozen=True, slots=True)
class Owned:
    """An open case that is somebody's, as its list line may say it: no title."""

    reference: str
    kind: str
    kind_title: str
    state: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What waits for somebody: cases that are theirs, and what they are chased for, sign or decide.

    ``unseen``: how many more cases are theirs that whoever asks may not list.
    """

    owned: list[Owned] = field(default_factory=list)
    needed: list[Needed] = field(default_factory=list)
    unseen: int = 0


def open_work(session: Session, person: int, now: datetime, today: date, *, viewer: int | None) -> OpenWork:
    """The person's open work, as far as ``viewer`` may list the cases; None: all, for whoever runs the installation."""
    bound: dict[str, Any] = {"who": person, "today": today}
    every = session.execute(OWNED, bound).all()
    rows = every if viewer is None else session.execute(OWNED.where(listed_to()), {**bound, "viewer": viewer}).all()
    owned = []
    for row in rows:
        machine = rulebooks.running(session, row.rulebook).machine
        owned.append(Owned(row.reference, row.kind, machine.title, machine.state(row.state).label, row.due_on))
    needed = work_for(session, person, now, today) if directory.partnerships_of(session, person, today) else []
    known = {one.reference for one in needed}
    if viewer is not None and known:
        listed = select(C.reference).where(C.reference.in_(known), listed_to())
        known = set(session.execute(listed, {"viewer": viewer, "today": today}).scalars())
    return OpenWork(
        sorted(owned, key=lambda one: (one.due_on or date.max, one.reference)),
        [one for one in needed if one.reference in known],
        len(every) - len(rows),
    )


def leave(
    session: Session, person: int, *, on: date, now: datetime, today: date, by: int | None, keeper: str = ""
) -> dict[str, int]:
    """Records that the person leaves: from ``on`` they are nobody here. What ended, by name, with how many there were.

    Whose it is to record, ``granting.refuse_to_let_go`` knows. ``keeper``: the address of who keeps restricted matters
    that nobody else would. ``Invalid`` for a day gone by, somebody who left, where nobody would be left to keep one.
    """
    under_way.waited_for(session, person)
    found = session.get(Person, person, with_for_update={"key_share": True})
    if found is None:
        raise NotFound("There is nobody of that number.")
    if found.left_on is not None and found.left_on <= today:
        raise Invalid({"on": f"{found.name} left on {found.left_on} already"})
    if not today <= on <= today + AHEAD:
        raise Invalid({"on": "The day must be today or later, within a year"})
    ending = keepers.before(session, person, today)
    found.left_on = on
    session.add(found)
    session.flush()
    bound: dict[str, Any] = {"who": person, "day": on, "eve": on - timedelta(days=1), "now": now}
    ended = {what: _ran(session, statement, bound) for what, statement in FROM_THE_DAY.items()}
    ended["absences"] += _ran(session, _STILL_AWAY, bound)
    ended["memberships"] = end_all_memberships(session, person, on)
    if on == today:
        ended |= _ended_at_once(session, bound)
    keepers.after(session, ending, to=keeper, by=by, now=now, today=today)
    _noted(session, person, by, f"from {on}")
    return {what: number for what, number in ended.items() if number}


def see_off(session: Session, *, after: date | None, today: date, now: datetime) -> int:
    """Ends what is left of everybody whose day came after ``after``, up to ``today``; of how many there was something.

    Roles and memberships ended by their days; sessions, tokens and all that they signed in with end here.
    """
    seen_off = 0
    for row in session.execute(_GONE, {"after": after or date.min, "today": today}).all():
        under_way.waited_for(session, row.id)
        bound: dict[str, Any] = {"who": row.id, "day": row.left_on, "eve": row.left_on - timedelta(days=1), "now": now}
        ended = _ended_at_once(session, bound)
        if any(ended.values()):
            seen_off += 1
            named = ", ".join(f"{number} {what}" for what, number in ended.items() if number)
            _noted(session, row.id, None, f"ended on their day, {row.left_on}: {named}")
    return seen_off


def _ended_at_once(session: Session, bound: dict[str, Any]) -> dict[str, int]:
    ended = {what: _ran(session, statement, bound) for what, statement in AT_ONCE.items()}
    _, begun, ahead = (_ran(session, statement, bound) for statement in _DEPUTYSHIPS)
    return ended | {"deputyships": begun + ahead}


def _noted(session: Session, person: int, by: int | None, detail: str) -> None:
    for code in sorted(session.execute(_CODES, {"who": person}).scalars()) or [""]:
        note(session, "left", person=person, by=by, partnership=code, detail=detail)


def _ran(session: Session, statement: Any, bound: dict[str, Any]) -> int:
    named = set(statement.compile().params)
    return int(session.connection().execute(statement, {k: v for k, v in bound.items() if k in named}).rowcount)
