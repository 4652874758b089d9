"""Bearer tokens for the API: shown once, kept as their hash, for some acts only and for a time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session

from api.signing_in.keys import hashed
from workflow.errors import Invalid
from workflow.people.directory import not_left
from workflow.tables.moments import NOW, database_now
from workflow.tables.rows import PERSON, TOKEN

SCOPES = {
    "read": "read what you may read",
    "write": "open cases, move them on, attach evidence",
    "sign": "sign off, agree and dissent in your name",
    "export": "take data out",
}
ALL = frozenset(SCOPES)
LASTS, MOST = timedelta(days=90), timedelta(days=366)
MOST_NAME = 120
T = TOKEN.c
_TOKEN = (
    select(T.id, T.person, T.scopes, T.purpose, T.used_at, NOW.label("read_at"))
    .join(PERSON, PERSON.c.id == T.person)
    .where(T.digest == bindparam("looked_up"), T.ended_at.is_(None), T.expires_at > NOW, not_left())
)
_OF_PERSON = (
    select(T.id, T.name, T.purpose, T.scopes, T.made_at, T.expires_at, T.used_at)
    .where(T.person == bindparam("whose"), T.ended_at.is_(None), T.expires_at > NOW)
    .order_by(T.made_at.desc())
)
_USED = update(TOKEN).where(T.digest == bindparam("looked_up")).values(used_at=NOW)
_NEW = insert(TOKEN).values(made_at=NOW)
_END_ONE = (
    update(TOKEN)
    .where(T.id == bindparam("which"), T.person == bindparam("whose"), or_(T.ended_at.is_(None), T.ended_at > NOW))
    .values(ended_at=NOW)
)
_END_ALL = (
    update(TOKEN).where(T.person == bindparam("whose"), T.ended_at.is_(None), T.expires_at > NOW).values(ended_at=NOW)
)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose token it is and what it is for. ``stale``: it should be marked as used again."""

    id: str
    person: int
    scopes: frozenset[str]
    purpose: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One of a person's tokens that count, as their page shows it."""

    id: str
    name: str
    purpose: str
    scopes: frozenset[str]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


def issue(
    session: Session,
    person: int,
    *,
    name: str = "Without a name",
    purpose: str = "",
    scopes: frozenset[str] = ALL,
    lasts: timedelta = LASTS,
) -> str:
    """A new token, shown once; ``Invalid`` for scopes there are not, or a time longer than a year."""
    if not scopes or not scopes <= ALL:
        raise Invalid({"scopes": f"A token is for one or more of: {', '.join(SCOPES)}"})
    if not timedelta(days=1) <= lasts <= MOST:
        raise Invalid({"days": f"A token lasts from 1 to {MOST.days} days"})
    if not (name.strip() and name.isprintable() and len(name) <= MOST_NAME):
        raise Invalid({"name": f"Name the token in one line of at most {MOST_NAME} characters"})
    token = f"ck_{secrets.token_urlsafe(32)}"
    now = database_now(session)
    row = {
        "digest": hashed(token),
        "id": secrets.token_urlsafe(12),
        "person": person,
        "name": name.strip(),
        "purpose": purpose,
        "scopes": " ".join(scope for scope in SCOPES if scope in scopes),
        "expires_at": now + lasts,
    }
    session.connection().execute(_NEW, row)
    return token


def bearer(session: Session, token: str, today: date) -> Bearer | None:
    """Whose token it is, unless it was ended or has expired."""
    row = session.execute(_TOKEN, {"looked_up": hashed(token), "today": today}).first()
    if row is None:
        return None
    stale = row.used_at is None or row.read_at - row.used_at > timedelta(minutes=1)
    return Bearer(row.id, row.person, frozenset(row.scopes.split()), row.purpose, stale)


def used(session: Session, token: str) -> None:
    """Marks that the token is in use."""
    session.connection().execute(_USED, {"looked_up": hashed(token)})


def of_person(session: Session, person: int) -> list[Listed]:
    """The person's tokens that count, the newest first."""
    rows = session.execute(_OF_PERSON, {"whose": person}).all()
    return [
        Listed(row.id, row.name, row.purpose, frozenset(row.scopes.split()), row.made_at, row.expires_at, row.used_at)
        for row in rows
    ]


def end_one(session: Session, person: int, which: str) -> bool:
    """Ends one of the person's own tokens; False where they have none of that id."""
    return session.connection().execute(_END_ONE, {"which": which, "whose": person}).rowcount == 1


def end_all(session: Session, person: int) -> int:
    """Ends all of the person's tokens that count; gives how many there were."""
    return session.connection().execute(_END_ALL, {"whose": person}).rowcount
