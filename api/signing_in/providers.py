"""Agencies' identity providers: one for each agency of a partnership, its client's secret readable by us alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from api.signing_in.keys import Keys
from api.signing_in.openid.asking import is_loopback, readable_address
from api.signing_in.openid.faults import ProviderFault
from workflow.database.storage import queue_on
from workflow.errors import Invalid, NotFound
from workflow.people import account_events, directory
from workflow.tables.moments import NOW
from workflow.tables.rows import IDENTITY, IDENTITY_PROVIDER, WEB_SESSION

KEPT_AS = "identity provider"
HOW, TO_ADD = "provider", "passkey wanted"
"""How a session begins that a provider lets in; where a role wants a passkey, it may add one and nothing else."""
MOST_NAME, MOST_CLIENT, MOST_SECRET = 120, 255, 1000
P = IDENTITY_PROVIDER.c
_ALL = (
    select(P.id, P.partnership, P.agency, P.name, P.issuer, P.client, P.secret)
    .where(P.ended_at.is_(None))
    .order_by(P.name, P.id)
)
_ONE = _ALL.where(P.id == bindparam("which"))
_THERE = select(P.id, P.ended_at).where(P.partnership == bindparam("of"), P.agency == bindparam("at"))
_ITS_PEOPLE = select(IDENTITY.c.person).where(IDENTITY.c.provider == bindparam("which"))
_END_SESSIONS = (
    update(WEB_SESSION)
    .where(
        WEB_SESSION.c.person.in_(_ITS_PEOPLE), WEB_SESSION.c.how.in_((HOW, TO_ADD)), WEB_SESSION.c.ended_at.is_(None)
    )
    .values(ended_at=NOW)
)


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider through which an agency's people sign in."""

    id: int
    partnership: str
    agency: str
    name: str
    issuer: str
    client: str
    encrypted: str = field(repr=False)

    def secret(self, keys: Keys) -> str:
        """The client's secret; ``Unusable`` where the installation's own is another now."""
        return keys.decrypted(KEPT_AS, self.encrypted)


@dataclass(frozen=True, slots=True)
class New:
    """What whoever runs this says of a provider that is to be added."""

    agency: str
    name: str
    issuer: str
    client: str
    secret: str = field(repr=False)


def listed(session: Session) -> list[Provider]:
    """The providers that people sign in with, by name: on the sign-in page, each leads to /sign-in/with/{id}."""
    return [Provider(*row) for row in session.execute(_ALL)]


def found(session: Session, which: int) -> Provider:
    """That provider; ``NotFound`` where there is none, or it was ended."""
    row = session.execute(_ONE, {"which": which}).first()
    if row is None:
        raise NotFound
    return Provider(*row)


def of_agency(session: Session, partnership: str, agency: str) -> Provider:
    """The agency's provider; ``NotFound`` with a sentence where it has none."""
    for one in listed(session):
        if (one.partnership, one.agency) == (partnership, agency):
            return one
    raise NotFound(f"{agency} in {partnership} has no identity provider.")


def add(session: Session, partnership: str, new: New, keys: Keys) -> None:
    """A provider for an agency; ``Invalid`` with every sentence where it can't be."""
    if errors := faults(session, partnership, new):
        raise Invalid(errors)
    queue_on(session, f"provider/{partnership}/{new.agency}")
    before = session.execute(_THERE, {"of": partnership, "at": new.agency}).first()
    if before is not None and before.ended_at is None:
        raise Invalid({"agency": f"{new.agency} has an identity provider already: end that one first"})
    said = {"name": new.name.strip(), "issuer": new.issuer, "client": new.client.strip()}
    row = said | {"secret": keys.encrypted(KEPT_AS, new.secret), "made_at": NOW, "ended_at": None}
    if before is None:
        there = {"partnership": partnership, "agency": new.agency}
        session.connection().execute(insert(IDENTITY_PROVIDER).values(**row, **there))
    else:
        session.connection().execute(update(IDENTITY_PROVIDER).where(P.id == before.id).values(**row))
    detail = f"{new.agency}: {new.issuer}"
    account_events.note(session, "provider_added", person=None, by=None, partnership=partnership, detail=detail)


def change_secret(session: Session, provider: Provider, secret: str, keys: Keys) -> None:
    """Another secret for the same client, as when the former runs out; nobody is signed out. ``Invalid`` for none."""
    if wrong := secret_fault(secret):
        raise Invalid({"secret": wrong})
    kept = keys.encrypted(KEPT_AS, secret)
    session.connection().execute(update(IDENTITY_PROVIDER).where(P.id == provider.id).values(secret=kept))
    detail = f"{provider.agency}: a new secret"
    account_events.note(
        session, "provider_added", person=None, by=None, partnership=provider.partnership, detail=detail
    )


def encrypt_anew(session: Session, keys: Keys) -> int:
    """Encrypts every client's secret that isn't as it would be kept today; how many those were."""
    lasting = session.execute(select(P.id, P.secret).where(P.ended_at.is_(None)))
    kept = [row for row in lasting if not keys.is_of_now(KEPT_AS, row.secret)]
    for row in kept:
        secret = keys.encrypted(KEPT_AS, keys.decrypted(KEPT_AS, row.secret))
        session.connection().execute(update(IDENTITY_PROVIDER).where(P.id == row.id).values(secret=secret))
    return len(kept)


def end(session: Session, provider: Provider) -> None:
    """Ends a provider: nobody signs in with it, who had is signed out, and nobody is known by it any more."""
    of_it = {"which": provider.id}
    session.connection().execute(_END_SESSIONS, of_it)
    # Another provider may come in its place, whose subjects are other people's.
    session.connection().execute(delete(IDENTITY).where(IDENTITY.c.provider == provider.id))
    session.connection().execute(update(IDENTITY_PROVIDER).where(P.id == provider.id).values(ended_at=NOW, secret=""))
    detail = f"{provider.agency}: {provider.issuer}"
    account_events.note(
        session, "provider_ended", person=None, by=None, partnership=provider.partnership, detail=detail
    )


def forget(session: Session, person: int) -> None:
    """No account of any provider is theirs any more; the next one is matched as if it were the first."""
    session.connection().execute(delete(IDENTITY).where(IDENTITY.c.person == person))


def faults(session: Session, partnership: str, new: New) -> dict[str, str]:
    """What is wrong with a new provider, a sentence for each of its parts."""
    said: dict[str, str] = {}
    if new.agency not in (known := directory.agencies(session, partnership)):
        said["agency"] = f"{partnership} has no agency {new.agency}; it has: {', '.join(known) or 'none yet'}"
    try:
        readable_address(new.issuer, "issuer", loopback=is_loopback(new.issuer))
    except (ProviderFault, ValueError):
        said["issuer"] = "The issuer must begin with https://, as the provider's own description has it"
    for part, text, most in (("name", new.name, MOST_NAME), ("client", new.client, MOST_CLIENT)):
        if not text.strip() or len(text) > most or not text.isprintable():
            said[part] = f"The {part} is one line of 1 to {most} characters"
    if wrong := secret_fault(new.secret):
        said["secret"] = wrong
    return said


def secret_fault(secret: str) -> str:
    """What is wrong with a client's secret; "" where nothing is."""
    if secret and len(secret) <= MOST_SECRET and secret.isascii() and secret.isprintable():
        return ""
    return f"The client's secret is one line of 1 to {MOST_SECRET} characters, with no accents"
