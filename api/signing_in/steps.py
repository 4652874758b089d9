"""A sign-in on its way: what was sent out and must come back, once, soon, and to the same browser.

A step is found by the browser's cookie together with its own word, so that two windows don't take each other's.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert  # compiles for SQLite too
from sqlmodel import Session

from api.signing_in.keys import Keys, hashed
from workflow.tables.moments import NOW, database_now
from workflow.tables.rows import SIGN_IN_STEP

LASTS, LONG = timedelta(minutes=5), timedelta(minutes=30)
"""``LONG``: for who may have to find and install an app first."""
S = SIGN_IN_STEP.c
_NEW = insert(SIGN_IN_STEP).values(made_at=NOW)
_ONCE = insert(SIGN_IN_STEP).values(made_at=NOW, used_at=NOW).on_conflict_do_nothing().returning(S.digest)
_LIVE = (
    S.digest == bindparam("looked_up"),
    S.kind == bindparam("of_kind"),
    S.used_at.is_(None),
    S.made_at > bindparam("since"),
)
_LOOK = select(S.person, S.body).where(*_LIVE)
_USE = update(SIGN_IN_STEP).where(*_LIVE).values(used_at=NOW)


@dataclass(frozen=True, slots=True)
class Step:
    """What was kept: of whom, where that is known, and what has to come back."""

    person: int | None
    body: Mapping[str, Any]


def new_browser() -> str:
    """A cookie's value for a browser in which nobody is signed in."""
    return secrets.token_urlsafe(32)


def begin(session: Session, browser: str, kind: str, body: Mapping[str, Any], *, person: int | None = None) -> str:
    """Keeps a step for a browser; gives its word, worth nothing without the browser's cookie."""
    word = secrets.token_urlsafe(16)
    row = {"digest": _digest(browser, word), "kind": kind, "person": person, "body": json.dumps(dict(body))}
    session.connection().execute(_NEW, row)
    return word


def offer(session: Session, keys: Keys, browser: str, kind: str, challenge: str) -> str:
    """As ``begin``, of nobody yet, for a page that anybody may open as often as they like: nothing is kept.

    The word itself says since when the challenge stands, in a way that only we can write.
    """
    at = str(int(database_now(session).timestamp()))
    return f"{at}.{challenge}.{keys.mac('offered', browser, kind, at, challenge)}"


def accept(session: Session, keys: Keys, browser: str, kind: str, word: str) -> str | None:
    """The challenge that was offered to this browser, as ``take`` has it: soon, and once."""
    at, _, rest = word.partition(".")
    challenge, _, mac = rest.rpartition(".")
    right = keys.mac("offered", browser, kind, at, challenge)
    if not browser or not compare_digest(right.encode(), mac.encode()):
        return None
    if database_now(session).timestamp() >= int(at) + LASTS.total_seconds():
        return None
    row = {"digest": _digest(browser, word), "kind": kind, "person": None, "body": "{}"}
    return challenge if session.execute(_ONCE, row).first() is not None else None


def look(session: Session, browser: str, kind: str, word: str, *, lasts: timedelta = LASTS) -> Step | None:
    """The browser's step, unless it was used or is too old; it stays."""
    now = database_now(session)
    bound = {"looked_up": _digest(browser, word), "of_kind": kind, "since": now - lasts}
    found = session.execute(_LOOK, bound).first()
    return None if found is None else Step(found.person, json.loads(found.body))


def take(session: Session, browser: str, kind: str, word: str, *, lasts: timedelta = LASTS) -> Step | None:
    """As ``look``, and nobody has it again: of two that come at once, one."""
    found = look(session, browser, kind, word, lasts=lasts)
    now = database_now(session)
    bound = {"looked_up": _digest(browser, word), "of_kind": kind, "since": now - lasts}
    return found if session.connection().execute(_USE, bound).rowcount == 1 else None


def _digest(browser: str, word: str) -> str:
    return hashed(f"{browser}.{word}")
