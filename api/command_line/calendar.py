"""``casekeeper calendar``: when something is due, and how that came about; the days off that a partnership declared.

Counting needs a database only where a partnership is named.
"""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from api.command_line.console import AsJson, Now, group, opened, say_json, say_table
from api.day_counts import count
from states.calendar import Calendar, Working, in_words
from workflow.accounts.enrolment import partnership_named
from workflow.days import calendars
from workflow.redating import would_move

app = group("When something is due, by the bank holidays of England and Wales and a partnership's own days off.")
Start = Annotated[str, typer.Argument(help="day 0, such as 2026-11-23")]
WorkingDays = Annotated[int | None, typer.Option("--working-days", metavar="N")]
CalendarDays = Annotated[int | None, typer.Option("--calendar-days", metavar="N")]
Months = Annotated[int | None, typer.Option("--months", metavar="N")]
Before = Annotated[bool, typer.Option("--before", help="count backwards")]
By = Annotated[str, typer.Option("--partnership", metavar="CODE", help="with the days off that it declared")]
Of = Annotated[str, typer.Option("--partnership", metavar="CODE", help="needed only where there are several")]
DayOff = Annotated[str, typer.Argument(help="the day off, such as 2027-06-14")]


@app.command()
def due(
    start: Start,
    working_days: WorkingDays = None,
    calendar_days: CalendarDays = None,
    months: Months = None,
    *,
    before: Before = False,
    partnership: By = "",
    as_json: AsJson = False,
) -> None:
    """The last day of a time limit."""
    working = counted(start, working_days, calendar_days, months, before=before, partnership=partnership)
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
    partnership: By = "",
    as_json: AsJson = False,
) -> None:
    """The days counted and the days skipped, with their names."""
    working = counted(start, working_days, calendar_days, months, before=before, partnership=partnership)
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


@app.command()
def declare(day: DayOff, name: str, partnership: Of = "", now: Now = "") -> None:
    """Declares a day off: what is open and counts across it is re-dated, and each case says why."""
    with opened(now) as here, here.database.writing() as session:
        code = partnership_named(session, partnership)
        on, called = calendars.readable(session, code, day, name, today=here.today())
        moving = would_move(session, code, on, called)
        calendars.declare(session, code, day, name, by=getpass.getuser(), now=here.now())
    follow = "time limit moves" if moving == 1 else "time limits move"
    typer.echo(f"{in_words(on)} is a day off in {code}: {called}. {moving} {follow} with the next sweep.")


@app.command()
def withdraw(day: DayOff, partnership: Of = "", now: Now = "") -> None:
    """Takes a declared day off back, before it has come."""
    with opened(now) as here, here.database.writing() as session:
        code = partnership_named(session, partnership)
        name = calendars.withdraw(session, code, day, now=here.now())
    typer.echo(f"{name} ({day}) is a working day again in {code}. What counts across it moves with the next sweep.")


@app.command("list")
def list_days(partnership: Of = "", *, as_json: AsJson = False) -> None:
    """The days off to come that a partnership declared, besides bank holidays."""
    with opened() as here, here.database.reading() as session:
        code = partnership_named(session, partnership)
        found = calendars.coming(session, code, here.today())
    rows = [{"day": one.day, "name": one.name, "declared_by": one.declared_by} for one in found]
    if as_json:
        say_json(rows)
    elif rows:
        say_table(("day", "name", "declared by"), ((in_words(one.day), one.name, one.declared_by) for one in found))
    else:
        typer.echo(f"{code} has declared no day off to come.")


def counted(
    start: str,
    working_days: int | None,
    calendar_days: int | None,
    months: int | None,
    *,
    before: bool,
    partnership: str = "",
) -> Working:
    """The working of what was asked; a usage error unless exactly one length was given."""
    lengths = {"working days": working_days, "calendar days": calendar_days, "months": months}
    if sum(number is not None for number in lengths.values()) != 1:
        raise typer.BadParameter("give one of --working-days, --calendar-days and --months")
    return count(start, lengths, before=before, calendar=calendar_of(partnership) if partnership else None)


def calendar_of(partnership: str) -> Calendar:
    """The calendar of the partnership of that code."""
    with opened() as here, here.database.reading() as session:
        return calendars.of(session, partnership_named(session, partnership))
