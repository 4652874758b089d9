"""On each of the ten ladders the owners of a stage are chased on its own clock, and nobody once it has ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from notifications.sweep import sweep
from tests.workflow.disagreements.test_disagreements_on_each_ladder import raised
from tests.workflow.ladders_by_hand import BY_HAND, in_force
from tests.workflow.situations import rows
from tests.world import World, london

CHASED = """
    SELECT p.email FROM notice n JOIN clock c ON c.id = n.clock_id JOIN casefile f ON f.id = n.case_id
    JOIN person p ON p.id = n.person
    WHERE f.reference = :case AND c.key = :clock AND n.rung = :rung AND n.due_on = :due ORDER BY p.email
"""
LINES = "SELECT count(*) FROM notice n JOIN clock c ON c.id = n.clock_id WHERE c.key NOT LIKE 'learning%'"


def chased(world: World, case: str, number: int, rung: str) -> set[str]:
    """Who was owed a line for that stage's clock at that rung."""
    due = rows(world.database, "SELECT due_on FROM casefile WHERE reference = :case", case=case)[0][0]
    found = rows(world.database, CHASED, case=case, clock=f"stage_{number}", rung=rung, due=due)
    names = [row.email.partition("@")[0] for row in found]
    assert len(names) == len(set(names)), "nobody is owed one line twice"
    return set(names)


def days_pass(world: World, last: str) -> None:
    """Every day up to ``last`` the worker sweeps at eight."""
    end = london(last, 8)
    while world.now < end:
        world.now += timedelta(days=1)
        world.now = world.now.replace(hour=8)
        sweep(world.database, world.now)


@pytest.mark.parametrize("name", BY_HAND)
def test_the_owners_of_a_stage_are_chased_on_its_clock_and_nobody_afterwards(world: World, name: str) -> None:
    """On its day its owners on both sides; a day late the raiser's side and the business manager too; then silence."""
    ladder = in_force(world, name)
    cases = {number: raised(world, number) for number in range(1, len(ladder.stages) + 1)}
    sweep(world.database, world.now)
    days_pass(world, "2026-12-29")
    for number, at in enumerate(ladder.stages, 1):
        case = cases[number]
        assert set(at.chased) == chased(world, case, number, "due"), at.name
        late = chased(world, case, number, "late1")
        assert set(at.chased) | {"user_police", "lead_police", "dsp_police", "manager"} == late, at.name
        state = rows(world.database, "SELECT state FROM casefile WHERE reference = :case", case=case)
        assert [(f"stage_{number}",)] == [tuple(row) for row in state], "it didn't climb by itself"
        world.fire("officer", case, "resolve", {"outcome": "Settled at last"})
    before = rows(world.database, LINES)[0][0]
    assert before > 0
    days_pass(world, str(date(2027, 1, 29)))
    assert before == rows(world.database, LINES)[0][0]
