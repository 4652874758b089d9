"""``casekeeper people away`` and ``back``: who isn't there for a while, and who stands in.

Who may be named, the engine says.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from api.command_line.console import Now, opened
from states.asks import Ask, Known, Unreadable
from states.calendar import in_words
from workflow.accounts import enrolment
from workflow.chasing import absences
from workflow.errors import Invalid, NotFound
from workflow.people import directory

Of = Annotated[str, typer.Option("--partnership", metavar="CODE", help="needed only where there are several")]


def away(
    email: str,
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="the first day away, such as 2026-12-21")],
    until: Annotated[str, typer.Option(metavar="DAY", help="the last day away")],
    deputy: Annotated[str, typer.Option(metavar="EMAIL", help="who is told in their place; nobody if left out")] = "",
    partnership: Of = "",
    now: Now = "",
) -> None:
    """Somebody is away: who stands in is told in their place, of the cases that they may see."""
    with opened(now) as here, here.database.writing() as session:
        today = here.today()
        from_on, last = _day("First day away", first, today), _day("Last day away", until, today)
        code = enrolment.partnership_named(session, partnership)
        person = directory.doer_by_email(session, email, code, today)
        said = absences.say_away(session, code, person, from_on, last, deputy=deputy, today=today, said_by=None)
        stands_in = f"{deputy.strip().lower()} stands in" if said.deputy else "nobody stands in"
        typer.echo(f"{person.name} is away from {in_words(from_on)} to {in_words(last)}; {stands_in}.")


def back(email: str, partnership: Of = "", now: Now = "") -> None:
    """Somebody is back: their absence ends, or one that is to come is taken back."""
    with opened(now) as here, here.database.writing() as session:
        today = here.today()
        code = enrolment.partnership_named(session, partnership)
        person = directory.doer_by_email(session, email, code, today)
        if not absences.come_back(session, code, person.person, today):
            raise NotFound(f"{person.name} isn't away in {code}, and no absence of theirs is to come.")
        typer.echo(f"{person.name} is back in {code}.")


def _day(label: str, words: str, today: date) -> date:
    """A day as it was typed; ``Invalid`` with a sentence where it isn't one."""
    try:
        day = Ask(key="day", label=label, type="day").read(words, Known(today=today))
    except Unreadable as fault:
        raise Invalid({label: str(fault)}) from None
    assert isinstance(day, date)
    return day
