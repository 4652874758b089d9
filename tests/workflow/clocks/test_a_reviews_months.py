"""The six months of a review: moved by those who decided that it is held, told to whom they concern, never paused
without somebody looking."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from notifications.sweep import sweep
from tests.workflow.every_move.reports import BY_PARTNERS, DECISION
from tests.workflow.moves.test_who_decides_on_adults import recommended
from tests.workflow.situations import PARTNERS, clocks, rows
from tests.workflow.taking_on.test_taking_on import taken_on
from tests.workflow.telling import told
from tests.world import World
from workflow.errors import NotPermitted

WHY = {"reason": "The trial begins in May", "authority": "Board minute 7"}
ADULTS, CHILDS = {"clock": "adult_review", **WHY}, {"clock": "practice_review", **WHY}
LOOKED = {"pause_check": "The court was asked: not before June"}
MORE = {"new_due_on": "2027-08-02"}
BEGUN = {"decided_on": "2026-11-02", "began_on": "2026-11-02", "state_since": "2026-11-16", "state_now": "fieldwork"}


def initiated(world: World) -> str:
    """An adult's review that the board's chair decided to hold, today."""
    case = recommended(world)
    world.fire("board_chair", case, "initiate", DECISION | {"sar_kind": "mandatory"})
    return case


def refused(world: World, case: str, who: str, given: dict[str, Any]) -> None:
    """Neither extends the months nor pauses them."""
    for move, more in (("extend_clock", MORE), ("pause_clock", {})):
        with pytest.raises(NotPermitted):
            world.fire(who, case, move, given | more)


def test_an_adults_months_are_the_board_chairs(world: World) -> None:
    """Who decided extends and pauses; the subgroup's chair and the partners only hear of it."""
    case = initiated(world)
    for who in ("chair", "manager", "dsp_police"):
        refused(world, case, who, ADULTS)
    world.fire("board_chair", case, "extend_clock", ADULTS | MORE)
    world.fire("board_chair", case, "pause_clock", ADULTS)
    for says in ("A time limit was extended: the months", "A time limit was paused: the months"):
        assert {"scrutineer", "executive", "chair", "manager", *PARTNERS} == told(world, case, says)
    assert {"officer"} == told(world, case, "A time limit was paused") - told(world, case, "the months of a review")


def test_where_partners_decide_and_for_a_childs_they_are_theirs(world: World) -> None:
    """Neither chair's: the other partners hear of it."""
    childs = taken_on(world, "practice_review", BEGUN).reference
    world.policy(BY_PARTNERS)
    adults = recommended(world)
    for partner in PARTNERS:
        world.fire(partner, adults, "agree")
    refused(world, adults, "board_chair", ADULTS)
    for case, given in ((childs, CHILDS), (adults, ADULTS)):
        for who in ("chair", "manager"):
            refused(world, case, who, given)
        world.fire("dsp_icb", case, "pause_clock", given)
        assert {"dsp_police", "dsp_council", "scrutineer", "executive"} <= told(world, case, "the months of a review")


def test_who_is_asked_for_more_time_is_who_decided(world: World) -> None:
    """The board's chair for an adult's, the partners for a child's."""
    says, wanted = "More time is asked for", {"wanted_on": "2027-08-02", "reason": "The trial"}
    adults, childs = initiated(world), taken_on(world, "practice_review", BEGUN).reference
    world.fire("officer", adults, "ask_extension", {"clock": "adult_review", **wanted})
    world.fire("officer", childs, "ask_extension", {"clock": "practice_review", **wanted})
    assert {"manager", "board_chair"} == told(world, adults, says)
    assert {"manager", *PARTNERS} == told(world, childs, says)


def test_a_pause_is_looked_at_each_month_until_it_ends(world: World) -> None:
    """Its owner is reminded on the day; the look is of those whose the months are, and asks again a month later."""
    case = initiated(world)
    assert "pause_check" not in clocks(world, case)
    world.fire("board_chair", case, "pause_clock", ADULTS)
    assert ("running", date(2026, 12, 23)) == stands(world, case)
    world.at("2026-12-23")
    sweep(world.database, world.now)
    assert {"manager", "officer"} & reminded(world, case)
    with pytest.raises(NotPermitted):
        world.fire("chair", case, "check_pause", LOOKED)
    world.fire("board_chair", case, "check_pause", LOOKED)
    assert ("running", date(2027, 1, 23)) == stands(world, case)
    assert "paused" == clocks(world, case)["adult_review"].status
    world.fire("board_chair", case, "resume_clock", {"clock": "adult_review"})
    assert "stopped" == stands(world, case)[0]


def test_another_limit_that_runs_again_doesnt_end_the_look(world: World) -> None:
    """While the months rest they are looked at, whatever the manager pauses besides; a review's end ends it too."""
    case = taken_on(world, "practice_review", BEGUN).reference
    world.fire("dsp_police", case, "pause_clock", CHILDS)
    world.at("2026-12-01").fire("manager", case, "pause_clock", CHILDS | {"clock": "monitor"})
    assert ("running", date(2026, 12, 23)) == stands(world, case)
    world.fire("manager", case, "resume_clock", {"clock": "monitor"})
    assert ("running", date(2026, 12, 23)) == stands(world, case)
    # The manager's own limit rests: the manager may look at that, but not at the months.
    world.fire("manager", case, "pause_clock", CHILDS | {"clock": "monitor"})
    with pytest.raises(NotPermitted, match="Practice review published"):
        world.fire("manager", case, "check_pause", LOOKED)
    world.fire("manager", case, "check_pause", LOOKED, recorded_for="dsp_icb")
    assert ("running", date(2027, 1, 1)) == stands(world, case)
    world.fire("manager", case, "opened_in_error", {"reason": "Twice"})
    assert "stopped" == stands(world, case)[0]


def stands(world: World, case: str) -> tuple[str, date]:
    """How the monthly check of a pause stands, and when it is due."""
    clock = clocks(world, case)["pause_check"]
    return clock.status, clock.due_on


def reminded(world: World, case: str) -> set[str]:
    """Who is owed a reminder of that check."""
    found = rows(
        world.database,
        """
        SELECT p.email FROM notice n JOIN person p ON p.id = n.person JOIN clock k ON k.id = n.clock_id
        JOIN casefile f ON f.id = k.case_id WHERE f.reference = :case AND k.key = 'pause_check'
        """,
        case=case,
    )
    return {row.email.partition("@")[0] for row in found}
