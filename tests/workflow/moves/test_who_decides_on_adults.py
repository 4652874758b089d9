"""Who decides on a safeguarding adults review: never who recommended it, whether the chair decides or the partners."""

from __future__ import annotations

from typing import Any

import pytest

from tests.joining import joins
from tests.workflow import situations
from tests.workflow.every_move.reports import BY_PARTNERS, MET
from tests.workflow.referrals import referral
from tests.world import World
from workflow.errors import Refused

WORDS = "What was said and done"
DISSENT = {"dissent": WORDS}
RECOMMENDATION: dict[str, Any] = {"criteria_s44": MET, "recommended": "mandatory", "rationale": WORDS}
NOT_THEM = "Who recommended it doesn't decide"


def recommended(world: World, by: str = "officer") -> str:
    """A referral for which somebody recommended a mandatory review."""
    case = referral(world)
    world.fire("manager", case, "acknowledge")
    world.fire(by, case, "recommend", RECOMMENDATION)
    return case


def test_a_partner_who_recommended_doesnt_sign_it_either(world: World) -> None:
    """A subgroup chair who is the police's partner too: another of the police's signs; the approval later is theirs."""
    world.policy(BY_PARTNERS)
    joins(world, "both", "police", "review_chair", "delegated_partner")
    case = recommended(world, "both")
    for move, answers in (("agree", {}), ("dissent", DISSENT)):
        with pytest.raises(Refused, match=NOT_THEM):
            world.fire("both", case, move, answers)
    with pytest.raises(Refused, match=NOT_THEM):
        world.fire("officer", recommended(world), "agree", recorded_for="dsp_police")
    for partner in ("dsp_council", "dsp_icb"):
        world.fire(partner, case, "agree")
    assert "initiated" == world.fire("manager", case, "agree", recorded_for="dsp_police").state


def test_who_recommended_doesnt_set_the_dissent_out(world: World) -> None:
    """Once every partner has spoken, somebody else carries it on with the dissent."""
    world.policy(BY_PARTNERS)
    case = recommended(world)
    for partner in ("dsp_council", "dsp_icb"):
        world.fire(partner, case, "agree")
    world.fire("dsp_police", case, "dissent", DISSENT)
    with pytest.raises(Refused, match="This is for a second person"):
        world.fire("officer", case, "initiate", {"decision_dissent": WORDS})
    assert "initiated" == world.fire("manager", case, "initiate", {"decision_dissent": WORDS}).state


def test_where_the_chair_decides_a_partner_who_recommended_says_where_they_stand(world: World) -> None:
    """Nothing waits for it: it is no decision."""
    joins(world, "both", "police", "review_chair", "delegated_partner")
    case = recommended(world, "both")
    assert "recommended" == world.fire("both", case, "agree").state
    assert "recommended" == situations.row(world, case).state
