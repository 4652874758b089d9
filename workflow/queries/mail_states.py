"""How mail fares: what went, what waits, what was refused, for whoever manages the partnership's mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from workflow.tables.rows import MAIL, NOTICE, PERSON, ROLE_HELD

M = MAIL.c
_IN_PARTNERSHIPS = M.person.in_(
    select(ROLE_HELD.c.person).where(ROLE_HELD.c.partnership.in_(bindparam("codes", expanding=True)))
)
_COUNTS = select(M.status, func.count().label("number")).where(_IN_PARTNERSHIPS).group_by(M.status)
_LATEST = (
    select(
        M.id, M.status, M.address, M.template, M.day, M.attempts, M.unknown, M.answer, M.made_at, M.ended_at, M.next_at
    )
    .add_columns(PERSON.c.name, select(func.count()).where(NOTICE.c.mail_id == M.id).scalar_subquery().label("lines"))
    .join(PERSON, PERSON.c.id == M.person)
    .where(_IN_PARTNERSHIPS)
    .order_by(M.id.desc())
    .limit(bindparam("most"))
)
STATUSES = {
    "queued": "Waiting to go",
    "sending": "On its way",
    "sent": "Sent",
    "deferred": "Not sent yet: will be tried again",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class MailState:
    """One mail as the business manager sees it: never its content."""

    name: str
    address: str
    template: str
    day: date
    status: str
    lines: int
    attempts: int
    unknown: int
    answer: str
    made_at: datetime
    ended_at: datetime | None
    next_at: datetime


def mail_counts(session: Session, partnerships: list[str]) -> dict[str, int]:
    """How many mails stand in each state, to people of these partnerships."""
    found = {row.status: row.number for row in session.execute(_COUNTS, {"codes": partnerships})}
    return {status: found.get(status, 0) for status in STATUSES}


def latest_mail(session: Session, partnerships: list[str], status: str = "", most: int = 100) -> list[MailState]:
    """The latest mails to people of these partnerships, in one state or in all."""
    query = _LATEST.where(M.status == status) if status else _LATEST
    return [
        MailState(
            row.name,
            row.address,
            row.template,
            row.day,
            row.status,
            row.lines,
            row.attempts,
            row.unknown,
            row.answer,
            row.made_at,
            row.ended_at,
            row.next_at,
        )
        for row in session.execute(query, {"codes": partnerships, "most": most})
    ]
