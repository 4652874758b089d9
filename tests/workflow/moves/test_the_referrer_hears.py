"""Who referred an adult is told what comes of it: held or not, at rest, going on, ended; in words that hold nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lifecycles import table
from tests.workflow.every_move.full import NOT_MET, WORDS
from tests.workflow.every_move.reports import BY_PARTNERS, DECISION, MET, NONE, PLAN, approved
from tests.workflow.every_move.trying import Trials
from tests.workflow.referrals import ADULTS, REFERRED
from tests.workflow.situations import PARTNERS
from tests.workflow.telling import told
from tests.world import World

RECOMMENDED = {"criteria_s44": MET, "recommended": "mandatory", "rationale": WORDS}
HELD = "A safeguarding adults review is initiated"


def referred(world: World, **more: Any) -> str:
    """A referral by the housing association's lead, recommended."""
    answers = REFERRED | {"received_on": "2026-11-23", "subjects": ADULTS}
    case = world.open("lead_housing", "adult_review", answers).reference
    world.fire("officer", case, "acknowledge")
    world.fire("officer", case, "recommend", RECOMMENDED | more)
    return case


def test_that_it_is_held(world: World) -> None:
    """By the chair's decision."""
    case = referred(world)
    world.fire("board_chair", case, "initiate", DECISION | {"sar_kind": "mandatory"})
    assert "lead_housing" in told(world, case, HELD)


@pytest.mark.parametrize("dissent", [False, True], ids=["all agree", "with a dissent"])
def test_that_the_partners_hold_it(world: World, dissent: bool) -> None:  # noqa: FBT001
    """Together, or with the dissent set out."""
    world.policy(BY_PARTNERS)
    case = referred(world)
    for partner in PARTNERS[1:] if dissent else PARTNERS:
        world.fire(partner, case, "agree")
    if dissent:
        world.fire(PARTNERS[0], case, "dissent", {"dissent": WORDS})
        world.fire("manager", case, "initiate", {"decision_dissent": WORDS})
    assert "lead_housing" in told(world, case, HELD)


def test_that_it_isnt_held(world: World) -> None:
    """And that something else is done, or not."""
    case = referred(world)
    world.fire("board_chair", case, "decline", DECISION | NONE | {"criteria_s44": NOT_MET})
    assert "lead_housing" in told(world, case, "No safeguarding adults review is held")


def test_that_it_rests_goes_on_and_ends(world: World) -> None:
    """Each once."""
    case = referred(world)
    world.fire("board_chair", case, "initiate", DECISION | {"sar_kind": "mandatory"})
    for who, move, answers, says in (
        ("officer", "hold", {"hold_reason": WORDS}, "A review was put on hold"),
        ("officer", "resume", {"reason": WORDS}, "A review that was on hold goes on"),
        ("board_chair", "discontinue", {"discontinued_why": WORDS}, "A review was discontinued"),
    ):
        assert "lead_housing" not in told(world, case, says)
        world.fire(who, case, move, answers)
        assert "lead_housing" in told(world, case, says)


@pytest.mark.parametrize(
    ("who", "move", "answers", "says"),
    [
        ("officer", "publish", {"published_at": "x"}, "A review was published"),
        ("board_chair", "not_publish", {"not_published_why": WORDS, "improvements": WORDS}, "report isn't published"),
    ],
)
def test_that_it_is_published_or_not(world: World, who: str, move: str, answers: dict[str, str], says: str) -> None:
    """What of a report the public reads, the referrer needn't find by chance."""
    case = referred(world)
    world.fire("board_chair", case, "initiate", DECISION | {"sar_kind": "mandatory"})
    approved_report(world, case)
    world.fire(who, case, move, answers)
    assert "lead_housing" in told(world, case, says)


def approved_report(world: World, case: str) -> None:
    """To its approval, planned for today, checked by a second person."""
    approved(Trials(world, table("adult_review")), case, advocate_considered=WORDS)
    world.fire("officer", case, "plan_publication", PLAN | {"publish_on": "2026-11-23"})
    world.fire("manager", case, "check_anonymity", {"anonymity": WORDS})
