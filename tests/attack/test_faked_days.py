"""Somebody writes a day that hides a lateness: a limit can't have been met before it began."""

from __future__ import annotations

import pytest

from tests.workflow import situations
from tests.workflow.situations import clocks, row
from tests.workflow.telling import RAISED
from tests.world import World
from workflow.errors import Invalid


def test_a_late_review_isnt_sent_before_it_was_opened(world: World) -> None:
    """Sent in February, said to be in 1950 or last year: refused, though no reason for the lateness would be asked."""
    reference = situations.proposed(world)
    for partner in situations.PARTNERS:
        world.fire(partner, reference, "agree")
    world.at("2027-02-01")
    for day in ("1950-01-01", "2026-02-01", "2026-11-22"):
        with pytest.raises(Invalid, match="It can't have happened before Mon 23 Nov 2026"):
            world.fire("officer", reference, "send", on=day)
    assert ("agreed", None) == (row(world, reference).state, clocks(world, reference)["rapid_review"].stopped_on)


def test_the_day_of_sending_isnt_corrected_to_before_the_opening(world: World) -> None:
    """A correction can't say either what the move itself couldn't."""
    reference = situations.proposed(world)
    for partner in situations.PARTNERS:
        world.fire(partner, reference, "agree")
    world.at("2026-11-30").fire("officer", reference, "send")
    wrong = {"which": f"entry:{row(world, reference).seq}", "right_date": "2026-11-20", "reason": "To see"}
    with pytest.raises(Invalid, match="It can't have happened before Mon 23 Nov 2026"):
        world.fire("officer", reference, "correct_date", wrong)
    world.fire("officer", reference, "correct_date", wrong | {"right_date": "2026-11-27"})
    assert "2026-11-27" == clocks(world, reference)["rapid_review"].stopped_on.isoformat()


def test_an_awareness_isnt_corrected_to_after_the_notification(world: World) -> None:
    """Told late on 10 December: who became aware two days after they told would have been in time."""
    reference = situations.notifiable(world)
    late = {"sin_reference": "SIN-1", "reason_if_late": "Overlooked"}
    world.at("2026-12-10").fire("officer", reference, "notify", late)
    world.at("2026-12-14")
    wrong = {"which": "aware_on", "right_date": "2026-12-11", "reason": "To see"}
    with pytest.raises(Invalid, match="It can't be after Thu 10 Dec 2026, when “Notify the national panel” ended"):
        world.fire("officer", reference, "correct_date", wrong)
    world.fire("officer", reference, "correct_date", wrong | {"right_date": "2026-11-20"})
    assert "2026-11-27" == clocks(world, reference)["notify_panel"].due_on.isoformat()


def test_a_pause_gives_no_days_from_before_the_start(world: World) -> None:
    """Paused on 24 November; the start was put right to 7 December: what stood still is one day, to the 8th."""
    reference = world.open("lead_school", "disagreement", RAISED).reference
    paused = {"clock": "stage_3", "reason": "Awaited", "authority": "By telephone"}
    world.at("2026-11-24").fire("manager", reference, "pause_clock", paused)
    began = {"which": "entry:1", "right_date": "2026-12-07", "reason": "Entered for another"}
    world.at("2026-12-08").fire("manager", reference, "correct_date", began)
    world.fire("manager", reference, "resume_clock", {"clock": "stage_3"})
    assert "2026-12-15" == clocks(world, reference)["stage_3"].due_on.isoformat()
