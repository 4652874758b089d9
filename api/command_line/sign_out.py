"""``casekeeper people sign-out``: ends somebody's sessions or everybody's, as after a theft; they may sign in again."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import select

from api.command_line.console import opened
from api.signing_in import sessions
from workflow.accounts import enrolment
from workflow.errors import Invalid
from workflow.people import account_events, under_way
from workflow.tables.rows import WEB_SESSION

_WITH_ONE = select(WEB_SESSION.c.person).where(WEB_SESSION.c.ended_at.is_(None)).distinct()


def sign_out(
    email: Annotated[str, typer.Argument(help="whose; nobody's with --everybody")] = "",
    *,
    everybody: Annotated[bool, typer.Option("--everybody", help="all people's")] = False,
) -> None:
    """Ends where somebody is signed in, on every browser; tokens stay: `token-end` ends those."""
    if bool(email) == everybody:
        raise Invalid({"email": "Name one person, or say --everybody"})
    ended = 0
    with opened() as here, here.database.writing() as session:
        if everybody:
            people = sorted(session.execute(_WITH_ONE).scalars())
        else:
            people = [enrolment.person_of(session, email, here.today()).id or 0]
        for person in people:
            under_way.waited_for(session, person)
            number = sessions.end_others(session, person, "")
            if number:
                account_events.note(session, "session_ended", person=person, by=None, detail=f"{number}, by command")
            ended += number
    typer.echo(f"Ended: {ended} session{'' if ended == 1 else 's'}.")
