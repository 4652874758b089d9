"""What is simulated: from which day, how long, how much, by which seed; and when on a day the worker wakes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from states.calendar import LONDON

FIRST_DAY, LAST_DAY = date(2012, 1, 1), date(2038, 12, 31)
MOST_DAYS = 3660
MOST_CASES = 500
MOST_SEED = 2**53 - 1
TICKS = (time(8, 5), time(12, 35), time(17, 35))
"""When chasing and mail are looked at on every day, London time; in between people act."""
DAWN = time(6)
"""When what people don't do with a case comes about: somebody leaves, somebody is away."""


@dataclass(frozen=True, slots=True)
class Span:
    """``cases`` incidents over ``days`` civil days from ``first`` on. The same span gives the same time."""

    first: date
    days: int
    cases: int
    seed: int

    def all_days(self) -> list[date]:
        """Every day, the first to the last."""
        return [self.first + timedelta(days=number) for number in range(self.days)]


def instant(day: date, at: time) -> datetime:
    """That time of that day in London, as UTC."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)
