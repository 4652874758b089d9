"""Who is the scrutineer in a case: not one who declared a conflict anywhere in its family, but their substitute.

Knows who acts and who is told, and in which families somebody has a conflict; what they see is ``access/sight.py``'s.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from states import roles
from states.facts import Doer
from states.moves.conflict_moves import DECLARE
from workflow.chasing.audience import WHY
from workflow.tables.rows import CASEFILE, CONFLICT, DECLARATION, ENTRY, NOTICE

WHERE_OVER = "declared_conflict"
"""The entry of a conflict that is declared in a case which has ended."""
SAID_BY = (DECLARE, WHERE_OVER)
_OF_FAMILY = select(CONFLICT.c.person, CONFLICT.c.substitute).where(CONFLICT.c.root == bindparam("root"))
_DECLARE = insert(CONFLICT)
_NAME = (
    update(CONFLICT)
    .where(CONFLICT.c.root == bindparam("family"))
    .values(substitute=bindparam("stands_in", type_=CONFLICT.c.substitute.type))
)
_NO_LONGER = (
    update(CONFLICT)
    .where(CONFLICT.c.root == bindparam("family"), CONFLICT.c.substitute == bindparam("stood_in"))
    .values(substitute=None)
)
_UNSAY = (
    update(NOTICE)
    .where(
        NOTICE.c.person == bindparam("whose"),
        NOTICE.c.status == "owed",
        NOTICE.c.why == WHY[roles.SCRUTINEER],
        NOTICE.c.case_id.in_(select(CASEFILE.c.id).where(CASEFILE.c.root == bindparam("family"))),
    )
    .values(status="withdrawn")
)
_FREE = insert(DECLARATION)
_FREE_NO_LONGER = delete(DECLARATION).where(
    DECLARATION.c.root == bindparam("root"), DECLARATION.c.person == bindparam("person")
)
_SAID_FREE = select(DECLARATION.c.id).where(
    DECLARATION.c.root == bindparam("root"), DECLARATION.c.person == bindparam("person")
)
_DECLARED_IN = (
    select(CONFLICT.c.person)
    .join(CASEFILE, CASEFILE.c.id == CONFLICT.c.case_id)
    .join(ENTRY, (ENTRY.c.case_id == CONFLICT.c.case_id) & (ENTRY.c.seq == CONFLICT.c.seq))
    .where(
        CONFLICT.c.root.in_(bindparam("roots", expanding=True)),
        CASEFILE.c.root.in_(bindparam("roots", expanding=True)),
        # What a link brought along is told of by the link's entry.
        ENTRY.c.move.in_(SAID_BY),
    )
)
_END_OF = delete(CONFLICT).where(
    CONFLICT.c.root == bindparam("root"), CONFLICT.c.person.in_(bindparam("people", expanding=True))
)
_END = delete(CONFLICT).where(CONFLICT.c.root == bindparam("root"))


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Ids of those who declared a conflict in a family of cases, and of those who act in their place."""

    declared: frozenset[int] = frozenset()
    substitutes: frozenset[int] = frozenset()


def in_family(session: Session, root: int) -> Conflicts:
    """The conflicts that stand in the family whose root has that id."""
    rows = session.execute(_OF_FAMILY, {"root": root}).all()
    return Conflicts(
        frozenset(row.person for row in rows), frozenset(row.substitute for row in rows if row.substitute is not None)
    )


def as_scrutineer(session: Session, doer: Doer, root: int) -> Doer:
    """The person as they may act in this family: without the scrutineer's role where they are in conflict.

    Who is named in their place holds that role already.
    """
    if not doer.holds(roles.SCRUTINEER) or doer.person not in in_family(session, root).declared:
        return doer
    return replace(doer, roles=frozenset(held for held in doer.roles if held[0] != roles.SCRUTINEER))


def declare(session: Session, root: int, person: int, case_id: int, seq: int) -> None:
    """Keeps that the person has a conflict in the family, as entry ``seq`` of the case says.

    A substitute who has one stands in for nobody any more; what is still owed to the person as scrutineer isn't sent.
    That they were free counts no more: once the conflict has ended, they declare anew.
    """
    session.execute(_FREE_NO_LONGER, {"root": root, "person": person})
    row = {"root": root, "person": person, "substitute": None, "case_id": case_id, "seq": seq}
    session.execute(_DECLARE, row)
    session.execute(_NO_LONGER, {"family": root, "stood_in": person})
    session.execute(_UNSAY, {"family": root, "whose": person})


def declare_free(session: Session, root: int, person: int, case_id: int, seq: int) -> None:
    """Keeps that the person has no conflict in the family, as entry ``seq`` of the case says."""
    session.execute(_FREE, {"root": root, "person": person, "case_id": case_id, "seq": seq})


def said_free(session: Session, root: int, person: int) -> bool:
    """Whether the person has declared that they have no conflict in the family."""
    return session.execute(_SAID_FREE, {"root": root, "person": person}).first() is not None


def name_substitute(session: Session, root: int, person: int) -> None:
    """Who acts in the place of everybody who is in conflict in the family."""
    session.execute(_NAME, {"family": root, "stands_in": person})


def end(session: Session, root: int) -> None:
    """The conflicts in the family have ended; the entries that told of them stay."""
    session.execute(_END, {"root": root})


def declared_in(session: Session, roots: Collection[int]) -> frozenset[int]:
    """Those in conflict in these families who declared it in one of them, not in one that they were joined to."""
    return frozenset(session.execute(_DECLARED_IN, {"roots": sorted(roots)}).scalars())


def end_of(session: Session, root: int, people: Collection[int]) -> None:
    """These people's conflicts in the family have ended; who stands in stays while another's doesn't."""
    session.execute(_END_OF, {"root": root, "people": sorted(people)})
