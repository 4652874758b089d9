"""A browser's session: kept in the database as its cookie's hash, so that it can be ended from anywhere.

Times are the database's clock, which nobody moves: 15 minutes idle, 10 hours in all. What weighs most (signing off,
taking data out, breaking the glass) wants a proof of who one is that is at most 10 minutes old.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from api.signing_in import ways
from api.signing_in.keys import hashed
from workflow.accounts import invitations
from workflow.people.directory import not_left
from workflow.tables.moments import NOW
from workflow.tables.rows import PERSON, WEB_SESSION

IDLE, IN_ALL, FRESH = timedelta(minutes=15), timedelta(hours=10), timedelta(minutes=10)
WARNED = timedelta(minutes=13)
"""Idle for so long, a page with JavaScript says what is to come."""
MOST_BROWSER = 200
LIMITED = frozenset({*invitations.BY_LINK, "passkey wanted"})
"""Ways of having come that reach nothing but the pages on which one sets up how to sign in."""
LESS = frozenset({"code", "recovery code", "provider"})
"""Ways of having come that don't do for a role that signs in with a passkey."""
W = WEB_SESSION.c
_SESSION = (
    select(W.id, W.person, W.csrf, W.how, W.made_at, W.proved_at, W.seen_at, NOW.label("read_at"))
    .join(PERSON, PERSON.c.id == W.person)
    .where(W.digest == bindparam("looked_up"), W.ended_at.is_(None), not_left())
)
_OF_PERSON = (
    select(W.id, W.how, W.browser, W.made_at, W.seen_at, W.digest, NOW.label("read_at"))
    .where(W.person == bindparam("whose"), W.ended_at.is_(None))
    .order_by(W.seen_at.desc())
)
_BEGIN = insert(WEB_SESSION).values(made_at=NOW, proved_at=NOW, seen_at=NOW)
_SEEN = update(WEB_SESSION).where(W.digest == bindparam("looked_up")).values(seen_at=NOW)
_RISE = (
    update(WEB_SESSION)
    .where(W.digest == bindparam("looked_up"), W.ended_at.is_(None))
    .values(
        digest=bindparam("new_digest"), csrf=bindparam("new_csrf"), how=bindparam("new_how"), proved_at=NOW, seen_at=NOW
    )
    .returning(W.person)
)
_FULL = select(W.id).where(W.person == bindparam("whose"), W.how.not_in(LIMITED)).limit(1)
_END = update(WEB_SESSION).where(W.digest == bindparam("looked_up"), W.ended_at.is_(None)).values(ended_at=NOW)
_END_ONE = (
    update(WEB_SESSION)
    .where(W.id == bindparam("which"), W.person == bindparam("whose"), W.ended_at.is_(None))
    .values(ended_at=NOW)
)
_END_OTHERS = (
    update(WEB_SESSION)
    .where(W.person == bindparam("whose"), W.digest != bindparam("looked_up"), W.ended_at.is_(None))
    .values(ended_at=NOW)
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session it is, the word that its forms must carry, and how old the proof is.

    ``idle``: since when nothing came on it; it is ``stale`` where it should be marked as seen again. ``fresh``: its
    person proved who they are within 10 minutes.
    """

    id: str
    person: int
    csrf: str
    how: str
    idle: timedelta
    fresh: bool

    @property
    def stale(self) -> bool:
        """Whether it should be marked as seen again."""
        return self.idle > timedelta(minutes=1)

    @property
    def limited(self) -> bool:
        """Whether it reaches nothing but the pages on which one sets up how to sign in."""
        return self.how in LIMITED


@dataclass(frozen=True, slots=True)
class Listed:
    """One of a person's sessions, as their page shows it; ``this``: the one that asks."""

    id: str
    how: str
    browser: str
    made_at: datetime
    seen_at: datetime
    this: bool


def begin(session: Session, person: int, *, how: str, browser: str = "") -> str:
    """Begins a session for somebody who proved who they are; gives the cookie's value, kept nowhere.

    Who is signed in to everything needs no link: those that they were sent by mail end.
    """
    cookie = secrets.token_urlsafe(32)
    row = {
        "digest": hashed(cookie),
        "id": secrets.token_urlsafe(12),
        "person": person,
        "csrf": secrets.token_urlsafe(32),
        "how": how,
        "browser": "".join(c for c in browser if c.isprintable())[:MOST_BROWSER],
    }
    session.connection().execute(_BEGIN, row)
    if how not in LIMITED:
        invitations.use(session, person)
    return cookie


def rise(session: Session, cookie: str, *, how: str) -> str:
    """Its person proved again who they are: the same session under a new cookie, whose value this gives.

    Links that they were sent by mail end, as when a session begins.
    """
    risen = secrets.token_urlsafe(32)
    bound = {"looked_up": hashed(cookie), "new_digest": hashed(risen), "new_csrf": secrets.token_urlsafe(32)}
    person = session.connection().execute(_RISE, bound | {"new_how": how}).scalar_one_or_none()
    if person is not None and how not in LIMITED:
        invitations.use(session, person)
    return risen


def signed_in(session: Session, cookie: str, today: date) -> SignedIn | None:
    """Whose session the cookie is, unless it ended, idled out or is too old.

    Nor one that began with less than a role of theirs wants by now: it was given since, or the policy changed.
    """
    row = session.execute(_SESSION, {"looked_up": hashed(cookie), "today": today}).first()
    if row is None or not _lasts(row):
        return None
    if row.how in LESS and ways.passkey_needed(session, row.person, today):
        return None
    fresh = row.read_at - row.proved_at <= FRESH
    return SignedIn(row.id, row.person, row.csrf, row.how, row.read_at - row.seen_at, fresh)


def whose(session: Session, cookie: str) -> int | None:
    """Whose session the cookie is or was: only to keep a draft for them, never to let anybody in."""
    found: int | None = session.execute(select(W.person).where(W.digest == hashed(cookie))).scalar_one_or_none()
    return found


def were_in(session: Session, person: int) -> bool:
    """Whether they were ever signed in to more than setting up how to sign in."""
    return session.execute(_FULL, {"whose": person}).first() is not None


def seen(session: Session, cookie: str) -> None:
    """Marks that the session is in use."""
    session.connection().execute(_SEEN, {"looked_up": hashed(cookie)})


def end(session: Session, cookie: str) -> None:
    """Ends the session."""
    session.connection().execute(_END, {"looked_up": hashed(cookie)})


def of_person(session: Session, person: int, cookie: str) -> list[Listed]:
    """The person's sessions that last, the one in use last first; ``cookie`` is of the one that asks."""
    rows = session.execute(_OF_PERSON, {"whose": person}).all()
    mine = hashed(cookie)
    return [
        Listed(row.id, row.how, row.browser, row.made_at, row.seen_at, row.digest == mine)
        for row in rows
        if _lasts(row)
    ]


def end_one(session: Session, person: int, which: str) -> bool:
    """Ends one of the person's own sessions; False where they have none of that id."""
    return session.connection().execute(_END_ONE, {"which": which, "whose": person}).rowcount == 1


def end_others(session: Session, person: int, cookie: str) -> int:
    """Ends all of the person's sessions but the one of ``cookie``, "" for none; gives how many there were."""
    return session.connection().execute(_END_OTHERS, {"whose": person, "looked_up": hashed(cookie)}).rowcount


def _lasts(row: Any) -> bool:
    return bool(row.read_at - row.seen_at <= IDLE and row.read_at - row.made_at <= IN_ALL)
