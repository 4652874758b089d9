"""A claim takes every mail that is due, whatever way PostgreSQL finds to look for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from notifications import outbox
from tests.notifications.passes import NOW, queue
from tests.notifications.stage import due_today
from workflow.database.storage import Database

OTHER_WAYS = ("hashjoin", "hashagg", "mergejoin", "material", "sort")


@pytest.mark.parametrize("ways", [(), OTHER_WAYS])
def test_a_claim_takes_all_that_is_due(postgresql_database: Database, ways: tuple[str, ...]) -> None:
    """Thirty of thirty, also where the plan would look for them anew at each mail."""
    database = postgresql_database
    due_today(database, 30)
    queue(database)
    with database.writing() as session:
        for way in ways:
            session.execute(text(f"SET LOCAL enable_{way} = off"))
        assert 30 == len(outbox.claim(session, NOW + timedelta(minutes=2), 100))
