"""Snooze: who asks hears no more of a clock until its next rung, and nobody else is touched by it."""

from __future__ import annotations

from datetime import date

import pytest

from notifications.sweep import sweep
from states.kinds import machines
from states.moves.chasing_moves import SNOOZE
from tests.workflow import situations
from tests.workflow.situations import rows
from tests.world import World, london
from workflow.errors import Invalid, NotPermitted, Refused
from workflow.queries.work import Needed, work_for

LATER = {"clock": "due", "reason": "The register comes on Friday"}


def owed(world: World, who: str = "user_housing") -> list[tuple[str, str]]:
    """Rungs of a person's lines about clocks, and what became of them."""
    found = rows(
        world.database,
        "SELECT rung, status FROM notice WHERE person = :person AND clock_id IS NOT NULL AND rung <> '' ORDER BY id",
        person=world.ids[who],
    )
    return [tuple(one) for one in found]


def needed(world: World, who: str = "user_housing") -> Needed:
    """The action's date on somebody's list."""
    with world.database.reading() as session:
        found = work_for(session, world.ids[who], world.now, world.now.date())
    return next(one for one in found if one.what == "Action due")


@pytest.fixture
def chased(world: World) -> str:
    """An action due on Friday 29 January; its owner was owed the first reminder a week before."""
    reference = situations.action(world)
    world.at("2027-01-22")
    sweep(world.database, london("2027-01-22", 0))
    assert [("before5", "owed")] == [one for one in owed(world) if one[0] == "before5"]
    return reference


def test_a_snooze_ends_at_the_next_rung(world: World, chased: str) -> None:
    """What waits is withdrawn, the list says until when, and the next reminder comes as usual."""
    case = world.fire("user_housing", chased, SNOOZE, LATER)
    assert ("before5", "withdrawn") in owed(world)
    assert date(2027, 1, 28) == needed(world).snoozed_until
    entry = rows(world.database, "SELECT body FROM entry WHERE case_id = :case ORDER BY seq DESC", case=case.id)[0]
    assert '"until":"2027-01-28"' in entry.body
    world.at("2027-01-28")
    sweep(world.database, london("2027-01-28", 0))
    assert ("before1", "owed") in owed(world)
    assert needed(world).snoozed_until is None


def test_a_snooze_is_one_persons(world: World, chased: str) -> None:
    """Others are chased as ever, and the case is as it was but for a quiet entry that keeps the reason."""
    before = situations.row(world, chased)
    world.fire("lead_housing", chased, SNOOZE, LATER)
    assert ("before5", "owed") in owed(world)
    assert needed(world).snoozed_until is None
    after = situations.row(world, chased)
    assert (before.revision, before.seq + 1, before.state) == (after.revision, after.seq, after.state)
    kept = rows(
        world.database, "SELECT body FROM text WHERE case_id = :case AND seq = :seq", case=after.id, seq=after.seq
    )
    assert [LATER["reason"]] == [one.body for one in kept]


def test_a_new_date_ends_a_snooze(world: World, chased: str) -> None:
    """Whoever snoozed the old date hears of the new one."""
    world.fire("user_housing", chased, SNOOZE, LATER)
    world.fire("manager", chased, "change_due_date", {"due_on": "2027-02-01", "reason": "The room is taken"})
    assert needed(world).snoozed_until is None


def test_a_new_date_ends_a_snooze_of_the_first_reminder(world: World) -> None:
    """Though the reminder that comes next is again the first one."""
    reference = situations.action(world)
    world.fire("user_housing", reference, SNOOZE, LATER)
    assert date(2027, 1, 22) == needed(world).snoozed_until
    world.fire("manager", reference, "change_due_date", {"due_on": "2027-03-01", "reason": "The room is taken"})
    assert needed(world).snoozed_until is None


def test_a_snooze_may_be_said_again(world: World, chased: str) -> None:
    """After the next rung, for the one after; there is one for each person and clock."""
    world.fire("user_housing", chased, SNOOZE, LATER)
    world.at("2027-01-28")
    sweep(world.database, london("2027-01-28", 0))
    world.fire("user_housing", chased, SNOOZE, LATER)
    assert date(2027, 1, 29) == needed(world).snoozed_until
    assert 1 == len(rows(world.database, "SELECT id FROM snooze"))


def test_what_the_law_fixes_cant_be_snoozed(world: World) -> None:
    """Owed to the Panel: refused with the sentence, and nothing is written."""
    reference = situations.rapid_review(world)
    before = situations.dump(world.database)
    with pytest.raises(Invalid) as refused:
        world.fire("officer", reference, SNOOZE, LATER | {"clock": "rapid_review"})
    assert "owed to the" in refused.value.errors["clock"]
    assert before == situations.dump(world.database)


def test_what_doesnt_run_cant_be_snoozed(world: World) -> None:
    """A paused clock reminds nobody; a stopped one can't even be named."""
    reference = situations.rapid_review(world)
    world.fire("manager", reference, "pause_clock", {"clock": "returns", "reason": "Trial", "authority": "Minute 1"})
    with pytest.raises(Invalid, match="doesn't run"):
        world.fire("officer", reference, SNOOZE, LATER | {"clock": "returns"})
    action = situations.submitted(world)
    with pytest.raises(Invalid):
        world.fire("user_housing", action, SNOOZE, LATER)


def test_a_case_without_a_running_limit_offers_no_snooze(world: World) -> None:
    """Where only what the law fixes runs, or nothing: refused with the reason."""
    reference = situations.incident(world)
    with pytest.raises((Invalid, Refused)):
        world.fire("officer", reference, SNOOZE, {"clock": "notify_panel", "reason": "Later"})


def test_only_who_may_add_notes_snoozes_and_for_themselves(world: World, chased: str) -> None:
    """Nobody is made deaf by somebody else."""
    with pytest.raises(NotPermitted, match="can't be recorded for somebody else"):
        world.fire("officer", chased, SNOOZE, LATER, recorded_for="user_housing")
    with pytest.raises(NotPermitted):
        world.fire("chair", chased, SNOOZE, LATER)


@pytest.mark.parametrize("kind", sorted(machines()))
def test_every_kind_that_chases_has_the_move(kind: str) -> None:
    """By the very people who may add a note; and no kind has it that could chase nobody."""
    machine = machines()[kind]
    move, note = machine.move(SNOOZE), machine.move("note")
    chases = any(clock.chase and not clock.why_fixed for clock in machine.clocks)
    assert chases == (move is not None)
    assert note is not None
    assert move is None or (note.by, True, False) == (move.by, move.quiet, move.for_another)
