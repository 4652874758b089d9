"""Recommendations from any source: when a review's may come, what is asked of each, who is chased to decide."""

from __future__ import annotations

import pytest

from states.kinds import machines
from tests.workflow import recommended, situations
from tests.workflow.recommended import recommend
from tests.workflow.situations import clocks, row, sql
from tests.world import World
from workflow.errors import Invalid, NotOffered, NotPermitted, Refused

TOO_EARLY = "A review's recommendations come once it is drafting, unless the learning is urgent"
# By hand, from the lifecycles: where nothing is drafted yet.
EARLY = {
    "incident": {"considering"},
    "rapid_review": {"opened", "gathering", "panel_meeting"},
    "practice_review": {"initiated", "national_bodies_told", "commissioned", "fieldwork"},
    "adult_review": {"referred", "acknowledged", "gathering", "more_information", "recommended", "initiated"}
    | {"commissioned", "fieldwork"},
    "learning_review": {"commissioned"},
}


def test_each_kind_says_itself_when_it_is_early() -> None:
    """Of every kind that may stand above a recommendation, the states before its draft; of no other kind any."""
    declared = {key: {state.key for state in kind.states if state.early} for key, kind in machines().items()}
    assert EARLY == {key: early for key, early in declared.items() if early}
    assert set(EARLY) == set(machines()["recommendation"].opening.parents)


@pytest.mark.parametrize("state", sorted(EARLY["rapid_review"]))
def test_a_reviews_recommendations_come_once_it_is_drafting(world: World, state: str) -> None:
    """Before, only what is urgent; a review that keeps an older edition's rules is early in the same states."""
    review = situations.rapid_review(world)
    sql(world.database, "UPDATE casefile SET state = :s WHERE reference = :r", s=state, r=review)
    with pytest.raises(Refused, match=TOO_EARLY):
        world.open("officer", "recommendation", recommended.answers("sleep", urgent=False), parent=review)
    world.open("officer", "recommendation", recommended.answers("sleep", urgent=True), parent=review)
    sql(world.database, "UPDATE casefile SET state = 'drafting' WHERE reference = :r", r=review)
    world.open("officer", "recommendation", recommended.answers("sleep"), parent=review)


def test_a_review_at_rest_is_as_far_as_it_was(world: World) -> None:
    """On hold before it was drafting: only urgent learning; on hold while drafting: any."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "hold", {"hold_reason": "The police ask us to wait"})
    with pytest.raises(Refused, match=TOO_EARLY):
        world.open("officer", "recommendation", recommended.answers("sleep", urgent=False), parent=review)
    world.open("officer", "recommendation", recommended.answers("sleep", urgent=True), parent=review)
    world.fire("officer", review, "resume", {"reason": "They are done"})
    sql(world.database, "UPDATE casefile SET state = 'drafting' WHERE reference = :r", r=review)
    world.fire("officer", review, "hold", {"hold_reason": "The police ask us to wait"})
    world.open("officer", "recommendation", recommended.answers("sleep"), parent=review)


def test_another_areas_review_is_named(world: World) -> None:
    """Whoever brings learning from outside says from which report; the day and their reference stay with it."""
    for source in ("national_review", "other_area"):
        with pytest.raises(Refused, match="Say which report it comes from"):
            recommend(world, "sleep", source=source)
    told = {"source_report": "Child K, 2025, recommendation 4", "source_on": "2025-03-01", "source_reference": "K/4"}
    facts = world.open("officer", "recommendation", recommended.answers("sleep", source="other_area", **told)).facts
    assert ("2025-03-01", "other_area") == (facts["source_on"], facts["source"])
    with pytest.raises(Invalid, match="Date of the report must be today or in the past"):
        recommend(world, "sleep", source_on="2030-01-01")


def test_every_proposal_waits_on_one_clock(world: World) -> None:
    """Twenty working days for a decision; scrutiny's has the partners' written response instead, never both."""
    ours, scrutinys = recommend(world, "sleep"), recommend(world, "sleep", "scrutineer", source="scrutiny")
    found = {one: {key: str(clock.due_on) for key, clock in clocks(world, one).items()} for one in (ours, scrutinys)}
    assert {ours: {"decision": "2026-12-21"}, scrutinys: {"response": "2026-12-21"}} == found
    world.fire("dsp_icb", ours, "not_accept", {"reason": "Not ours"})
    assert "stopped" == clocks(world, ours)["decision"].status


def test_the_policy_says_how_long_a_decision_takes(world: World) -> None:
    """A duration like any other."""
    world.policy('title = "T"\nedition = "2"\n[durations]\n"recommendation.decision" = "5 working days"')
    assert "2026-11-30" == str(clocks(world, recommend(world, "sleep"))["decision"].due_on)


def test_the_wording_changes_while_it_waits_and_no_longer(world: World) -> None:
    """By whoever keeps it, with a reason; not by those who decide, and not once it was decided."""
    reference = recommend(world, "sleep")
    with pytest.raises(NotPermitted):
        world.fire("dsp_icb", reference, "reword", {"what": "Mine", "reason": "x"})
    with pytest.raises(Invalid):
        world.fire("officer", reference, "reword", {"what": "Shorter"})
    world.fire("officer", reference, "reword", {"what": "Shorter", "reason": "As the police asked"})
    assert "Shorter" == row(world, reference).title
    world.fire("manager", reference, "agree")
    with pytest.raises(NotOffered):
        world.fire("officer", reference, "reword", {"what": "Longer", "reason": "x"})
