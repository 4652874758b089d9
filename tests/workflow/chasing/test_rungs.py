"""On which days a chase's rungs fall, around weekends and bank holidays."""

from __future__ import annotations

from datetime import date

import pytest

from states.clocks import Chase, Rung
from workflow.chasing.rungs import first_rung, highest_come, next_rung, rung_day
from workflow.days.bank_holidays import england_calendar

ENGLAND = england_calendar()
LADDER = Chase("ordinary", tuple(Rung(at, ("owner",)) for at in (-5, -1, 0, 1, 3, 5)), then_every=5)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        ("2026-11-25", "18 24 25 26 30 2 9"),  # a Wednesday
        ("2026-11-28", "23 27 27 30 2 4 11"),  # a Saturday: up to the due date back, later ones forward
        ("2026-12-25", "18 24 24 29 31 5 12"),  # Christmas Day, with Boxing Day's substitute and New Year after it
    ],
)
def test_rungs_fall_on_working_days(due_on: str, expected: str) -> None:
    """Up to the due date they move back off a day that isn't one, after it forward."""
    days = [rung_day(LADDER, number, date.fromisoformat(due_on), ENGLAND) for number in range(7)]
    assert expected == " ".join(str(day.day) for day in days)
    assert [] == [day for day in days if not ENGLAND.is_working(day)]


def test_rungs_before_the_start_are_dropped() -> None:
    """A clock of two working days begins with the rung of the day before it is due; one on its first day counts."""
    due_on = date(2026, 11, 25)
    assert (1, date(2026, 11, 24)) == first_rung(LADDER, date(2026, 11, 23), due_on, ENGLAND)
    assert (1, date(2026, 11, 24)) == first_rung(LADDER, date(2026, 11, 24), due_on, ENGLAND)
    assert (0, date(2026, 11, 18)) == first_rung(LADDER, date(2026, 11, 1), due_on, ENGLAND)


def test_a_clock_that_is_late_when_it_starts_begins_late() -> None:
    """One started after its date is chased from the next rung on, if need be a repeating one."""
    assert (7, date(2026, 12, 16)) == first_rung(LADDER, date(2026, 12, 14), date(2026, 11, 25), ENGLAND)


def test_after_downtime_the_highest_rung_counts() -> None:
    """From any rung, the last whose day has come; where none has since, the one at hand."""
    due_on = date(2026, 11, 25)
    assert 5 == highest_come(LADDER, 0, due_on, date(2026, 12, 3), ENGLAND)
    assert 7 == highest_come(LADDER, 0, due_on, date(2026, 12, 16), ENGLAND)
    assert 2 == highest_come(LADDER, 2, due_on, date(2026, 11, 20), ENGLAND)


def test_there_is_always_a_next_rung() -> None:
    """After the last, every five working days for as long as it takes."""
    due_on = date(2026, 11, 25)
    assert (6, date(2026, 12, 9)) == next_rung(LADDER, 5, due_on, ENGLAND)
    assert (20, date(2027, 3, 22)) == next_rung(LADDER, 19, due_on, ENGLAND)
