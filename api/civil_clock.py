"""The civil clock: the only place that reads the machine's. ``CASEKEEPER_NOW`` and the demo move it, forward only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from states.calendar import LONDON
from workflow.errors import Unusable


class CivilClock:
    """Gives ``now``, in UTC. Where ``kept_in`` names a file, how far it was moved outlives a restart."""

    def __init__(self, kept_in: Path | None = None) -> None:
        self._kept_in = kept_in
        self._ahead = timedelta(seconds=_kept(kept_in) if kept_in and kept_in.exists() else 0)

    def now(self) -> datetime:
        """The civil instant."""
        return datetime.now(UTC) + self._ahead

    def move_to(self, then: datetime) -> None:
        """Moves the clock forward to ``then``; ``Unusable`` for an earlier instant."""
        ahead = then - datetime.now(UTC)
        if then < self.now():
            raise Unusable("The clock can only be moved forward.")
        self._ahead = ahead
        if self._kept_in is not None:
            coming = self._kept_in.with_suffix(".coming")
            coming.write_text(str(ahead.total_seconds()))
            coming.replace(self._kept_in)


def _kept(kept_in: Path) -> float:
    try:
        return float(kept_in.read_text())
    except ValueError:
        raise Unusable(f"How far the clock was moved can't be read. Remove {kept_in} to go back to today.") from None


def read_now(words: str) -> datetime:
    """An instant as a person writes it, in London: ``2026-12-14T08:00``; ``Unusable`` where it isn't one."""
    try:
        read = datetime.fromisoformat(words)
    except ValueError:
        raise Unusable(f"{words} isn't a time such as 2026-12-14T08:00.") from None
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)
