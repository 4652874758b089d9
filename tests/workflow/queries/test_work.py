"""What needs somebody: what they are chased for, wherever its case stands."""

from __future__ import annotations

from tests.workflow import meetings_brought_to as meetings
from tests.workflow import referrals, situations
from tests.workflow.taken_on import taken_on
from tests.world import World
from workflow.queries.work import work_for


def test_a_second_notice_that_is_owed_needs_somebody(world: World) -> None:
    """A notified incident is at an end, but the child's death, learnt later, is owed a notice: it is on the list."""
    reference = situations.notifiable(world)
    world.fire("officer", reference, "notify", {"sin_reference": "S"})
    assert "Notify the death of a looked-after child" not in needed_by(world, "officer")
    types = ["seriously_harmed", "looked_after_child_died"]
    world.fire("officer", reference, "update", {"types": types, "known_on": "2026-11-23", "what_changed": "He died"})
    assert (reference, "ahead") == needed_by(world, "officer")["Notify the death of a looked-after child"]


def test_a_decision_waits_for_the_second_person_whose_it_is(world: World) -> None:
    """The board's chair reads that a recommendation waits for them; who recommended it, and officers, don't."""
    reference = referrals.referral(world)
    world.fire("officer", reference, "acknowledge", {})
    assert {} == needed_by(world, "board_chair")
    answer = {"answer": "no", "reason": "Not so"}
    criteria = dict.fromkeys(("needs", "concern", "condition_1", "condition_2"), answer)
    said = {"criteria_s44": criteria, "recommended": "none", "rationale": "Nothing to learn"}
    world.fire("officer", reference, "recommend", said)
    waits = "Recommended: waits for your decision"
    assert {waits: (reference, "ahead")} == needed_by(world, "board_chair")
    assert waits not in needed_by(world, "officer")


def test_minutes_wait_for_whoever_chaired(world: World) -> None:
    """And for nobody else who may chair a meeting."""
    reference = meetings.held(world)
    world.fire("officer", reference, "draft_minutes", {"minutes": "All was gone through"})
    assert (reference, "ahead") == needed_by(world, "chair")["Minutes drafted: agree the minutes"]
    assert {} == needed_by(world, "board_chair")


def test_one_check_of_anonymity_is_enough(world: World) -> None:
    """It needs everybody who may do it until one has done it, and then nobody."""
    told = {"decided_on": "2026-08-03", "began_on": "2026-08-03", "state_now": "approved", "state_since": "2026-11-02"}
    put_up = {"earlier": [{"what": "put_up", "on": "2026-10-12"}]}
    reference = taken_on(world, "practice_review", told | put_up).reference
    check = "Approved: check that the report is anonymous"
    assert [True, True] == [check in needed_by(world, who) for who in ("officer", "chair")]
    world.fire("chair", reference, "check_anonymity", {"anonymity": "Read as approved"})
    assert [False, False] == [check in needed_by(world, who) for who in ("officer", "chair")]


def needed_by(world: World, who: str) -> dict[str, tuple[str, str]]:
    """Where and how pressing, by what is needed of the person today."""
    with world.database.reading() as session:
        found = work_for(session, world.ids[who], world.now, world.now.date())
    return {one.what: (one.reference, one.status) for one in found}
