"""Reopening: the one way out of an end, with a reason, its clocks starting anew from the new date if there is one."""

from __future__ import annotations

from datetime import date

import pytest

from states.kinds import machines
from tests.workflow import situations
from tests.workflow.situations import clocks, row
from tests.workflow.taken_on import taken_on
from tests.world import World
from workflow.engine.casework import seen
from workflow.errors import Invalid, NotOffered, NotPermitted, Refused
from workflow.queries.case_view import ClockView, clock_views
from workflow.queries.figures import summary

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


def test_copies_are_owed_only_before_a_planned_day(world: World) -> None:
    """A review that stopped before its publication was planned is reopened: no copies are owed before it is planned."""
    told = {"decided_on": "2026-08-03", "began_on": "2026-08-03"}
    told |= {"state_now": "discontinued", "state_since": "2026-10-05"}
    reference = taken_on(world, "practice_review", told).reference
    world.at("2027-01-12").fire("manager", reference, "reopen", AGAIN)
    found = clocks(world, reference)
    assert "copies" not in found
    assert date(2027, 7, 11) == found["practice_review"].due_on


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
        assert leaving, state.key
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


def test_without_new_information_the_old_date_counts(world: World) -> None:
    """Withdrawn and reopened weeks later: it is owed by the date it had, so it is late, and sending says why."""
    reference = situations.rapid_review(world)
    world.at("2026-12-01").fire("manager", reference, "withdraw", {"reason": "Mistaken"})
    case = world.at("2027-01-12").fire("manager", reference, "reopen", {"reason": "It wasn't"})
    found = clocks(world, reference)["rapid_review"]
    expected = ("running", date(2026, 12, 14), date(2026, 12, 14))
    assert expected == (found.status, found.first_due_on, found.due_on)
    assert date(2026, 12, 14) == row(world, reference).due_on
    assert "drafting" == case.state
    world.fire("officer", reference, "propose", situations.PROPOSAL)
    for partner in situations.PARTNERS:
        world.fire(partner, reference, "agree")
    with pytest.raises(Refused, match="after its due date: say why"):
        world.fire("officer", reference, "send", {})


def test_what_was_sent_before_the_end_stays_sent(world: World) -> None:
    """A rapid review that was sent in time and closed later owes the Panel nothing when it is reopened."""
    reference = situations.rapid_review(world)
    world.fire("officer", reference, "meet", {"attended": ["police"], "discussion": "All of it"})
    world.fire("officer", reference, "draft")
    world.fire("officer", reference, "propose", situations.PROPOSAL)
    for partner in situations.PARTNERS:
        world.fire(partner, reference, "agree")
    world.at("2026-12-01").fire("officer", reference, "send", {})
    world.at("2026-12-07").fire("officer", reference, "close", {"closing_note": "No reply came"})
    world.at("2027-01-12").fire("manager", reference, "reopen", {"reason": "Closed by mistake"})
    found = clocks(world, reference)["rapid_review"]
    assert ("stopped", date(2026, 12, 1)) == (found.status, found.stopped_on)


def test_a_new_date_hides_no_missed_one(world: World) -> None:
    """Withdrawn after its day and reopened with new information: the day that was missed is shown, and counted."""
    reference = withdrawn_on(world, "2026-12-03")
    world.at("2027-01-12").fire("manager", reference, "reopen", AGAIN)
    shown = case_clocks(world, reference)["notify_panel"]
    expected = ("running", date(2027, 1, 18), (date(2026, 11, 30),))
    assert expected == (shown.status, shown.due_on, shown.missed_on)
    assert "Missed on Mon 30 Nov 2026; begun anew, due Mon 18 Jan 2027: A second injury" in shown.history[-1].says
    world.fire("officer", reference, "withdraw", {"reason": "Mistaken"})
    with world.database.reading() as session:
        told = summary(session, "NM", date(2026, 11, 1), date(2027, 1, 31), date(2027, 1, 12))
    (counted,) = [one for one in told.clocks if one.clock == "notify_panel"]
    assert (1, 1) == (counted.met, counted.met_late)


def test_what_ended_in_time_isnt_missed(world: World) -> None:
    """A case that ended before its day and begins anew missed nothing."""
    reference = withdrawn(world)
    world.at("2027-01-12").fire("manager", reference, "reopen", AGAIN)
    assert () == case_clocks(world, reference)["notify_panel"].missed_on


def test_the_national_bodies_are_told_after_all(world: World) -> None:
    """A review discontinued before they knew its reviewers and reopened in fieldwork owes it still, by the old day."""
    told = {"decided_on": "2026-11-23", "began_on": "2026-11-23"}
    told |= {"state_now": "discontinued", "state_since": "2026-11-23"}
    reference = taken_on(world, "practice_review", told).reference
    world.at("2027-01-12").fire("manager", reference, "reopen", AGAIN)
    found = clocks(world, reference)["name_reviewers"]
    assert ("running", date(2026, 11, 24)) == (found.status, found.due_on)
    told_on = dict.fromkeys(("panel_told_on", "ofsted_told_on", "department_told_on"), "2027-01-12")
    named = {"reviewers_named": "One"} | told_on
    with pytest.raises(Refused, match="told after the due date: say why"):
        world.fire("officer", reference, "tell_late", named)
    world.fire("officer", reference, "tell_late", named | {"reason_if_late": "The review had ended"})
    assert "stopped" == clocks(world, reference)["name_reviewers"].status
    with pytest.raises(Refused, match="The national bodies know the reviewers"):
        world.fire("officer", reference, "tell_late", named)


def test_a_case_led_elsewhere_is_ours_only_with_new_information(world: World) -> None:
    """Reopened here it would have no time limit: when what makes it ours became known is asked."""
    elsewhere = {"where": "another_area", "host_area": "Eastmoor", "home_area": "Northmoor", "led_by": "another"}
    reference = situations.incident(world, **elsewhere, lead_partnership="Eastmoor Partnership")
    world.fire("officer", reference, "withdraw", {"reason": "Mistaken"})
    world.at("2027-01-12")
    with pytest.raises(Refused, match="say when what makes it ours to consider became known"):
        world.fire("manager", reference, "reopen", {"reason": "Ours"})
    world.fire("manager", reference, "reopen", AGAIN)
    assert date(2027, 1, 18) == clocks(world, reference)["notify_panel"].due_on


def withdrawn_on(world: World, day: str) -> str:
    """An incident that was withdrawn on that day."""
    reference = situations.incident(world)
    world.at(day).fire("officer", reference, "withdraw", {"reason": "Mistaken"})
    return reference


def case_clocks(world: World, reference: str) -> dict[str, ClockView]:
    """The case's clocks as its page shows them."""
    with world.database.reading() as session:
        act = world.act(session, "officer")
        found = seen(session, reference, world.ids["officer"], act.today)
        return {one.key: one for one in clock_views(act, found)}
