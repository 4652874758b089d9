"""The ways in which somebody can sign in by themselves, whether those are enough, and for whom only a passkey is.

A full way is two factors: a passkey, an agency's own provider, or a password together with an authenticator app.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from api.signing_in import passkeys, recovery_codes
from api.signing_in.keys import hashed
from workflow.people import directory
from workflow.policy.policies import in_force
from workflow.tables.rows import AUTHENTICATOR_APP, IDENTITY, IDENTITY_PROVIDER, PASSWORD, PERSON, WEB_SESSION

_SET = (
    select(PERSON.c.email, PASSWORD.c.set_at, AUTHENTICATOR_APP.c.confirmed_at)
    .outerjoin(PASSWORD, PASSWORD.c.person == PERSON.c.id)
    .outerjoin(AUTHENTICATOR_APP, AUTHENTICATOR_APP.c.person == PERSON.c.id)
    .where(PERSON.c.id == bindparam("whose"))
)
_PROVIDERS = (
    select(IDENTITY_PROVIDER.c.id, IDENTITY_PROVIDER.c.name)
    .join(IDENTITY, IDENTITY.c.provider == IDENTITY_PROVIDER.c.id)
    .where(IDENTITY.c.person == bindparam("whose"), IDENTITY_PROVIDER.c.ended_at.is_(None))
    .order_by(IDENTITY_PROVIDER.c.name)
)
_BEGUN = select(WEB_SESSION.c.made_at).where(WEB_SESSION.c.digest == bindparam("looked_up"))


@dataclass(frozen=True, slots=True)
class Ways:
    """What a person has set up. ``password`` and ``app``: since when; ``providers``: number and name."""

    email: str
    password: datetime | None
    app: datetime | None
    passkeys: tuple[passkeys.Listed, ...]
    codes_left: int
    providers: tuple[tuple[int, str], ...]

    @property
    def full(self) -> bool:
        """Whether they can sign in with two factors."""
        return bool(self.passkeys or self.providers or (self.password and self.app))

    @property
    def second(self) -> bool:
        """Whether they have what a password needs beside it."""
        return bool(self.passkeys or self.app)

    def without(self, what: str, number: int = 0) -> Ways:
        """What would be left without the password, the app, or the passkey of that number."""
        if what == "passkey":
            return replace(self, passkeys=tuple(one for one in self.passkeys if one.id != number))
        return replace(self, password=None) if what == "password" else replace(self, app=None)


def of_person(session: Session, person: int) -> Ways:
    """The person's ways of signing in."""
    found = session.execute(_SET, {"whose": person}).one()
    return Ways(
        found.email,
        found.set_at,
        found.confirmed_at,
        tuple(passkeys.of_person(session, person)),
        recovery_codes.left(session, person),
        tuple((row.id, row.name) for row in session.execute(_PROVIDERS, {"whose": person})),
    )


def passkey_needed(session: Session, person: int, today: date) -> bool:
    """Whether a role that they hold today signs in with a passkey, by its partnership's policy."""
    for one in directory.partnerships_of(session, person, today):
        held = {role for role, _ in directory.doer(session, person, one.code, today).roles}
        if held & set(in_force(session, one.code).passkeys_for):
            return True
    return False


def how_by_code(session: Session, person: int, by: str, today: date) -> str | None:
    """What a session is that begins with a password and a code, or a provider; ``by``: "provider" or which code.

    None where a role wants a passkey and they have one: their app's code or their agency's provider doesn't do in its
    place any more, a recovery code only to add another.
    """
    if not passkey_needed(session, person, today):
        return by
    return None if by != "recovery code" and passkeys.of_person(session, person) else "passkey wanted"


def begun_at(session: Session, cookie: str) -> datetime:
    """When the session of that cookie began."""
    begun: datetime = session.execute(_BEGUN, {"looked_up": hashed(cookie)}).scalar_one()
    return begun


def still_missing(ways: Ways, *, how: str, since: datetime, needed: bool) -> list[str]:
    """What a session that may only set up has yet to do before it is a full one, a sentence each.

    A link by mail alone opens nothing that was set up before it: what counts was set up since the session began; but
    who recovers has shown their app or a code. ``needed``: a role of theirs signs in with a passkey.
    """
    if any(one.made_at >= since for one in ways.passkeys):
        return []
    if needed or how == "passkey wanted":
        return ["Add a passkey: your role signs in with one."]
    missing = []
    if ways.password is None or ways.password < since:
        missing.append("Set a password, or add a passkey: a passkey is enough.")
    if ways.app is None or (ways.app < since and how != "recovery proved"):
        missing.append("Set up an authenticator app to go with the password.")
    if not missing and ways.codes_left == 0:
        missing.append("Make recovery codes, for the day you lose your phone.")
    return missing
