"""``casekeeper provider``: where an agency's people sign in (OpenID Connect)."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from api.command_line.console import AsJson, group, opened, say_json, say_table
from api.installation import Installation
from api.pages.account.provider_pages import back_at
from api.settings import LEAST_SECRET
from api.signing_in import providers
from api.signing_in.keys import keys_of
from api.signing_in.openid.asking import get_json
from api.signing_in.openid.discovery import discover
from api.signing_in.openid.faults import ProviderFault
from api.signing_in.openid.id_token import usable_keys
from api.signing_in.openid.strength import NOTHING, must_say
from workflow.accounts.enrolment import partnership_named
from workflow.errors import Unusable

app = group("Where an agency's people sign in: its identity provider (OpenID Connect).")
Of = Annotated[str, typer.Option("--partnership", metavar="CODE", help="needed only where there are several")]
Agency = Annotated[str, typer.Option("--agency", metavar="KEY", help="the agency's key")]


@app.command()
def add(
    agency: Agency,
    issuer: Annotated[str, typer.Option(metavar="URL", help="as the provider's description has it")],
    client: Annotated[str, typer.Option(metavar="ID", help="what the provider knows Casekeeper by")],
    name: Annotated[str, typer.Option(help="what the sign-in page calls it")],
    partnership: Of = "",
) -> None:
    """Adds an agency's provider. The client's secret is asked for, or read from standard input."""
    with opened() as here:
        require_secret(here)
        new = providers.New(agency, name, issuer, client, read_secret())
        with here.database.writing() as session:
            providers.add(session, partnership_named(session, partnership), new, keys_of(here.settings))
        typer.echo(f"People of {agency} sign in with {name}. The provider must send them back to {back_at(here)}")
    typer.echo(f"Now try: casekeeper provider check --agency {agency}")


@app.command()
def secret(agency: Agency, partnership: Of = "") -> None:
    """Takes the client's new secret, when the former runs out. Nobody is signed out."""
    with opened() as here:
        require_secret(here)
        new = read_secret()
        with here.database.writing() as session:
            one = providers.of_agency(session, partnership_named(session, partnership), agency)
            providers.change_secret(session, one, new, keys_of(here.settings))
    typer.echo(f"{one.name} has the new secret.")


@app.command("list")
def list_providers(*, as_json: AsJson = False) -> None:
    """The providers that people sign in with."""
    columns = ("partnership", "agency", "name", "issuer", "client")
    with opened() as here, here.database.reading() as session:
        rows = [
            {key: str(getattr(one, key)) for key in columns} | {"must_say": str(must_say(session, one)) or NOTHING}
            for one in providers.listed(session)
        ]
    if as_json:
        say_json(rows)
    elif rows:
        say_table((*columns, "must_say"), (tuple(one.values()) for one in rows))
    else:
        typer.echo("No agency has an identity provider.")


@app.command()
def end(agency: Agency, partnership: Of = "") -> None:
    """Ends an agency's provider: who signed in with it is signed out, and known by it no more."""
    with opened() as here, here.database.writing() as session:
        one = providers.of_agency(session, partnership_named(session, partnership), agency)
        providers.end(session, one)
    typer.echo(f"Nobody signs in with {one.name} any more.")


@app.command()
def check(agency: Agency, partnership: Of = "") -> None:
    """Asks the provider what it says of itself, and says what is wrong."""
    with opened() as here:
        require_secret(here)
        with here.database.reading() as session:
            one = providers.of_agency(session, partnership_named(session, partnership), agency)
        one.secret(keys_of(here.settings))
        try:
            where = discover(one.issuer)
            keys = get_json(where.keys, "key set").get("keys")
            if not isinstance(keys, list) or not usable_keys(keys):
                raise ProviderFault("Its key set has no key that can prove a signature.")
        except ProviderFault as fault:
            raise Unusable(f"{one.name} can't be used. {fault}") from None
    typer.echo(f"{one.name} can be used; its key set has {len(usable_keys(keys))} of the keys that are needed.")


def read_secret() -> str:
    """The client's secret, typed unseen, or the first line of standard input."""
    typed = getpass.getpass("The client's secret: ") if sys.stdin.isatty() else sys.stdin.readline()
    return typed.strip()


def require_secret(here: Installation) -> None:
    """``Unusable`` where the secret isn't set under which the client's own is kept."""
    if not here.settings.demo and len(here.settings.secret_key) < LEAST_SECRET:
        raise Unusable(
            "Set CASEKEEPER_SECRET_KEY to the very text that casekeeper serve has: secrets are kept under it."
        )
