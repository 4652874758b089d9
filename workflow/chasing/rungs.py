"""On which day each rung of a chase falls. Knows no database and no today."""

from __future__ import annotations

from datetime import date

from states.calendar import Calendar
from states.clocks import Chase


def rung_day(chase: Chase, number: int, due_on: date, calendar: Calendar) -> date:
    """The working day of a rung: one on a day off moves back up to the due date, forward after it."""
    at = chase.rung(number).at
    return calendar.shift_to_working(calendar.step(due_on, at), forward=at > 0)


def first_rung(chase: Chase, started_on: date, due_on: date, calendar: Calendar) -> tuple[int, date]:
    """The number and day of the first rung of a clock: those that would fall before its start are dropped."""
    number = 0
    while (day := rung_day(chase, number, due_on, calendar)) < started_on:
        number += 1
    return number, day


def highest_come(chase: Chase, number: int, due_on: date, today: date, calendar: Calendar) -> int:
    """The highest rung from ``number`` on whose day has come: after downtime people hear of it alone."""
    while rung_day(chase, number + 1, due_on, calendar) <= today:
        number += 1
    return number


def reached_by(chase: Chase, first: int, last: int) -> tuple[str, ...]:
    """The audiences of the rungs from ``first`` to ``last``: whom a rung missed during downtime hears of the last."""
    rungs = [chase.rung(number) for number in range(first, last + 1)]
    return tuple(dict.fromkeys(audience for rung in rungs for audience in rung.to))


def next_rung(chase: Chase, number: int, due_on: date, calendar: Calendar) -> tuple[int, date]:
    """The number and day of the rung after ``number``; there always is one."""
    return number + 1, rung_day(chase, number + 1, due_on, calendar)
