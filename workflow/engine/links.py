"""Links between cases as rows: who is joined to whom, said and ended. What a move means by one is its effect's."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session

from workflow.access.sight import visible_to
from workflow.engine.casework import Casework
from workflow.tables.rows import CASEFILE, LINK

JOINT, MERGED, RELATED = "joint", "merged", "related"
SAID_BY_PEOPLE = (JOINT, RELATED)
"""The kinds of link that people make, and take away, by themselves."""

_NEW = insert(LINK)
_END = (
    update(LINK)
    .where(LINK.c.id.in_(bindparam("links", expanding=True)))
    .values(ended_on=bindparam("ended", type_=LINK.c.ended_on.type))
)
_MINE: Any = bindparam("mine")
_OTHER: Any = bindparam("other")
_BETWEEN = select(LINK).where(
    LINK.c.ended_on.is_(None),
    LINK.c.kind.in_(bindparam("kinds", expanding=True)),
    or_(
        (LINK.c.case_id == _MINE) & (LINK.c.other_id == _OTHER), (LINK.c.case_id == _OTHER) & (LINK.c.other_id == _MINE)
    ),
)
_FROM = select(LINK).where(
    LINK.c.ended_on.is_(None), LINK.c.kind == bindparam("kind"), LINK.c.case_id == bindparam("mine")
)
_TO = (
    select(LINK.c.case_id)
    .where(LINK.c.ended_on.is_(None), LINK.c.kind == bindparam("kind"), LINK.c.other_id == bindparam("mine"))
    .distinct()
    .order_by(LINK.c.case_id)
)
_HERE, _THERE = CASEFILE.alias("here"), CASEFILE.alias("there")
_REACHED: Any = bindparam("roots", expanding=True)
_JOINT = (
    select(LINK.c.case_id, LINK.c.other_id, _HERE.c.root.label("root"), _THERE.c.root.label("other_root"))
    .join(_HERE, _HERE.c.id == LINK.c.case_id)
    .join(_THERE, _THERE.c.id == LINK.c.other_id)
    .where(
        LINK.c.ended_on.is_(None), LINK.c.kind == JOINT, or_(_HERE.c.root.in_(_REACHED), _THERE.c.root.in_(_REACHED))
    )
)
_NAMED = select(CASEFILE.c.id, CASEFILE.c.root).where(
    CASEFILE.c.reference == bindparam("reference"), CASEFILE.c.partnership == bindparam("partnership"), visible_to()
)
_ROOTS = select(CASEFILE.c.root).where(CASEFILE.c.id.in_(bindparam("cases", expanding=True)))


def say(session: Session, case: Casework, other: Casework, kind: str, said_on: date) -> None:
    """Keeps a link that the case's last entry tells of."""
    row = {"case_id": case.id, "other_id": other.id, "kind": kind, "seq": case.seq, "said_on": said_on}
    session.execute(_NEW, row | {"ended_on": None})


def between(session: Session, one: int, other: int, kinds: Collection[str]) -> list[Any]:
    """The links of these kinds that two cases have, whichever said it."""
    return list(session.execute(_BETWEEN, {"mine": one, "other": other, "kinds": sorted(kinds)}))


def said_by(session: Session, case_id: int, kind: str) -> list[Any]:
    """The links of that kind that the case itself said."""
    return list(session.execute(_FROM, {"mine": case_id, "kind": kind}))


def saying(session: Session, case_id: int, kind: str) -> list[int]:
    """The ids of the cases that say a link of that kind to this one, as they do still."""
    return list(session.execute(_TO, {"mine": case_id, "kind": kind}).scalars())


def end(session: Session, links: Collection[Any], ended_on: date) -> None:
    """These links are no more; their rows stay."""
    session.execute(_END, {"links": [link.id for link in links], "ended": ended_on})


def named(session: Session, reference: str, partnership: str, viewer: int, today: date) -> Any | None:
    """Id and root of the case that somebody names by its reference; None where there is none that they see."""
    asked = {"reference": reference, "partnership": partnership, "viewer": viewer, "today": today}
    return session.execute(_NAMED, asked).first()


def joint_families(session: Session, root: int) -> dict[int, frozenset[int]]:
    """The other families joined to this one, near or far: of each root, its cases that are one of a joint pair."""
    reached, cases = {root}, dict[int, set[int]]()
    while True:
        for row in session.execute(_JOINT, {"roots": sorted(reached)}):
            cases.setdefault(row.root, set()).add(row.case_id)
            cases.setdefault(row.other_root, set()).add(row.other_id)
        if reached >= cases.keys():
            return {one: frozenset(members) for one, members in cases.items() if one != root}
        reached |= cases.keys()


def with_roots(session: Session, cases: Collection[int]) -> set[int]:
    """These cases and their roots."""
    return {*cases, *session.execute(_ROOTS, {"cases": sorted(cases)}).scalars()}
