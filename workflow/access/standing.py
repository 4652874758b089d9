"""How one person stands to one case: asked once at every door, before anything of the case is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from sqlalchemy import bindparam, exists, func, select
from sqlmodel import Session

from workflow.access.sight import acted_on_by, conflicted, declares_first, listed_to, related, visible_to
from workflow.database.statements import Statement
from workflow.errors import DeclareFirst, NotFound, NotPermitted
from workflow.people.directory import held_today
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import AGENCY, CASEFILE, READING, ROLE_HELD

C = CASEFILE.c
CONFLICTED = "You have declared a conflict of interest in this case: you don't read it or act in it."
RELATED = "You have declared that you are related to somebody among the partners: you read no case as scrutineer here."
_POLICE = exists().where(
    ROLE_HELD.c.person == bindparam("viewer"),
    ROLE_HELD.c.partnership == C.partnership,
    AGENCY.c.partnership == C.partnership,
    AGENCY.c.key == ROLE_HELD.c.agency,
    AGENCY.c.police,
    *held_today(),
)
_LEAVE = (
    select(func.max(READING.c.id))
    .where(READING.c.case_id == C.id, READING.c.person == bindparam("viewer"), READING.c.ends_at > DatabaseNow())
    .correlate(CASEFILE)
    .scalar_subquery()
)
_STANDING = Statement(
    select(C.id, C.root, C.partnership, C.reference)
    .add_columns(listed_to().label("listed"), visible_to().label("reads"), acted_on_by().label("acts"))
    .add_columns(conflicted().label("conflicted"), declares_first().label("undeclared"))
    .add_columns(related().label("related"))
    .add_columns(_POLICE.label("police"), _LEAVE.label("leave"))
    .where(C.reference == bindparam("reference"))
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person may do with one case today. ``leave``: the id of the reading they may do it under, if no member.

    ``related``: they said for their appointment that they aren't independent. ``police``: they work for a competent
    authority, so that the law wants their purpose noted.
    """

    case_id: int
    root: int
    partnership: str
    reference: str
    listed: bool
    reads: bool
    acts: bool
    conflicted: bool
    undeclared: bool
    related: bool
    police: bool
    leave: int | None

    def require(self, what: str) -> None:
        """Raises unless they may: ``what`` is listed, read or act. Who may not even list it learns of no case."""
        if self.reads if what == "read" else self.acts if what == "act" else self.listed:
            return
        if not self.listed and not self.reads:
            raise NotFound
        if self.conflicted:
            raise NotPermitted(CONFLICTED)
        if self.undeclared and self.related:
            raise NotPermitted(RELATED)
        if self.undeclared:
            raise DeclareFirst(self.reference)
        if self.reads:
            raise NotPermitted("You may read this case for a time. Only who takes part in it may act.")
        raise NotPermitted("This case is restricted to people who are named on it, and you aren't.")


def find(session: Session, person: int, reference: str, today: date) -> Standing:
    """How the person stands to the case of that reference; ``NotFound`` where there is none."""
    row = _STANDING.first(session, {"viewer": person, "reference": reference, "today": today})
    if row is None:
        raise NotFound
    return _standing(row)


def refuse(session: Session, person: int, reference: str, today: date, what: str) -> NoReturn:
    """Raises what stands in the way of somebody to whom a query for the case gave nothing."""
    find(session, person, reference, today).require(what)
    raise NotFound


def _standing(row: Any) -> Standing:
    flags = {
        name: bool(getattr(row, name)) for name in ("listed", "reads", "acts", "conflicted", "undeclared", "related")
    }
    return Standing(row.id, row.root, row.partnership, row.reference, **flags, police=bool(row.police), leave=row.leave)
