"""Requests that were answered already: twice does it once, with the same answer.

The record is written in the act's own transaction, so that it exists exactly where the act does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session

from workflow.database.storage import queue_on
from workflow.errors import Clash
from workflow.tables.rows import IDEMPOTENT_REQUEST

R = IDEMPOTENT_REQUEST.c
MOST_KEY = 200
_FOUND = select(R.fingerprint, R.status, R.reference, R.revision).where(
    R.person == bindparam("person"), R.key == bindparam("key")
)
_NEW = insert(IDEMPOTENT_REQUEST)


@dataclass(frozen=True, slots=True)
class Answered:
    """How a request was answered the first time."""

    status: int
    reference: str
    revision: int


def answered(session: Session, person: int, key: str, fingerprint: str) -> Answered | None:
    """The first answer to this key, or None where it is new; waits while the first still runs.

    ``Clash`` where the key stood for another request, or the first didn't end within 5 seconds.
    """
    if not 1 <= len(key) <= MOST_KEY or not key.isprintable():
        raise Clash(f"The idempotency key must be 1 to {MOST_KEY} printable characters.", reused=True)
    queue_on(session, f"request/{person}/{key}")
    row = session.execute(_FOUND, {"person": person, "key": key}).first()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise Clash("This idempotency key was used for a different request: use a new one.", reused=True)
    return Answered(row.status, row.reference, row.revision)


def remember(session: Session, person: int, key: str, fingerprint: str, answer: Answered, now: datetime) -> None:
    """Keeps the answer beside what was done."""
    session.connection().execute(
        _NEW,
        {
            "person": person,
            "key": key,
            "fingerprint": fingerprint,
            "status": answer.status,
            "reference": answer.reference,
            "revision": answer.revision,
            "made_at": now,
        },
    )
