"""Meetings brought to a point, for tests that begin at that point."""

from __future__ import annotations

from typing import Any

from tests.workflow import situations
from tests.world import World, email

ALL_CAME = [{"agency": agency, "came": "present"} for agency in ("council", "police", "icb")]
PLANNED: dict[str, Any] = {"group": "Review subgroup", "meets_on": "2026-12-09", "place": "Town hall"}
TAKEN = """
    SELECT f.reference, m.reference AS meeting, i.reached FROM agenda_item i JOIN casefile f ON f.id = i.case_id
    LEFT JOIN casefile m ON m.id = i.meeting ORDER BY i.id
"""


def planned(world: World, **others: object) -> str:
    """A meeting of the review subgroup on Wednesday 9 December 2026."""
    return world.open("officer", "meeting", PLANNED | others).reference


def flag(world: World, reference: str, who: str = "officer", wanted: str = "decision") -> str:
    """Puts a case on the next meeting's agenda; gives its reference."""
    world.fire(who, reference, "flag_for_meeting", {"wanted_of_meeting": wanted, "agenda_note": f"Of {reference}?"})
    return reference


def held(world: World, chair: str = "chair", attendance: list[dict[str, str]] | None = None, **others: object) -> str:
    """A meeting that was held today, with whatever waited on its agenda."""
    reference = planned(world)
    world.fire("officer", reference, "send_papers")
    came = {"chaired_by": email(chair), "attendance": attendance or ALL_CAME}
    world.fire("officer", reference, "hold", came | others)
    return reference


def taken(world: World) -> list[tuple[str, str | None, bool]]:
    """What was ever flagged: the case, the meeting that has it if one does, whether that came to it."""
    return [(row.reference, row.meeting, bool(row.reached)) for row in situations.rows(world.database, TAKEN)]


def numbers(world: World) -> dict[str, str]:
    """The number of each case's last item."""
    rows = situations.rows(
        world.database, "SELECT f.reference, i.id FROM agenda_item i JOIN casefile f ON f.id = i.case_id ORDER BY i.id"
    )
    return {row.reference: str(row.id) for row in rows}
