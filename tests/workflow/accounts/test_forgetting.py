"""What is kept for a time only is gone after it; what is younger stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Table, insert
from sqlmodel import Session

from tests.world import World
from workflow.accounts.forgetting import DRAFTS, GUESSES, STEPS, forget
from workflow.tables.moments import database_now
from workflow.tables.rows import DRAFT, GUESS, SIGN_IN_STEP

SOON = timedelta(minutes=1)


def put(session: Session, table: Table, column: str, age: timedelta, **row: object) -> None:
    """A row of that age."""
    at = database_now(session) - age
    session.connection().execute(insert(table).values({**row, column: at}))


@pytest.mark.parametrize(
    ("table", "column", "kept"), [(GUESS, "at", GUESSES), (SIGN_IN_STEP, "made_at", STEPS), (DRAFT, "made_at", DRAFTS)]
)
def test_what_is_over_is_forgotten(world: World, table: Table, column: str, kept: timedelta) -> None:
    """On each database; a second time there is nothing left to forget."""
    rows = {
        GUESS: ({"account": "old"}, {"account": "young"}),
        SIGN_IN_STEP: tuple({"digest": one, "kind": "k", "body": "{}"} for one in ("old", "young")),
        DRAFT: tuple(
            {"id": one, "person": world.ids["officer"], "path": "/", "body": "{}"} for one in ("old", "young")
        ),
    }[table]
    with world.database.writing() as session:
        put(session, table, column, kept + SOON, **rows[0])
        put(session, table, column, kept - SOON, **rows[1])
    with world.database.writing() as session:
        assert [1, 0] == [forget(session), forget(session)]
    with world.database.reading() as session:
        assert ["young"] == [next(one for one in row if one == "young") for row in session.execute(table.select())]
