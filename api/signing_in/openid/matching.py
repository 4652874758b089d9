"""Which of the people here somebody is, whom a provider speaks of. Nobody is created by signing in.

A provider speaks for its own agency's people alone: whoever holds no role there today doesn't come in by it, whatever
its claims say.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, bindparam, exists, insert, or_, select
from sqlmodel import Session

from api.signing_in.openid.faults import NotLetIn
from api.signing_in.openid.id_token import Claims
from api.signing_in.providers import Provider
from workflow.accounts.at_stake import is_unvouched
from workflow.accounts.invitations import INVITED
from workflow.database.storage import queue_on
from workflow.errors import Invalid
from workflow.people import account_events
from workflow.people.addresses import read_address
from workflow.people.directory import held_today, not_left
from workflow.tables.moments import NOW
from workflow.tables.rows import IDENTITY, INVITATION, PASSKEY, PASSWORD, PERSON, ROLE_HELD

I = IDENTITY.c  # noqa: E741
_BOUND = select(I.person).where(I.provider == bindparam("provider"), I.subject == bindparam("subject"))
_BOUND_OTHERWISE = select(I.subject).where(I.provider == bindparam("provider"), I.person == bindparam("whose"))
_BY_ADDRESS = select(PERSON.c.id).where(PERSON.c.email == bindparam("address"))
_WORKS_THERE = (
    select(PERSON.c.id)
    .join(ROLE_HELD, ROLE_HELD.c.person == PERSON.c.id)
    .where(
        PERSON.c.id == bindparam("whose"),
        ROLE_HELD.c.partnership == bindparam("partnership"),
        ROLE_HELD.c.agency == bindparam("agency"),
        not_left(),
        *held_today(),
    )
)
_OPEN = and_(
    INVITATION.c.person == bindparam("whose"), INVITATION.c.purpose == INVITED, INVITATION.c.ended_at.is_(None)
)
_EXPECTED = select(
    or_(
        exists().where(_OPEN, or_(INVITATION.c.used_at.is_not(None), INVITATION.c.expires_at > NOW)),
        exists().where(PASSWORD.c.person == bindparam("whose")),
        exists().where(PASSKEY.c.person == bindparam("whose")),
        exists().where(I.person == bindparam("whose")),
    )
)


def person_of(session: Session, provider: Provider, claims: Claims, today: date) -> int:
    """The person's number, matched for good the first time; ``NotLetIn`` says why it is nobody."""
    of_claims = {"provider": provider.id, "subject": claims.subject}
    # Before it is read: the same account may come twice at once, and so may two for one person.
    queue_on(session, f"identity/{provider.id}")
    person = session.execute(_BOUND, of_claims).scalar_one_or_none()
    if person is not None:
        _require_role(session, provider, int(person), today)
        return int(person)
    person = _by_address(session, claims)
    _require_role(session, provider, person, today)
    if not session.execute(_EXPECTED, {"whose": person}).scalar_one():
        raise NotLetIn("never invited, or the invitation has run out", person)
    if session.execute(_BOUND_OTHERWISE, {"provider": provider.id, "whose": person}).first() is not None:
        raise NotLetIn("known there by another account (sub)", person)
    if is_unvouched(session, person):
        raise NotLetIn("somebody changed their address, and nobody else has invited them to it since", person)
    session.connection().execute(insert(IDENTITY).values(made_at=NOW), of_claims | {"person": person})
    of_it = {"partnership": provider.partnership, "detail": provider.agency}
    account_events.note(session, "identity_bound", person=person, by=person, **of_it)
    return person


def _by_address(session: Session, claims: Claims) -> int:
    try:
        address = read_address(claims.email)
    except Invalid:
        raise NotLetIn("no address that the provider vouches for") from None
    person = session.execute(_BY_ADDRESS, {"address": address}).scalar_one_or_none()
    if person is None:
        raise NotLetIn("nobody here has the address")
    return int(person)


def _require_role(session: Session, provider: Provider, person: int, today: date) -> None:
    asked = {"whose": person, "partnership": provider.partnership, "agency": provider.agency, "today": today}
    if session.execute(_WORKS_THERE, asked).first() is None:
        raise NotLetIn("no role at the provider's agency today", person)
