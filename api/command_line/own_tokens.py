"""``casekeeper people token``, ``tokens`` and ``token-end``: tokens for the API, for whoever runs the installation."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from api.command_line.console import AsJson, opened, say_json, say_table
from api.signing_in import tokens as issued
from workflow.accounts import enrolment
from workflow.errors import NotFound
from workflow.people import under_way
from workflow.people.account_events import note

COLUMNS = ("id", "name", "scopes", "purpose", "made_at", "expires_at", "used_at")


def known_scopes(scopes: list[str]) -> list[str]:
    """The scopes; a usage error that lists them all for one there isn't."""
    if not set(scopes) <= issued.ALL:
        raise typer.BadParameter(f"one or more of {', '.join(issued.SCOPES)}")
    return scopes


def token(
    email: str,
    name: Annotated[str, typer.Option(help="what it is called")] = "Without a name",
    scope: Annotated[
        list[str] | None, typer.Option(callback=lambda given: known_scopes(given or []), help="repeat it; without: all")
    ] = None,
    days: Annotated[int, typer.Option(help="how long it lasts", min=1, max=issued.MOST.days)] = issued.LASTS.days,
    purpose: Annotated[str, typer.Option(help="what it reads for; needed for police users")] = "",
) -> None:
    """Issues a token for the API, shown this once."""
    scopes = frozenset(scope) if scope else issued.ALL
    with opened() as here, here.database.writing() as session:
        person = enrolment.person_of(session, email, here.today())
        made = issued.issue(
            session, person.id or 0, name=name, purpose=purpose, scopes=scopes, lasts=timedelta(days=days)
        )
        note(session, "token_issued", person=person.id, by=None, detail=f"{name}: {', '.join(sorted(scopes))}")
    typer.echo(made)


def tokens(email: str, *, as_json: AsJson = False) -> None:
    """The person's tokens that count, each with its id; the tokens themselves nobody can show."""
    with opened() as here, here.database.reading() as session:
        person = enrolment.person_of(session, email, here.today())
        listed = issued.of_person(session, person.id or 0)
    found = [
        {name: getattr(one, name) for name in COLUMNS} | {"scopes": [key for key in issued.SCOPES if key in one.scopes]}
        for one in listed
    ]
    if as_json:
        say_json(found)
    else:
        say_table(COLUMNS, ([_word(one[name]) for name in COLUMNS] for one in found))


def token_end(email: str, token_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Ends a token; ID as `people tokens` shows it."""
    with opened() as here, here.database.writing() as session:
        person = enrolment.person_of(session, email, here.today())
        under_way.waited_for(session, person.id or 0)
        if not issued.end_one(session, person.id or 0, token_id):
            raise NotFound(f"{person.email} holds no token {token_id}.")
        note(session, "token_ended", person=person.id, by=None)
    typer.echo(f"{token_id} has ended.")


def _word(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
