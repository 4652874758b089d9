"""What is counted back from a day ahead is chased before that day, whatever moves it: its start is no beginning."""

from __future__ import annotations

from datetime import date

from tests.workflow.clocks.test_clock_moves import extension
from tests.workflow.clocks.test_redating import declare
from tests.workflow.meetings_brought_to import planned
from tests.workflow.situations import clocks
from tests.world import World
from workflow.redating import redate


def chased_next(world: World, reference: str) -> tuple[date, date]:
    """The day on which the papers are due, and the one on which they are chased next."""
    papers = clocks(world, reference)["papers"]
    return papers.due_on, papers.next_rung_on


def test_a_day_off_leaves_it_chased(world: World) -> None:
    """A day off between due date and meeting: due a day earlier, and chased on that day."""
    meeting = planned(world, meets_on="2026-12-10")
    assert (date(2026, 12, 3), date(2026, 12, 3)) == chased_next(world, meeting)
    declare(world, "2026-12-07")
    redate(world.database, world.now)
    assert (date(2026, 12, 2), date(2026, 12, 2)) == chased_next(world, meeting)


def test_an_extension_leaves_it_chased(world: World) -> None:
    """Extended to a day before the meeting, it is chased on that day, not only from the meeting on."""
    meeting = planned(world, meets_on="2026-12-10")
    world.fire("dsp_police", meeting, "extend_clock", extension("papers", "2026-12-08"))
    assert (date(2026, 12, 8), date(2026, 12, 8)) == chased_next(world, meeting)
