"""A practice review that misses its months: its reasons are owed in writing, chased so, and come before its end."""

from __future__ import annotations

import pytest

from states.defaults import england
from states.kinds import machines
from states.moves.reviews.national_bodies import TOLD_ON
from states.rulebook import resolve
from tests.lifecycles import table
from tests.workflow.every_move.children import lcspr
from tests.workflow.every_move.full import EACH_AGREES, WORDS
from tests.workflow.every_move.reports import PLAN, approved
from tests.workflow.every_move.trying import Trials
from tests.workflow.referrals import referral
from tests.workflow.situations import clocks
from tests.world import World
from workflow.errors import Invalid, Refused

COPIES = {"copies_to": ["panel", "secretary_of_state"]}
LETTERS = {"delay_reasons": WORDS, "delay_told": ["panel", "secretary_of_state"], "delay_told_on": "2027-05-10"}
JUSTIFIED = {"not_published_why": WORDS, "improvements": WORDS, "positions": EACH_AGREES}


def late(world: World) -> str:
    """A practice review decided on 23 November 2026, approved, and its copies sent, whose six months have passed."""
    trials = Trials(world, table("practice_review"))
    case = lcspr(trials)
    told = dict.fromkeys(TOLD_ON, "2026-11-23")
    world.fire("officer", case, "tell_national_bodies", {"reviewers_named": "One", **told})
    approved(trials, case)
    world.fire("officer", case, "plan_publication", PLAN | {"publish_on": "2027-05-26"})
    world.fire("manager", case, "check_anonymity", {"anonymity": WORDS})
    world.fire("officer", case, "send_copies", COPIES)
    world.at("2027-05-26")
    return case


def test_the_letters_are_part_of_the_reasons(world: World) -> None:
    """To the Panel and to the Secretary of State, on a day that has been: else the limit owed to them runs on."""
    case = lcspr(Trials(world, table("practice_review")))
    world.at("2027-05-11")
    for key in ("delay_told", "delay_told_on"):
        with pytest.raises(Invalid) as asked:
            world.fire("officer", case, "explain_delay", {k: one for k, one in LETTERS.items() if k != key})
        assert {key} == asked.value.errors.keys()
    with pytest.raises(Refused, match="owed in writing to the national panel and to the Secretary of State"):
        world.fire("officer", case, "explain_delay", LETTERS | {"delay_told": ["panel", "ofsted"]})
    with pytest.raises(Invalid, match="in the past"):
        world.fire("officer", case, "explain_delay", LETTERS | {"delay_told_on": "2027-05-12"})
    with pytest.raises(Refused, match="once the letters went"):
        world.fire("officer", case, "explain_delay", LETTERS, on="2027-05-07")
    assert "running" == clocks(world, case)["delay_reasons"].status
    world.fire("officer", case, "explain_delay", LETTERS, on="2027-05-10")
    found = clocks(world, case)["delay_reasons"]
    assert ("stopped", "2027-05-10") == (found.status, str(found.stopped_on))


def test_no_letters_are_owed_on_an_adults_review(world: World) -> None:
    """There is no such rule."""
    world.fire("officer", referral(world), "explain_delay", {"delay_reasons": WORDS})


def test_published_or_not_the_reasons_come_first_once_the_months_have_passed(world: World) -> None:
    """And late they need a reason of their own; then it is published."""
    case = late(world)
    for who, move, answers in (("officer", "publish", {"published_at": "x"}), ("dsp_icb", "not_publish", JUSTIFIED)):
        with pytest.raises(Refused, match="The months have passed: record the reasons for the delay"):
            world.fire(who, case, move, answers)
    with pytest.raises(Refused, match="The reasons come after the months have passed: say why"):
        world.fire("officer", case, "explain_delay", LETTERS, on="2027-05-25")
    world.fire("officer", case, "explain_delay", LETTERS | {"reason_if_late": WORDS}, on="2027-05-25")
    assert world.fire("officer", case, "publish", {"published_at": "The website"}).final


def test_not_yet_late_no_reasons_are_asked_for(world: World) -> None:
    """A day before the months are over: what counts is when it happened, not when it is entered."""
    case = late(world)
    assert "2027-05-23" == str(clocks(world, case)["delay_reasons"].due_on)
    assert world.fire("dsp_icb", case, "not_publish", JUSTIFIED, on="2027-05-21").final


def test_the_reasons_are_chased_as_what_is_owed_to_the_panel() -> None:
    """Before the day, the delegated partners at once; on the day after, the executive."""
    rulebook = resolve(machines()["practice_review"], england())
    clock = next(one for one in rulebook.machine.clocks if one.key == "delay_reasons")
    rungs = {rung.at: rung.to for rung in rulebook.chase(clock.chase).rungs}
    assert min(rungs) < 0
    assert ("delegated_partners" in rungs[-1], "executive" in rungs[1]) == (True, True)
