"""What needs somebody: what they are chased for, wherever its case stands."""

from __future__ import annotations

from tests.workflow import situations
from tests.world import World
from workflow.queries.work import work_for


def test_a_second_notice_that_is_owed_needs_somebody(world: World) -> None:
    """A notified incident is at an end, but the child's death, learnt later, is owed a notice: it is on the list."""
    reference = situations.notifiable(world)
    world.fire("officer", reference, "notify", {"sin_reference": "S"})
    assert "Notify the death of a looked-after child" not in needed_by(world, "officer")
    types = ["seriously_harmed", "looked_after_child_died"]
    world.fire("officer", reference, "update", {"types": types, "known_on": "2026-11-23", "what_changed": "He died"})
    assert (reference, "ahead") == needed_by(world, "officer")["Notify the death of a looked-after child"]


def needed_by(world: World, who: str) -> dict[str, tuple[str, str]]:
    """Where and how pressing, by what is needed of the person today."""
    with world.database.reading() as session:
        found = work_for(session, world.ids[who], world.now, world.now.date())
    return {one.what: (one.reference, one.status) for one in found}
