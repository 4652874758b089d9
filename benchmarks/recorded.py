"""What moves wrote, statement by statement, and the same written again by hand through the bare driver."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import event

from workflow.database.sqlite import PRAGMAS
from workflow.database.storage import Database

Written = tuple[str, Any, bool]
"""A statement, its parameters, and whether those are many rows'."""


class Kept:
    """What the cursors of one database were given to write."""

    def __init__(self) -> None:
        self.written: list[Written] = []

    def keep(self, statement: Any, parameters: Any, *, many: bool = False) -> None:
        if str(statement).lstrip().split(None, 1)[0] in ("INSERT", "UPDATE"):
            self.written.append((statement, parameters, many))

    def taken(self) -> list[Written]:
        """What was written since this was last asked."""
        taken, self.written = self.written, []
        return taken


def recording(database: Database) -> Kept:
    """Keeps everything that is inserted or updated from now on, as the driver is given it."""
    kept = Kept()

    class SqliteCursor(sqlite3.Cursor):
        def execute(self, statement: str, parameters: Any = ()) -> Any:
            kept.keep(statement, parameters)
            return super().execute(statement, parameters)

        def executemany(self, statement: str, parameters: Any) -> Any:
            kept.keep(statement, parameters, many=True)
            return super().executemany(statement, parameters)

    class SqliteConnection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            return super().cursor(SqliteCursor)

    class PostgresqlCursor(psycopg.Cursor[Any]):
        def execute(self, statement: Any, parameters: Any = None, **how: Any) -> Any:
            kept.keep(statement, parameters)
            return super().execute(statement, parameters, **how)

        def executemany(self, statement: Any, parameters: Any, **how: Any) -> None:
            kept.keep(statement, parameters, many=True)
            super().executemany(statement, parameters, **how)

    own = {"factory": SqliteConnection} if database.is_sqlite else {"cursor_factory": PostgresqlCursor}
    event.listen(database.engine, "do_connect", lambda _d, _r, _a, how: how.update(own))
    return kept


def by_hand(database: Database) -> Callable[[str, list[Written]], None]:
    """Writes one recorded move again: the case is found and locked, its rows written, and all is durable."""
    url = database.engine.url
    if database.is_sqlite:
        file = sqlite3.connect(str(url.database), isolation_level=None, check_same_thread=False)
        for pragma, value in PRAGMAS.items():
            file.execute(f"PRAGMA {pragma} = {value}")

        def on_sqlite(reference: str, written: list[Written]) -> None:
            file.execute("BEGIN IMMEDIATE")
            file.execute("SELECT * FROM casefile WHERE reference = ?", (reference,)).fetchone()
            for statement, parameters, many in written:
                (file.executemany if many else file.execute)(statement, parameters)
            file.execute("COMMIT")

        return on_sqlite
    server = psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False), options="-c timezone=UTC"
    )

    def on_postgresql(reference: str, written: list[Written]) -> None:
        with server.cursor() as cursor:
            found = cursor.execute("SELECT id, root FROM casefile WHERE reference = %s", (reference,)).fetchone()
            assert found is not None
            cursor.execute("SELECT id FROM casefile WHERE id = %s FOR UPDATE", (found[1],))
            cursor.execute("SELECT * FROM casefile WHERE id = %s FOR UPDATE", (found[0],))
            for statement, parameters, many in written:
                (cursor.executemany if many else cursor.execute)(statement, parameters)
        server.commit()

    return on_postgresql
