"""Clocks: what starts, stops, resumes and moves them, and that nothing of it is ever lost."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workflow import situations
from tests.workflow.situations import clocks, row, rows
from tests.world import World
from workflow.errors import NotPermitted


def changes(world: World, reference: str, key: str) -> list[tuple[str, str, str, str]]:
    """What happened to a clock: what, the entry's move, old and new due date."""
    found = rows(
        world.database,
        """
        SELECT h.what, e.move, h.old_due_on, h.new_due_on FROM clock_change h
        JOIN clock k ON k.id = h.clock_id JOIN casefile c ON c.id = k.case_id
        JOIN entry e ON e.case_id = h.case_id AND e.seq = h.seq
        WHERE c.reference = :reference AND k.key = :key ORDER BY h.number
        """,
        reference=reference,
        key=key,
    )
    return [(one.what, one.move, str(one.old_due_on or ""), str(one.new_due_on)) for one in found]


def test_an_incidents_clocks_are_those_of_its_types(world: World) -> None:
    """Harm starts the Panel's clock and the partners'; a care leaver's death alone starts its own, five days each."""
    harmed = clocks(world, situations.incident(world))
    leaver = clocks(world, situations.incident(world, types=["care_leaver_died"]))
    assert {"notify_panel", "tell_partners"} == set(harmed)
    assert {"notify_care_leaver_death", "tell_partners"} == set(leaver)
    assert {date(2026, 11, 30)} == {clock.due_on for clock in (*harmed.values(), *leaver.values())}


def learnt(world: World, *types: str, known_on: str) -> dict[str, object]:
    """An update's answers."""
    return {"types": list(types), "known_on": known_on, "what_changed": "What was learnt"}


def test_a_type_learnt_later_starts_its_clock_from_when_it_was_known(world: World) -> None:
    """The child dies months after the notification: five working days from then, until that too is notified."""
    reference = situations.notifiable(world)
    world.fire("officer", reference, "notify", {"sin_reference": "S"})
    world.at("2027-02-02")
    update = learnt(world, "seriously_harmed", "looked_after_child_died", known_on="2027-02-01")
    world.fire("officer", reference, "update", update)
    clock = clocks(world, reference)["notify_looked_after_death"]
    assert ("running", date(2027, 2, 1), date(2027, 2, 8)) == (clock.status, clock.started_on, clock.due_on)
    world.fire("officer", reference, "notify_update", {"sin_reference": "S-2"})
    assert {"stopped"} == {clock.status for clock in clocks(world, reference).values()}
    assert row(world, reference).due_on is None


def test_a_type_ticked_wrongly_takes_its_clock_with_it(world: World) -> None:
    """A care leaver's death alone isn't owed to the Panel: that clock stops, the right one runs."""
    reference = situations.incident(world)
    world.fire("officer", reference, "update", learnt(world, "care_leaver_died", known_on="2026-11-23"))
    found = {key: clock.status for key, clock in clocks(world, reference).items()}
    assert {"notify_panel": "stopped", "tell_partners": "running", "notify_care_leaver_death": "running"} == found


def test_the_plan_of_a_review_counts_from_the_notification(world: World) -> None:
    """Letters, returns, meeting and agreement by the defaults; the case is due when the review is, not a milestone."""
    reference = situations.rapid_review(world)
    found = {key: clock.due_on.isoformat() for key, clock in clocks(world, reference).items()}
    expected = {"letters": "2026-11-24", "returns": "2026-12-07", "meeting": "2026-12-09", "agreement": "2026-12-11"}
    assert expected | {"rapid_review": "2026-12-14"} == found
    assert date(2026, 12, 14) == row(world, reference).due_on


def test_stop_and_resume_keep_the_date(world: World) -> None:
    """An action sent back runs again towards its old date; each turn has its entry."""
    reference = situations.submitted(world)
    assert ("stopped", None) == (clocks(world, reference)["due"].status, clocks(world, reference)["due"].next_rung_on)
    assert date(2026, 12, 7) == row(world, reference).due_on  # ten working days to verify
    world.fire("officer", reference, "send_back", {"reason": "More"})
    due = "2027-01-29"
    expected = [("started", "opened", "", due), ("stopped", "submit", due, due), ("resumed", "send_back", due, due)]
    assert expected == changes(world, reference, "due")
    assert date(2027, 1, 29) == row(world, reference).due_on


def test_a_progress_note_restarts_the_monthly_clock(world: World) -> None:
    """The next note is wanted a month after the last."""
    reference = situations.action(world)
    progress = {"brag": "green", "progress_note": "Half"}
    world.at("2026-12-10").fire("user_housing", reference, "progress", progress)
    expected = [("started", "opened", "", "2026-12-23"), ("restarted", "progress", "2026-12-23", "2027-01-10")]
    assert expected == changes(world, reference, "progress")


def test_a_reopened_action_wants_its_next_progress_note_in_a_month(world: World) -> None:
    """The monthly clock starts anew on the day it was reopened, not where it stood when it was closed."""
    reference = situations.submitted(world)
    world.fire("officer", reference, "verify", {"verification": "Seen"})
    again = {"aware_again_on": "2027-05-04", "due_on": "2027-09-01", "reason": "It came back"}
    world.at("2027-05-10").fire("manager", reference, "reopen", again)
    progress = clocks(world, reference)["progress"]
    assert ("running", date(2027, 6, 10)) == (progress.status, progress.due_on)


def test_a_returns_date_can_be_moved(world: World) -> None:
    """The business manager gives an agency longer; the agency's people can't give it to themselves."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "ask_agencies", {"agencies_asked": ["school"], "request": "All"})
    [reference] = situations.children(world, review)
    answers = {"returns_due_on": "2026-12-10", "reason": "Half-term"}
    with pytest.raises(NotPermitted):
        world.fire("lead_school", reference, "change_due_date", answers)
    world.fire("manager", reference, "change_due_date", answers)
    found = clocks(world, reference)["return"]
    assert (date(2026, 12, 7), date(2026, 12, 10)) == (found.first_due_on, found.due_on)


def test_a_moved_due_date_keeps_the_first_for_ever(world: World) -> None:
    """Moved twice: the first date stays, each move is a change with its entry."""
    reference = situations.action(world)
    for day in ("2027-02-26", "2027-03-31"):
        world.fire("manager", reference, "change_due_date", {"due_on": day, "reason": "Leave"})
    found = clocks(world, reference)["due"]
    assert (date(2027, 1, 29), date(2027, 3, 31)) == (found.first_due_on, found.due_on)
    assert ["started", "moved", "moved"] == [what for what, _, _, _ in changes(world, reference, "due")]


def test_a_date_moved_while_its_clock_rests_doesnt_set_it_going(world: World) -> None:
    """While evidence waits nobody is chased for the action; sent back, it runs towards the new date."""
    reference = situations.submitted(world)
    world.fire("manager", reference, "change_due_date", {"due_on": "2027-02-26", "reason": "Leave"})
    world.fire("user_housing", reference, "progress", {"brag": "blue", "progress_note": "Waiting"})
    found = clocks(world, reference)
    assert {"due": "stopped", "progress": "stopped", "verification": "running"} == {
        key: clock.status for key, clock in found.items()
    }
    world.fire("officer", reference, "send_back", {"reason": "More"})
    due = clocks(world, reference)["due"]
    assert ("running", date(2027, 2, 26)) == (due.status, due.due_on)


def test_an_end_stops_every_clock(world: World) -> None:
    """Nothing is chased in a case that was opened in error."""
    reference = situations.rapid_review(world)
    world.fire("manager", reference, "opened_in_error", {"reason": "Wrong child"})
    assert {("stopped", None)} == {(c.status, c.next_rung_on) for c in clocks(world, reference).values()}


def test_rungs_before_a_clocks_start_are_dropped(world: World) -> None:
    """An action due in three working days is first chased the day before, not two days ago."""
    reference = situations.action(world, due="2026-11-26")
    assert date(2026, 11, 25) == clocks(world, reference)["due"].next_rung_on
