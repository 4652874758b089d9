"""Whether somebody could be taken over by whoever had their address changed. Knows no mail and no provider.

Whoever reads somebody's mail, or holds an account at their agency's provider under their address, may come in as them.
Nobody changes an address and opens that way too: another person vouches for the address, by inviting to it.
"""

from __future__ import annotations

from sqlalchemy import Integer, and_, bindparam, exists, func, or_, select
from sqlmodel import Session

from workflow.tables.rows import (
    ACCOUNT_EVENT,
    ADDRESS_CHANGE,
    AUTHENTICATOR_APP,
    IDENTITY,
    PASSKEY,
    PASSWORD,
)  # fmt: skip

BY_A_LINK = "by link: "
"""How the event of a sign-in begins that may set up only."""
E = ACCOUNT_EVENT.c
WHOSE = bindparam("whose", type_=Integer)


def can_sign_in(session: Session, person: int) -> bool:
    """Whether they have two factors, or were ever in: who comes in as them comes in as somebody.

    Who only begins to set up has nothing yet that could be taken from them.
    """
    return bool(session.execute(_CAN, {"whose": person}).scalar_one())


def changed_by(session: Session, person: int) -> int | None:
    """Who put the person's address right last; None where nobody did, or somebody at the command line."""
    row = session.execute(_LAST, {"whose": person}).first()
    return row.by if row is not None else None


def is_unvouched(session: Session, person: int) -> bool:
    """Whether who can sign in has an address that somebody changed, and to which nobody else has invited them since."""
    changer = changed_by(session, person)
    if changer is None or not can_sign_in(session, person):
        return False
    return session.execute(_VOUCHED, {"whose": person, "changer": changer}).first() is None


_HAS_APP = exists().where(AUTHENTICATOR_APP.c.person == WHOSE, AUTHENTICATOR_APP.c.confirmed_at.is_not(None))
_WAS_IN = exists().where(E.person == WHOSE, E.what == "signed_in", E.detail.not_like(f"{BY_A_LINK}%"))
_CAN = select(
    or_(
        exists().where(PASSKEY.c.person == WHOSE),
        exists().where(IDENTITY.c.person == WHOSE),
        and_(exists().where(PASSWORD.c.person == WHOSE), _HAS_APP),
        _WAS_IN,
    )
)
_LAST = (
    select(ADDRESS_CHANGE.c.by).where(ADDRESS_CHANGE.c.person == WHOSE).order_by(ADDRESS_CHANGE.c.id.desc()).limit(1)
)
_CHANGED = (
    select(E.id).where(E.person == WHOSE, E.what == "address_changed").order_by(E.id.desc()).limit(1).scalar_subquery()
)
_VOUCHED = (
    select(E.id)
    .where(E.person == WHOSE, E.what == "invited", E.id > func.coalesce(_CHANGED, 0))
    .where(or_(E.by.is_(None), E.by != bindparam("changer")))
    .limit(1)
)
