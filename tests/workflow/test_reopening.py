"""Reopening: the one way out of an end, with a reason, its clocks starting anew from the new date."""

from __future__ import annotations

from datetime import date

import pytest

from states.kinds import machines
from tests.workflow import situations
from tests.workflow.situations import clocks, row
from tests.world import World
from workflow.errors import Invalid, NotOffered, NotPermitted

AGAIN = {"aware_again_on": "2027-01-11", "reason": "A second injury came to light"}


def withdrawn(world: World) -> str:
    """An incident that was withdrawn."""
    reference = situations.incident(world)
    world.fire("officer", reference, "withdraw", {"reason": "Mistaken"})
    return reference


def test_a_reopened_case_runs_anew_from_the_new_date(world: World) -> None:
    """Open again, not closed, five working days from when the new information was known; the first date stays."""
    reference = withdrawn(world)
    assert date(2026, 11, 23) == row(world, reference).closed_on
    case = world.at("2027-01-12").fire("manager", reference, "reopen", AGAIN)
    assert ("considering", False, None) == (case.state, case.final, case.closed_on)
    found = clocks(world, reference)["notify_panel"]
    expected = ("running", date(2026, 11, 30), date(2027, 1, 18))
    assert expected == (found.status, found.first_due_on, found.due_on)
    assert date(2027, 1, 18) == row(world, reference).due_on


def test_an_officer_doesnt_reopen(world: World) -> None:
    """The business manager or the chair does."""
    reference = withdrawn(world)
    world.at("2027-01-12")
    with pytest.raises(NotPermitted):
        world.fire("officer", reference, "reopen", AGAIN)
    assert "considering" == world.fire("chair", reference, "reopen", AGAIN).state


def test_an_open_case_isnt_reopened(world: World) -> None:
    """Reopening is offered at an end only."""
    with pytest.raises(NotOffered):
        world.fire("manager", situations.incident(world), "reopen", {})


def test_an_action_opened_in_error_reopens_with_a_new_date(world: World) -> None:
    """The new due date is asked for, and chased."""
    reference = situations.action(world)
    world.fire("manager", reference, "opened_in_error", {"reason": "Twice"})
    world.at("2027-01-12").fire("manager", reference, "reopen", AGAIN | {"due_on": "2027-03-01"})
    assert ("running", date(2027, 3, 1)) == (clocks(world, reference)["due"].status, row(world, reference).due_on)


@pytest.mark.parametrize("kind", sorted(machines()))
def test_every_end_of_every_kind_can_be_reopened_and_nothing_else_leaves_it(kind: str) -> None:
    """From an end only a move marked as reopening leads to an open state."""
    machine = machines()[kind]
    for state in (state for state in machine.states if state.final):
        leaving = [m for m in machine.moves if state.key in m.sources and m.target not in (None, state.key)]
        assert ["reopen"] == [move.key for move in leaving]
        assert all(move.reopens for move in leaving)


def test_new_information_isnt_older_than_the_case(world: World) -> None:
    """A slip of the year would count the limits from before there was a case."""
    reference = withdrawn(world)
    world.at("2027-01-12")
    with pytest.raises(Invalid, match="can't have become known before Mon 23 Nov 2026"):
        world.fire("manager", reference, "reopen", AGAIN | {"aware_again_on": "2026-01-11"})


def test_the_day_it_became_known_can_be_put_right(world: World) -> None:
    """The limits follow that day; correcting the day on which it was reopened moves none of them."""
    reference = withdrawn(world)
    case = world.at("2027-01-12").fire("manager", reference, "reopen", AGAIN)
    entry = {"which": f"entry:{case.seq}", "right_date": "2027-01-11", "reason": "Said a day late"}
    world.fire("officer", reference, "correct_date", entry)
    assert date(2027, 1, 18) == clocks(world, reference)["notify_panel"].due_on
    known = {"which": "aware_again_on", "right_date": "2027-01-08", "reason": "It was Friday"}
    with pytest.raises(Invalid, match="can't have become known before"):
        world.fire("officer", reference, "correct_date", known | {"right_date": "2026-01-08"})
    world.fire("officer", reference, "correct_date", known)
    assert date(2027, 1, 15) == clocks(world, reference)["notify_panel"].due_on
