"""Counting days for whoever asks, at the JSON door and at the command line: within the years whose holidays we know."""

from __future__ import annotations

from datetime import date

from states.asks import Ask, Known, Unreadable
from states.calendar import Working, explain
from states.clocks import Lasts
from workflow.bank_holidays import england_calendar
from workflow.errors import Invalid

FIRST, LAST = 2010, 2040
MOST = 5000
START = Ask(key="start", label="The start", type="day")


def count(start: str, lengths: dict[str, int | None], *, before: bool = False) -> Working:
    """The working of a time limit; ``lengths`` has one number, under "working days", "calendar days" or "months".

    ``Invalid`` where the start is no day, where there isn't exactly one length, or where it leads too far.
    """
    try:
        day = START.read(start, Known(today=date.max))
    except Unreadable as fault:
        raise Invalid({"start": str(fault)}) from None
    given = {unit: number for unit, number in lengths.items() if number is not None}
    if len(given) != 1:
        raise Invalid({"length": f"Give one length: {', '.join(lengths)}"})
    unit, number = next(iter(given.items()))
    if not 1 <= number <= MOST:
        raise Invalid({"length": f"The number of {unit} must be from 1 to {MOST}"})
    assert isinstance(day, date)
    try:
        working = explain(day, Lasts(number, unit, before=before), england_calendar(FIRST, LAST))
        years = {day.year, working.due.year}
    except (ValueError, OverflowError):
        years = {0}
    if not years <= set(range(FIRST, LAST + 1)):
        raise Invalid({"length": f"Bank holidays are known here from {FIRST} to {LAST}: that count leaves these years"})
    return working
