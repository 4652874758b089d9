"""Time limits extended, paused and resumed: by whom, with what authority, and what each does to date and chasing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from states.moves.clock_moves import CLOCK_MOVES, clock_moves
from states.rulebook import digest_of, to_json
from tests.workflow import situations
from tests.workflow.clocks.test_clocks import changes
from tests.workflow.situations import clocks, row, rows, sql
from tests.world import World
from workflow import invariants
from workflow.errors import Invalid, NotPermitted, Refused
from workflow.policy import rulebooks
from workflow.tables import Rulebook
from workflow.tables.rows import RULEBOOK

WHY = {"reason": "The coroner asked us to wait", "authority": "Executive minute 12"}


def extension(clock: str, to: str) -> dict[str, object]:
    """An extension's answers."""
    return {"clock": clock, "new_due_on": to, **WHY}


def owed(world: World, reference: str, task: str) -> set[str]:
    """Who is owed word of that."""
    found = rows(
        world.database,
        """
        SELECT p.email FROM notice n JOIN person p ON p.id = n.person JOIN casefile c ON c.id = n.case_id
        WHERE c.reference = :reference AND n.task = :task AND n.status = 'owed'
        """,
        reference=reference,
        task=task,
    )
    return {one.email.partition("@")[0] for one in found}


def all_is_possible(world: World) -> bool:
    """Whether nothing impossible stands in the database."""
    with world.database.reading() as session:
        return invariants.check(session) == []


def test_a_local_limit_is_extended_with_reason_and_authority(world: World) -> None:
    """The date moves, the first one stays, the entry says why; the owner hears of it, and chasing follows."""
    reference = situations.rapid_review(world)
    world.fire("manager", reference, "extend_clock", extension("returns", "2026-12-11"))
    clock = clocks(world, reference)["returns"]
    assert (date(2026, 12, 11), date(2026, 12, 7)) == (clock.due_on, clock.first_due_on)
    assert (date(2026, 12, 11), "running") == (clock.next_rung_on, clock.status)
    expected = [("started", "opened", "", "2026-12-07"), ("extended", "extend_clock", "2026-12-07", "2026-12-11")]
    assert expected == changes(world, reference, "returns")
    assert {"officer"} == owed(world, reference, "A time limit was extended")
    assert all_is_possible(world)


def test_what_is_owed_to_the_panel_cant_be_moved_only_explained(world: World) -> None:
    """Extension, pause and request alike are refused with the sentence, and write nothing."""
    reference = situations.rapid_review(world)
    before = situations.dump(world.database)
    asked = {"extend_clock": extension("rapid_review", "2026-12-21"), "pause_clock": {"clock": "rapid_review", **WHY}}
    for move, answers in asked.items():
        with pytest.raises(Invalid) as refused:
            world.fire("dsp_police", reference, move, answers)
        assert {"clock"} == set(refused.value.errors)
        assert "is owed to the Panel: it can't be moved, only explained." in refused.value.errors["clock"]
    assert before == situations.dump(world.database)


def test_only_a_later_day_still_to_come_is_an_extension(world: World) -> None:
    """Not an earlier one, not the same, not one that has passed."""
    reference = situations.rapid_review(world)
    for day in ("2026-12-07", "2026-12-04"):
        with pytest.raises(Invalid, match="must be after Mon 7 Dec 2026, when “Returns in” is due now"):
            world.fire("manager", reference, "extend_clock", extension("returns", day))
    world.at("2027-01-11")
    with pytest.raises(Refused, match="New due date must be after today"):
        world.fire("manager", reference, "extend_clock", extension("returns", "2026-12-10"))


def test_an_agreed_date_is_moved_by_its_own_move(world: World) -> None:
    """An action's due date is agreed anew, not extended."""
    reference = situations.action(world)
    with pytest.raises(Invalid, match="is a date that was agreed: to change it, use “Move the due date”"):
        world.fire("manager", reference, "extend_clock", extension("due", "2027-03-01"))


def test_a_review_s_months_are_for_those_who_decide(world: World) -> None:
    """The business manager alone may not; a delegated partner may, and it may be recorded for them."""
    reference = deciders_clock(world)
    with pytest.raises(NotPermitted, match="“Returns in” can be moved by: Delegated safeguarding partner"):
        world.fire("manager", reference, "extend_clock", extension("returns", "2026-12-11"))
    with pytest.raises(NotPermitted):
        world.fire("officer", reference, "pause_clock", {"clock": "returns", **WHY})
    world.fire("manager", reference, "extend_clock", extension("returns", "2026-12-11"), recorded_for="dsp_icb")
    assert date(2026, 12, 11) == clocks(world, reference)["returns"].due_on


def test_more_time_is_asked_for(world: World) -> None:
    """Nothing moves; the business manager hears of it, and those who decide where the limit is theirs."""
    says = "More time is asked for: decide whether a time limit is extended"
    asked = {"wanted_on": "2026-12-16", "reason": "The school is closed"}
    local = situations.rapid_review(world)
    revision = row(world, local).revision
    world.fire("officer", local, "ask_extension", {"clock": "meeting", **asked})
    assert {"manager"} == owed(world, local, says)
    assert (revision, date(2026, 12, 9)) == (row(world, local).revision, clocks(world, local)["meeting"].due_on)
    theirs = deciders_clock(world)
    world.fire("officer", theirs, "ask_extension", {"clock": "returns", **asked})
    assert {"manager", "chair", "dsp_police", "dsp_icb", "dsp_council"} <= owed(world, theirs, says)


def test_a_paused_limit_rests_and_gets_its_working_days_back(world: World) -> None:
    """No rung, not late, not what the case is due by; three working days later it runs on, three days longer."""
    reference = situations.incident(world)
    world.fire("manager", reference, "pause_clock", {"clock": "tell_partners", **WHY})
    paused = clocks(world, reference)["tell_partners"]
    assert ("paused", None, date(2026, 11, 23)) == (paused.status, paused.next_rung_on, paused.paused_on)
    with pytest.raises(Refused, match="None of the time limits that can be moved is running"):
        world.fire("manager", reference, "pause_clock", {"clock": "tell_partners", **WHY})
    assert all_is_possible(world)
    world.at("2026-11-26")
    world.fire("manager", reference, "resume_clock", {"clock": "tell_partners"})
    again = clocks(world, reference)["tell_partners"]
    assert ("running", date(2026, 12, 3), 3) == (again.status, again.due_on, again.paused_days)
    assert (date(2026, 11, 30), None) == (again.first_due_on, again.paused_on)
    assert ["started", "paused", "resumed"] == [what for what, *_ in changes(world, reference, "tell_partners")]
    assert all_is_possible(world)


def test_pausing_is_of_no_use_where_nothing_is_paused(world: World) -> None:
    """Resuming is offered only where a limit is paused."""
    reference = situations.incident(world)
    with pytest.raises(Refused, match="No time limit is paused"):
        world.fire("manager", reference, "resume_clock", {"clock": "tell_partners"})


def test_a_pause_that_ends_before_it_began_is_refused(world: World) -> None:
    """A slip of the date would give back days that nobody lost."""
    reference = situations.incident(world)
    world.at("2026-11-25").fire("manager", reference, "pause_clock", {"clock": "tell_partners", **WHY})
    with pytest.raises(Invalid, match="It can't have happened before Wed 25 Nov 2026"):
        world.fire("manager", reference, "resume_clock", {"clock": "tell_partners"}, on="2026-11-24")


def test_what_is_done_while_paused_was_done_in_time(world: World) -> None:
    """A limit met during its pause gets the pause's days before it is judged."""
    reference = situations.incident(world)
    world.at("2026-11-26").fire("manager", reference, "pause_clock", {"clock": "tell_partners", **WHY})
    world.at("2026-12-09").fire("officer", reference, "ask_views", {"views_asked_on": "2026-12-09"})
    clock = clocks(world, reference)["tell_partners"]
    assert ("stopped", date(2026, 12, 9), date(2026, 12, 11)) == (clock.status, clock.stopped_on, clock.due_on)
    assert all_is_possible(world)


def test_what_was_owed_for_the_old_date_is_owed_no_longer(world: World) -> None:
    """A line not mailed yet is withdrawn when the date moves, and when the limit is paused."""
    for move, answers in (
        ("extend_clock", extension("tell_partners", "2026-12-11")),
        ("pause_clock", {"clock": "tell_partners", **WHY}),
    ):
        reference = situations.incident(world)
        case_id, clock_id = row(world, reference).id, clocks(world, reference)["tell_partners"].id
        sql(
            world.database,
            """
            INSERT INTO notice (key, partnership, person, case_id, clock_id, due_on, rung, task, why, at_once, made_on,
                status) VALUES (:key, 'NM', 1, :case_id, :clock_id, '2026-11-30', 'due', 't', 'w', false, '2026-11-23',
                'owed')
            """,
            key=f"clock/{clock_id}",
            case_id=case_id,
            clock_id=clock_id,
        )
        world.fire("manager", reference, move, answers)
        found = rows(world.database, "SELECT status FROM notice WHERE clock_id = :clock_id", clock_id=clock_id)
        assert ["withdrawn"] == [one.status for one in found]


def test_a_correction_keeps_what_was_agreed(world: World) -> None:
    """A start that was wrong moves the count; an agreed date and the days of a pause stay."""
    extended, paused = situations.incident(world), situations.incident(world)
    world.fire("manager", extended, "extend_clock", extension("tell_partners", "2026-12-11"))
    world.fire("manager", paused, "pause_clock", {"clock": "tell_partners", **WHY})
    world.at("2026-11-25").fire("manager", paused, "resume_clock", {"clock": "tell_partners"})
    right = {"which": "aware_on", "right_date": "2026-11-20", "reason": "Misread"}
    for reference in (extended, paused):
        world.fire("officer", reference, "correct_date", right)
    assert date(2026, 12, 11) == clocks(world, extended)["tell_partners"].due_on
    assert date(2026, 12, 1) == clocks(world, paused)["tell_partners"].due_on
    assert date(2026, 11, 30) == clocks(world, paused)["tell_partners"].first_due_on


def test_a_new_beginning_clears_what_was_agreed_for_the_old_one(world: World) -> None:
    """A monthly note that was given, after its date had been extended, is due a month later."""
    reference = situations.action(world)
    world.fire("manager", reference, "extend_clock", extension("progress", "2027-01-15"))
    world.fire("user_housing", reference, "progress", {"brag": "green", "progress_note": "Begun"})
    clock = clocks(world, reference)["progress"]
    assert (date(2026, 12, 23), None, 0) == (clock.due_on, clock.extended_to, clock.paused_days)


def test_the_entry_holds_old_and_new(world: World) -> None:
    """The hashed words name the limit and both dates; reason and authority stand beside, erasable."""
    reference = situations.rapid_review(world)
    world.fire("manager", reference, "extend_clock", extension("returns", "2026-12-11"))
    body = rows(world.database, "SELECT body FROM entry WHERE move = 'extend_clock'")[0].body
    assert {"key": "returns", "old": "2026-12-07", "new": "2026-12-11"} == json.loads(body)["clock"]
    assert "Executive minute" not in body


def deciders_clock(world: World) -> str:
    """A rapid review whose rules say that its returns are extended by those who decide."""
    reference = situations.rapid_review(world)
    with_clock(world, reference, "returns", extended_by="deciders")
    return reference


def with_clock(world: World, reference: str, key: str, **changed: Any) -> None:
    """Gives the case rules of its own, in which that clock is declared otherwise."""
    with world.database.writing() as session:
        book = rulebooks.running(session, row(world, reference).rulebook).rulebook
        declared = tuple(replace(one, **changed) if one.key == key else one for one in book.machine.clocks)
        own = tuple(move for move in book.machine.moves if move.effect not in CLOCK_MOVES)
        machine = replace(book.machine, clocks=declared, moves=own)
        book = replace(book, machine=replace(machine, moves=(*own, *clock_moves(machine))))
        digest = digest_of(book)
        if session.get(Rulebook, digest) is None:
            session.execute(insert(RULEBOOK).values(digest=digest, kind=machine.key, body=to_json(book)))
    sql(world.database, "UPDATE casefile SET rulebook = :d WHERE reference = :r", d=digest, r=reference)
