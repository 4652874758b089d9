"""``casekeeper people leave``: ends all that somebody holds here, and lists what they leave open."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from api.command_line.console import opened, say_table
from workflow.accounts import enrolment, leaving
from workflow.errors import Invalid


def leave(
    email: str,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="first day without them; today, unless given")] = "",
    keeper: Annotated[
        str, typer.Option("--keeper", metavar="EMAIL", help="who keeps restricted cases that nobody else would")
    ] = "",
) -> None:
    """Records that somebody leaves: sign-in, roles, memberships and mail to come end; lists their open work."""
    with opened() as here, here.database.writing() as session:
        today = here.today()
        day = _read(on) if on else today
        person = enrolment.person_of(session, email, today)
        work = leaving.open_work(session, person.id or 0, here.now(), today, viewer=None)
        ended = leaving.leave(session, person.id or 0, on=day, now=here.now(), today=today, by=None, keeper=keeper)
    rows = [(one.reference, f"{one.kind_title}, {one.state}", _day(one.due_on)) for one in work.owned]
    rows += [(one.reference, one.what, _day(one.due_on)) for one in work.needed]
    if rows:
        say_table(("to hand over", "what", "due"), rows)
    typer.echo(f"{person.name} leaves; nobody here from {day} on.")
    typer.echo(f"Ended: {', '.join(f'{number} {what}' for what, number in ended.items()) or 'nothing'}.")


def _read(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid({"on": "A date is written like 2026-11-23"}) from None


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
