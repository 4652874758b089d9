"""``casekeeper calendar``: when something is due, and how that came about. Needs no database."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.console import AsJson, group, say_json, say_table
from api.day_counts import count
from states.calendar import Working, in_words

app = group("When something is due, by the bank holidays of England and Wales.")
Start = Annotated[str, typer.Argument(help="day 0, such as 2026-11-23")]
WorkingDays = Annotated[int | None, typer.Option("--working-days", metavar="N")]
CalendarDays = Annotated[int | None, typer.Option("--calendar-days", metavar="N")]
Months = Annotated[int | None, typer.Option("--months", metavar="N")]
Before = Annotated[bool, typer.Option("--before", help="count backwards")]


@app.command()
def due(
    start: Start,
    working_days: WorkingDays = None,
    calendar_days: CalendarDays = None,
    months: Months = None,
    *,
    before: Before = False,
    as_json: AsJson = False,
) -> None:
    """The last day of a time limit."""
    working = counted(start, working_days, calendar_days, months, before=before)
    if as_json:
        say_json({"start": start, "due_on": working.due, "provisional": working.provisional, "says": working.says})
        return
    typer.echo(working.due.isoformat())
    if working.provisional:
        typer.echo("Provisional: the bank holidays of that year are not published yet.", err=True)


@app.command()
def explain(
    start: Start,
    working_days: WorkingDays = None,
    calendar_days: CalendarDays = None,
    months: Months = None,
    *,
    before: Before = False,
    as_json: AsJson = False,
) -> None:
    """The days counted and the days skipped, with their names."""
    working = counted(start, working_days, calendar_days, months, before=before)
    if as_json:
        say_json(
            {
                "start": start,
                "due_on": working.due,
                "provisional": working.provisional,
                "says": working.says,
                "counted": working.counted,
                "skipped": [{"day": day, "why": why} for day, why in working.skipped],
            }
        )
        return
    numbers = {day: str(number) for number, day in enumerate(working.counted, 1)}
    days = sorted([*working.counted, *(day for day, _ in working.skipped)], reverse=before)
    skipped = dict(working.skipped)
    if days:
        say_table(("day", "", ""), ((numbers.get(day, "–"), in_words(day), skipped.get(day, "")) for day in days))
    typer.echo(working.says)


def counted(
    start: str, working_days: int | None, calendar_days: int | None, months: int | None, *, before: bool
) -> Working:
    """The working of what was asked; a usage error unless exactly one length was given."""
    lengths = {"working days": working_days, "calendar days": calendar_days, "months": months}
    if sum(number is not None for number in lengths.values()) != 1:
        raise typer.BadParameter("give one of --working-days, --calendar-days and --months")
    return count(start, lengths, before=before)
