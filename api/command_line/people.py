"""``casekeeper people``, ``partnership`` and ``agency``: who there is, and what they are."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line import away, leave, own_tokens, sign_out
from api.command_line.console import AsJson, group, opened, say_json, say_table
from api.signing_in import invitations
from states import roles
from workflow.accounts import enrolment, granting

people = group("People, their roles and their tokens.")
partnership = group("Partnerships.")
agency = group("Agencies of a partnership.")
people.command()(away.away)
people.command()(away.back)
people.command()(own_tokens.token)
people.command()(own_tokens.tokens)
people.command("token-end")(own_tokens.token_end)
people.command()(leave.leave)
people.command("sign-out")(sign_out.sign_out)
Of = Annotated[str, typer.Option("--partnership", metavar="CODE", help="needed only where there are several")]

INVITED = " A link is on its way to their address with the next delivery; it works for 14 days."


def known_role(role: str) -> str:
    """The role's key; a usage error that lists them all otherwise."""
    if role not in roles.TITLES:
        raise typer.BadParameter(f"one of {', '.join(roles.TITLES)}")
    return role


@people.command("add")
def add(
    email: str,
    role: Annotated[str, typer.Option(callback=known_role, help="a role's key")],
    name: Annotated[str, typer.Option(help="needed the first time")] = "",
    agency: Annotated[str, typer.Option(help="an agency's key, for roles that act for one")] = "",
    partnership: Of = "",
    *,
    no_mail: Annotated[bool, typer.Option("--no-mail", help="don't invite them by mail")] = False,
) -> None:
    """Gives somebody a role from today on, and invites them by mail to set up how they sign in if they can't yet."""
    with opened() as here, here.database.writing() as session:
        code = enrolment.partnership_named(session, partnership)
        day = here.today()
        person = granting.give(
            session, code, email, by=None, name=name, agency=agency, role=role, from_on=day, today=day
        )
        invited = not no_mail and invitations.invite_newcomer(here, session, person.id or 0, by=None)
        typer.echo(f"{person.name} is {roles.TITLES[role].lower()} in {code} from today.{INVITED if invited else ''}")


@people.command()
def invite(email: str) -> None:
    """Invites somebody by mail to set up how they sign in, or to set it up anew; earlier links end."""
    with opened() as here, here.database.writing() as session:
        person = enrolment.person_of(session, email, here.today())
        invitations.invite(here, session, person.id or 0, by=None)
    typer.echo(f"{person.name} is invited.{INVITED}")


@people.command("list")
def list_people(*, as_json: AsJson = False) -> None:
    """Everybody who holds a role today."""
    with opened() as here, here.database.reading() as session:
        rows = enrolment.roles_held(session, here.today())
    columns = ("email", "name", "partnership", "agency", "role")
    found = [{key: getattr(row, key) for key in columns} for row in rows]
    if as_json:
        say_json(found)
    else:
        say_table(columns, (tuple(one.values()) for one in found))


@partnership.command("add")
def add_partnership(code: str, name: str) -> None:
    """Adds a partnership; CODE begins its references, such as NM."""
    with opened() as here, here.database.writing() as session:
        enrolment.add_partnership(session, code, name)
    typer.echo(f"{code} is there. Its policy is the national one until you apply your own.")


@agency.command("add")
def add_agency(
    key: str,
    name: str,
    partnership: Of = "",
    *,
    police: Annotated[bool, typer.Option("--police", help="its people say what they read a case for")] = False,
) -> None:
    """Adds an agency; KEY is how policies and people name it, such as housing."""
    with opened() as here, here.database.writing() as session:
        code = enrolment.partnership_named(session, partnership)
        enrolment.add_agency(session, code, key, name, police=police)
    typer.echo(f"{code} has the agency {key}.")


@agency.command("police")
def set_police(
    key: str, partnership: Of = "", *, no: Annotated[bool, typer.Option("--no", help="it is none")] = False
) -> None:
    """Says of an agency that it is a police force: its people say what they read a case for."""
    with opened() as here, here.database.writing() as session:
        code = enrolment.partnership_named(session, partnership)
        enrolment.set_police(session, code, key, police=not no)
    typer.echo(f"The people of {key} in {code} are {'no longer ' if no else ''}asked what they read a case for.")
