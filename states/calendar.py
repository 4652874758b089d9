"""Counting days as the law's time limits do: working days, calendar days, months. Knows no clock, no country.

The day of the event is day 0, weekend or not; day 1 is the next working day; counting backwards mirrors it.
Months end on the same day of the month, clamped to its end, and aren't moved off a weekend.
"""

from __future__ import annotations

import calendar as gregorian
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from states.clocks import Lasts

LONDON = ZoneInfo("Europe/London")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Calendar:
    """Holidays of one edition, each day with its name; from ``projected_from`` on still unpublished."""

    edition: str
    holidays: Mapping[date, str] = field(hash=False, repr=False)
    projected_from: date
    _off: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weekdays = sorted(day.toordinal() for day in self.holidays if day.weekday() < 5)
        object.__setattr__(self, "_off", tuple(weekdays))

    def is_working(self, day: date) -> bool:
        """Whether it is Monday to Friday and no holiday."""
        return day.weekday() < 5 and day not in self.holidays

    def step(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``, before it where negative; ``day`` itself where 0."""
        if n == 0:
            return day
        start = day.toordinal()
        return self._working_day(self._until(start) + n if n > 0 else self._until(start - 1) + n + 1)

    def shift_to_working(self, day: date, *, forward: bool) -> date:
        """``day`` if it is a working day, else the nearest one after it, or before it."""
        return day if self.is_working(day) else self.step(day, 1 if forward else -1)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days ``end`` is after ``start`` (day 0); negative where it is before."""
        if end < start:
            return self._until(end.toordinal() - 1) - self._until(start.toordinal() - 1)
        return self._until(end.toordinal()) - self._until(start.toordinal())

    def provisional(self, day: date) -> bool:
        """Whether a count that reaches ``day`` rests on holidays that aren't published yet."""
        return day >= self.projected_from

    def _until(self, ordinal: int) -> int:
        """Working days from 1 January of year 1, a Monday, to the day of that ordinal."""
        weeks, days = divmod(ordinal, 7)
        return 5 * weeks + min(days, 5) - bisect_right(self._off, ordinal)

    def _working_day(self, number: int) -> date:
        """The working day of that number, counted from year 1: the first day by which so many have passed."""
        holidays = 0
        while True:
            weeks, days = divmod(number + holidays - 1, 5)
            ordinal = 7 * weeks + days + 1
            passed = bisect_right(self._off, ordinal)
            if passed == holidays:
                return date.fromordinal(ordinal)
            holidays = passed


@dataclass(frozen=True, slots=True)
class Working:
    """How a due date came about: days counted, days skipped (a holiday's name, or "weekend"), in words."""

    counted: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]
    due: date
    provisional: bool
    says: str


def due(start: date, lasts: Lasts | None, calendar: Calendar) -> date:
    """The last day of a time limit that starts on ``start``; that very day where it lasts nothing."""
    if lasts is None:
        return start
    number = -lasts.number if lasts.before else lasts.number
    match lasts.unit:
        case "working days":
            return calendar.step(start, number)
        case "calendar days":
            return start + timedelta(days=number)
        case "months":
            return months_on(start, number)
    raise ValueError(f"nothing lasts {lasts.unit}")


def months_on(day: date, number: int) -> date:
    """The same day of the month ``number`` months on, or back where negative; clamped to that month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def explain(start: date, lasts: Lasts | None, calendar: Calendar) -> Working:
    """The due date with its working: every day counted, every day skipped and why, and a sentence."""
    end = due(start, lasts, calendar)
    if lasts is None:
        return Working((), (), end, provisional=False, says=f"The date given: {in_words(start)}")
    counted, skipped = _walked(start, end, calendar) if lasts.unit == "working days" else ((), ())
    # Only working days depend on holidays; months and calendar days stand whatever is announced.
    provisional = lasts.unit == "working days" and calendar.provisional(max(start, end))
    named = [f"{in_words(day)[4:]} ({name})" for day, name in sorted(skipped) if name != "weekend"]
    says = f"{lasts} {in_words(start)}" if lasts.before else f"{lasts} from {in_words(start)}"
    says += f", skipping {_listed(named)}" if named else ""
    says += f": {in_words(end)}"
    if provisional:
        says += f", provisional: bank holidays from {calendar.projected_from.year} on are not published yet"
    return Working(counted, skipped, end, provisional, says)


def in_words(day: date) -> str:
    """A day as "Mon 23 Nov 2026", whatever the machine's language."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def civil_day(now: datetime) -> date:
    """The date in London at ``now``; ValueError where ``now`` doesn't say its zone."""
    if now.utcoffset() is None:
        raise ValueError("now must say its zone")
    return now.astimezone(LONDON).date()


def _walked(start: date, end: date, calendar: Calendar) -> tuple[tuple[date, ...], tuple[tuple[date, str], ...]]:
    towards = 1 if end > start else -1
    days = [start + timedelta(days=towards * n) for n in range(1, abs((end - start).days) + 1)]
    counted = tuple(day for day in days if calendar.is_working(day))
    # A holiday at a weekend takes no working day from anybody: it is shown as the weekend that it is.
    skipped = tuple(
        (day, "weekend" if day.weekday() > 4 else calendar.holidays[day])
        for day in days
        if not calendar.is_working(day)
    )
    return counted, skipped


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
