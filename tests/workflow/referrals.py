"""Adults in the small partnership: a referral for a safeguarding adults review, and an incident with an adult in it."""

from __future__ import annotations

from tests.workflow import situations
from tests.world import World

REFERRED: dict[str, object] = {
    "referrer": "The hospital",
    "adult_is": "alive",
    "care_needs": "Needs help each day",
    "abuse": ["neglect"],
    "working_together": "Nobody told the other",
}
ADULTS = [{"pseudonym": "Adult P", "age": 34}]
HOUSEHOLD = [{"pseudonym": "Child A", "age": 4}, {"pseudonym": "Adult P", "age": 34}]


def referral(world: World) -> str:
    """A referral of one adult, received on Monday 23 November 2026."""
    return world.open("officer", "adult_review", REFERRED | {"received_on": "2026-11-23", "subjects": ADULTS}).reference


def household(world: World) -> str:
    """An incident about a child and an adult."""
    return situations.incident(world, subjects=HOUSEHOLD)
