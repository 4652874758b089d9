"""The read log as tests ask of it, and a database that takes no more of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.workflow.situations import rows, sql
from tests.world import World
from workflow.database.storage import Database

REASON = {"reason": "A child at the school may come to harm tonight"}
LOOKS = """
    SELECT p.email, l.what, l.route, l.detail, l.purpose, l.by_token, l.reading, l.case_id
    FROM look l JOIN person p ON p.id = l.person WHERE l.id > :after ORDER BY l.id
"""


def looks(world: World, after: int = 0) -> list[Any]:
    """What the log has, oldest first."""
    return rows(world.database, LOOKS, after=after)


def last(world: World) -> int:
    """The number of the last look."""
    (row,) = rows(world.database, "SELECT COALESCE(MAX(id), 0) AS id FROM look")
    return int(row.id)


@contextmanager
def no_more_looks(database: Database) -> Iterator[None]:
    """The table takes no row: the database itself refuses it."""
    if database.is_sqlite:
        taken = "CREATE TRIGGER no_look BEFORE INSERT ON look BEGIN SELECT RAISE(ABORT, 'full'); END"
        given_back = "DROP TRIGGER no_look"
    else:
        taken = "ALTER TABLE look ADD CONSTRAINT no_look CHECK (false) NOT VALID"
        given_back = "ALTER TABLE look DROP CONSTRAINT no_look"
    sql(database, taken)
    try:
        yield
    finally:
        sql(database, given_back)
