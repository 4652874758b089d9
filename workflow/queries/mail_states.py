"""How mail fares: what went, what waits, what never arrived and why, for whoever manages the partnership's mail.

Never a mail's content. What belongs to other partnerships counts for nobody here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, and_, bindparam, func, literal_column, or_, select
from sqlmodel import Session

from states.calendar import civil_day
from workflow.access.sight import listed_to
from workflow.errors import NotFound
from workflow.tables.mail import UNMENDED
from workflow.tables.rows import CASEFILE, MAIL, NOTICE, PERSON, ROLE_HELD

NOT_SENT_AFTER = timedelta(minutes=15)
"""A mail that is older than this and still not out is shown as not sent."""
LATELY = timedelta(days=30)
"""How far back counts of what ended go; what hasn't arrived is counted however old it is."""
STATUSES = {
    "queued": "Waiting to go",
    "sending": "On its way",
    "sent": "Sent",
    "deferred": "Not sent yet: will be tried again",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}
UNKNOWN = "unknown"
"""No status, a count: mails that were handed over and no answer came, so that they may arrive twice."""


@dataclass(frozen=True, slots=True)
class MailState:
    """One mail as the business manager sees it.

    ``address`` is where it goes or went, ``present`` the person's address now; ``cases`` how many of the asking
    partnerships' cases it is about; ``history`` what became of it before somebody had it sent again, a line each.
    """

    id: int
    person: int
    name: str
    address: str
    present: str
    template: str
    day: date
    status: str
    lines: int
    cases: int
    attempts: int
    unknown: int
    answer: str
    history: str
    made_at: datetime
    again_at: datetime | None
    ended_at: datetime | None
    next_at: datetime

    def is_late(self, now: datetime) -> bool:
        """Whether it should be out by now, and isn't."""
        if self.template in UNMENDED:
            return False
        return self.status in WAITING and (self.again_at or self.made_at) <= now - NOT_SENT_AFTER


@dataclass(frozen=True, slots=True)
class MailCounts:
    """Mails by status; how many were handed over without an answer, and how often; how many are late."""

    by_status: Mapping[str, int]
    unknown: int
    unknown_times: int
    not_sent: int

    @property
    def undelivered(self) -> int:
        """Mails that were refused, or are late."""
        return self.by_status["refused"] + self.not_sent


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody whom mail doesn't reach. ``last`` is the latest such mail: what the server said of it, its next try."""

    person: int
    name: str
    address: str
    refused: int
    waiting: int
    cases: int
    since: datetime
    last: MailState


def mail_counts(session: Session, partnerships: Sequence[str], now: datetime) -> MailCounts:
    """How mails to people of these partnerships fare: those of the last 30 days, and all that haven't arrived."""
    asked = {"codes": list(partnerships), "since": (now - LATELY).date(), "late": now - NOT_SENT_AFTER}
    rows = [*session.execute(_COUNT_OPEN, asked), *session.execute(_COUNT_ENDED, asked)]
    found = dict.fromkeys(STATUSES, 0) | {row.status: row.number for row in rows}
    unknown = session.execute(_COUNT_UNKNOWN, asked).one()
    return MailCounts(found, unknown.mails, unknown.times or 0, session.execute(_COUNT_LATE, asked).scalar_one())


def undelivered_count(session: Session, partnerships: Sequence[str], now: datetime) -> int:
    """How many mails to people of these partnerships were refused, or are late."""
    asked = {"codes": list(partnerships), "late": now - NOT_SENT_AFTER}
    return int(session.execute(_COUNT_UNTOLD, asked).scalar_one())


def latest_mail(
    session: Session, partnerships: Sequence[str], status: str = "", *, before: int = 0, most: int = 50, person: int = 0
) -> list[MailState]:
    """The latest mails to people of these partnerships, or to one of them; in one status, ``unknown``, or in all.

    ``before``: only mails whose id is lower.
    """
    query = _MAILS.order_by(M.id.desc()).limit(bindparam("most"))
    if status == UNKNOWN:
        query = query.where(M.unknown > 0)
    elif status:
        query = query.where(M.status == status)
    query = query.where(M.id < before) if before else query
    query = query.where(M.person == person) if person else query
    return [_state(row) for row in session.execute(query, {"codes": list(partnerships), "most": most})]


def one_mail(session: Session, partnerships: Sequence[str], mail: int) -> MailState:
    """One mail; ``NotFound`` where there is none to people of these partnerships."""
    row = session.execute(_MAILS.where(M.id == mail), {"codes": list(partnerships)}).first()
    if row is None:
        raise NotFound
    return _state(row)


def references_of(session: Session, mail: int, viewer: int, today: date) -> list[str]:
    """References of the cases that a mail is about, as far as the viewer may open them."""
    return list(session.execute(_REFERENCES, {"mail": mail, "viewer": viewer, "today": today}).scalars())


def refused_mails(session: Session, partnerships: Sequence[str], person: int = 0) -> list[int]:
    """Ids of the refused mails to people of these partnerships, or to one of them; the oldest first."""
    query = _REFUSED.where(M.person == person) if person else _REFUSED
    return list(session.execute(query, {"codes": list(partnerships)}).scalars())


def unreached(
    session: Session, partnerships: Sequence[str], now: datetime, *, viewer: int | None = None
) -> list[Unreached]:
    """Everybody with mails that were refused, or that are late; whoever has waited longest stands first.

    ``cases``: as far as the viewer may know of them; None: whoever runs the installation.
    """
    asked: dict[str, Any] = {"codes": list(partnerships), "late": now - NOT_SENT_AFTER}
    rows = session.execute(_UNREACHED, asked).all()
    lasts = session.execute(
        _MAILS.where(M.id.in_(bindparam("lasts", expanding=True))), asked | {"lasts": [row.last for row in rows]}
    )
    by_id = {row.id: _state(row) for row in lasts}
    counted = _CASES_UNTOLD if viewer is None else _CASES_UNTOLD.where(_KNOWN)
    known = {"viewer": viewer, "today": civil_day(now)} if viewer is not None else {}
    cases = {row.person: row.cases for row in session.execute(counted, asked | known)}
    found = []
    for row in rows:
        last = by_id[row.last]
        counts = (row.refused, row.mails - row.refused, cases.get(row.person, 0))
        found.append(Unreached(row.person, last.name, last.present, *counts, row.since, last))
    return found


def person_named(session: Session, partnerships: Sequence[str], person: int) -> tuple[str, str]:
    """Name and address of somebody of these partnerships; ``NotFound`` where there is nobody of that id."""
    row = session.execute(_PERSON, {"codes": list(partnerships), "person": person}).first()
    if row is None:
        raise NotFound
    return row.name, row.email


def _state(row: Row[Any]) -> MailState:
    return MailState(**row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for a row as a mapping


M = MAIL.c
CODES: ColumnElement[str] = bindparam("codes", expanding=True)
_OF_PARTNERSHIPS = select(ROLE_HELD.c.person).where(ROLE_HELD.c.partnership.in_(CODES))
# A summary holds one partnership's figures; what else there is may be about several.
_OURS = (M.person.in_(_OF_PARTNERSHIPS), or_(M.partnership == "", M.partnership.in_(CODES)))
WAITING = ("queued", "deferred", "sending")
# In the words of the partial index, or the database wouldn't use it.
_IS_OPEN: ColumnElement[bool] = literal_column("mail.status IN ('queued','deferred','sending','refused')")
_IS_REFUSED = M.status == "refused"
_COUNTS = select(M.status, func.count().label("number")).where(*_OURS).group_by(M.status)
_COUNT_OPEN = _COUNTS.where(_IS_OPEN)
_LATELY = M.day >= bindparam("since", type_=M.day.type)
_COUNT_ENDED = _COUNTS.where(M.status.in_(("sent", "withdrawn")), _LATELY)
_COUNT_UNKNOWN = select(func.count().label("mails"), func.sum(M.unknown, type_=Integer).label("times")).where(
    *_OURS, M.unknown > 0, _LATELY
)
_SINCE = func.coalesce(M.again_at, M.made_at, type_=M.made_at.type)
_IS_LATE = and_(bindparam("late", type_=M.made_at.type) >= _SINCE, M.template.not_in(UNMENDED))
_COUNT_LATE = select(func.count()).select_from(MAIL).where(*_OURS, _IS_OPEN, ~_IS_REFUSED, _IS_LATE)

_LINES = select(func.count()).where(NOTICE.c.mail_id == M.id).scalar_subquery()
_CASES = (
    select(func.count(NOTICE.c.case_id.distinct()))
    .where(NOTICE.c.mail_id == M.id, NOTICE.c.partnership.in_(CODES))
    .scalar_subquery()
)
_MAILS = (
    select(M.id, M.person, PERSON.c.name, M.address, PERSON.c.email.label("present"), M.template, M.day, M.status)
    .add_columns(_LINES.label("lines"), _CASES.label("cases"), M.attempts, M.unknown, M.answer)
    .add_columns(func.coalesce(M.history, "").label("history"), M.made_at, M.again_at, M.ended_at, M.next_at)
    .join(PERSON, PERSON.c.id == M.person)
    .where(*_OURS)
)
_REFUSED = select(M.id).where(*_OURS, _IS_OPEN, _IS_REFUSED).order_by(M.id)
_UNTOLD = (*_OURS, _IS_OPEN, or_(_IS_REFUSED, _IS_LATE))
_COUNT_UNTOLD = select(func.count()).select_from(MAIL).where(*_UNTOLD)
_UNREACHED = (
    select(M.person, func.count().label("mails"), func.max(M.id).label("last"))
    .add_columns(
        func.count().filter(_IS_REFUSED).label("refused"), func.min(_SINCE, type_=M.made_at.type).label("since")
    )
    .where(*_UNTOLD)
    .group_by(M.person)
    .order_by("since", M.person)
)
_CASES_UNTOLD = (
    select(M.person, func.count(NOTICE.c.case_id.distinct()).label("cases"))
    .join(NOTICE, NOTICE.c.mail_id == M.id)
    .where(*_UNTOLD, NOTICE.c.partnership.in_(CODES), NOTICE.c.status == "mailed")
    .group_by(M.person)
)
_KNOWN = NOTICE.c.case_id.in_(select(CASEFILE.c.id).where(listed_to()))
_REFERENCES = (
    select(CASEFILE.c.reference)
    .where(CASEFILE.c.id.in_(select(NOTICE.c.case_id).where(NOTICE.c.mail_id == bindparam("mail"))), listed_to())
    .order_by(CASEFILE.c.reference)
)
_PERSON = select(PERSON.c.name, PERSON.c.email).where(
    PERSON.c.id == bindparam("person"), PERSON.c.id.in_(_OF_PARTNERSHIPS)
)
