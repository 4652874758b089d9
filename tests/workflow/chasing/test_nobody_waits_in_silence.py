"""The world's clock moved on from each state of each kind: somebody hears of the case, but where silence is right."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from notifications.sweep import sweep
from states.kinds import machines
from tests.lifecycles import table
from tests.workflow.every_move.common import people_join
from tests.workflow.every_move.test_every_move import ROUTES
from tests.workflow.every_move.trying import Trials
from tests.workflow.situations import row, rows
from tests.world import World
from workflow.database.storage import Database

USUAL = 60
MONTHS = "Its months are the law's or the plan's own: word comes 40 working days before they are over"
LATER: Mapping[str, tuple[int, str]] = {
    **dict.fromkeys(
        (
            "adult_review.commissioned",
            "adult_review.fieldwork",
            "adult_review.report_drafted",
            "adult_review.checked_with_family_and_agencies",
            "adult_review.approved",
            "learning_review.commissioned",
            "learning_review.held",
            "learning_review.written",
        ),
        (130, MONTHS),
    ),
    **dict.fromkeys(
        (
            "practice_review.commissioned",
            "practice_review.fieldwork",
            "practice_review.report_drafted",
            "practice_review.checked_with_family_and_agencies",
            "practice_review.approved",
        ),
        (90, "It is monitored every three months (SI 2018/789, regulation 14): word of that comes a week before"),
    ),
    "recommendation.done": (190, "Whether it changed anything shows after six months: word comes a week before"),
}
"""Where a longer silence is right: days until somebody must have heard, and why."""


@dataclass(slots=True)
class Watched(Trials):
    """The ways that cases of a kind go, looked at instead of tried: from each open state a copy is left to itself."""

    folder: Path = Path()
    heard: dict[str, int] = field(default_factory=dict)
    """Lines that were made of a case which nobody touched, by its kind and state."""

    def at(self, reference: str) -> None:
        """Leaves a copy of the world to itself from here on, once for each state."""
        case = row(self.world, reference)
        key = f"{case.kind}.{case.state}"
        if case.final or key in self.heard:
            return
        path = self.folder / f"{key}.db"
        with sqlite3.connect(self.folder / "casekeeper.db") as here, sqlite3.connect(path) as copy:
            here.backup(copy)
        self.heard[key] = left_alone(
            Database(f"sqlite:///{path}"), self.world, reference, LATER.get(key, (USUAL, ""))[0]
        )
        path.unlink()


def left_alone(database: Database, world: World, reference: str, days: int) -> int:
    """How many lines of the case or of what stands below it a sweep makes so many days later."""
    lines = "SELECT COUNT(*) AS n FROM notice n JOIN casefile f ON f.id = n.case_id WHERE n.clock_id IS NOT NULL"
    of_case = f"{lines} AND (f.reference = :it OR f.parent = (SELECT id FROM casefile WHERE reference = :it))"
    try:
        before = rows(database, of_case, it=reference)[0].n
        sweep(database, world.now + timedelta(days))
        return int(rows(database, of_case, it=reference)[0].n - before)
    finally:
        database.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(ROUTES))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_somebody_hears_of_a_case_that_is_left_where_it_stands(world: World, tmp_path: Path, kind: str) -> None:
    """From every open state, the way that cases really come there."""
    people_join(world)
    watched = Watched(world, table(kind), folder=tmp_path)
    ROUTES[kind](watched)
    declared = machines()[kind.removesuffix("_by_partners")]
    states = {f"{declared.key}.{state.key}" for state in declared.states if not state.final}
    assert states == {key for key in watched.heard if key.startswith(f"{declared.key}.")}
    assert [] == [key for key, lines in watched.heard.items() if not lines]


def test_a_longer_silence_is_right_only_where_there_is_such_a_state() -> None:
    """The list by hand names states that there are, open ones."""
    there = {f"{kind.key}.{state.key}" for kind in machines().values() for state in kind.states if not state.final}
    assert set(LATER) <= there
