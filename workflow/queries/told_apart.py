"""What tells cases without a title apart in a list: whom they are about, whose they are, since when.

Only what the viewer reads: of a case below another, whom that one is about is said to who reads that one too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, func, or_, select
from sqlmodel import Session

from workflow.access.sight import visible_to
from workflow.tables.rows import AGENCY, CASEFILE, SUBJECT

A_FEW = 3
C = CASEFILE.c
LISTED = CASEFILE.alias("listed")
_OWN = (
    select(C.reference, C.opened_on, C.owner_agency, func.coalesce(AGENCY.c.name, "").label("agency"))
    .join(AGENCY, and_(AGENCY.c.partnership == C.partnership, AGENCY.c.key == C.owner_agency), isouter=True)
    .where(C.reference.in_(bindparam("references", expanding=True)), visible_to())
)
# Whom it is about may stand with the case above, or with the first of the family.
_ABOUT = (
    select(LISTED.c.reference, C.id, SUBJECT.c.pseudonym, SUBJECT.c.age, SUBJECT.c.expected_on)
    .join_from(LISTED, CASEFILE, or_(C.id == LISTED.c.id, C.id == LISTED.c.parent, C.id == LISTED.c.root))
    .join(SUBJECT, SUBJECT.c.case_id == C.id)
    .where(LISTED.c.reference.in_(bindparam("references", expanding=True)), visible_to())
    .order_by(C.id.desc(), SUBJECT.c.id)
)


@dataclass(frozen=True, slots=True)
class Apart:
    """``subjects``: pseudonyms with ages, "" where none is known; ``agency``: whose it is, "" for the viewer's own."""

    subjects: str
    agency: str
    opened_on: date


def told_apart(
    session: Session, viewer: int, today: date, references: Collection[str], *, own: Collection[str] = ()
) -> dict[str, Apart]:
    """By reference, of those cases that the viewer reads; ``own``: keys of the agencies that they work for."""
    if not references:
        return {}
    asked = {"references": list(dict.fromkeys(references)), "viewer": viewer, "today": today}
    rows = session.execute(_OWN, asked).all()
    # The nearest that has any: a case is younger than the one above it.
    nearest = dict[str, int]()
    about = defaultdict[str, list[str]](list)
    for row in session.execute(_ABOUT, asked | {"references": [one.reference for one in rows]}):
        if nearest.setdefault(row.reference, row.id) == row.id:
            about[row.reference].append(named(row.pseudonym, row.age, row.expected_on))
    return {
        row.reference: Apart(_few(about[row.reference]), "" if row.owner_agency in own else row.agency, row.opened_on)
        for row in rows
    }


def whom_about(session: Session, viewer: int, today: date, reference: str) -> str:
    """Whom one case is about, as far as the viewer reads it; "" where that isn't known, or not for them to know."""
    found = told_apart(session, viewer, today, [reference]).get(reference)
    return found.subjects if found is not None else ""


def named(pseudonym: str, age: int | None, expected_on: date | None) -> str:
    """Somebody as a list names them: "Child Wren, 4", "Baby Wren, under 1", "Baby Wren, unborn"."""
    more = (str(age) if age else "under 1") if age is not None else "unborn" if expected_on is not None else ""
    return f"{pseudonym}, {more}" if more else pseudonym


def _few(names: list[str]) -> str:
    more = len(names) - A_FEW
    return "; ".join(names[:A_FEW]) + (f" and {more} more" if more > 0 else "")
