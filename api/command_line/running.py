"""``casekeeper serve``, ``worker``, ``demo`` and ``migrate``: what keeps running, and what must come before."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from api.installation import open_installation
from api.post import post_of
from api.serving import listen, log_plainly
from api.serving import serve as serve_at
from api.settings import read_settings
from workflow.database.storage import Database
from workflow.errors import Unusable
from workflow.migrations.migrate import migrate as bring_up_to_date

Port = Annotated[int, typer.Option(help="the port to listen on")]
Host = Annotated[str, typer.Option(help="the address to listen on")]


def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Serves pages and JSON, in one process; SIGTERM lets accepted requests end."""
    from api.app import create_app  # noqa: PLC0415 - pages and routes load only where they are served

    log_plainly()
    settings = read_settings(serving=True)
    if settings.now and not settings.demo:
        raise Unusable("CASEKEEPER_NOW moves a command's clock; the web's is moved in the demo only. Unset it.")
    here = open_installation(settings)
    at = listen(host, port)
    typer.echo(f"Casekeeper serves at http://{host}:{at.getsockname()[1]}", err=True)
    try:
        serve_at(create_app(here), at)
    finally:
        here.database.close()


def worker() -> None:
    """Chases, makes mails and sends them until SIGTERM."""
    from notifications import worker as working  # noqa: PLC0415 - likewise the scheduler

    log_plainly()
    here = open_installation(read_settings(serving=True))
    try:
        asyncio.run(working.work(here.database, post_of(here.settings), here.now, files=here.files))
    finally:
        here.database.close()


def demo(port: Port = 8000) -> None:
    """The demo: a fictional partnership with web, worker and a mail server that keeps what it receives."""
    from api.demo import run  # noqa: PLC0415 - the demo's own parts load only for the demo

    log_plainly()
    run(port)


def migrate() -> None:
    """Brings the database up to date, all or nothing."""
    database = Database(read_settings().database_url)
    try:
        bring_up_to_date(database)
    finally:
        database.close()
    typer.echo("The database is up to date.")
