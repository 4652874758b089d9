"""What waits where no law sets a time: who is prompted, from when, until what; and that nobody is late by it."""

from __future__ import annotations

from notifications.sweep import sweep
from tests.workflow import situations
from tests.workflow.situations import PARTNERS, clocks, row, rows
from tests.world import World

WORDS = "What was said and done"
LINES = """
    SELECT DISTINCT p.email FROM notice n JOIN person p ON p.id = n.person JOIN clock c ON c.id = n.clock_id
    JOIN casefile f ON f.id = c.case_id WHERE f.reference = :case AND c.key = :key
"""


def prompted(world: World, reference: str, key: str, day: str) -> set[str]:
    """Who has had a line of the clock by the end of the sweep of that morning."""
    sweep(world.database, world.at(day, 8).now)
    return {one.email.partition("@")[0] for one in rows(world.database, LINES, case=reference, key=key)}


def running(world: World, reference: str) -> dict[str, str]:
    """The clocks of the case that run, each with its due date."""
    return {key: str(one.due_on) for key, one in clocks(world, reference).items() if one.status == "running"}


def sent(world: World) -> str:
    """A rapid review that is with the national panel, the scrutineer's opinion given."""
    reference = situations.proposed(world)
    world.fire("scrutineer", reference, "give_opinion", {"opinion": "supported", "opinion_text": WORDS})
    for partner in PARTNERS:
        world.fire(partner, reference, "agree")
    world.fire("officer", reference, "send")
    return reference


def test_a_review_with_the_panel_always_waits_for_somebody(world: World) -> None:
    """For its reply, our answer to its questions, its reply to that, our closing, our second decision; then nobody."""
    reference = sent(world)
    assert {"panel_reply": "2026-12-07"} == running(world, reference)
    assert set() == prompted(world, reference, "panel_reply", "2026-12-04")
    assert {"officer"} == prompted(world, reference, "panel_reply", "2026-12-07")
    world.fire("officer", reference, "further", {"further_wanted": WORDS})
    assert {"panel_reply": "2026-12-07", "further": "2026-12-14"} == running(world, reference)
    world.at("2026-12-10").fire("officer", reference, "answer_panel", {"further_answer": WORDS})
    assert {"panel_reply": "2026-12-24"} == running(world, reference)
    world.fire("officer", reference, "reply", {"panel_view": "disagrees", "panel_reply": WORDS})
    assert {"after_reply": "2026-12-24"} == running(world, reference)
    again = {"reconsidered_outcome": "learning_taken", "reconsidered_rationale": WORDS}
    world.fire("officer", reference, "reconsider", again)
    assert {"second_decision": "2026-12-24", "opinion": "2026-12-17"} == running(world, reference)
    assert row(world, reference).due_on is None, "nobody is late by a prompt"
    world.fire("officer", reference, "reconsidered", {"reconsidered_without": WORDS})
    assert {} == running(world, reference)


def test_a_return_that_came_in_is_the_units_to_read(world: World) -> None:
    """The review officers after five working days, the manager too after ten: never the agency whose return it is."""
    above = situations.rapid_review(world)
    asked = {"agencies_asked": ["housing"], "returns_due_on": "2026-12-07", "request": WORDS}
    world.fire("officer", above, "ask_agencies", asked)
    (reference,) = situations.children(world, above)
    world.fire("user_housing", reference, "submit", {"involvement": WORDS})
    assert set() == prompted(world, reference, "acceptance", "2026-11-27")
    assert {"officer"} == prompted(world, reference, "acceptance", "2026-11-30")
    assert {"officer", "manager"} == prompted(world, reference, "acceptance", "2026-12-07")
    world.fire("officer", reference, "send_back", {"reason": WORDS})
    assert {"return": "2026-12-07"} == running(world, reference)


def test_a_reopened_recommendation_is_carried_on_or_ended(world: World) -> None:
    """Nothing new came to light, so that its old limit isn't begun anew: its owner is prompted all the same."""
    reference = situations.recommendation(world)
    assert {"planning": "2026-12-21"} == running(world, reference)
    world.at("2026-11-26").fire("manager", reference, "not_implement", {"reason": WORDS})
    world.at("2026-12-01").fire("manager", reference, "reopen", {"reason": WORDS})
    assert {"reopened": "2026-12-31"} == running(world, reference)
    assert {"officer"} == prompted(world, reference, "reopened", "2026-12-31")
    world.fire("manager", reference, "agree")
    assert {"planning": "2027-01-29"} == running(world, reference)
