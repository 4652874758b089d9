"""What the tests of signing in with a provider share: Casekeeper on a port of its own, and providers beside it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from api.app import create_app
from api.installation import Installation
from api.serving import listen, server
from api.settings import Settings
from api.signing_in.openid.discovery import KNOWN
from tests.api.openid.hostile import Hostile
from tests.api.openid.served import Served
from tests.clocks import WorldClock
from tests.ports import free_port
from tests.world import World, populate
from workflow.database.storage import Database
from workflow.uploads.files import Files

PROVIDER = Path(__file__).parents[2] / "oidc" / "provider.js"


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    """A port may have been another provider's."""
    KNOWN.forget()


@contextmanager
def serving(world: World, folder: Path) -> Iterator[Served]:
    """Casekeeper over the world, answering on loopback."""
    at = listen("127.0.0.1", 0)
    home = f"http://127.0.0.1:{at.getsockname()[1]}"
    settings = Settings(
        base_url=home, files=folder, demo=False, now="", secret_key="made up for these tests, 0123456789",
    )  # fmt: skip
    here = Installation(settings, world.database, Files(folder), WorldClock(world))
    running = server(create_app(here))
    thread = Thread(target=running.run, kwargs={"sockets": [at]})
    thread.start()
    served = Served(here, world, home)
    try:
        yield served
    finally:
        for browser in served.browsers:
            browser.client.close()
        running.should_exit = True
        thread.join()
        at.close()


@pytest.fixture(scope="module")
def served_once(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small partnership, answering on loopback for all tests of a file; its database is SQLite."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(migrated_sqlite, folder / "casekeeper.db")
    database = Database(f"sqlite:///{folder / 'casekeeper.db'}")
    with serving(populate(database), folder / "files") as running:
        yield running
    database.close()


@pytest.fixture
def served(served_once: Served) -> Served:
    """The same, with nobody signed in, known by a provider or invited, and everybody in their place."""
    served_once.begin_anew()
    return served_once


@pytest.fixture
def served_on_each(world: World, tmp_path: Path) -> Iterator[Served]:
    """The small partnership, answering on loopback, on each database in turn."""
    with serving(world, tmp_path / "files") as running:
        yield running


@contextmanager
def certified(back: str) -> Iterator[str]:
    """The certified provider, ready; its issuer."""
    port = free_port()
    process = subprocess.Popen(
        ["node", PROVIDER, str(port), back], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert "ready\n" == process.stdout.readline(), "run make provider first"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stdin.close()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def certified_once(served_once: Served) -> Iterator[str]:
    """The certified provider for all tests of a file, which comes back to their Casekeeper; its issuer."""
    with certified(served_once.back) as running:
        yield running


@pytest.fixture
def school(served: Served) -> Iterator[Hostile]:
    """The school's provider, which signs whatever the test wants."""
    with Hostile.running() as provider:
        served.add_provider("school", provider.issuer)
        yield provider
