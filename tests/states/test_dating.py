"""Where a time limit ends once its extension and its pauses are counted: against days counted one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.calendar import Calendar
from states.clocks import Lasts, months, working_days
from states.dating import Reckoning, days_paused

HOLIDAYS = {date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day, substitute day"}
CALENDAR = Calendar("test", HOLIDAYS, date(2029, 1, 1))
CALENDAR_DAYS = Lasts(20, "calendar days")
START = date(2026, 11, 23)


def counted(start: date, number: int) -> date:
    """The ``number``-th working day after ``start``, one day at a time."""
    day = start
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5 and day not in HOLIDAYS
    return day


@given(start=st.dates(date(2026, 9, 1), date(2027, 3, 1)), number=st.integers(1, 40), paused=st.integers(0, 30))
def test_working_days_of_a_pause_are_added_as_working_days(start: date, number: int, paused: int) -> None:
    """Fifteen days and a pause of three end where eighteen would, whatever lies between."""
    assert counted(start, number + paused) == Reckoning(start, working_days(number), None, paused).due_on(CALENDAR)


@pytest.mark.parametrize(
    ("length", "due"), [(months(1), "2026-12-28"), (CALENDAR_DAYS, "2026-12-18"), (None, "2026-11-28")]
)
def test_other_lengths_get_calendar_days_back(length: Lasts | None, due: str) -> None:
    """Five days of a pause are five days, weekend or not, where the limit doesn't count working days."""
    assert due == Reckoning(START, length, None, 5).due_on(CALENDAR).isoformat()


def test_an_extension_is_the_date_that_was_agreed() -> None:
    """It stays whatever the start becomes, unless the limit itself ends later: an extension never shortens."""
    agreed = date(2026, 12, 22)
    assert agreed == Reckoning(START, working_days(15), agreed).due_on(CALENDAR)
    assert agreed == Reckoning(START - timedelta(days=7), working_days(15), agreed).due_on(CALENDAR)
    assert date(2026, 12, 30) == Reckoning(date(2026, 12, 7), working_days(15), agreed).due_on(CALENDAR)


def test_pauses_after_an_extension_come_on_top() -> None:
    """Two working days after Christmas Eve, over Christmas."""
    assert date(2026, 12, 30) == Reckoning(START, working_days(15), date(2026, 12, 24), 2).due_on(CALENDAR)


@pytest.mark.parametrize(
    ("length", "since", "until", "days"),
    [
        (working_days(15), "2026-12-23", "2026-12-23", 0),
        (working_days(15), "2026-12-23", "2026-12-29", 2),
        (working_days(15), "2026-12-19", "2026-12-21", 1),
        (months(6), "2026-12-23", "2026-12-29", 6),
        (None, "2026-12-23", "2026-12-29", 6),
        (working_days(15), "2026-12-23", "2026-12-21", 0),
    ],
)
def test_a_pause_takes_days_in_the_unit_of_its_limit(length: Lasts | None, since: str, until: str, days: int) -> None:
    """The day it begins is day 0, as for a limit; one that ends before it began takes nothing."""
    assert days == days_paused(length, date.fromisoformat(since), date.fromisoformat(until), CALENDAR)


@pytest.mark.parametrize(
    ("reckoning", "provisional"),
    [
        (Reckoning(date(2028, 12, 20), working_days(15)), True),
        (Reckoning(date(2028, 11, 20), working_days(15)), False),
        (Reckoning(date(2028, 12, 20), months(6)), False),
        (Reckoning(date(2029, 6, 1), None), False),
        (Reckoning(date(2028, 12, 1), working_days(15), date(2029, 2, 1)), False),
        (Reckoning(date(2028, 12, 1), working_days(15), date(2029, 2, 1), 1), True),
    ],
)
def test_only_what_rests_on_unpublished_holidays_is_provisional(reckoning: Reckoning, provisional: bool) -> None:  # noqa: FBT001
    """Working days into 2029 are; months, agreed dates and agreed extensions aren't."""
    assert provisional == reckoning.provisional(CALENDAR)


def test_it_says_how_the_date_came_about() -> None:
    """The count, what was agreed, what was paused, and where that leads."""
    says = Reckoning(START, working_days(15), date(2026, 12, 24), 2).says(CALENDAR)
    expected = (
        "15 working days from Mon 23 Nov 2026: Mon 14 Dec 2026; extended to Thu 24 Dec 2026; "
        "2 working days paused: Wed 30 Dec 2026"
    )
    assert expected == says
