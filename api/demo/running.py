"""Runs the whole demo in one process: mail server, worker, web. Ctrl-C or SIGTERM ends all of it."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import structlog
from rich.console import Console
from rich.table import Table

from api.app import create_app
from api.civil_clock import CivilClock
from api.demo import mailbox
from api.demo.loading import is_empty, load, require_demo
from api.demo.mail_server import HOST, mail_server
from api.demo.people import who_you_can_be
from api.installation import Installation, open_installation
from api.post import post_of
from api.serving import listen, serve
from api.settings import Settings, read_settings
from notifications.worker import DEMO_PACE, Worker

ENDING = (signal.SIGTERM, signal.SIGINT)
NAMED_AT_START = ("business_manager", "review_officer", "delegated_partner", "agency_lead", "scrutineer", "executive")


def run(port: int = 8000) -> None:
    """Serves the demo on ``port`` until it is told to stop; ``Unusable`` with a sentence where it can't start."""
    for sign in ENDING:
        signal.signal(sign, lambda *_: sys.exit(0))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    console, given = Console(highlight=False), read_settings()
    _make_room(given)
    with listen(HOST, port) as at, mail_server(mailbox.folder_of(given)) as smtp_port:
        settings = demo_settings(given, at.getsockname()[1], smtp_port)
        installation = open_demo(settings, console)
        with worker(installation):
            _welcome(console, installation)
            serve(create_app(installation), at)


def demo_settings(given: Settings, port: int, smtp_port: int) -> Settings:
    """What the environment says, with what makes it a demo."""
    base_url = given.base_url if "base_url" in given.model_fields_set else f"http://{HOST}:{port}"
    more = {"base_url": base_url, "smtp_url": f"smtp://{HOST}:{smtp_port}", "demo": True}
    return given.model_copy(update=more | {"secret_key": given.secret_key or secrets.token_urlsafe(48)})


def open_demo(settings: Settings, console: Console) -> Installation:
    """The demo's installation, loaded if there is nothing in it; ``Unusable`` where it isn't a demo."""
    kept_in = settings.files.parent / "demo-clock"
    installation = open_installation(settings, clock=CivilClock(kept_in), migrating=True)
    if not is_empty(installation):
        require_demo(installation)
        return installation
    with unbroken():
        console.print("Loading the partnership of Northmoor ...")
        kept_in.unlink(missing_ok=True)
        mailbox.empty(mailbox.folder_of(settings))
        installation = replace(installation, clock=CivilClock(kept_in))
        load(installation, with_mail=True)
    return installation


@contextmanager
def unbroken() -> Iterator[None]:
    """Puts off Ctrl-C and SIGTERM for the few seconds of the block: half a demo would be of no use to anybody."""
    asked: list[int] = []
    before = {sign: signal.signal(sign, lambda sign, _: asked.append(sign)) for sign in ENDING}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
    if asked:
        sys.exit(0)


@contextmanager
def worker(installation: Installation) -> Iterator[None]:
    """A worker in a thread and a loop of its own, while the block lasts."""
    post = post_of(installation.settings)
    works = Worker(installation.database, post, installation.now, DEMO_PACE, installation.files)
    loop = asyncio.new_event_loop()

    def turn() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(works.run())

    thread = Thread(target=turn, name="worker")
    thread.start()
    try:
        yield
    finally:
        if thread.is_alive():
            loop.call_soon_threadsafe(works.stop)
        thread.join()


def _make_room(settings: Settings) -> None:
    for folder in {Path("var"), settings.files.parent}:
        folder.mkdir(parents=True, exist_ok=True)


def _welcome(console: Console, installation: Installation) -> None:
    settings = installation.settings
    with installation.database.reading() as session:
        everybody = who_you_can_be(session, installation.today())
    table = Table(title="Some of those you can be; no passwords", title_justify="left", box=None, pad_edge=False)
    for heading in ("Name", "Role"):
        table.add_column(heading)
    for key in NAMED_AT_START:
        somebody = next((one for one in everybody if key in one.role_keys), None)
        if somebody is not None:
            table.add_row(somebody.name, "; ".join(somebody.roles))
    console.print(table)
    console.print(f"{len(everybody)} people in all, on the sign-in page.")
    console.print(f"\nOpen    {settings.base_url}", soft_wrap=True)
    console.print(f"Mail    {settings.base_url}/demo/mailbox, kept in {mailbox.folder_of(settings)}", soft_wrap=True)
    console.print(f"Cases   {settings.database_url}; remove it to begin anew", soft_wrap=True)
    console.print("Ctrl-C stops everything; the next start keeps what you did.")
