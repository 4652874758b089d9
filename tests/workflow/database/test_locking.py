"""Cases of several families, locked at one go: what joins them may change while one waits."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tests.workflow import situations
from tests.world import populate
from workflow.database.storage import Database
from workflow.engine.casework import free, locked


def test_whatever_is_joined_while_one_waits_is_locked_too(postgresql_database: Database) -> None:
    """The look under lock finds one more case: all are let go and taken again, and nobody else gets any of them."""
    world = populate(postgresql_database)
    cases = [situations.incident(world) for _ in range(4)]
    ids = [situations.row(world, case).id for case in cases]
    looks: list[int] = []

    def others(row: Any) -> Collection[int]:
        looks.append(row.id)
        return ids[1:2] if len(looks) < 3 else ids[1:3]

    with world.database.writing() as session, world.database.writing() as another:
        act = world.act(session, "officer")
        assert cases[0] == locked(session, cases[0], act.actor, act.today, others).reference
        assert [False, False, False, True] == [free(another, one, one) is not None for one in ids]
