"""What was told of a case when it was taken on is put right like any other date; who hears of it, and is chased."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from notifications.sweep import sweep
from states.clocks import Basis, Clock, on_opening, working_days
from states.kinds import machines
from tests.workflow.policy.test_newer_rules import changed, declared
from tests.workflow.situations import clocks, row, rows
from tests.workflow.taken_on import bare, taken_on
from tests.workflow.taking_on.test_taking_on import PRACTICE, REVIEW, nothing_impossible
from tests.workflow.telling import RAISED, told
from tests.world import World, email
from workflow.engine.casework import seen
from workflow.engine.recorded_days import last_day_of, recorded_dates
from workflow.errors import Invalid, Refused

BEFORE = [{"what": "meet", "on": "2026-10-12"}, {"what": "send", "on": "2026-10-29"}]
TAKEN = "A case that began before Casekeeper was taken on"


def correct(world: World, reference: str, which: str, right: str) -> None:
    """The officer puts a date right."""
    world.fire("officer", reference, "correct_date", {"which": which, "right_date": right, "reason": "Misread"})


def review(world: World, **more: Any) -> str:
    """A rapid review taken on as sent, with what led there."""
    return taken_on(world, "rapid_review", REVIEW | {"earlier": BEFORE} | more).reference


def named(world: World, reference: str) -> dict[str, str]:
    """The dates that can be put right."""
    with world.database.reading() as session:
        return recorded_dates(session, seen(session, reference, world.ids["officer"], world.now.date()))


def test_each_day_that_was_told_can_be_named(world: World) -> None:
    """When it began, each thing that happened, and the day it came here where nothing else tells of that."""
    found = named(world, review(world))
    assert {
        "entry:1": "When the case began, on Thu 1 Oct 2026",
        "earlier:1": "Before it was taken on: Record the panel meeting, on Mon 12 Oct 2026",
        "earlier:2": "Before it was taken on: Send to the national panel, on Thu 29 Oct 2026",
    } == found
    assert (
        "Since when it stood at “Sent to the national panel”, on Thu 29 Oct 2026"
        == named(world, review(world, earlier=BEFORE[:1]))["state_since"]
    )


def test_when_it_began_re_dates_what_counts_from_there_alone(world: World) -> None:
    """The limit moves; what was stopped stays stopped on its own day, and so does the day it was sent."""
    reference = review(world)
    correct(world, reference, "entry:1", "2026-10-08")
    found = clocks(world, reference)
    assert (date(2026, 10, 8), date(2026, 10, 29)) == (row(world, reference).opened_on, found["rapid_review"].due_on)
    assert date(2026, 10, 29) == found["rapid_review"].stopped_on
    assert date(2026, 10, 29) == found["panel_reply"].started_on
    nothing_impossible(world)


@pytest.mark.parametrize(("which", "earlier"), [("earlier:2", BEFORE), ("state_since", BEFORE[:1])])
def test_a_thing_that_happened_moves_what_it_started_and_stopped(
    world: World, which: str, earlier: list[dict[str, str]]
) -> None:
    """Sent a week earlier than told: the review was in time, the reply expected a week earlier; the meeting stays."""
    reference = review(world, earlier=earlier)
    correct(world, reference, which, "2026-10-22")
    found = clocks(world, reference)
    assert date(2026, 10, 22) == found["rapid_review"].stopped_on
    assert (date(2026, 10, 22), date(2026, 11, 5)) == (found["panel_reply"].started_on, found["panel_reply"].due_on)
    assert date(2026, 10, 12) == found["meeting"].stopped_on
    assert '"old_date":"2026-10-29"' in rows(world.database, "SELECT body FROM entry WHERE seq = 2")[0][0]
    correct(world, reference, which, "2026-10-23")
    assert '"old_date":"2026-10-22"' in rows(world.database, "SELECT body FROM entry WHERE seq = 3")[0][0]
    nothing_impossible(world)


def test_the_day_it_ended_is_its_closing_day(world: World) -> None:
    """Of a case taken on as closed."""
    reference = review(world, state_now="closed", state_since="2026-11-05")
    assert date(2026, 11, 5) == row(world, reference).closed_on
    correct(world, reference, "state_since", "2026-11-06")
    correct(world, reference, "earlier:1", "2026-10-13")
    assert date(2026, 11, 6) == row(world, reference).closed_on
    nothing_impossible(world)


def test_what_happened_keeps_its_order(world: World) -> None:
    """Not before what came before, not after what came after."""
    reference = review(world)
    for which, right in (("earlier:1", "2026-10-30"), ("earlier:2", "2026-10-09"), ("entry:1", "2026-10-13")):
        with pytest.raises(Refused, match="It can't have been"):
            correct(world, reference, which, right)
    with pytest.raises(Invalid):
        correct(world, reference, "earlier:3", "2026-10-30")


def test_the_day_of_a_move_is_known_from_before(world: World) -> None:
    """Told of as a row, or as the state it led to; None of what isn't told."""
    with_rows, without = review(world), review(world, earlier=[])
    with world.database.reading() as session:
        for reference, expected in ((with_rows, date(2026, 10, 29)), (without, date(2026, 10, 29))):
            case = seen(session, reference, world.ids["officer"], world.now.date())
            assert expected == last_day_of(session, case, "send")
            assert None is last_day_of(session, case, "propose")


def test_answers_are_put_right_as_ever(world: World) -> None:
    """The day of the decision: the six months with it."""
    reference = taken_on(world, "practice_review", PRACTICE).reference
    correct(world, reference, "decided_on", "2026-03-02")
    assert date(2026, 9, 2) == clocks(world, reference)["practice_review"].due_on


def test_those_of_a_new_case_are_told_once_and_of_nothing_past(world: World) -> None:
    """One line each, of its being taken on; of a disagreement the scrutineer hears too. Nobody is asked anything."""
    answers = {
        "what": "Train", "agency": "housing", "person": "user_housing@northmoor.example", "due_on": "2027-01-29",
        "level": "single_agency", "state_now": "open", "began_on": "2026-02-02", "state_since": "2026-02-02",
    }  # fmt: skip
    action = taken_on(world, "action", answers).reference
    assert {"user_housing", "lead_housing"} == told(world, action, TAKEN) == told(world, action, "")
    ended = taken_on(world, "action", answers | {"state_now": "verified", "state_since": "2026-09-01"}).reference
    assert {"user_housing"} == told(world, ended, "")
    theirs = taken_on(world, "action", answers, who="officer").reference
    assert {"user_housing", "lead_housing", "manager"} == told(world, theirs, TAKEN)
    standing = {"state_now": "stage_4", "began_on": "2026-11-02", "state_since": "2026-11-09"}
    reference = taken_on(world, "disagreement", RAISED | standing).reference
    assert {"lead_school", "user_school", "scrutineer"} == told(world, reference, "")


def test_a_recommendation_taken_on_reaches_those_who_decide_on_a_new_one(world: World) -> None:
    """The delegated partners, the chair and the business manager, unless it was they who took it on."""
    answers = {
        "what": "Ask early", "source": "audit", "level": "single_agency", "finding": "Asked late",
        "outcome_wanted": "Asked early", "measure": "An audit", "state_now": "proposed", "began_on": "2026-11-02",
        "state_since": "2026-11-02",
    }  # fmt: skip
    reference = taken_on(world, "recommendation", answers, who="officer").reference
    assert {"dsp_council", "dsp_police", "dsp_icb", "chair", "manager"} == told(world, reference, TAKEN)


def test_chasing_begins_today_with_the_highest_rung(world: World) -> None:
    """A limit that is long late: one line to those whom its last rung reaches, none for those before."""
    reference = taken_on(
        world,
        "rapid_review",
        REVIEW | {"state_now": "gathering", "began_on": "2026-10-26", "state_since": "2026-10-27"},
    ).reference
    clock = clocks(world, reference)["rapid_review"]
    assert (date(2026, 11, 16), True) == (clock.due_on, clock.next_rung_on <= world.now.date())
    sweep(world.database, world.now)
    lines = "SELECT n.rung, p.email FROM notice n JOIN person p ON p.id = n.person WHERE n.clock_id = :clock"
    reached = [("late3", email(who)) for who in ("dsp_council", "dsp_icb", "dsp_police", "manager")]
    # One day late the executive would have been told: that is past.
    assert reached == sorted(tuple(one) for one in rows(world.database, lines, clock=clock.id))
    sweep(world.database, world.now)
    assert len(reached) == len(rows(world.database, lines, clock=clock.id))


def test_what_outlives_an_end_runs_on(world: World) -> None:
    """A published review is kept public for its year, a resolved disagreement's learning is still owed."""
    published = {"state_now": "published", "state_since": "2026-09-01"}
    reference = taken_on(world, "practice_review", PRACTICE | published).reference
    assert ("running", date(2027, 9, 1)) == (
        clocks(world, reference)["keep_public"].status,
        clocks(world, reference)["keep_public"].due_on,
    )
    resolved = {"state_now": "resolved", "began_on": "2026-11-02", "state_since": "2026-11-09"}
    ended = taken_on(world, "disagreement", RAISED | resolved).reference
    assert "running" == clocks(world, ended)["learning_resolved"].status


def test_newer_rules_know_what_happened_before(world: World) -> None:
    """A limit that the newer rules bring starts from the beginning, unless something told of would have ended it."""
    told_of = bare(machines()["recommendation"], "in_progress") | {"earlier": [{"what": "agree", "on": "2026-03-02"}]}
    reference = taken_on(world, "recommendation", told_of).reference
    limit = Clock(
        key="open", label="A", lasts=working_days(5), starts=on_opening(), stops=("done",), basis=Basis("A test")
    )
    over = replace(limit, key="over", stops=("agreed",))
    kept = machines()["recommendation"].clocks
    with declared(changed("recommendation", clocks=(*kept, limit, over))):
        world.fire("manager", reference, "newer_rules", {"reason": "Agreed"})
    found = clocks(world, reference)
    assert date(2026, 2, 2) == found["open"].started_on
    assert "over" not in found
    nothing_impossible(world)


def test_it_is_reopened_from_the_day_of_what_is_new(world: World) -> None:
    """Not before it began; then its limit counts from there."""
    reference = review(world, state_now="closed", state_since="2026-11-05")
    answers = {"aware_again_on": "2026-09-01", "reason": "A new account"}
    with pytest.raises(Invalid, match="before Thu 1 Oct 2026"):
        world.fire("manager", reference, "reopen", answers)
    world.fire("manager", reference, "reopen", answers | {"aware_again_on": "2026-11-16"})
    assert date(2026, 12, 7) == clocks(world, reference)["rapid_review"].due_on
    nothing_impossible(world)
