"""England's calendar against GOV.UK's own list, and a recount that shares no code with ours."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from states.calendar import due, explain
from states.clocks import Lasts, months, working_days
from workflow.days.bank_holidays import PROJECTED_FROM, england_calendar

OFFICIAL = Path(__file__).parents[4] / "shared" / "data" / "bank_holidays_england_wales.csv"
FIRST, LAST = date(2012, 1, 1), date(2028, 12, 31)
FIVE, FIFTEEN = working_days(5), working_days(15)
COPIES = Lasts(7, "working days", before=True)


@pytest.fixture(scope="module")
def official() -> frozenset[date]:
    """The days of GOV.UK's list, 2012 to 2028, from beside the project."""
    with OFFICIAL.open(newline="", encoding="utf-8") as lines:
        days = frozenset(date.fromisoformat(line["date"]) for line in csv.DictReader(lines))
    assert len(days) > 8 * 16
    return days


def recount(holidays: frozenset[date], day: date, n: int) -> date:
    """The n-th working day from the list alone, a day at a time."""
    towards = timedelta(days=1 if n > 0 else -1)
    for _ in range(abs(n)):
        day += towards
        while day.isoweekday() in (6, 7) or day in holidays:
            day += towards
    return day


def test_every_day_agrees_with_the_official_list(official: frozenset[date]) -> None:
    """6,210 days from 2012 to 2028 are working days here if and only if they are there."""
    calendar = england_calendar()
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert 6210 == len(days)
    assert [] == [d for d in days if calendar.is_working(d) == (d.isoweekday() > 5 or d in official)]
    assert official == {day for day in calendar.holidays if FIRST <= day <= LAST}


@pytest.mark.parametrize("n", [15, 5, -5, -7])
def test_every_count_agrees_with_a_recount(official: frozenset[date], n: int) -> None:
    """From each day of those years, on and back, wherever the list reaches."""
    calendar = england_calendar()
    reach = timedelta(days=40)
    start = FIRST + (reach if n < 0 else timedelta())
    days = [start + timedelta(days=k) for k in range((LAST - FIRST - reach).days)]
    assert [] == [day for day in days if recount(official, day, n) != calendar.step(day, n)]


@pytest.mark.parametrize(
    ("start", "lasts", "expected"),
    [
        ("2020-05-01", FIVE, "2020-05-11"),  # the VE-day holiday was moved
        ("2021-12-20", FIFTEEN, "2022-01-13"),
        ("2022-05-27", FIVE, "2022-06-07"),
        ("2022-09-08", FIFTEEN, "2022-09-30"),  # the late Queen's state funeral
        ("2023-05-05", FIVE, "2023-05-15"),  # the coronation
        ("2024-03-28", FIVE, "2024-04-08"),
        ("2025-12-24", FIVE, "2026-01-05"),
        ("2026-11-21", FIVE, "2026-11-27"),
        ("2026-12-25", FIVE, "2027-01-05"),
        ("2027-12-20", FIFTEEN, "2028-01-13"),
        ("2026-12-31", COPIES, "2026-12-18"),
        ("2025-08-31", months(6), "2026-02-28"),
    ],
)
def test_the_worked_examples_come_out(start: str, lasts: Lasts, expected: str) -> None:
    """Each example that was computed twice from the official list."""
    assert expected == due(date.fromisoformat(start), lasts, england_calendar()).isoformat()


def test_years_nobody_has_published_are_provisional() -> None:
    """The calendar goes to 2040, but a count that crosses into 2029 says that it may move."""
    calendar = england_calendar()
    assert PROJECTED_FROM == calendar.projected_from
    assert date(2040, 12, 25) in calendar.holidays
    assert explain(date(2028, 12, 27), FIVE, calendar).provisional
    assert not explain(date(2028, 12, 1), FIVE, calendar).provisional


def test_a_declared_holiday_makes_a_new_edition() -> None:
    """An extra day moves what it falls into, shows its name, and the edition says that days changed."""
    plain, funeral = england_calendar(), england_calendar(extra={date(2026, 11, 25): "State funeral"})
    assert plain.edition != funeral.edition
    assert plain.is_working(date(2026, 11, 25))
    working = explain(date(2026, 11, 23), FIVE, funeral)
    assert (date(2026, 12, 1), True) == (working.due, "25 Nov 2026 (State funeral)" in working.says)


def test_the_edition_stands_while_no_day_changes() -> None:
    """It names the package's version; the same days give the same calendar, made once."""
    assert england_calendar() is england_calendar()
    assert england_calendar().edition.startswith("holidays 0.")
    assert england_calendar().edition != england_calendar(last_year=2035).edition


def test_holidays_are_named_as_people_say() -> None:
    """Substitute days are called so, and no day of a weekend is listed."""
    holidays = england_calendar().holidays
    assert "Boxing Day, substitute day" == holidays[date(2026, 12, 28)]
    assert [] == [day for day in holidays if day.weekday() > 4]
    assert "Good Friday" == holidays[date(2027, 3, 26)]
