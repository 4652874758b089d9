"""What the tests of pages share: the small partnership's site, and the demo's, loaded once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.demo.loading import load
from api.demo.mail_server import mail_server
from api.installation import Installation, open_installation
from api.settings import Settings
from tests.api.pages.site import Site, site_of
from tests.clocks import Standing
from tests.journeys.browser import HOME
from tests.world import World, populate
from workflow.database.storage import Database


@pytest.fixture
def site(sqlite_database: Database, tmp_path: Path) -> Site:
    """The small partnership's pages, on SQLite."""
    return site_of(populate(sqlite_database), tmp_path / "files")


@pytest.fixture
def site_on_each(world: World, tmp_path: Path) -> Site:
    """The small partnership's pages, on each database in turn."""
    return site_of(world, tmp_path / "files")


@pytest.fixture(scope="session")
def loaded_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo of a Monday morning, its files and the mail that arrived."""
    folder = tmp_path_factory.mktemp("demo")
    with mail_server(folder / "mail") as port:
        here = open_demo(folder, smtp_url=f"smtp://127.0.0.1:{port}", migrating=True)
        load(here, with_mail=True)
        here.database.close()
    return folder


@pytest.fixture(scope="session")
def opened_demo(loaded_demo: Path) -> Iterator[Site]:
    """The demo's pages, opened once."""
    here = open_demo(loaded_demo)
    yield Site(here)
    here.database.close()


@pytest.fixture(scope="module")
def demo(opened_demo: Site) -> Site:
    """The demo's pages, for tests that change nothing. Nobody is signed in: what an earlier file's people left idles
    out in a quarter of an hour, and nobody knows when a file's turn comes.
    """
    opened_demo.visits.clear()
    return opened_demo


@pytest.fixture
def own_demo(loaded_demo: Path, tmp_path: Path) -> Iterator[Site]:
    """The demo's pages, for one test that changes them."""
    shutil.copytree(loaded_demo, tmp_path / "demo")
    here = open_demo(tmp_path / "demo")
    yield Site(here)
    here.database.close()


def open_demo(folder: Path, *, smtp_url: str = "smtp://127.0.0.1:9", migrating: bool = False) -> Installation:
    """The demo in that folder; unless it says otherwise, no mail server answers it."""
    settings = Settings(
        database_url=f"sqlite:///{folder / 'casekeeper.db'}", files=folder / "files", demo=True, base_url=HOME,
        smtp_url=smtp_url, secret_key="", now="",
    )  # fmt: skip
    return open_installation(settings, clock=Standing(), migrating=migrating)
