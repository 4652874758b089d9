"""Who is asking: a session's cookie or a bearer token, both kept in the database as hashes, so that both can be ended.

Times are the database's clock, which nobody moves: 15 minutes idle, 10 hours in all.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session

from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import PERSON, TOKEN, WEB_SESSION

IDLE, IN_ALL = timedelta(minutes=15), timedelta(hours=10)
W, T = WEB_SESSION.c, TOKEN.c
NOW = DatabaseNow()
_STAYS = or_(PERSON.c.left_on.is_(None), PERSON.c.left_on > bindparam("today"))
_SESSION = (
    select(W.person, W.csrf, W.made_at, W.seen_at, NOW.label("read_at"))
    .join(PERSON, PERSON.c.id == W.person)
    .where(W.digest == bindparam("looked_up"), W.ended_at.is_(None), _STAYS)
)
_SEEN = update(WEB_SESSION).where(W.digest == bindparam("looked_up")).values(seen_at=NOW)
_END = update(WEB_SESSION).where(W.digest == bindparam("looked_up")).values(ended_at=NOW)
_BEGIN = insert(WEB_SESSION).values(made_at=NOW, seen_at=NOW)
_TOKEN = (
    select(T.person)
    .join(PERSON, PERSON.c.id == T.person)
    .where(T.digest == bindparam("looked_up"), T.ended_at.is_(None), _STAYS)
)
_NEW_TOKEN = insert(TOKEN).values(made_at=NOW)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a session is of, and the word that its forms must carry."""

    person: int
    csrf: str
    stale: bool


def begin(session: Session, person: int) -> tuple[str, str]:
    """Begins a session; gives the cookie's value, kept nowhere, and the forms' word."""
    cookie, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    session.connection().execute(_BEGIN, {"digest": hashed(cookie), "person": person, "csrf": csrf})
    return cookie, csrf


def signed_in(session: Session, cookie: str, today: object) -> SignedIn | None:
    """Whose session the cookie is, unless it ended, idled out or is too old."""
    row = session.execute(_SESSION, {"looked_up": hashed(cookie), "today": today}).first()
    if row is None or row.read_at - row.seen_at > IDLE or row.read_at - row.made_at > IN_ALL:
        return None
    return SignedIn(row.person, row.csrf, row.read_at - row.seen_at > timedelta(minutes=1))


def seen(session: Session, cookie: str) -> None:
    """Marks that the session is in use."""
    session.connection().execute(_SEEN, {"looked_up": hashed(cookie)})


def end(session: Session, cookie: str) -> None:
    """Ends the session."""
    session.connection().execute(_END, {"looked_up": hashed(cookie)})


def issue_token(session: Session, person: int) -> str:
    """A new bearer token, shown once and kept as its hash."""
    token = f"ck_{secrets.token_urlsafe(32)}"
    session.connection().execute(_NEW_TOKEN, {"digest": hashed(token), "person": person})
    return token


def bearer(session: Session, token: str, today: object) -> int | None:
    """Whose token it is, or None."""
    found: int | None = session.execute(_TOKEN, {"looked_up": hashed(token), "today": today}).scalar_one_or_none()
    return found


def hashed(secret: str) -> str:
    """What the database keeps of a secret."""
    return sha256(secret.encode()).hexdigest()
