"""A challenge's guards through the engine: to whom it is put, who answers, and that it stays the scrutineer's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflow import situations
from tests.workflow.telling import CLOCKS, told
from tests.world import World
from workflow.errors import NotFound, NotOffered, NotPermitted, Refused

PUT: dict[str, Any] = {"about": "Thresholds", "challenge": "They differ by office", "wanted": "One threshold"}
LATE = "The answer comes after its due date: say why"


def challenge(world: World, *to: str) -> str:
    """A challenge put to these agencies, else to the council and the police."""
    return world.open("scrutineer", "challenge", PUT | {"addressed_to": list(to or ("council", "police"))}).reference


def with_executive(world: World) -> str:
    """A challenge whose answer didn't satisfy."""
    case = challenge(world)
    world.fire("dsp_council", case, "accept", {"acceptance": "It is so"})
    world.fire("dsp_police", case, "respond", {"response": "It was changed"})
    world.fire("scrutineer", case, "not_satisfied", {"unsatisfied_because": "On paper only"})
    return case


@pytest.mark.parametrize("who", ["dsp_council", "manager", "officer", "chair", "executive", "lead_school"])
def test_only_the_scrutineer_raises_one(world: World, who: str) -> None:
    """Others have disagreements."""
    with pytest.raises(NotPermitted):
        world.open(who, "challenge", PUT | {"addressed_to": ["council"]})


def test_it_is_put_to_the_statutory_partners(world: World) -> None:
    """Who must answer must be able to: a school has no delegated partner who could."""
    with pytest.raises(Refused) as refused:
        challenge(world, "council", "school")
    says = "A challenge is put to the statutory partners, who must answer it: choose among them"
    assert [says] == list(refused.value.reasons)
    assert "accepted" == world.fire("dsp_icb", challenge(world, "icb"), "accept", {"acceptance": "So it is"}).state


def test_the_partners_it_is_put_to_answer_it_and_nobody_else(world: World) -> None:
    """A partner that it isn't put to doesn't see it; an agency's other people may read and not answer."""
    case = challenge(world)
    with pytest.raises(NotFound):
        world.fire("dsp_icb", case, "accept", {"acceptance": "x"})
    for who in ("lead_police", "officer", "manager", "scrutineer"):
        with pytest.raises(NotPermitted):
            world.fire(who, case, "accept", {"acceptance": "x"})
    with pytest.raises(NotOffered):
        world.fire("dsp_council", case, "respond", {"response": "Before it was accepted or disputed"})
    assert "disputed" == world.fire("dsp_council", case, "dispute", {"dispute": "It isn't so"}).state
    assert "accepted" == world.fire("dsp_police", case, "accept", {"acceptance": "It is after all"}).state
    recorded = world.fire("officer", case, "respond", {"response": "By mail"}, recorded_for="dsp_council")
    assert "responded" == recorded.state


@pytest.mark.parametrize(
    ("move", "ask", "state"),
    [
        ("satisfy", "satisfied_because", "satisfied"),
        ("not_satisfied", "unsatisfied_because", "unsatisfied"),
        ("withdraw_challenge", "withdrawn_because", "withdrawn"),
    ],
)
def test_nobody_judges_it_for_the_scrutineer(world: World, move: str, ask: str, state: str) -> None:
    """No partner, no officer, and none recorded for them."""
    case = challenge(world)
    world.fire("dsp_council", case, "accept", {"acceptance": "It is so"})
    world.fire("dsp_council", case, "respond", {"response": "It was changed"})
    for who in ("dsp_council", "manager", "officer"):
        with pytest.raises(NotPermitted):
            world.fire(who, case, move, {ask: "For these reasons"})
    with pytest.raises(NotPermitted, match="can't be recorded for somebody else"):
        world.fire("officer", case, move, {ask: "For these reasons"}, recorded_for="scrutineer")
    assert state == world.fire("scrutineer", case, move, {ask: "For these reasons"}).state


def test_a_late_answer_of_the_executive_gives_its_reason(world: World) -> None:
    """Ten working days from Monday 23 November are up on 7 December."""
    case = with_executive(world)
    with pytest.raises(NotFound):
        world.fire("chair", case, "executive_respond", {"executive_response": "x"})
    with pytest.raises(NotPermitted):
        world.fire("dsp_council", case, "executive_respond", {"executive_response": "x"})
    world.at("2026-12-08")
    with pytest.raises(Refused) as refused:
        world.fire("executive", case, "executive_respond", {"executive_response": "We shall"})
    assert [LATE] == list(refused.value.reasons)
    late = {"executive_response": "We shall", "reason_if_late": "It met on the 8th"}
    assert "executive_responded" == world.fire("executive", case, "executive_respond", late).state
    # What was sent on its day and is recorded late isn't late.
    other = with_executive(world.at("2026-11-23"))
    world.at("2026-12-08")
    in_time = world.fire("executive", other, "executive_respond", {"executive_response": "We shall"}, on="2026-12-07")
    assert "executive_responded" == in_time.state


def test_it_is_reopened_and_put_right_by_the_scrutineer_alone(world: World) -> None:
    """The partners hear of it; what its impact was isn't owed while it is open again."""
    case = with_executive(world)
    world.fire("executive", case, "executive_respond", {"executive_response": "We shall"})
    world.fire("scrutineer", case, "record_unsatisfied", {"left_open": "The paper"})
    again = {"aware_again_on": "2026-11-23", "reason": "An inspection says so too"}
    for who in ("manager", "chair", "dsp_council"):
        with pytest.raises((NotPermitted, NotFound)):
            world.fire(who, case, "reopen", again)
    assert "raised" == world.fire("scrutineer", case, "reopen", again).state
    clocks = {row.key: row.status for row in situations.rows(world.database, CLOCKS, case=case)}
    assert ("running", "stopped") == (clocks["response"], clocks["impact_recorded_unsatisfied"])
    assert {"dsp_council", "dsp_police"} <= told(world, case, "A case was reopened")
    with pytest.raises(NotPermitted):
        world.fire("manager", case, "opened_in_error", {"reason": "x"})
    assert "opened_in_error" == world.fire("scrutineer", case, "opened_in_error", {"reason": "Twice"}).state
    assert {"dsp_council", "dsp_police"} <= told(world, case, "A case was opened in error")


def test_an_opinion_that_challenges_is_put_to_every_statutory_partner(world: World) -> None:
    """Below the review; supported, with or without comments, opens none."""
    case = situations.challenged(world)
    for who in ("dsp_council", "dsp_police", "dsp_icb"):
        world.fire(who, case, "note", {"note": "Read"})
    other = situations.proposed(world)
    world.fire("scrutineer", other, "give_opinion", {"opinion": "comments", "opinion_text": "Mind the dates"})
    assert [] == situations.children(world, other)


def test_no_opinion_without_a_decision(world: World) -> None:
    """While it is drafted there is nothing to give one on; after a revision the old one counts no longer."""
    review = situations.proposed(world)
    opinion = {"opinion": "supported", "opinion_text": "Well decided"}
    world.fire("scrutineer", review, "give_opinion", opinion)
    with pytest.raises(Refused, match="An opinion on this decision is given already"):
        world.fire("scrutineer", review, "give_opinion", opinion)
    world.fire("officer", review, "revise", {"reason": "Rewritten"})
    with pytest.raises(NotOffered):
        world.fire("scrutineer", review, "give_opinion", opinion)
    world.fire("officer", review, "propose", situations.PROPOSAL)
    world.fire("scrutineer", review, "give_opinion", opinion)
