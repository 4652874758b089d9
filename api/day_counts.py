"""Counting days for whoever asks, at the JSON door and at the command line: within the years whose holidays we know."""

from __future__ import annotations

from datetime import date

from states.asks import Ask, Known, Unreadable
from states.calendar import Calendar, Working, explain
from states.clocks import Lasts
from workflow.days.bank_holidays import FIRST_YEAR, LAST_YEAR, england_calendar
from workflow.errors import Invalid

MOST = 5000
START = Ask(key="start", label="The start", type="day")


def count(
    start: str, lengths: dict[str, int | None], *, before: bool = False, calendar: Calendar | None = None
) -> Working:
    """The working of a time limit; ``lengths`` has one number, under "working days", "calendar days" or "months".

    By the published bank holidays, or a partnership's own ``calendar``.

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
        working = explain(day, Lasts(number, unit, before=before), calendar or england_calendar())
        years = {day.year, working.due.year}
    except (ValueError, OverflowError):
        years = {0}
    if not years <= set(range(FIRST_YEAR, LAST_YEAR + 1)):
        raise Invalid(
            {"length": f"Bank holidays are known here from {FIRST_YEAR} to {LAST_YEAR}: that count leaves these years"}
        )
    return working
