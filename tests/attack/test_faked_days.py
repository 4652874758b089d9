"""Somebody writes a day that hides a lateness: a limit can't have been met before it began."""

from __future__ import annotations

import pytest

from tests.workflow import situations
from tests.workflow.situations import clocks, row
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
