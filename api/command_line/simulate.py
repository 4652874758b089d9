"""``casekeeper simulate``: a partnership's time in memory. Touches nothing of this installation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

import typer

from api.command_line.console import AsJson, say_json, say_table
from api.simulation.span import FIRST_DAY, LAST_DAY, MOST_CASES, MOST_DAYS, MOST_SEED, Span
from states.calendar import in_words

From = Annotated[str, typer.Option("--from", metavar="DATE", help="the first day, such as 2026-01-05")]
Days = Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="how many days, weekends included")]
Cases = Annotated[int, typer.Option(min=0, max=MOST_CASES, help="how many serious incidents over that time")]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, help="the same seed gives the same time")]
Rows = list[tuple[str, ...]]


def simulate(first: From, days: Days, cases: Cases = 6, seed: Seed = 1, *, as_json: AsJson = False) -> None:
    """A made-up partnership's time, by the real engine: what was chased, what climbed, what was late."""
    from api.simulation.running import simulate as live_through  # noqa: PLC0415 - other commands needn't load it

    span = Span(first_day(first, days), days, cases, seed)
    told = live_through(span).told
    if as_json:
        say_json(told)
        return
    typer.echo(f"{in_words(span.first)} to {in_words(span.all_days()[-1])}, seed {seed}")
    for columns, rows in tables(told):
        if rows:
            typer.echo("")
            say_table(columns, rows)


def first_day(words: str, days: int) -> date:
    """The day so written; a usage error where it is none, or the time would leave the years that can be reckoned."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise typer.BadParameter(f"--from: {words} isn't a date; write it such as 2026-01-05") from None
    if day < FIRST_DAY or day + timedelta(days=days) > LAST_DAY:
        raise typer.BadParameter(f"--from and --days: the time must lie between {FIRST_DAY} and {LAST_DAY}")
    return day


def tables(told: Mapping[str, Any]) -> Iterator[tuple[Sequence[str], Rows]]:
    """The outcome as tables, each with its columns."""
    yield ("kind", "opened", "ended"), [(kind, *_said(one)) for kind, one in told["cases"].items()]
    yield (
        ("chased", "rung", "lines"),
        [(chase, rung, str(lines)) for chase, rungs in told["chased"].items() for rung, lines in rungs.items()],
    )
    yield ("escalated to", "lines"), [(audience, str(lines)) for audience, lines in told["escalated"].items()]
    yield (
        ("time limit", "in all", "ended late", "late still", "most working days late"),
        [(name, *_said(one)) for name, one in told["late"].items()],
    )
    yield ("mails", ""), [(template, str(number)) for template, number in told["mails"].items()]
    yield ("lines", ""), [(key, str(told[key])) for key in ("lines", "withdrawn")]


def _said(counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(str(number) for number in counts.values())
