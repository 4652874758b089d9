"""``casekeeper secret``: what is kept under the installation's secret, once that was replaced."""

from __future__ import annotations

import typer

from api.command_line.console import group, opened
from api.signing_in import authenticator_apps, providers
from api.signing_in.keys import keys_of

app = group("The installation's secret, CASEKEEPER_SECRET_KEY.")


@app.command()
def renew() -> None:
    """Encrypts under the secret set now what a former one still keeps: apps' and providers' secrets."""
    with opened() as here, here.database.writing() as session:
        keys = keys_of(here.settings)
        anew = authenticator_apps.encrypt_anew(session, keys) + providers.encrypt_anew(session, keys)
    typer.echo(f"Encrypted anew: {anew}. Nothing is kept under a former secret any more.")


@app.callback()
def secret() -> None:
    """The installation's secret."""
