"""Notices: lines that people are owed, written in the transaction that makes them due.

Knows no mail: ``notifications`` decides when a line goes, and asks again whether it is still owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update

# PostgreSQL's construct compiles for SQLite too, not the other way round: both say ON CONFLICT DO NOTHING.
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import Session

from workflow.access.sight import listed_to
from workflow.database.id_lists import probed
from workflow.database.statements import Statement
from workflow.tables.rows import CASEFILE, MAIL, NOTICE


@dataclass(frozen=True, slots=True)
class Line:
    """A notice before it is written: ``task`` and ``why`` are a declaration's words, never a person's."""

    key: str
    partnership: str
    person: int
    case_id: int
    task: str
    why: str
    made_on: date
    at_once: bool = False
    clock_id: int | None = None
    due_on: date | None = None
    rung: str = ""
    template: str = "notice"


def tell_key(case_id: int, seq: int, tell: str, person: int) -> str:
    """The key of a line that an entry made: one for each person it tells."""
    return f"entry/{case_id}/{seq}/{tell}/{person}"


COLUMNS = [field.name for field in fields(Line)]
ONCE = Statement(
    insert(NOTICE).values({name: bindparam(name) for name in COLUMNS} | {"status": "owed"}).on_conflict_do_nothing()
)
"""Writes lines; one whose key is there already stays as it is."""

WITHDRAW = Statement(
    update(NOTICE)
    .where(NOTICE.c.clock_id == bindparam("clock_id"), NOTICE.c.status == "owed")
    .values(status="withdrawn")
)


def owe(session: Session, lines: Sequence[Line]) -> None:
    """Writes these lines, each once however often it is asked."""
    if lines:
        ONCE.run_each(session, [{name: getattr(line, name) for name in COLUMNS} for line in lines])


def withdraw_for_clock(session: Session, clock_id: int) -> int:
    """Withdraws what is still owed for a clock that stopped or moved; how many lines that were."""
    return WITHDRAW.run(session, {"clock_id": clock_id})


def withdraw_unlisted(session: Session, root: int, today: date) -> None:
    """Takes back what is owed, or waits in a mail that hasn't gone, to whoever may not know of the family any more.

    A mail that was written already is written anew: who has it in hand at this moment finds that it isn't theirs.
    """
    asked = {"root": root, "today": today}
    lines = session.execute(_UNLISTED, asked).scalars().all()
    waiting = session.execute(_UNLISTED_IN_MAILS, asked).all()
    if lines or waiting:
        ids = [*lines, *(row.id for row in waiting)]
        session.execute(_WITHDRAW_THESE, {"lines": ids})
    if waiting:
        session.execute(_WRITE_ANEW, {"mails": sorted({row.mail_id for row in waiting})})


def withdraw_unlisted_in_mails(session: Session, today: date) -> None:
    """The same for all mails that haven't gone: exclusions begin, roles and memberships end on days said beforehand."""
    waiting = session.execute(_UNLISTED_SINCE, {"today": today}).all()
    if waiting:
        session.execute(_WITHDRAW_THESE, {"lines": [row.id for row in waiting]})
        session.execute(_WRITE_ANEW, {"mails": sorted({row.mail_id for row in waiting})})


def withdraw_keyed(session: Session, start: str) -> None:
    """Takes back the lines whose keys begin so: those owed, and those in mails that wait, which are written anew."""
    asked = {"start": start}
    mails = session.execute(_KEYED_IN_MAILS, asked).scalars().all()
    session.connection().execute(_WITHDRAW_KEYED, asked)
    if mails:
        session.execute(_WRITE_ANEW, {"mails": sorted(mails)})


WAITING = ("queued", "deferred", "sending")
_WHOSE = probed(NOTICE.c.person)
_UNLISTED = (
    select(NOTICE.c.id)
    .join_from(NOTICE, CASEFILE, CASEFILE.c.id == NOTICE.c.case_id)
    .where(CASEFILE.c.root == bindparam("root"), NOTICE.c.status == "owed", ~listed_to(_WHOSE))
    .order_by(NOTICE.c.id)
    .with_for_update(of=NOTICE)
)
_UNLISTED_SINCE = (
    select(NOTICE.c.id, NOTICE.c.mail_id)
    .join_from(MAIL, NOTICE, NOTICE.c.mail_id == MAIL.c.id)
    .join(CASEFILE, CASEFILE.c.id == NOTICE.c.case_id)
    .where(MAIL.c.status.in_(WAITING), NOTICE.c.status == "mailed", ~listed_to(_WHOSE))
    .order_by(NOTICE.c.id)
)
_UNLISTED_IN_MAILS = _UNLISTED_SINCE.where(CASEFILE.c.root == bindparam("root"))
_KEYED = NOTICE.c.key.startswith(bindparam("start"))
_KEYED_IN_MAILS = (
    select(MAIL.c.id)
    .where(
        MAIL.c.status.in_(WAITING), MAIL.c.id.in_(select(NOTICE.c.mail_id).where(_KEYED, NOTICE.c.status == "mailed"))
    )
    .order_by(MAIL.c.id)
)
_WITHDRAW_KEYED = (
    update(NOTICE)
    .where(
        _KEYED,
        or_(
            NOTICE.c.status == "owed",
            and_(
                NOTICE.c.status == "mailed", NOTICE.c.mail_id.in_(select(MAIL.c.id).where(MAIL.c.status.in_(WAITING)))
            ),
        ),
    )
    .values(status="withdrawn")
)
_WITHDRAW_THESE = update(NOTICE).where(NOTICE.c.id.in_(bindparam("lines", expanding=True))).values(status="withdrawn")
_WRITE_ANEW = (
    update(MAIL)
    .where(MAIL.c.id.in_(bindparam("mails", expanding=True)), MAIL.c.status.in_(WAITING))
    .values(content=None, fence=MAIL.c.fence + 1)
)


def once_from(columns: Sequence[str], found: Any) -> Insert:
    """Writes the lines that a SELECT finds, each once; its row count is of those that are new."""
    once = insert(NOTICE).from_select(columns, found, include_defaults=False).on_conflict_do_nothing()
    return once.execution_options(preserve_rowcount=True)
