"""A disagreement as a school raises it, and who is told what of a case."""

from __future__ import annotations

from typing import Any

from tests.workflow import situations
from tests.world import World

RAISED: dict[str, Any] = {
    "about": "Child K",
    "raised_by": "school",
    "with_agencies": ["council"],
    "disputed": "They differ",
    "risk": "She is alone",
    "safety_now": "She stays with her aunt",
    "wanted": "A plan",
    "enters_at": "stage_3",
}
TOLD = """
    SELECT p.email, n.task FROM notice n JOIN person p ON p.id = n.person JOIN casefile f ON f.id = n.case_id
    WHERE f.reference = :case AND n.clock_id IS NULL
"""
CLOCKS = "SELECT c.key, c.status FROM clock c JOIN casefile f ON f.id = c.case_id WHERE f.reference = :case"


def told(world: World, case: str, says: str) -> set[str]:
    """Who is owed word in which that stands."""
    found = situations.rows(world.database, TOLD, case=case)
    return {row.email.partition("@")[0] for row in found if says in row.task}
