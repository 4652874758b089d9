"""``casekeeper people``, ``partnership`` and ``agency``: who there is, and what they are."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import select

from api import sign_in
from api.command_line import away, enrolment
from api.command_line.console import AsJson, group, opened, say_json, say_table
from states import roles
from workflow.directory import held_today
from workflow.tables.rows import PERSON, ROLE_HELD

people = group("People, their roles and their tokens.")
partnership = group("Partnerships.")
agency = group("Agencies of a partnership.")
people.command()(away.away)
people.command()(away.back)
Of = Annotated[str, typer.Option("--partnership", metavar="CODE", help="needed only where there are several")]
_HELD = (
    select(PERSON.c.email, PERSON.c.name, PERSON.c.left_on)
    .add_columns(ROLE_HELD.c.partnership, ROLE_HELD.c.agency, ROLE_HELD.c.role)
    .join(ROLE_HELD, ROLE_HELD.c.person == PERSON.c.id)
    .where(*held_today())
    .order_by(PERSON.c.email, ROLE_HELD.c.id)
)


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
) -> None:
    """Gives somebody a role from today on."""
    with opened() as here, here.database.writing() as session:
        code = enrolment.partnership_named(session, partnership)
        person = enrolment.add_person(session, code, email, name=name, agency=agency, role=role, today=here.today())
        typer.echo(f"{person.name} is {roles.TITLES[role].lower()} in {code} from today.")


@people.command()
def token(email: str) -> None:
    """Issues a token for the API, shown this once."""
    with opened() as here, here.database.writing() as session:
        person = enrolment.person_of(session, email, here.today())
        issued = sign_in.issue_token(session, person.id or 0)
    typer.echo(issued)


@people.command("list")
def list_people(*, as_json: AsJson = False) -> None:
    """Everybody who holds a role today."""
    with opened() as here, here.database.reading() as session:
        rows = session.execute(_HELD, {"today": here.today()}).all()
    columns = ("email", "name", "partnership", "agency", "role")
    found = [{key: getattr(row, key) for key in columns} for row in rows if row.left_on is None]
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
def add_agency(key: str, name: str, partnership: Of = "") -> None:
    """Adds an agency; KEY is how policies and people name it, such as housing."""
    with opened() as here, here.database.writing() as session:
        code = enrolment.partnership_named(session, partnership)
        enrolment.add_agency(session, code, key, name)
    typer.echo(f"{code} has the agency {key}.")
