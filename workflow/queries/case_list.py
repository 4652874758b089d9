"""Which cases there are, for one viewer: filtered, sorted, a page at a time from where the last one ended."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlmodel import Session

from workflow.access.sight import listed_to, opens_to, visible_to
from workflow.errors import Invalid
from workflow.tables.rows import AGENCY, CASEFILE, PERSON, SUBJECT

MOST = 100
MOST_ID = 2**31
FAR = date(9999, 12, 31)
C = CASEFILE.c
SORTS: dict[str, tuple[ColumnElement[Any], bool]] = {
    "reference": (C.reference, False),
    "-reference": (C.reference, True),
    "due_on": (func.coalesce(C.due_on, FAR), False),
    "-opened_on": (C.opened_on, True),
    "opened_on": (C.opened_on, False),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list. ``q`` is looked for in references, titles and pseudonyms; ``open`` True, False or None for both."""

    kinds: tuple[str, ...] = ()
    state: str = ""
    parent: str = ""
    agency: str = ""
    owner: str = ""
    open: bool | None = None
    overdue: bool = False
    due_before: date | None = None
    q: str = ""
    sort: str = "-opened_on"
    after: str = ""
    limit: int = 25


@dataclass(frozen=True, slots=True)
class Listed:
    """One case in a list. ``readable`` False: the viewer may know that it is there, not what it holds or whose it is.

    ``opens``: whether a link to it leads anywhere, if only to a declaration. ``restriction``: its class.
    """

    reference: str
    kind: str
    title: str
    state: str
    final: bool
    rulebook: str
    agency: str
    agency_name: str
    owner: str
    opened_on: date
    due_on: date | None
    facts: str
    readable: bool = True
    opens: bool = True
    restriction: str = "standard"


def list_cases(session: Session, viewer: int, today: date, wanted: Wanted) -> tuple[list[Listed], str]:
    """A page of cases and the cursor of the next ("" at the end); ``Invalid`` for a sort or cursor that isn't one."""
    if wanted.sort not in SORTS:
        raise Invalid({"sort": f"Sort by one of {', '.join(SORTS)}"})
    limit = max(1, min(wanted.limit, MOST))
    key, falling = SORTS[wanted.sort]
    query = _filtered(wanted, today).add_columns(key.label("sorted_by"))
    if wanted.after:
        value, case_id = _read_cursor(wanted.after, wanted.sort)
        past = key < value if falling else key > value
        query = query.where(or_(past, and_(key == value, C.id > case_id)))
    query = query.order_by(key.desc() if falling else key, C.id).limit(limit + 1)
    rows = session.execute(query, {"viewer": viewer, "today": today}).all()
    page = [_listed(row) for row in rows[:limit]]
    return page, _cursor(rows[limit - 1], wanted.sort) if len(rows) > limit else ""


def count_cases(session: Session, viewer: int, today: date, wanted: Wanted, most: int = 1000) -> int:
    """How many there are, counted no further than ``most``: an exact count of a big table is never worth a page."""
    bounded = _filtered(wanted, today).with_only_columns(C.id).limit(most).subquery()
    counted: int = session.execute(
        select(func.count()).select_from(bounded), {"viewer": viewer, "today": today}
    ).scalar_one()
    return counted


def _filtered(wanted: Wanted, today: date) -> Select[Any]:
    query = (
        select(
            *(C.id, C.reference, C.kind, C.title, C.state, C.final, C.rulebook, C.owner_agency, C.opened_on, C.due_on),
            C.facts,
            AGENCY.c.name.label("agency_name"),
            PERSON.c.name.label("owner_name"),
            visible_to().label("readable"),
            opens_to().label("opens"),
            C.restriction,
        )
        .join(AGENCY, and_(AGENCY.c.partnership == C.partnership, AGENCY.c.key == C.owner_agency), isouter=True)
        .join(PERSON, PERSON.c.id == C.owner_person, isouter=True)
        .where(listed_to())
    )
    if wanted.kinds:
        query = query.where(C.kind.in_(wanted.kinds))
    if wanted.state:
        query = query.where(C.state == wanted.state)
    if wanted.parent:
        # Seen too: else whoever sees the case below learns by trying which one stands above it.
        above = select(C.id).where(C.reference == wanted.parent, visible_to()).correlate(None)
        query = query.where(C.parent.in_(above))
    if wanted.agency:
        query = query.where(C.owner_agency == wanted.agency, visible_to())
    if wanted.owner:
        query = query.where(PERSON.c.email == wanted.owner.strip().lower(), visible_to())
    if wanted.open is not None:
        query = query.where(C.final.is_(not wanted.open))
    if wanted.overdue:
        query = query.where(C.due_on < today)
    if wanted.due_before is not None:
        query = query.where(C.due_on < wanted.due_before)
    if wanted.q.strip():
        words = wanted.q.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        # A title is a word of the case: who may only know that it is there can't find it so.
        titled = and_(C.title.ilike(f"%{words}%", escape="\\"), visible_to())
        # Nor by whom it is about; what stands below a case that they read is found with it.
        about = (
            select(C.id)
            .join(SUBJECT, SUBJECT.c.case_id == C.id)
            .where(SUBJECT.c.pseudonym.ilike(f"%{words}%", escape="\\"), visible_to())
            .correlate(None)
        )
        subject = and_(or_(C.id.in_(about), C.root.in_(about)), visible_to())
        query = query.where(or_(C.reference.ilike(f"%{words}%", escape="\\"), titled, subject))
    return query


def _listed(row: Row[Any]) -> Listed:
    return Listed(
        reference=row.reference,
        kind=row.kind,
        title=row.title if row.readable else "",
        state=row.state,
        final=row.final,
        rulebook=row.rulebook,
        agency=row.owner_agency if row.readable else "",
        agency_name=(row.agency_name or "") if row.readable else "",
        owner=(row.owner_name or "") if row.readable else "",
        opened_on=row.opened_on,
        due_on=row.due_on,
        facts=row.facts if row.readable else "{}",
        readable=bool(row.readable),
        opens=bool(row.opens),
        restriction=row.restriction,
    )


def _cursor(row: Row[Any], sort: str) -> str:
    value = row.sorted_by.isoformat() if isinstance(row.sorted_by, date) else row.sorted_by
    return base64.urlsafe_b64encode(json.dumps([sort, value, row.id]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, sort: str) -> tuple[Any, int]:
    try:
        found, value, case_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        ours = found == sort and type(case_id) is int and 0 < case_id < MOST_ID
        if not ours or not isinstance(value, str) or not value.isprintable():
            raise ValueError
        return (value if sort.endswith("reference") else date.fromisoformat(value)), case_id
    except (ValueError, TypeError, RecursionError):
        raise Invalid({"after": "That page can't be found: begin again from the first"}) from None
