"""Who may set up how they sign in by a link from a mail: until when, and by which number of it. Knows no secret.

An invitation lasts 14 days, a recovery one hour, by the database's clock. Each has one link that counts: a newer
number ends the links before. But what somebody asks for by an address alone goes out beside these: who asks needn't be
the person, and ends nothing that the person has. What makes a link work is made by ``notifications``' caller and kept
nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session

from workflow.database.id_lists import one_of
from workflow.database.storage import queue_on
from workflow.people import account_events
from workflow.people.directory import held_today, not_left
from workflow.tables.moments import NOW, database_now
from workflow.tables.rows import ACCOUNT_EVENT, INVITATION, PERSON, ROLE_HELD, WEB_SESSION

INVITED, RECOVERING = "invitation", "recovery"
LASTS = {INVITED: timedelta(days=14), RECOVERING: timedelta(hours=1)}
ASKED = {INVITED: "invitation_renewed", RECOVERING: "recovery_asked"}
"""The account's event of somebody asking for a link by themselves."""
BY_APP, BY_CODE = "recovery proved", "recovery by code"
"""A recovery whose person has given a code of the app that they had, or one of their recovery codes."""
BY_LINK = (INVITED, RECOVERING, BY_APP, BY_CODE)
"""How a session began that a link opened, until its person has set up how they sign in."""
MOST_A_DAY = 3
"""How many invitations somebody may ask for in 24 hours: whoever asks needn't be they, and each is a mail."""
A_DAY = timedelta(days=1)
STANDS = timedelta(minutes=30)
"""How long no other link of recovery is sent after one.

Whoever asks in somebody's name keeps them from none: they have one that counts for half an hour yet, or are sent one.
"""
MOST_LINK = 100
I = INVITATION.c  # noqa: E741 - as the other tables' columns are named by one letter


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who may set up how they sign in, with the number of the link that counts.

    ``over``: it was used, or ended. ``run_out``: its time is past. ``address`` and ``name`` are the person's today.
    """

    id: int
    person: int
    purpose: str
    number: int
    address: str
    name: str
    expires_at: datetime
    over: bool
    run_out: bool


def write(session: Session, person: int, purpose: str, *, by: int | None, beside: bool = False) -> tuple[int, int]:
    """Begins the person's invitation or recovery, or goes on with the one they have; its id, and its link's number.

    The links before it end, unless it goes out ``beside`` them.
    """
    wait_for(session, person)
    connection, now = session.connection(), database_now(session)
    whose = {"whose": person, "for": purpose, "until": now + LASTS[purpose], "inviter": by}
    open_one = None if beside else session.execute(_OPEN, whose).first()
    if open_one is None:
        return int(session.execute(_NEW, whose).scalar_one()), 1
    connection.execute(_END_BESIDE, whose | {"which": open_one.id})
    connection.execute(_NEXT, whose | {"which": open_one.id})
    return open_one.id, open_one.number + 1


def wait_for(session: Session, person: int) -> None:
    """Until this transaction ends, nobody else begins a link of theirs, or changes where it would go."""
    queue_on(session, f"invitation/{person}")


def may_ask(session: Session, person: int, purpose: str) -> bool:
    """Whether somebody who asks for a link themselves is sent one now: not too often, since each is a mail."""
    wait_for(session, person)
    now = database_now(session)
    if purpose == RECOVERING:
        return session.execute(_SENT_SINCE, {"whose": person, "for": purpose, "since": now - STANDS}).first() is None
    asked = session.execute(_ASKED_LATELY, {"whose": person, "what": ASKED[purpose], "since": now - A_DAY})
    return int(asked.scalar_one()) < MOST_A_DAY


def found(session: Session, ids: Collection[int], today: date) -> Mapping[int, Invited]:
    """Invitations and recoveries by id, of people who haven't left and hold a role today."""
    rows = session.execute(_FOUND, {"ids": list(ids), "today": today}).all() if ids else ()
    return {row.id: _read(row) for row in rows}


def may_come(session: Session, person: int, today: date) -> bool:
    """Whether the person hasn't left and holds a role today: nobody else is sent a link."""
    return session.execute(_MAY_COME, {"whose": person, "today": today}).first() is not None


def is_open(session: Session, person: int, purpose: str) -> bool:
    """Whether the person has one that was neither used nor ended; its link may have run out."""
    return session.execute(_OPEN, {"whose": person, "for": purpose}).first() is not None


def use(session: Session, person: int) -> None:
    """The person is signed in to everything: no link that they were sent works any more, nor what began by one."""
    rows = session.execute(_USE, {"whose": person}).all()
    end_sessions(session, person)
    if any(row.purpose == INVITED for row in rows):
        account_events.note(session, "invitation_used", person=person, by=person)


def end(session: Session, person: int) -> int:
    """Ends every link that the person was sent, as when they leave; how many there were."""
    return session.connection().execute(_END, {"whose": person}).rowcount


def end_sessions(session: Session, person: int) -> int:
    """Ends every session that began by a link of theirs and may set up only: who opened it needn't be they."""
    return session.connection().execute(_END_SESSIONS, {"whose": person}).rowcount


def in_link(invitation: int, number: int, secret: str) -> str:
    """What a link carries: which invitation, which number of it, and the secret that makes it work."""
    return f"{invitation}.{number}.{secret}"


def read_link(carried: str) -> tuple[int, int, str] | None:
    """What a link carries, read again; None where it can't be one of ours."""
    invitation, _, rest = carried.partition(".")
    number, _, secret = rest.partition(".")
    numbers = (invitation, number)
    if len(carried) > MOST_LINK or not all(one.isascii() and one.isdigit() and len(one) < 10 for one in numbers):
        return None
    return int(invitation), int(number), secret


def _read(row: Any) -> Invited:
    over = row.used_at is not None or row.ended_at is not None
    return Invited(
        row.id, row.person, row.purpose, row.number, row.email, row.name, row.expires_at, over, bool(row.run_out)
    )


_IS_OPEN = (I.person == bindparam("whose"), I.used_at.is_(None), I.ended_at.is_(None))
_OPEN = select(I.id, I.number).where(*_IS_OPEN, I.purpose == bindparam("for")).order_by(I.id.desc()).limit(1)
_SENT_SINCE = select(I.id).where(
    *_IS_OPEN, I.purpose == bindparam("for"), I.made_at > bindparam("since", type_=I.made_at.type)
)
_UNTIL = bindparam("until", type_=I.expires_at.type)
_NEW = (
    insert(INVITATION)
    .values(
        person=bindparam("whose"),
        purpose=bindparam("for"),
        number=1,
        made_by=bindparam("inviter"),
        made_at=NOW,
        expires_at=_UNTIL,
    )
    .returning(I.id)
)
_NEXT = (
    update(INVITATION)
    .where(I.id == bindparam("which"))
    .values(number=I.number + 1, expires_at=_UNTIL, made_at=NOW, made_by=func.coalesce(bindparam("inviter"), I.made_by))
)
_USE = update(INVITATION).where(*_IS_OPEN).values(used_at=NOW).returning(I.purpose)
_END = update(INVITATION).where(*_IS_OPEN).values(ended_at=NOW)
_END_BESIDE = (
    update(INVITATION).where(*_IS_OPEN, I.purpose == bindparam("for"), I.id != bindparam("which")).values(ended_at=NOW)
)
_END_SESSIONS = (
    update(WEB_SESSION)
    .where(WEB_SESSION.c.person == bindparam("whose"), WEB_SESSION.c.how.in_(BY_LINK), WEB_SESSION.c.ended_at.is_(None))
    .values(ended_at=NOW)
)
_ASKED_LATELY = (
    select(func.count())
    .select_from(ACCOUNT_EVENT)
    .where(ACCOUNT_EVENT.c.person == bindparam("whose"), ACCOUNT_EVENT.c.what == bindparam("what"))
    .where(ACCOUNT_EVENT.c.at > bindparam("since", type_=ACCOUNT_EVENT.c.at.type))
)
_MAY_COME_TODAY = (not_left(), select(ROLE_HELD.c.id).where(ROLE_HELD.c.person == PERSON.c.id, *held_today()).exists())
_MAY_COME = select(PERSON.c.id).where(PERSON.c.id == bindparam("whose"), *_MAY_COME_TODAY)
_FOUND = (
    select(I.id, I.person, I.purpose, I.number, I.expires_at, I.used_at, I.ended_at, PERSON.c.email, PERSON.c.name)
    .add_columns((I.expires_at <= NOW).label("run_out"))
    .join(PERSON, PERSON.c.id == I.person)
    .where(one_of(I.id, "ids"), *_MAY_COME_TODAY)
)
