"""What an auditor looks through: cases as metadata, broken glass and its reviews, what befell accounts.

Of a case nothing that somebody wrote, not even its title: whoever wants more reads it for a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from workflow.before_reading.readings import GLASS
from workflow.queries.looks import between, page_before
from workflow.tables.rows import ACCOUNT_EVENT, CASEFILE, PERSON, READING, ROLE_HELD

C = CASEFILE.c


@dataclass(frozen=True, slots=True)
class Bare:
    """A case as an auditor knows of it."""

    id: int
    reference: str
    kind: str
    rulebook: str
    state: str
    final: bool
    restriction: str
    opened_on: date
    closed_on: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """A leave to read for a reason. ``why``: for an audit or under broken glass; only that is reviewed, by the day due.

    ``reviewer`` "" and ``finding`` "" while it waits for its review.
    """

    id: int
    reference: str
    partnership: str
    why: str
    person: int
    name: str
    email: str
    reason: str
    made_at: datetime
    ends_at: datetime
    review_due_on: date | None
    reviewer: str
    reviewed_at: datetime | None
    finding: str


@dataclass(frozen=True, slots=True)
class EventShown:
    """Something that befell an account: whose, and by whom, "" for nobody known."""

    id: int
    at: datetime
    what: str
    name: str
    by: str
    detail: str


def bare_cases(
    session: Session,
    partnerships: Sequence[str],
    *,
    reference: str = "",
    kind: str = "",
    restriction: str = "",
    before: int | None = None,
) -> tuple[list[Bare], int | None]:
    """A page of the cases there, the newest first, and the cursor of the next."""
    columns = (C.id, C.reference, C.kind, C.rulebook, C.state, C.final, C.restriction, C.opened_on, C.closed_on)
    query = select(*columns, C.due_on).where(C.partnership.in_(partnerships))
    if reference:
        query = query.where(C.reference == reference.strip().upper())
    if kind:
        query = query.where(C.kind == kind)
    if restriction:
        query = query.where(C.restriction == restriction)
    return page_before(session, query, C.id, before, lambda row: Bare(*row))


_REVIEWER = PERSON.alias("reviewer")
_READINGS = (
    select(READING.c.id, C.reference, C.partnership, READING.c.why, READING.c.person, PERSON.c.name, PERSON.c.email)
    .add_columns(READING.c.reason, READING.c.made_at, READING.c.ends_at, READING.c.review_due_on)
    .add_columns(_REVIEWER.c.name.label("reviewer"), READING.c.reviewed_at, READING.c.finding)
    .join_from(READING, CASEFILE, C.id == READING.c.case_id)
    .join(PERSON, PERSON.c.id == READING.c.person)
    .outerjoin(_REVIEWER, _REVIEWER.c.id == READING.c.reviewed_by)
)
_GLASS = _READINGS.where(READING.c.why == GLASS)


def readings(
    session: Session,
    partnerships: Sequence[str],
    *,
    why: str = "",
    case: str = "",
    waiting: bool = False,
    before: int | None = None,
) -> tuple[list[ReadingShown], int | None]:
    """A page of who was let read for a reason, the latest first, and the cursor of the next.

    ``waiting``: only broken glass that nobody has reviewed.
    """
    query = (_GLASS if waiting else _READINGS).where(C.partnership.in_(partnerships))
    if waiting:
        query = query.where(READING.c.reviewed_at.is_(None))
    if why:
        query = query.where(READING.c.why == why)
    if case:
        query = query.where(C.reference == case.strip().upper())
    return page_before(session, query, READING.c.id, before, _reading)


def waiting_glass(session: Session, partnerships: Sequence[str]) -> list[ReadingShown]:
    """Broken glass that nobody reviewed yet, the first due first."""
    query = _GLASS.where(C.partnership.in_(partnerships), READING.c.reviewed_at.is_(None))
    return [_reading(row) for row in session.execute(query.order_by(READING.c.review_due_on, READING.c.id))]


def reviewed_glass(
    session: Session, partnerships: Sequence[str], before: int | None = None
) -> tuple[list[ReadingShown], int | None]:
    """A page of broken glass that was reviewed, the latest first, and the cursor of the next."""
    query = _GLASS.where(C.partnership.in_(partnerships), READING.c.reviewed_at.is_not(None))
    return page_before(session, query, READING.c.id, before, _reading)


def glass(session: Session, reading: int) -> ReadingShown:
    """One broken glass, which there must be."""
    return _reading(session.execute(_GLASS.where(READING.c.id == reading)).one())


def _reading(row: Any) -> ReadingShown:
    return ReadingShown(**dict(row._mapping) | {"reviewer": row.reviewer or ""})  # noqa: SLF001 - SQLAlchemy's public name


def account_events(
    session: Session,
    partnerships: Sequence[str],
    *,
    person: str = "",
    what: str = "",
    from_on: date | None = None,
    until: date | None = None,
    before: int | None = None,
) -> tuple[list[EventShown], int | None]:
    """A page of what befell accounts there, the latest first, and the cursor of the next.

    Events of nobody known, such as a sign-in under an address that nobody has, are every auditor's.
    """
    event, by = ACCOUNT_EVENT.c, PERSON.alias("doer")
    here = select(ROLE_HELD.c.person).where(ROLE_HELD.c.partnership.in_(partnerships))
    nobody = and_(event.person.is_(None), event.by.is_(None))
    query = (
        select(event.id, event.at, event.what, PERSON.c.name, by.c.name, event.detail)
        .join_from(ACCOUNT_EVENT, PERSON, PERSON.c.id == event.person, isouter=True)
        .outerjoin(by, by.c.id == event.by)
        .where(
            or_(
                event.partnership.in_(partnerships),
                and_(event.partnership == "", or_(event.person.in_(here), event.by.in_(here), nobody)),
            )
        )
    )
    if person:
        wanted = person.strip().lower()
        query = query.where(or_(PERSON.c.email == wanted, by.c.email == wanted))
    if what:
        query = query.where(event.what == what)
    return page_before(session, query.where(*between(event.at, from_on, until)), event.id, before, _event)


def _event(row: Any) -> EventShown:
    number, at, what, name, doer, detail = row
    return EventShown(number, at, what, name or "", doer or "", detail)
