"""Counting days, with a small calendar of its own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.calendar import Calendar, civil_day, due, explain, in_words, months_on
from states.clocks import Lasts, months, working_days

CHRISTMAS = {
    date(2026, 12, 25): "Christmas Day",
    date(2026, 12, 26): "Boxing Day",
    date(2026, 12, 28): "Boxing Day, substitute day",
    date(2027, 1, 1): "New Year's Day",
}
CALENDAR = Calendar("test", CHRISTMAS, date(2029, 1, 1))
BARE = Calendar("bare", {}, date(2029, 1, 1))
some_days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
some_calendars = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=40).map(
    lambda days: Calendar("some", dict.fromkeys(days, "a holiday"), date(2029, 1, 1))
)


def counted_one_by_one(calendar: Calendar, day: date, n: int) -> date:
    """What ``step`` must agree with: one day after another."""
    towards = 1 if n > 0 else -1
    left = abs(n)
    while left:
        day += timedelta(days=towards)
        left -= day.weekday() < 5 and day not in calendar.holidays
    return day


@given(some_calendars, st.dates(date(2025, 12, 1), date(2026, 4, 1)), st.integers(-60, 60))
@settings(max_examples=80)
def test_a_step_agrees_with_counting_one_by_one(calendar: Calendar, day: date, n: int) -> None:
    """Whatever the holidays, on and back, from working days and others."""
    assert counted_one_by_one(calendar, day, n) == calendar.step(day, n)


@given(some_calendars, st.dates(date(2025, 12, 1), date(2026, 4, 1)), st.integers(-400, 400))
@settings(max_examples=60)
def test_a_step_back_undoes_a_step(calendar: Calendar, day: date, n: int) -> None:
    """From a working day, n on and n back is where one was; and the days between are n."""
    working = calendar.shift_to_working(day, forward=True)
    there = calendar.step(working, n)
    assert working == calendar.step(there, -n)
    assert n == calendar.working_days_between(working, there)


def test_the_day_of_the_event_is_day_0_even_at_a_weekend() -> None:
    """Sat 21 Nov 2026 and the Sunday after count from there: day 1 is the Monday."""
    assert date(2026, 11, 21) == CALENDAR.step(date(2026, 11, 21), 0)
    assert date(2026, 11, 23) == CALENDAR.step(date(2026, 11, 21), 1) == CALENDAR.step(date(2026, 11, 22), 1)
    assert date(2026, 11, 20) == CALENDAR.step(date(2026, 11, 22), -1)


def test_a_day_off_moves_to_the_nearest_working_day() -> None:
    """On or back; a working day stays."""
    christmas = date(2026, 12, 25)
    assert date(2026, 12, 29) == CALENDAR.shift_to_working(christmas, forward=True)
    assert date(2026, 12, 24) == CALENDAR.shift_to_working(christmas, forward=False)
    assert date(2026, 12, 24) == CALENDAR.shift_to_working(date(2026, 12, 24), forward=True)


def test_a_million_working_days_take_no_longer_than_one() -> None:
    """A count isn't walked: 200,000 weeks on are found at once."""
    start = date(2026, 11, 23)
    assert start + timedelta(weeks=200_000) == BARE.step(start, 1_000_000)


@pytest.mark.parametrize(
    ("start", "lasts", "expected"),
    [
        (date(2025, 8, 31), months(6), date(2026, 2, 28)),
        (date(2023, 8, 31), months(6), date(2024, 2, 29)),
        (date(2026, 12, 31), months(1), date(2027, 1, 31)),
        (date(2026, 11, 23), months(1), date(2026, 12, 23)),
        (date(2026, 3, 31), Lasts(1, "months", before=True), date(2026, 2, 28)),
        (date(2027, 1, 15), Lasts(13, "months", before=True), date(2025, 12, 15)),
        (date(2026, 12, 20), Lasts(10, "calendar days"), date(2026, 12, 30)),
        (date(2026, 12, 30), Lasts(10, "calendar days", before=True), date(2026, 12, 20)),
        (date(2026, 12, 24), working_days(1), date(2026, 12, 29)),
        (date(2026, 12, 26), None, date(2026, 12, 26)),
    ],
)
def test_a_time_limit_ends_on_its_day(start: date, lasts: Lasts | None, expected: date) -> None:
    """Months are clamped and not moved off a weekend; days count every day; before counts back."""
    assert expected == due(start, lasts, CALENDAR)


def test_an_unknown_unit_is_refused() -> None:
    """A length in weeks isn't taken for something else."""
    with pytest.raises(ValueError, match="nothing lasts weeks"):
        due(date(2026, 11, 23), Lasts(2, "weeks"), CALENDAR)


@given(some_days, st.integers(-500, 500))
@settings(max_examples=60)
def test_months_keep_the_day_or_the_months_end(day: date, number: int) -> None:
    """So many months on is in that very month, on the same day or its last."""
    there = months_on(day, number)
    assert number == (there.year - day.year) * 12 + there.month - day.month
    assert there.day == day.day or (there.day < day.day and (there + timedelta(days=1)).day == 1)


def test_a_due_date_shows_its_working() -> None:
    """Days counted, days skipped with their reason, and a sentence that leaves weekends out."""
    working = explain(date(2026, 12, 24), working_days(2), CALENDAR)
    assert (date(2026, 12, 29), date(2026, 12, 30)) == working.counted
    assert (
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 26), "weekend"),
        (date(2026, 12, 27), "weekend"),
        (date(2026, 12, 28), "Boxing Day, substitute day"),
    ) == working.skipped
    assert working.due == working.counted[-1]
    assert (
        "2 working days from Thu 24 Dec 2026, skipping 25 Dec 2026 (Christmas Day)"
        " and 28 Dec 2026 (Boxing Day, substitute day): Wed 30 Dec 2026"
    ) == working.says


def test_the_working_of_other_limits_is_said_too() -> None:
    """Backwards, in months, or a date somebody gave."""
    back = explain(date(2026, 12, 31), Lasts(1, "working days", before=True), CALENDAR)
    assert "1 working day before Thu 31 Dec 2026: Wed 30 Dec 2026" == back.says
    half_year = explain(date(2025, 8, 31), months(6), CALENDAR)
    assert ("6 months from Sun 31 Aug 2025: Sat 28 Feb 2026", ()) == (half_year.says, half_year.counted)
    assert "The date given: Mon 23 Nov 2026" == explain(date(2026, 11, 23), None, CALENDAR).says


def test_a_count_into_unpublished_years_is_provisional() -> None:
    """Working days that cross into 2029 are, months aren't: no holiday moves them."""
    assert explain(date(2028, 12, 22), working_days(5), CALENDAR).due == date(2028, 12, 29)
    assert not explain(date(2028, 12, 22), working_days(5), CALENDAR).provisional
    crossing = explain(date(2028, 12, 22), working_days(6), CALENDAR)
    assert crossing.provisional
    assert crossing.says.endswith("provisional: bank holidays from 2029 on are not published yet")
    assert explain(date(2029, 1, 2), Lasts(5, "working days", before=True), CALENDAR).provisional
    assert not explain(date(2028, 12, 22), months(6), CALENDAR).provisional


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 59, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_civil_day_is_londons(now: datetime, expected: date) -> None:
    """In summer London's midnight comes an hour before UTC's."""
    assert expected == civil_day(now)


def test_a_time_without_a_zone_is_refused() -> None:
    """Nobody guesses whose midnight was meant."""
    with pytest.raises(ValueError, match="zone"):
        civil_day(datetime.fromisoformat("2026-07-01T12:00"))


def test_days_read_the_same_in_any_language() -> None:
    """Names of days and months are ours, not the machine's."""
    assert "Wed 2 Sep 2026" == in_words(date(2026, 9, 2))
