"""A challenge stays in the scrutineer's hands: nobody speaks for them, or moves it by a policy or a substitute."""

from __future__ import annotations

import pytest

from tests.joining import joins
from tests.workflow import situations
from tests.workflow.situations import clocks, row
from tests.world import POLICY, World, email
from workflow.errors import NotPermitted, Refused

PUT = {"about": "Thresholds", "challenge": "They differ", "wanted": "One", "addressed_to": ["council", "police"]}
CLOCK = {"clock": "response", "reason": "So they say", "authority": "By telephone"}
FAKED = {
    "extend_clock": CLOCK | {"new_due_on": "2027-12-20"},
    "pause_clock": CLOCK,
    "opened_in_error": {"reason": "They say so"},
    "correct_date": {"which": "entry:1", "right_date": "2026-11-20", "reason": "They say so"},
    "declare_conflict": {"conflict": "They say so"},
    "newer_rules": {"reason": "They say so"},
    "withdraw_challenge": {"withdrawn_because": "They say so"},
}
LONGER = POLICY.replace('"1"', '"2"') + '[durations]\n"challenge.response" = "900 working days"\n'


def challenge(world: World) -> str:
    """A challenge to the council and the police."""
    return world.open("scrutineer", "challenge", PUT).reference


@pytest.mark.parametrize("move", FAKED)
@pytest.mark.parametrize("recorded_for", [None, "scrutineer"])
@pytest.mark.parametrize("who", ["manager", "officer", "dsp_police"])
def test_nobody_acts_on_a_challenge_in_the_scrutineers_name(
    world: World, who: str, recorded_for: str | None, move: str
) -> None:
    """Neither by themselves nor "as received by telephone": its clocks, its end and who judges it are in one hand."""
    reference = challenge(world)
    world.policy(LONGER)
    before = situations.dump(world.database)
    with pytest.raises(NotPermitted):
        world.fire(who, reference, move, FAKED[move], recorded_for=recorded_for)
    assert before == situations.dump(world.database)


def test_a_challenge_isnt_reopened_in_the_scrutineers_name(world: World) -> None:
    """Who withdrew it alone takes it up again."""
    reference = challenge(world)
    world.fire("scrutineer", reference, "withdraw_challenge", {"withdrawn_because": "Done"})
    again = {"aware_again_on": "2026-11-23", "reason": "They say so"}
    with pytest.raises(NotPermitted):
        world.fire("manager", reference, "reopen", again, recorded_for="scrutineer")
    assert "raised" == world.fire("scrutineer", reference, "reopen", again).state


def test_a_paused_clock_isnt_set_going_in_the_scrutineers_name(world: World) -> None:
    """What the scrutineer paused runs again when they say so."""
    reference = challenge(world)
    world.fire("scrutineer", reference, "pause_clock", CLOCK)
    with pytest.raises(NotPermitted, match="in person"):
        world.fire("manager", reference, "resume_clock", {"clock": "response"}, recorded_for="scrutineer")
    assert "paused" == clocks(world, reference)["response"].status


def test_the_scrutineer_takes_a_challenge_to_newer_rules(world: World) -> None:
    """With the time that the policy in force gives for an answer."""
    reference = challenge(world)
    world.policy(LONGER.replace("900", "10"))
    world.fire("scrutineer", reference, "newer_rules", {"reason": "Agreed"})
    assert "2026-12-07" == clocks(world, reference)["response"].due_on.isoformat()


@pytest.mark.parametrize("who", ["manager", "officer", "chair", "dsp_police", "lead_council", "user_school"])
def test_no_partner_stands_in_for_the_scrutineer(world: World, who: str) -> None:
    """Or those who are challenged would say that they are satisfied with their own answer."""
    reference = challenge(world)
    world.fire("scrutineer", reference, "declare_conflict", {"conflict": "A relative works there"})
    with pytest.raises(Refused):
        world.fire("manager", reference, "name_substitute", {"substitute": email(who)})
    world.fire("dsp_police", reference, "accept", {"acceptance": "So it is"})
    world.fire("dsp_police", reference, "respond", {"response": "It was changed"})
    for move, ask in (("satisfy", "satisfied_because"), ("withdraw_challenge", "withdrawn_because")):
        with pytest.raises(NotPermitted):
            world.fire("dsp_police", reference, move, {ask: "x"})
    assert "responded" == row(world, reference).state


def test_whoever_names_a_substitute_isnt_it(world: World) -> None:
    """Not even a manager of no agency."""
    joins(world, "freelance", "", "business_manager")
    reference = challenge(world)
    world.fire("scrutineer", reference, "declare_conflict", {"conflict": "A relative works there"})
    with pytest.raises(Refused, match="can't name yourself"):
        world.fire("freelance", reference, "name_substitute", {"substitute": email("freelance")})
