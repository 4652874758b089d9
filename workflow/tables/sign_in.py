"""How people prove who they are, and what they hold once they did: sessions, tokens, passwords, passkeys, invitations.

Every secret stands here as a digest, or encrypted where it must be read again. Times are the database's clock.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from workflow.tables.moments import Moment


class WebSession(SQLModel, table=True):
    """A sign-in, kept here so that it can be ended. ``digest`` is the cookie's SHA-256, ``id`` its name on a page.

    ``proved_at`` is when its person last proved who they are; ``made_at`` stays when the cookie is changed.
    """

    __tablename__ = "web_session"
    digest: str = Field(primary_key=True, max_length=64)
    id: str = Field(unique=True, max_length=22)
    person: int = Field(foreign_key="person.id", index=True)
    csrf: str
    how: str = Field(
        description="demo, provider, passkey, code, recovery code, or one of api.signing_in.sessions.LIMITED"
    )
    browser: str = Field(default="", description="what the browser calls itself, cut short")
    made_at: datetime = Field(sa_type=Moment)
    proved_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Token(SQLModel, table=True):
    """A bearer token for the API, kept as its SHA-256. ``purpose``: what it reads for, said once at its issue."""

    digest: str = Field(primary_key=True, max_length=64)
    id: str = Field(unique=True, max_length=22)
    person: int = Field(foreign_key="person.id", index=True)
    name: str
    purpose: str = ""
    scopes: str = Field(description="of read, write, sign and export, with spaces between")
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Password(SQLModel, table=True):
    """A person's password, as Argon2id made it."""

    person: int = Field(primary_key=True, foreign_key="person.id")
    hashed: str
    set_at: datetime = Field(sa_type=Moment)


class Passkey(SQLModel, table=True):
    """A passkey (WebAuthn). ``sign_count`` only rises, where the authenticator counts at all."""

    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    credential: bytes = Field(sa_type=LargeBinary, unique=True)
    public_key: bytes = Field(sa_type=LargeBinary)
    sign_count: int = 0
    name: str
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class AuthenticatorApp(SQLModel, table=True):
    """A person's authenticator app (TOTP, RFC 6238). ``last_step``: the time step last taken, so none counts twice.

    ``secret`` is encrypted under the installation's key; ``confirmed_at`` None: the app hasn't shown a code yet.
    """

    __tablename__ = "authenticator_app"
    person: int = Field(primary_key=True, foreign_key="person.id")
    secret: str
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    last_step: int = 0


class RecoveryCode(SQLModel, table=True):
    """A code that stands once in place of a passkey or app that was lost."""

    __tablename__ = "recovery_code"
    person: int = Field(primary_key=True, foreign_key="person.id")
    digest: str = Field(primary_key=True, max_length=64)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Invitation(SQLModel, table=True):
    """A link by mail that lets one person set up how they sign in: when invited, and again when they lost it.

    Its secret stands nowhere: it is made anew from the installation's key when the mail is written, so that neither
    database nor outbox holds a link that works. ``number`` rises with each renewal, which ends the links before.
    """

    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    purpose: str = Field(description="invitation or recovery")
    number: int = 1
    made_by: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Guess(SQLModel, table=True):
    """One try at a secret, of an account that exists or not: ``account`` is a keyed digest of what was typed."""

    __table_args__ = (Index("guess_by_account", "account", "at"), Index("guess_by_time", "at"))
    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(max_length=64)
    at: datetime = Field(sa_type=Moment)


class IdentityProvider(SQLModel, table=True):
    """Where an agency's people sign in (OpenID Connect). ``secret`` is encrypted under the installation's key."""

    __tablename__ = "identity_provider"
    __table_args__ = (
        UniqueConstraint("partnership", "agency"),
        ForeignKeyConstraint(["partnership", "agency"], ["agency.partnership", "agency.key"]),
    )
    id: int | None = Field(default=None, primary_key=True)
    partnership: str
    agency: str
    name: str
    issuer: str
    client: str
    secret: str
    made_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Identity(SQLModel, table=True):
    """Who somebody is at a provider: bound at their first sign-in there, when its claims met their invitation."""

    __table_args__ = (UniqueConstraint("person", "provider"),)
    provider: int = Field(primary_key=True, foreign_key="identity_provider.id")
    subject: str = Field(primary_key=True, max_length=255)
    person: int = Field(foreign_key="person.id", index=True)
    made_at: datetime = Field(sa_type=Moment)


class SignInStep(SQLModel, table=True):
    """A sign-in on its way: what was sent out and must come back once, kept by the SHA-256 of its browser's cookie.

    ``body`` is JSON: state, nonce and verifier, a passkey's challenge, or who has given a password already.
    """

    __tablename__ = "sign_in_step"
    digest: str = Field(primary_key=True, max_length=64)
    kind: str
    person: int | None = Field(default=None, foreign_key="person.id", index=True)
    body: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Draft(SQLModel, table=True):
    """A form that came on a dead or too old session, kept for its person alone until they are signed in again."""

    id: str = Field(primary_key=True, max_length=22)
    person: int = Field(foreign_key="person.id", index=True)
    path: str
    body: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=Moment)


class AccountEvent(SQLModel, table=True):
    """Something about an account, a right or a rule of access that an auditor may ask after. Only added to.

    ``what`` is a word of ``workflow/people/account_events.py``; ``detail`` names things, never secrets or narrative.
    """

    __tablename__ = "account_event"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    what: str
    person: int | None = Field(default=None, foreign_key="person.id", index=True, description="whose account")
    by: int | None = Field(default=None, foreign_key="person.id", description="who did it; None: by command, or nobody")
    partnership: str = ""
    detail: str = ""
