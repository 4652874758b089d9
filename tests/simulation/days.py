"""Working days as the checker counts them: GOV.UK's list and the days off declared, day by day. No code of ours."""

from __future__ import annotations

import csv
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

OFFICIAL = Path(__file__).parents[3] / "shared" / "data" / "bank_holidays_england_wales.csv"
LONDON = ZoneInfo("Europe/London")
ONE = timedelta(days=1)


class Days:
    """England's working days; a holiday that was declared counts from the moment of its declaration."""

    def __init__(self, declared: list[tuple[date, datetime]]) -> None:
        with OFFICIAL.open(newline="", encoding="utf-8") as lines:
            self.official = frozenset(date.fromisoformat(line["date"]) for line in csv.DictReader(lines))
        assert len(self.official) > 100
        self.declared = declared

    def works(self, day: date, at: datetime) -> bool:
        """Whether people worked on that day, as was known at that moment."""
        off = day in self.official or any(day == declared and said <= at for declared, said in self.declared)
        return day.isoweekday() < 6 and not off

    def step(self, day: date, number: int, at: datetime) -> date:
        """So many working days after the day, or before it."""
        for _ in range(abs(number)):
            day += ONE if number > 0 else -ONE
            while not self.works(day, at):
                day += ONE if number > 0 else -ONE
        return day

    def rung(self, due_on: date, number: int, at: datetime) -> date:
        """The working day of a rung: on a day off it moves back up to the due date, forward after it."""
        day = self.step(due_on, number, at)
        while not self.works(day, at):
            day += ONE if number > 0 else -ONE
        return day

    def after(self, start: date, number: int, unit: str, at: datetime) -> date:
        """The last day of a limit of so many working days, calendar days or months."""
        if unit == "working days":
            return self.step(start, number, at)
        if unit == "calendar days":
            return start + timedelta(days=number)
        months = start.year * 12 + start.month - 1 + number
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(start.day, monthrange(year, month)[1]))


def moment(day: date, at: time) -> datetime:
    """That time of that day in London."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def london_day(at: datetime) -> date:
    """The London day of a moment."""
    return at.astimezone(LONDON).date()
