"""``casekeeper policy``: a partnership's way of working, checked, put in force and shown."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from api.command_line.console import AsJson, group, opened, say_json
from api.command_line.enrolment import partnership_named
from states.policy import Policy
from workflow import directory, policies
from workflow.errors import Invalid, Unusable
from workflow.tables import Partnership, PolicyEdition

app = group("A partnership's policy.")
File = Annotated[Path, typer.Argument(help="a TOML file; what it leaves out stands as in the national policy")]
Of = Annotated[str, typer.Option("--partnership", metavar="CODE", help="needed only where there are several")]


@app.command()
def check(file: File) -> None:
    """Says whether a policy file can be taken; names every key that can't."""
    found = policies.read(text_of(file))
    typer.echo(f"{file} can be taken: {found.title}, edition {found.edition}.")


@app.command()
def apply(file: File, partnership: Of = "") -> None:
    """Puts a policy in force for cases opened from now on."""
    text = text_of(file)
    with opened() as here, here.database.writing() as session:
        code = partnership_named(session, partnership)
        refuse_strangers(session, code, policies.read(text))
        edition = policies.apply(session, code, text, by=getpass.getuser(), now=here.now())
    typer.echo(f"Edition {edition.edition} is in force in {code} for cases opened from now on.")


@app.command()
def show(partnership: Of = "", *, as_json: AsJson = False) -> None:
    """The policy in force, as it was applied."""
    with opened() as here, here.database.reading() as session:
        code = partnership_named(session, partnership)
        found = session.get(Partnership, code)
        edition = session.get(PolicyEdition, (code, found.policy)) if found is not None and found.policy else None
    if as_json:
        told = {"partnership": code, "edition": None, "body": policies.england()}
        say_json(told if edition is None else edition.model_dump())
    elif edition is None:
        typer.echo(f"# {code} has applied no policy of its own: the national one is in force.\n{policies.england()}")
    else:
        typer.echo(
            f"# {code}, edition {edition.edition}, applied {edition.applied_at:%Y-%m-%d} by {edition.applied_by}"
        )
        typer.echo(edition.body.strip())


def text_of(file: Path) -> str:
    """The file's text; ``Unusable`` where it can't be read."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Unusable(f"{file} isn't UTF-8 text.") from None
    except OSError as fault:
        raise Unusable(f"{file} can't be read: {fault.strerror}.") from None


def refuse_strangers(session: Session, partnership: str, policy: Policy) -> None:
    """``Invalid`` where the policy names agencies that the partnership doesn't have."""
    named = {*policy.statutory, policy.local_authority, policy.business_unit} - {""}
    strangers = sorted(named - set(directory.agencies(session, partnership)))
    if strangers:
        says = f"The policy names agencies that {partnership} doesn't have: {', '.join(strangers)}"
        raise Invalid({"partners": f"{says}. Add each: casekeeper agency add KEY NAME"})
