"""Whether somebody is always left who may manage who sees a matter: nobody shuts a door that nobody can open."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import bindparam, exists, or_, select
from sqlmodel import Session

from states.moves.access_moves import KEEPERS
from workflow.access import said
from workflow.access.sight import acted_on_by, kept_out, listed_to
from workflow.database.statements import Statement
from workflow.database.storage import queue_on, share
from workflow.people.directory import TODAY, held_today
from workflow.tables.rows import CASEFILE, MEMBER, PERSON, ROLE_HELD

_KEEPS = exists().where(
    ROLE_HELD.c.person == PERSON.c.id,
    ROLE_HELD.c.partnership == CASEFILE.c.partnership,
    ROLE_HELD.c.role.in_(KEEPERS),
    *held_today(),
)
_KEEPER = Statement(
    select(PERSON.c.id)
    .join_from(CASEFILE, PERSON, _KEEPS.correlate(CASEFILE, PERSON))
    .where(CASEFILE.c.id == bindparam("root"), acted_on_by(PERSON.c.id))
)
_KEPT_OUT = Statement(select(CASEFILE.c.id).where(CASEFILE.c.id == bindparam("case_id"), kept_out()))
_ACTS = Statement(select(CASEFILE.c.id).where(CASEFILE.c.id == bindparam("case_id"), acted_on_by()))


_NAMED_ON_IT = exists().where(
    MEMBER.c.case_id == CASEFILE.c.id,
    MEMBER.c.person == bindparam("person"),
    or_(MEMBER.c.to_on.is_(None), MEMBER.c.to_on > TODAY),
)
_NARROWED = (
    select(CASEFILE.c.id, CASEFILE.c.reference, CASEFILE.c.partnership)
    .where(CASEFILE.c.root == CASEFILE.c.id, CASEFILE.c.restriction != "standard", _NAMED_ON_IT)
    .order_by(CASEFILE.c.id)
)
_KNOWN = select(CASEFILE.c.id).where(CASEFILE.c.id.in_(bindparam("cases", expanding=True)), listed_to())
_ROLES = select(ROLE_HELD.c.from_on, ROLE_HELD.c.to_on).where(
    ROLE_HELD.c.person.in_(bindparam("people", expanding=True)),
    ROLE_HELD.c.partnership
    == select(CASEFILE.c.partnership).where(CASEFILE.c.id == bindparam("root")).scalar_subquery(),
)
_KEEPS_WHERE = (
    select(ROLE_HELD.c.partnership)
    .where(ROLE_HELD.c.person == bindparam("person"), ROLE_HELD.c.role.in_(KEEPERS))
    .where(or_(ROLE_HELD.c.to_on.is_(None), ROLE_HELD.c.to_on > TODAY))
    .distinct()
    .order_by(ROLE_HELD.c.partnership)
)


def of_keepers(session: Session, partnership: str) -> None:
    """A move about who sees a matter waits here, with its case locked, for whoever ends a keeper's rights there."""
    share(session, _name(partnership))


def held_for(session: Session, person: int, today: date) -> list[Any]:
    """Rows of the restricted and sealed matters, by their roots, on which a keeper of matters is named.

    They stay locked until the transaction ends, and nobody else's rights to keep one end meanwhile. Empty for a
    person who keeps none by their roles.
    """
    bound = {"person": person, "today": today}
    codes = session.execute(_KEEPS_WHERE, bound).scalars().all()
    if not codes:
        return []
    # Cases first, then the name, as the moves do: nobody waits in a ring. What was restricted meanwhile is seen then.
    session.execute(_NARROWED.with_for_update(of=CASEFILE, key_share=True), bound)
    for code in codes:
        queue_on(session, _name(code))
    return list(session.execute(_NARROWED, bound))


def known_to(session: Session, viewer: int, cases: list[int], today: date) -> set[int]:
    """Those of the cases that the viewer may know of."""
    return set(session.execute(_KNOWN, {"viewer": viewer, "cases": cases, "today": today}).scalars())


def is_kept(session: Session, root: int, today: date) -> bool:
    """Whether on every day from today somebody takes part in the whole family who may change its class.

    Between days on which a membership by name or a role of those named ends, or an exclusion or a role begins, nothing
    changes that is said here.
    """
    named = said.named_in_family(session, root, today)
    days = {today}
    days |= {row.from_on for row in said.excluded_from(session, root, today)}
    days |= {row.to_on for row in named if row.to_on is not None}
    held = session.execute(_ROLES, {"people": sorted({row.person for row in named}), "root": root})
    days |= {day for row in held for day in row if day is not None}
    return all(_KEEPER.first(session, {"root": root, "today": day}) is not None for day in days if day >= today)


def takes_part(session: Session, person: int, case_id: int, today: date) -> bool:
    """Whether the person takes part in the case of that id."""
    return _ACTS.first(session, {"viewer": person, "case_id": case_id, "today": today}) is not None


def is_kept_out(session: Session, person: int, case_id: int, today: date) -> bool:
    """Whether nothing may be recorded for the person in the case: excluded, or not named where it is restricted."""
    return _KEPT_OUT.first(session, {"viewer": person, "case_id": case_id, "today": today}) is not None


def _name(partnership: str) -> str:
    return f"keeping/{partnership}"
