"""Recovery codes: ten, shown once, each good once in place of an app or a passkey that was lost."""

from __future__ import annotations

import secrets

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlmodel import Session

from api.signing_in.keys import hashed
from workflow.tables.moments import NOW
from workflow.tables.rows import RECOVERY_CODE

HOW_MANY = 10
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: none that is taken for another."""
GROUPS, EACH = 7, 4
"""140 bits: from 112 on a plain hash may keep it (OWASP ASVS 5.0, 6.5.2), and 128 nobody guesses (11.5.1)."""
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
R = RECOVERY_CODE.c
_REMOVE = delete(RECOVERY_CODE).where(R.person == bindparam("whose"))
_USE = (
    update(RECOVERY_CODE)
    .where(R.person == bindparam("whose"), R.digest == bindparam("looked_up"), R.used_at.is_(None))
    .values(used_at=NOW)
)
_LEFT = select(func.count()).where(R.person == bindparam("whose"), R.used_at.is_(None))


def make(session: Session, person: int) -> list[str]:
    """New codes in place of all before; shown once, kept as their hash."""
    codes = [
        "-".join("".join(secrets.choice(LETTERS) for _ in range(EACH)) for _ in range(GROUPS)) for _ in range(HOW_MANY)
    ]
    remove(session, person)
    session.connection().execute(
        insert(RECOVERY_CODE), [{"person": person, "digest": _digest(person, code)} for code in codes]
    )
    return codes


def use(session: Session, person: int, code: str) -> bool:
    """Whether the code is one of the person's that wasn't used yet; from now on it was."""
    used = session.connection().execute(_USE, {"whose": person, "looked_up": _digest(person, code)})
    return used.rowcount == 1


def left(session: Session, person: int) -> int:
    """How many of the person's codes weren't used yet."""
    found: int = session.execute(_LEFT, {"whose": person}).scalar_one()
    return found


def remove(session: Session, person: int) -> None:
    """The person has no codes any more."""
    session.connection().execute(_REMOVE, {"whose": person})


def looks_like_one(typed: str) -> bool:
    """Whether what was typed is no app's code, which has digits alone."""
    return len(_plain(typed)) == GROUPS * EACH


def _plain(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_MISREAD)


def _digest(person: int, code: str) -> str:
    return hashed(f"{person}.{_plain(code)}")
