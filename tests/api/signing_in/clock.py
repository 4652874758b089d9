"""What a test needs of the database's clock: the codes that an app shows by it, and rows made older."""

from __future__ import annotations

from datetime import timedelta

import pyotp
from sqlalchemy import Table, select, update

from workflow.database.storage import Database
from workflow.tables.moments import database_now


def code(database: Database, secret: str, steps: int = 0) -> str:
    """What the app shows now, or so many steps of thirty seconds later."""
    with database.reading() as session:
        now = database_now(session)
    return pyotp.TOTP(secret).at(now + timedelta(seconds=30 * steps))


def older(database: Database, table: Table, column: str, by: timedelta) -> None:
    """Makes every row's time earlier."""
    with database.writing() as session:
        keys = list(table.primary_key.columns)
        for row in session.execute(select(*keys, table.c[column])).all():
            mine = [key == value for key, value in zip(keys, row[:-1], strict=True)]
            session.connection().execute(update(table).where(*mine).values({column: row[-1] - by}))
