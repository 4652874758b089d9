"""Passwords: which ones are taken, how they are kept, and whether one is right, in the same time for nobody's.

Length is what counts, and that nobody would guess it: no rule asks for digits or signs (NIST SP 800-63B-4, 3.1.1.2;
OWASP ASVS 5.0, 6.2).
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session
from zxcvbn import zxcvbn

from workflow.errors import Invalid
from workflow.tables.moments import NOW
from workflow.tables.rows import PASSWORD

LEAST, MOST = 12, 128
COMMON = (
    "Choose another password: this one, or one much like it, is among the first that others try. "
    "A few words that don’t belong together are harder to guess"
)
LEFT = 8
"""Characters that a password has beyond its person's name, address and partnership."""
GUESSES, JUDGED = 10**10, 32
"""How many guesses a password is worth at the least, by what people choose, and by which of its first characters.

zxcvbn's own highest mark begins there. Of more characters it can take seconds over one password.
"""
# OWASP's Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
_SWAPPED = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_REPEATS = re.compile(r"(.{1,6}?)\1+(.{0,5})")
P = PASSWORD.c
_SET = update(PASSWORD).where(P.person == bindparam("whose")).values(hashed=bindparam("new"), set_at=NOW)
_REHASH = (
    update(PASSWORD).where(P.person == bindparam("whose"), P.hashed == bindparam("old")).values(hashed=bindparam("new"))
)
_NEW = insert(PASSWORD).values(set_at=NOW)
_OF = select(P.hashed).where(P.person == bindparam("whose"))
_REMOVE = delete(PASSWORD).where(P.person == bindparam("whose"))


def require_good(password: str, about: Iterable[str] = ()) -> None:
    """``Invalid`` unless the password is long enough and not one that others try first.

    ``about``: the person's name, address and partnership.
    """
    if fault := fault_of(_normal(password), about):
        raise Invalid({"password": fault})


def put(session: Session, person: int, password: str) -> None:
    """Keeps a password for the person, in place of the one before."""
    hashed = _HASHER.hash(_normal(password))
    changed = session.connection().execute(_SET, {"whose": person, "new": hashed})
    if changed.rowcount == 0:
        session.connection().execute(_NEW, {"person": person, "hashed": hashed})


def remove(session: Session, person: int) -> None:
    """The person has no password any more."""
    session.connection().execute(_REMOVE, {"whose": person})


def kept_of(session: Session, person: int) -> str | None:
    """The person's password as it is kept, None for none."""
    found: str | None = session.execute(_OF, {"whose": person}).scalar_one_or_none()
    return found


def matches(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether it is the password that is kept so, and how it ought to be kept from now on, where that is otherwise.

    ``kept`` None, for an account that isn't there or has no password: never, but it takes as long.
    """
    against = kept or nobodys()
    if len(password) > MOST * 4:
        password = password[: MOST * 4]
    right, anew = _HASHER.verify_and_update(_normal(password), against)
    return (False, None) if kept is None else (right, anew)


def rehash(session: Session, person: int, old: str, new: str) -> None:
    """Keeps the same password as today's cost has it, unless it was changed meanwhile."""
    session.connection().execute(_REHASH, {"whose": person, "old": old, "new": new})


@cache
def nobodys() -> str:
    """A password that is nobody's, for accounts that have none."""
    return _HASHER.hash(secrets.token_urlsafe())


def fault_of(password: str, about: Iterable[str]) -> str:
    """What is wrong with a password, in a sentence; "" where it can be taken."""
    if len(password) < LEAST:
        return f"Use at least {LEAST} characters: a few words that don’t belong together are easy to keep in mind"
    if len(password) > MOST:
        return f"Use at most {MOST} characters"
    plain = password.casefold()
    if is_common(plain):
        return COMMON
    left = plain
    for word in sorted(words_of(about), key=len, reverse=True):
        left = left.replace(word, "")
    if len(left) < LEFT:
        return "Choose a password that isn’t made of your name, your address or your partnership’s name"
    return COMMON if is_guessable(password) else ""


def is_common(plain: str) -> bool:
    """Whether a password in small letters is a common one, one with digits or signs around it, or a plain pattern."""
    known = common()
    swapped = plain.translate(_SWAPPED)
    bare = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    letters = {bare, bare.translate(_SWAPPED), re.sub(r"^[^a-z]+|[^a-z]+$", "", swapped)}
    repeated = _REPEATS.fullmatch(plain)
    unit = repeated is not None and repeated[1].startswith(repeated[2])
    runs = any(plain in row or plain in row[::-1] for row in (one * 2 for one in _ROWS))
    return unit or runs or not known.isdisjoint({plain, swapped, *letters} | {one.replace(" ", "") for one in letters})


def is_guessable(password: str) -> bool:
    """Whether it would be guessed soon by who tries common passwords and words, names, keys side by side and dates."""
    return bool(zxcvbn(password[:JUDGED])["guesses"] < GUESSES)


def words_of(about: Iterable[str]) -> set[str]:
    """The words of a name, an address or a title that are long enough to make up a password."""
    said = " ".join(about).casefold()
    return {word for word in re.split(r"[\W_]+", said) if len(word) > 3} | {"casekeeper", "safeguarding"}


@cache
def common() -> frozenset[str]:
    """The passwords that others try first, in small letters."""
    text = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))


def _normal(password: str) -> str:
    """The same letters however a keyboard composed them; spaces stay as they were typed."""
    return unicodedata.normalize("NFC", password)
