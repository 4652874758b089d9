"""Civil clocks of installations under test: one shows its world's time, one stands where it was put."""

from __future__ import annotations

from datetime import UTC, datetime

from api.civil_clock import CivilClock
from tests.world import World

MONDAY = "2026-11-23T09:30"


class WorldClock(CivilClock):
    """Says what time it is in the world under test."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    def now(self) -> datetime:
        """The world's now."""
        return self.world.now


class Standing(CivilClock):
    """A clock that stands where the test put it."""

    def __init__(self, at: str = MONDAY) -> None:
        self.at = datetime.fromisoformat(at).replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Always the same, unless it was moved."""
        return self.at

    def move_to(self, then: datetime) -> None:
        """Moves it on."""
        self.at = then
