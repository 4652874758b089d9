"""Ten ladders run from their files, no code touched: entered at every stage, climbed, and ended in every way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.workflow import situations
from tests.workflow.ladders_by_hand import BY_HAND, ByHand, in_force
from tests.world import World
from workflow.engine.casework import Casework
from workflow.errors import NotOffered, NotPermitted, Refused

LADDERS = pytest.mark.parametrize("name", BY_HAND)
RAISED: dict[str, Any] = {
    "about": "Child K",
    "raised_by": "police",
    "with_agencies": ["council"],
    "disputed": "They differ",
    "risk": "She is alone",
    "safety_now": "She stays with her aunt",
    "wanted": "A plan",
}
UP, ASK = {"stage_outcome": "No agreement"}, {"stage_outcome": "No agreement", "question": "Who is right?"}
DECISION = {"decision": "The police are right", "decision_rationale": "For these reasons"}


def raised(world: World, number: int) -> str:
    """A disagreement of the police with the council that enters at that stage."""
    return world.open("user_police", "disagreement", RAISED | {"enters_at": f"stage_{number}"}).reference


def stands(case: Casework, ladder: ByHand, number: int) -> bool:
    """Whether it is at that stage, due on the day that was worked out."""
    at = ladder.stages[number - 1]
    return (f"stage_{number}", date.fromisoformat(at.due)) == (case.state, case.due_on)


@LADDERS
def test_it_enters_at_any_stage_and_is_resolved_there_by_its_owners(world: World, name: str) -> None:
    """On the stage's own clock; others who see it read whose it is; it can be withdrawn by the side that raised it."""
    ladder = in_force(world, name)
    for number, at in enumerate(ladder.stages, 1):
        case = raised(world, number)
        assert stands(world.fire("officer", case, "note", {"note": "Read"}), ladder, number)
        with pytest.raises(Refused) as refused:
            world.fire(at.may_not, case, "resolve", {"outcome": "Settled"})
        assert [f"That is for the owners of stage {number}: {at.name}, or for the business unit"] == list(
            refused.value.reasons
        )
        assert "resolved" == world.fire(at.may, case, "resolve", {"outcome": "Settled"}).state
        other = raised(world, number)
        with pytest.raises(NotPermitted):
            world.fire("lead_council", other, "withdraw", {"reason": "They want it away"})
        assert "withdrawn" == world.fire("lead_police", other, "withdraw", {"reason": "Settled elsewhere"}).state


@LADDERS
def test_it_climbs_one_stage_at_a_time_by_the_side_that_raised_it(world: World, name: str) -> None:
    """From every stage to the last, each with its own time; the other side can't, and beyond the last there is none."""
    ladder = in_force(world, name)
    last = len(ladder.stages)
    for entered in range(1, last + 1):
        case = raised(world, entered)
        for number in range(entered + 1, last + 1):
            with pytest.raises(NotPermitted):
                world.fire("dsp_council", case, f"to_stage_{number}", UP)
            if number < last:
                with pytest.raises(NotOffered):
                    world.fire("user_police", case, f"to_stage_{number + 1}", UP)
            assert stands(world.fire("user_police", case, f"to_stage_{number}", UP), ladder, number)
        with pytest.raises(NotOffered):
            world.fire("user_police", case, f"to_stage_{last + 1}", UP)
        assert "resolved" == world.fire("officer", case, "resolve", {"outcome": "Told so by both"}).state


@LADDERS
def test_harm_skips_to_the_stage_named(world: World, name: str) -> None:
    """From each stage below it, said by either side; from there on, and where it is the first, there is no skipping."""
    ladder = in_force(world, name)
    harm = {"harm": "She is hurt", "safety_now": "In hospital"}
    for number in range(1, len(ladder.stages) + 1):
        case = raised(world, number)
        if number < ladder.harm:
            assert stands(world.fire("user_council", case, "skip_for_harm", harm), ladder, ladder.harm)
        else:
            with pytest.raises(NotOffered):
                world.fire("user_council", case, "skip_for_harm", harm)


@LADDERS
def test_the_last_word_is_had_as_the_file_says(world: World, name: str) -> None:
    """Asked from the stage named on, in its time, decided by whoever has the last word; not before."""
    ladder = in_force(world, name)
    last = len(ladder.stages)
    for number in range(1, last + 1):
        case = raised(world, number)
        if ladder.mode == "none":
            if number == last:
                assert "decided" == world.fire(ladder.decides, case, "decide", DECISION).state
            else:
                with pytest.raises(NotOffered):
                    world.fire("manager", case, "decide", DECISION)
            continue
        if number < ladder.view_from:
            with pytest.raises(NotOffered):
                world.fire("user_police", case, "ask_view", ASK)
            continue
        asked = world.fire("user_police", case, "ask_view", ASK)
        assert ("view_requested", date.fromisoformat(ladder.view_due)) == (asked.state, asked.due_on)
        if ladder.mode != "arbiter":
            given = world.fire("scrutineer", case, "give_view", {"view": "Both are"})
            assert ("view_given", date.fromisoformat(ladder.decision_due)) == (given.state, given.due_on)
            with pytest.raises(NotPermitted):
                world.fire("scrutineer", case, "decide", DECISION)
        with pytest.raises(NotPermitted):
            world.fire("user_council", case, "decide", DECISION)
        assert "decided" == world.fire(ladder.decides, case, "decide", DECISION).state


@LADDERS
def test_a_dissent_enters_where_the_file_says(world: World, name: str) -> None:
    """The police dissent from a rapid review: at that stage, on the dissent's own time where it has one."""
    ladder = in_force(world, name)
    review = situations.proposed(world)
    world.fire("dsp_police", review, "dissent", {"dissent": "The threshold is not met"})
    (case,) = situations.children(world, review)
    asked = (
        "SELECT c.key, c.due_on, c.status FROM clock c JOIN casefile f ON f.id = c.case_id WHERE f.reference = :case"
    )
    clocks = [(row.key, str(row.due_on), row.status) for row in situations.rows(world.database, asked, case=case)]
    assert [(f"stage_{ladder.dissent}_dissent", ladder.dissent_due, "running")] == clocks
    assert f"stage_{ladder.dissent}" == world.fire("officer", case, "note", {"note": "Read"}).state
