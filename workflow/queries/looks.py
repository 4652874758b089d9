"""Who has looked: the read log as an auditor, a case's own people and a scrutineer may each see it. The latest first.

Times are the database's clock. What was searched for may be a name: who may read the log is told so on its page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import Session

from states.calendar import LONDON
from workflow.before_reading.readings import GLASS
from workflow.tables.rows import CASEFILE, LOOK, PERSON, READING, ROLE_HELD

PAGE = 50
IN_ONE_READ = 500
"""Rows that an export reads at one go: its memory doesn't grow with the log."""
Rule = ColumnElement[bool]
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Sought:
    """What of the log is wanted. Days are London's, both included; ``before`` is the cursor, an id.

    ``reading``: the leave to read that it happened under.
    """

    person: str = ""
    case: str = ""
    what: str = ""
    from_on: date | None = None
    until: date | None = None
    glass: bool = False
    by_token: bool = False
    before: int | None = None
    reading: int | None = None


@dataclass(frozen=True, slots=True)
class LookShown:
    """One look. ``why``: the leave it happened under, with its reason, "" for who takes part. ``kind``: the case's."""

    id: int
    at: datetime
    name: str
    email: str
    what: str
    reference: str
    route: str
    detail: str
    purpose: str
    by_token: str
    why: str
    reason: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often people who hold or held a role looked at something of a case."""

    role: str
    what: str
    looks: int


def looks_of_case(
    session: Session,
    case_id: int,
    *,
    by: Collection[int] | None = None,
    under: int | None = None,
    before: int | None = None,
) -> tuple[list[LookShown], int | None]:
    """A page of who has looked at one case, and the cursor of the next.

    ``by`` None: anybody; ``under``: only what was looked at under the leave of that number.
    """
    query = _LOOKS.where(LOOK.c.case_id == case_id)
    if under is not None:
        query = query.where(LOOK.c.reading == under)
    if by is not None:
        query = query.where(LOOK.c.person.in_(by))
    return page_before(session, query, LOOK.c.id, before, _shown)


def counts_of_case(session: Session, case_id: int) -> list[Counted]:
    """Looks at one case by role and thing, without names; who holds two roles counts for each."""
    query = (
        select(ROLE_HELD.c.role, LOOK.c.what, func.count(LOOK.c.id.distinct()).label("looks"))
        .join_from(LOOK, CASEFILE, CASEFILE.c.id == LOOK.c.case_id)
        .join(ROLE_HELD, and_(ROLE_HELD.c.person == LOOK.c.person, ROLE_HELD.c.partnership == CASEFILE.c.partnership))
        .where(LOOK.c.case_id == case_id)
        .group_by(ROLE_HELD.c.role, LOOK.c.what)
        .order_by(ROLE_HELD.c.role, LOOK.c.what)
    )
    return [Counted(*row) for row in session.execute(query)]


def people_at(session: Session, partnership: str, agencies: Collection[str]) -> set[int]:
    """Everybody who holds or held a role at these agencies."""
    query = select(ROLE_HELD.c.person).where(
        ROLE_HELD.c.partnership == partnership, ROLE_HELD.c.agency.in_(agencies), ROLE_HELD.c.agency != ""
    )
    return set(session.execute(query).scalars())


def looks(session: Session, partnerships: Sequence[str], sought: Sought) -> tuple[list[LookShown], int | None]:
    """A page of the whole log of these partnerships, and the cursor of the next."""
    return page_before(session, _sought(partnerships, sought), LOOK.c.id, sought.before, _shown)


def last_look(session: Session) -> int:
    """The number of the last look: what an export goes up to."""
    return int(session.execute(select(func.coalesce(func.max(LOOK.c.id), 0))).scalar_one())


def every_look(session: Session, partnerships: Sequence[str], sought: Sought, before: int) -> list[LookShown]:
    """The next ``IN_ONE_READ`` looks before that one, for an export."""
    query = _sought(partnerships, sought).where(LOOK.c.id < before).order_by(LOOK.c.id.desc()).limit(IN_ONE_READ)
    return [_shown(row) for row in session.execute(query)]


def people_of_log(session: Session, partnerships: Sequence[str]) -> dict[str, str]:
    """Names by address of everybody who holds or held a role there: whose looks can be asked for."""
    query = select(PERSON.c.email, PERSON.c.name).where(PERSON.c.id.in_(_of(partnerships))).order_by(PERSON.c.name)
    return {row.email: row.name for row in session.execute(query)}


def between(at: ColumnElement[Any], from_on: date | None, until: date | None) -> Iterator[Rule]:
    """The conditions that an instant is on a London day, from the first to the last."""
    if from_on is not None:
        yield at >= datetime.combine(from_on, time(), LONDON)
    if until is not None:
        yield at < datetime.combine(until + timedelta(days=1), time(), LONDON)


def page_before(
    session: Session, query: Select[Any], number: ColumnElement[int], before: int | None, shown: Callable[[Any], Shown]
) -> tuple[list[Shown], int | None]:
    """``PAGE`` rows of the query as they are shown, the highest number first, and the cursor of the next page.

    The cursor is the last row's number: the next page has what is ``before`` it. None where nothing follows.
    """
    if before is not None:
        query = query.where(number < before)
    rows = session.execute(query.order_by(number.desc()).limit(PAGE + 1)).all()
    return [shown(row) for row in rows[:PAGE]], rows[PAGE - 1].id if len(rows) > PAGE else None


def _of(partnerships: Sequence[str]) -> Select[Any]:
    return select(ROLE_HELD.c.person).where(ROLE_HELD.c.partnership.in_(partnerships))


_LOOKS = (
    select(LOOK.c.id, LOOK.c.at, LOOK.c.what, LOOK.c.route, LOOK.c.detail, LOOK.c.purpose, LOOK.c.by_token)
    .add_columns(PERSON.c.name, PERSON.c.email, CASEFILE.c.reference, READING.c.why, READING.c.reason, CASEFILE.c.kind)
    .join_from(LOOK, PERSON, PERSON.c.id == LOOK.c.person)
    .outerjoin(CASEFILE, CASEFILE.c.id == LOOK.c.case_id)
    .outerjoin(READING, READING.c.id == LOOK.c.reading)
)


def _sought(partnerships: Sequence[str], sought: Sought) -> Select[Any]:
    # A list goes over all partnerships of whoever looks: it is in the log of each of them.
    everywhere = and_(LOOK.c.partnership == "", LOOK.c.person.in_(_of(partnerships)))
    query = _LOOKS.where(or_(LOOK.c.partnership.in_(partnerships), everywhere))
    if sought.person:
        query = query.where(PERSON.c.email == sought.person.strip().lower())
    if sought.case:
        query = query.where(CASEFILE.c.reference == sought.case.strip().upper())
    if sought.what:
        query = query.where(LOOK.c.what == sought.what)
    if sought.glass:
        query = query.where(READING.c.why == GLASS)
    if sought.reading is not None:
        query = query.where(LOOK.c.reading == sought.reading)
    if sought.by_token:
        query = query.where(LOOK.c.by_token != "")
    return query.where(*between(LOOK.c.at, sought.from_on, sought.until))


def _shown(row: Any) -> LookShown:
    return LookShown(
        row.id,
        row.at,
        row.name,
        row.email,
        row.what,
        row.reference or "",
        row.route,
        row.detail,
        row.purpose,
        row.by_token,
        row.why or "",
        row.reason or "",
        row.kind or "",
    )
