"""How SQLite is opened: write-ahead log, every commit on disk, foreign keys held, writers declared at BEGIN."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from workflow.errors import Unusable

# With synchronous=NORMAL a power cut lost acknowledged rows in the team's trial (12,161 of 164,596); with FULL none.
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def engine(url: URL) -> Engine:
    """An engine on a SQLite file; ``Unusable`` where the file or its folder can't be written."""
    _refuse_unwritable(url)
    made = create_engine(
        url, poolclass=QueuePool, pool_size=16, max_overflow=16, connect_args={"check_same_thread": False}
    )
    # Where an INSERT stands behind its WITH, the driver doesn't say how many rows it wrote.
    made.dialect.cte_follows_insert = True
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    return made


def _prepare(connection: sqlite3.Connection, record: Any) -> None:
    # The driver's own BEGIN is deferred and would fail late as "database is locked": _begin says it instead.
    connection.isolation_level = None
    for pragma, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {pragma} = {value}")
        found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != value:
            raise Unusable(
                f"SQLite won't take {pragma}={value} here (it says {found}): is the file on a network drive?"
            )


def _begin(connection: Connection) -> None:
    says = "BEGIN IMMEDIATE" if connection.get_execution_options().get("casekeeper_writes", False) else "BEGIN"
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(says)
    except sqlite3.Error:
        connection.exec_driver_sql(says)  # once more by way of SQLAlchemy, whose errors callers know


def _refuse_unwritable(url: URL) -> None:
    if not url.database or url.database == ":memory:":
        raise Unusable("Casekeeper keeps its cases in a file: give SQLite a path, such as sqlite:///var/casekeeper.db")
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as fault:
        raise Unusable(
            f"The database file {path} can't be written: {fault.strerror}. Check who owns the folder."
        ) from None
