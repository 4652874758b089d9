"""What a scrutineer is shown so that they can say whether they have a conflict: nothing that the case holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from workflow.access.sight import asked_to_declare, conflicted, listed_to
from workflow.access.standing import CONFLICTED
from workflow.database.statements import Statement
from workflow.errors import NotFound, NotPermitted
from workflow.tables.rows import AGENCY, CASEFILE, MEMBER, PARTNERSHIP

C = CASEFILE.c
_ONE = Statement(
    select(C.reference, C.kind, C.root, C.partnership, PARTNERSHIP.c.name.label("partnership_name"))
    .add_columns(asked_to_declare().label("asked"), conflicted().label("conflicted"))
    .join(PARTNERSHIP, PARTNERSHIP.c.code == C.partnership)
    .where(C.reference == bindparam("reference"), listed_to())
)
_PART = MEMBER.alias("takes_part")
_AGENCIES = (
    select(AGENCY.c.name)
    .join(CASEFILE, C.partnership == AGENCY.c.partnership)
    .join(_PART, _PART.c.case_id == C.id, isouter=True)
    .where(C.root == bindparam("root"), listed_to())
    .where((AGENCY.c.key == C.owner_agency) | (AGENCY.c.key == _PART.c.agency))
    .distinct()
    .order_by(AGENCY.c.name)
)


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """The matter that somebody is asked about: the case they came to, and who takes part in its family.

    ``scrutinises``: they are its scrutineer, or stand in for one; ``conflicted``: they declared a conflict in it.
    """

    reference: str
    kind: str
    partnership: str
    partnership_name: str
    agencies: tuple[str, ...]
    scrutinises: bool
    conflicted: bool


def asked_about(session: Session, reference: str, viewer: int, today: date) -> AskedAbout:
    """The matter, as far as it is told before a first read; ``NotFound`` unless the viewer lists the case."""
    bound = {"viewer": viewer, "today": today}
    row = _ONE.first(session, bound | {"reference": reference})
    if row is None:
        raise NotFound
    agencies = session.execute(_AGENCIES, bound | {"root": row.root}).scalars().all()
    named = (row.reference, row.kind, row.partnership, row.partnership_name)
    return AskedAbout(*named, tuple(agencies), bool(row.asked), bool(row.conflicted))


def to_declare(session: Session, reference: str, viewer: int, today: date) -> AskedAbout:
    """As ``asked_about``, for the question about conflicts.

    ``NotPermitted`` for who isn't asked: only the scrutineer is, and who stands in for one, until they have said that
    they are in conflict.
    """
    about = asked_about(session, reference, viewer, today)
    if about.conflicted:
        raise NotPermitted(CONFLICTED)
    if not about.scrutinises:
        raise NotPermitted("Only the case's scrutineer is asked whether they have a conflict of interest.")
    return about
