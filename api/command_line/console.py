"""How commands speak: tables for people, JSON for programs, a sentence on standard error where something is refused."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import DBAPIError
from typer.core import TyperGroup

from api.civil_clock import CivilClock, read_now
from api.installation import Installation, open_installation
from api.settings import read_settings
from states.policy import PolicyFaults
from workflow.database.storage import unreachable
from workflow.errors import CasekeeperError, Invalid, Refused

WIDE = 200  # columns where nobody's terminal says how wide it is: what a program reads isn't folded
AsJson = Annotated[bool, typer.Option("--json", help="as JSON, for programs")]
Now = Annotated[str, typer.Option("--now", help="move the civil clock forward, such as 2026-12-14T08:00")]


class Commands(TyperGroup):
    """Commands whose refusals are sentences: exit 1, and no traceback for what was foreseen."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except PolicyFaults as faults:
            refused(faults.faults)
        except Invalid as fault:
            refused(fault.errors.values())
        except Refused as fault:
            refused(fault.reasons)
        except CasekeeperError as fault:
            refused([str(fault)])
        except DBAPIError as fault:
            refused([unreachable(fault)])


def refused(sentences: Iterable[str]) -> None:
    """Says why on standard error, a line each, and ends with 1."""
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(1)


def group(about: str) -> typer.Typer:
    """A group of commands."""
    return typer.Typer(cls=Commands, help=about, no_args_is_help=True, pretty_exceptions_enable=False)


@contextmanager
def opened(now: str = "") -> Iterator[Installation]:
    """The installation that the environment names, closed afterwards; ``now`` moves its civil clock."""
    settings, clock = read_settings(), CivilClock()
    if moved := now or settings.now:
        clock.move_to(read_now(moved))
    here = open_installation(settings.model_copy(update={"now": ""}), clock=clock)
    try:
        yield here
    finally:
        here.database.close()


def say_json(value: Any) -> None:
    """One JSON value on standard output."""
    typer.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def say_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on standard output."""
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDE, markup=False, highlight=False)
    console.print(table)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(type(value).__name__)
