"""Notices: lines that people are owed, written in the transaction that makes them due.

Knows no mail: ``notifications`` decides when a line goes, and asks again whether it is still owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import bindparam, update

# PostgreSQL's construct compiles for SQLite too, not the other way round: both say ON CONFLICT DO NOTHING.
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import Session

from workflow.statements import Statement
from workflow.tables.rows import NOTICE


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


def once_from(columns: Sequence[str], found: Any) -> Insert:
    """Writes the lines that a SELECT finds, each once; its row count is of those that are new."""
    once = insert(NOTICE).from_select(columns, found, include_defaults=False).on_conflict_do_nothing()
    return once.execution_options(preserve_rowcount=True)
