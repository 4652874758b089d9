"""A case moved to newer rules: its clocks follow, what was agreed stays, and its trail says what it left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.clocks import Basis, Clock, on_answer, on_opening, working_days
from states.kinds import machines, shapes
from states.language import Machine, State
from tests.workflow import situations
from tests.workflow.situations import clocks, row, rows, sql
from tests.workflow.telling import RAISED
from tests.world import POLICY, World
from workflow.chasing.owed import Line, owe
from workflow.engine.casework import locked, seen
from workflow.engine.offers import offers
from workflow.engine.trail import verify
from workflow.errors import NotFound, NotPermitted, Refused
from workflow.invariants import check
from workflow.queries.case_view import entries

WHY = {"reason": "The partners agreed to it"}
LOUDER = """
[chase.statutory]
rungs = [{ at = -3, to = ["owner"] }, { at = 0, to = ["owner", "executive"] }]
"""

LEADERS_SECOND = """
[ladder]
[[ladder.stages]]
key = "managers"
name = "Managers"
within = "1 working day"
raised_by = "agency_lead"
[[ladder.stages]]
key = "leaders"
name = "Leaders and the chair"
within = "3 working days"
raised_by = "executive"
answered_by = "review_chair"
[last_word]
mode = "none"
"""


def edition(name: str, more: str = "") -> str:
    """A policy of that edition."""
    return POLICY.replace('edition = "1"', f'edition = "{name}"') + more


def lasting(kind_clock: str, words: str) -> str:
    """A duration of a policy."""
    return f'[durations]\n"{kind_clock}" = "{words}"\n'


@contextmanager
def declared(machine: Machine) -> Iterator[None]:
    """The kind as a later version of the programme declares it."""
    before, shape = machines()[machine.key], shapes().pop(machine.key, None)
    machines()[machine.key] = machine
    try:
        yield
    finally:
        machines()[machine.key] = before
        if shape is not None:
            shapes()[machine.key] = shape


def changed(kind: str, **fields: Any) -> Machine:
    """A shipped kind with other states or clocks."""
    return replace(machines()[kind], **fields)


def whole(world: World) -> None:
    """Nothing impossible, and the trail is what was written."""
    with world.database.reading() as session:
        assert ([], []) == (check(session), verify(session)[1])


def test_running_clocks_are_counted_anew_and_keep_their_first_date(world: World) -> None:
    """Twelve working days instead of fifteen, from the same day; the entry names both editions and digests."""
    reference = situations.rapid_review(world)
    old = row(world, reference).rulebook
    world.policy(edition("2", lasting("rapid_review.rapid_review", "12 working days")))
    world.fire("manager", reference, "newer_rules", WHY)
    clock = clocks(world, reference)["rapid_review"]
    assert (date(2026, 12, 14), date(2026, 12, 9)) == (clock.first_due_on, clock.due_on)
    assert date(2026, 12, 9) == row(world, reference).due_on
    new = row(world, reference).rulebook
    assert {new} == {one.rulebook for one in clocks(world, reference).values()}
    [(body,)] = rows(world.database, "SELECT body FROM entry WHERE move = 'newer_rules'")
    told = {"before": {"edition": "1", "rulebook": old}, "after": {"edition": "2", "rulebook": new}}
    assert (told, old) == (json.loads(body)["rules"], json.loads(body)["rulebook"])
    changes = rows(world.database, "SELECT what, old_due_on, new_due_on FROM clock_change WHERE what = 'new rules'")
    assert [("new rules", "2026-12-14", "2026-12-09")] == [
        (what, str(was), str(is_now)) for what, was, is_now in changes
    ]
    whole(world)


def test_there_must_be_newer_rules(world: World) -> None:
    """A case on the rules in force stays there, with the reason; a refused move writes nothing."""
    reference = situations.rapid_review(world)
    before = situations.dump(world.database)
    with pytest.raises(Refused, match="on the rules now in force already"):
        world.fire("manager", reference, "newer_rules", WHY)
    assert before == situations.dump(world.database)
    world.policy(edition("2"))
    world.fire("manager", reference, "newer_rules", WHY)
    with pytest.raises(Refused, match="already"):
        world.fire("manager", reference, "newer_rules", WHY)


def test_it_is_the_managers_and_the_chairs(world: World) -> None:
    """Nobody else's, and not for somebody else; a reason is asked."""
    reference = situations.rapid_review(world)
    world.policy(edition("2"))
    for who in ("officer", "dsp_police"):
        with pytest.raises(NotPermitted):
            world.fire(who, reference, "newer_rules", WHY)
    with world.database.reading() as session:
        act = world.act(session, "chair")
        [offer] = [one for one in offers(act, locked(session, reference, act.actor, act.today))
                   if one.move.key == "newer_rules"]  # fmt: skip
    assert (True, (), ["reason"]) == (offer.permitted, offer.blockers, [ask.key for ask in offer.move.asks])


def test_an_agreed_date_stays_as_agreed(world: World) -> None:
    """A date set at the start has no length to count anew; neither has one that an extension gave."""
    action = situations.action(world, due="2027-01-29")
    review = situations.rapid_review(world)
    for name, day in (("due_on", "2026-12-16"), ("extended_to", "2026-12-16")):
        sql(world.database, f"UPDATE clock SET {name} = :day WHERE key = 'rapid_review'", day=date.fromisoformat(day))
    world.policy(edition("2", lasting("rapid_review.rapid_review", "12 working days")))
    for reference in (action, review):
        world.fire("manager", reference, "newer_rules", WHY)
    assert date(2027, 1, 29) == row(world, action).due_on
    assert date(2026, 12, 16) == clocks(world, review)["rapid_review"].due_on


@pytest.mark.parametrize("words", ["20 working days", "9999 working days", "2 months"])
def test_what_the_law_fixes_isnt_extended_by_newer_rules(world: World, words: str) -> None:
    """Owed to the national body it can only be explained: not put off by a policy, late or sent already."""
    late, sent = situations.notifiable(world), situations.notifiable(world)
    review = situations.rapid_review(world)
    world.at("2026-12-03").fire("officer", sent, "notify", {"sin_reference": "S", "reason_if_late": "Overlooked"})
    lengths = f'"incident.notify_panel" = "{words}"\n"rapid_review.rapid_review" = "{words}"\n'
    world.policy(edition("2", f"[durations]\n{lengths}"))
    before = situations.dump(world.database)
    for reference in (late, review):
        with pytest.raises(Refused, match="what the law fixes isn't extended once it has begun"):
            world.fire("manager", reference, "newer_rules", WHY)
    assert before == situations.dump(world.database)
    world.policy(edition("3", f"[durations]\n{lengths}".replace(words, "4 working days")))
    world.fire("manager", late, "newer_rules", WHY)
    assert date(2026, 11, 27) == clocks(world, late)["notify_panel"].due_on
    whole(world)


def test_a_stopped_clock_keeps_the_date_it_was_held_against(world: World) -> None:
    """What was met in time stays met in time under a shorter limit."""
    reference = situations.rapid_review(world)
    world.at("2026-12-04").fire("officer", reference, "meet", {"attended": ["police"], "discussion": "Long"})
    before = {key: (one.status, one.due_on, one.stopped_on) for key, one in clocks(world, reference).items()}
    stopped = {key for key, (status, _, _) in before.items() if status == "stopped"}
    world.policy(
        edition("2", "[durations]\n" + "".join(f'"rapid_review.{key}" = "2 working days"\n' for key in before))
    )
    world.fire("manager", reference, "newer_rules", WHY)
    after = {key: (one.status, one.due_on, one.stopped_on) for key, one in clocks(world, reference).items()}
    assert stopped
    assert {key: before[key] for key in stopped} == {key: after[key] for key in stopped}
    assert all(date(2026, 11, 25) == due for key, (_, due, _) in after.items() if key not in stopped)
    whole(world)


def test_the_next_rung_is_the_new_ladders(world: World) -> None:
    """Another ladder on the same date: chased on its next day from today on, never for a day that has passed."""
    reference = situations.rapid_review(world)
    world.policy(edition("2", LOUDER))
    world.at("2026-12-10").fire("manager", reference, "newer_rules", WHY)
    clock = clocks(world, reference)["rapid_review"]
    assert (1, date(2026, 12, 14), date(2026, 12, 14)) == (clock.next_rung, clock.next_rung_on, clock.due_on)
    whole(world)


def test_lines_owed_for_a_moved_date_are_withdrawn(world: World) -> None:
    """Nobody hears of a date that no longer holds."""
    reference = situations.rapid_review(world)
    clock = clocks(world, reference)["rapid_review"]
    with world.database.writing() as session:
        key = f"clock/{clock.id}/x"
        owe(session, [Line(key, "NM", world.ids["officer"], clock.case_id, "Due", "yours", world.now.date(),
                           clock_id=clock.id, due_on=clock.due_on, rung="before5")])  # fmt: skip
    world.policy(edition("2", lasting("rapid_review.rapid_review", "12 working days")))
    world.fire("manager", reference, "newer_rules", WHY)
    assert [("withdrawn",)] == rows(world.database, "SELECT status FROM notice WHERE rung = 'before5'")
    whole(world)


def test_a_clock_that_is_gone_stops_and_a_new_one_starts_from_what_is_known(world: World) -> None:
    """From the opening or an answer; not what would have been stopped by now, nor what starts with a state."""
    reference = situations.rapid_review(world)
    basis = Basis("A test")
    fresh = [
        Clock(key="from_opening", label="A", lasts=working_days(5), starts=on_opening(), stops=("sent",), basis=basis),
        Clock(key="over", label="B", lasts=working_days(5), starts=on_opening(), stops=("panel_meeting",), basis=basis),
        Clock(key="unanswered", label="C", lasts=None, starts=on_answer("nobody_said"), stops=("sent",), basis=basis),
    ]
    world.fire("officer", reference, "meet", {"attended": ["police"], "discussion": "Long"})
    kept = tuple(clock for clock in machines()["rapid_review"].clocks if clock.key != "rapid_review")
    with declared(changed("rapid_review", clocks=(*kept, *fresh))):
        world.at("2026-11-25").fire("chair", reference, "newer_rules", WHY)
    found = clocks(world, reference)
    assert ("stopped", date(2026, 11, 25)) == (found["rapid_review"].status, found["rapid_review"].stopped_on)
    assert ("running", date(2026, 11, 30)) == (found["from_opening"].status, found["from_opening"].due_on)
    assert {"over", "unanswered"} & set(found) == set()
    assert date(2026, 11, 30) == row(world, reference).due_on
    whole(world)


def without_opened() -> Machine:
    """The rapid review of a version that calls its first state otherwise."""
    machine = machines()["rapid_review"]
    states = tuple(State("begun", "Begun") if state.key == "opened" else state for state in machine.states)
    moves = tuple(
        replace(move, sources=tuple("begun" if source == "opened" else source for source in move.sources))
        for move in machine.moves
    )
    return replace(machine, starts_in="begun", states=states, moves=moves)


def test_rules_that_dont_know_the_cases_state_are_refused(world: World) -> None:
    """With the state's name: the case is taken elsewhere first."""
    reference = situations.rapid_review(world)
    before = situations.dump(world.database)
    with declared(without_opened()), pytest.raises(Refused, match="have no “Opened”"):
        world.fire("manager", reference, "newer_rules", WHY)
    assert before == situations.dump(world.database)


def test_whose_stage_it_is_by_the_new_ladder_sees_the_case(world: World) -> None:
    """Stage 2 was the line managers'; by the new ladder it is the executive's and the chair's, who decide."""
    reference = world.open("user_school", "disagreement", RAISED | {"enters_at": "stage_2"}).reference
    decided = {"decision": "Accepted", "decision_rationale": "It was met"}
    with pytest.raises(NotFound):
        world.fire("executive", reference, "decide", decided)
    world.policy(edition("2", LEADERS_SECOND))
    world.fire("manager", reference, "newer_rules", WHY)
    assert "decided" == world.fire("executive", reference, "decide", decided).state
    whole(world)


def test_what_happened_keeps_its_own_words(world: World) -> None:
    """An entry is read by the rules it was made under, though the new ones know neither its state nor its move."""
    reference = situations.rapid_review(world)
    world.fire("officer", reference, "meet", {"attended": ["police"], "discussion": "Long"})
    with declared(without_opened()):
        world.fire("manager", reference, "newer_rules", WHY)
        with world.database.reading() as session:
            case = seen(session, reference, world.ids["officer"], world.now.date())
            found = {one.move: one.moved for one in entries(session, case)}
    assert ("Opened", "Panel meeting") == found["meet"]
    assert () == found["newer_rules"]
    whole(world)


def test_the_rules_of_the_family_stay_their_own(world: World) -> None:
    """The case alone is moved: what stands above and below it keeps its rules."""
    reference = situations.notifiable(world)
    world.fire("officer", reference, "notify", {"sin_reference": "S"})
    [below] = situations.children(world, reference)
    above = row(world, reference).rulebook
    world.policy(edition("2"))
    world.fire("manager", below, "newer_rules", WHY)
    assert (above, False) == (row(world, reference).rulebook, row(world, below).rulebook == above)
    whole(world)
