"""The ways in which somebody can sign in by themselves, whether those are enough, and for whom only a passkey is.

A full way is two factors: a passkey, an agency's own provider, or a password together with an authenticator app.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session

from api.signing_in import authenticator_apps, passkeys, passwords, providers, recovery_codes
from api.signing_in.keys import hashed
from workflow.accounts.invitations import BY_APP, INVITED
from workflow.database.statements import Statement
from workflow.people import account_events
from workflow.policy.policies import in_force
from workflow.tables.rows import (
    ACCOUNT_EVENT,
    AUTHENTICATOR_APP,
    IDENTITY,
    IDENTITY_PROVIDER,
    PASSWORD,
    PERSON,
    ROLE_HELD,
    WEB_SESSION,
)  # fmt: skip

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
R, E = ROLE_HELD.c, ACCOUNT_EVENT.c
_ROLES = Statement(
    select(R.partnership, R.role)
    .where(R.person == bindparam("whose"), or_(R.to_on.is_(None), R.to_on > bindparam("today")))
    .where(or_(R.to_on.is_(None), R.to_on > R.from_on))
    .distinct()
)
_CODES_SINCE = (
    select(E.id)
    .where(E.person == bindparam("whose"), E.what == "codes_made", E.at >= bindparam("since", type_=E.at.type))
    .limit(1)
)
SET_UP_BEFORE = "set up before the link"
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
    """Whether a role that they hold today, or will, signs in with a passkey, by its partnership's policy.

    Who is to have it from the first of the month adds their passkey before: nothing that they began with less lasts
    into that day.
    """
    held = _ROLES.all(session, {"whose": person, "today": today})
    wanted = {code: in_force(session, code).passkeys_for for code in {row.partnership for row in held}}
    return any(row.role in wanted[row.partnership] for row in held)


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


def lasting(session: Session, person: int, mine: Ways, *, how: str, since: datetime) -> Ways:
    """What of ``mine`` lasts beyond a session that may only set up, begun at ``since``: what was set up in it.

    Who came by a link has lost what they had, or another has it. But who recovers keeps what they have shown: the app,
    or the sheet of recovery codes.
    """
    codes = how != INVITED or session.execute(_CODES_SINCE, {"whose": person, "since": since}).first() is not None
    return replace(
        mine,
        password=_since(mine.password, since),
        app=mine.app if how == BY_APP else _since(mine.app, since),
        passkeys=tuple(one for one in mine.passkeys if one.made_at >= since),
        codes_left=mine.codes_left if codes else 0,
        providers=(),
    )


def still_missing(lasts: Ways, *, how: str, needed: bool) -> list[str]:
    """What a session that may only set up has yet to do before it is a full one, a sentence each.

    ``lasts``: as ``lasting`` gives it. ``needed``: a role of theirs signs in with a passkey.
    """
    if lasts.passkeys:
        return []
    if needed or how == "passkey wanted":
        return ["Add a passkey: your role signs in with one."]
    missing = []
    if lasts.password is None:
        missing.append("Set a password, or add a passkey: a passkey is enough.")
    if lasts.app is None:
        missing.append("Set up an authenticator app to go with the password.")
    if not missing and lasts.codes_left == 0:
        missing.append("Make recovery codes, for the day you lose your phone.")
    return missing


def drop(session: Session, person: int, mine: Ways, lasts: Ways) -> None:
    """Takes away what of ``mine`` doesn't last: nobody signs in any more with what was lost."""

    def note(what: str) -> None:
        account_events.note(session, what, person=person, by=person, detail=SET_UP_BEFORE)

    for one in set(mine.passkeys) - set(lasts.passkeys):
        passkeys.remove(session, person, one.id)
        note("passkey_removed")
    if mine.password and not lasts.password:
        passwords.remove(session, person)
        note("password_removed")
    if mine.app and not lasts.app:
        authenticator_apps.remove(session, person)
        note("app_removed")
    if mine.codes_left and not lasts.codes_left:
        recovery_codes.remove(session, person)
    if mine.providers:
        providers.forget(session, person)
        note("identity_forgotten")


def _since(at: datetime | None, since: datetime) -> datetime | None:
    return at if at is not None and at >= since else None
