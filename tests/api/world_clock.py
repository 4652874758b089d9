"""The civil clock of an installation under test: it shows its world's time."""

from __future__ import annotations

from datetime import datetime

from api.civil_clock import CivilClock
from tests.world import World


class WorldClock(CivilClock):
    """Says what time it is in the world under test."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    def now(self) -> datetime:
        """The world's now."""
        return self.world.now
