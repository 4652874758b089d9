"""Work that is done once a civil day, whatever clocks and processes do: a row says that it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert  # compiles for SQLite too
from sqlmodel import Session

from states.calendar import civil_day
from workflow.database.storage import Database
from workflow.tables import DailyRun

DAILY_RUN = DailyRun.metadata.tables["daily_run"]
ONCE = insert(DAILY_RUN).on_conflict_do_nothing().returning(DAILY_RUN.c.day)


def once_a_day(database: Database, work: str, now: datetime, do: Callable[[Session], None]) -> bool:
    """Does it if it wasn't done on this London day, in the transaction that marks the day; whether it did."""
    with database.writing() as session:
        first = session.execute(ONCE, {"work": work, "day": civil_day(now)}).first() is not None
        if first:
            do(session)
    return first
