"""Authenticator apps (TOTP, RFC 6238): a code every thirty seconds, from a secret that the app and we have."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import pyotp
import segno
from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from api.signing_in.keys import Keys
from workflow.tables.moments import NOW, database_now
from workflow.tables.rows import AUTHENTICATOR_APP

SECONDS, DRIFT = 30, 1
"""A code's life, and how many of those a phone's clock may be off, either way (RFC 6238, 5.2)."""
USE = "authenticator app"
A = AUTHENTICATOR_APP.c
_OF = select(A.secret, A.last_step).where(A.person == bindparam("whose"), A.confirmed_at.is_not(None))
_REMOVE = delete(AUTHENTICATOR_APP).where(A.person == bindparam("whose"))
_NEW = insert(AUTHENTICATOR_APP).values(confirmed_at=NOW)
_TAKEN = (
    update(AUTHENTICATOR_APP)
    .where(A.person == bindparam("whose"), A.last_step < bindparam("step"))
    .values(last_step=bindparam("step"))
)


@dataclass(frozen=True, slots=True)
class NewApp:
    """An app that is being set up: its secret in text, and what its QR code says."""

    secret: str
    address: str

    @property
    def spaced(self) -> str:
        """The secret as one types it, four letters at a time."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))

    def qr_code(self) -> bytes:
        """What the phone's camera reads, as an SVG without styles."""
        drawn = io.BytesIO()
        segno.make(self.address, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff", xmldecl=True)
        return drawn.getvalue()


def new_secret() -> str:
    """160 bits, as RFC 4226 recommends."""
    return pyotp.random_base32(32)


def new_app(secret: str, email: str, issuer: str) -> NewApp:
    """How an app is told of the secret."""
    return NewApp(secret, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer))


def confirm(session: Session, keys: Keys, person: int, secret: str, code: str) -> bool:
    """Keeps the app, in place of the one before, once it has shown a right code; False where it hasn't."""
    step = _step_of(secret, code, database_now(session))
    if step is None:
        return False
    remove(session, person)
    row = {"person": person, "secret": keys.encrypted(USE, secret), "last_step": step}
    session.connection().execute(_NEW, row)
    return True


def take(session: Session, keys: Keys, person: int, code: str) -> bool:
    """Whether the code is the person's app's, one step early or late at most; each step counts once."""
    found = session.execute(_OF, {"whose": person}).first()
    if found is None:
        return False
    step = _step_of(keys.decrypted(USE, found.secret), code, database_now(session))
    if step is None:
        return False
    return session.connection().execute(_TAKEN, {"whose": person, "step": step}).rowcount == 1


def encrypt_anew(session: Session, keys: Keys) -> int:
    """Encrypts every secret that isn't as it would be kept today; how many those were."""
    kept = [row for row in session.execute(select(A.person, A.secret)) if not keys.is_of_now(USE, row.secret)]
    for row in kept:
        secret = keys.encrypted(USE, keys.decrypted(USE, row.secret))
        session.connection().execute(update(AUTHENTICATOR_APP).where(A.person == row.person).values(secret=secret))
    return len(kept)


def remove(session: Session, person: int) -> None:
    """The person has no app any more."""
    session.connection().execute(_REMOVE, {"whose": person})


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, among those that count now."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    at = int(now.timestamp()) // SECONDS
    totp = pyotp.TOTP(secret)
    steps = [step for step in range(at - DRIFT, at + DRIFT + 1) if compare_digest(totp.generate_otp(step), typed)]
    return steps[-1] if steps else None
