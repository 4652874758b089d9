"""What the tests of accounts share: a site that is no demo, and people who come to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.pages.account.people import Somebody, real_site
from tests.world import World, populate
from workflow.database.storage import Database

Comes = Callable[[str], Somebody]


@pytest.fixture
def comes(sqlite_database: Database, tmp_path: Path) -> Comes:
    """Somebody comes to the pages, on SQLite."""
    site = real_site(populate(sqlite_database), tmp_path / "files")
    return lambda who: Somebody(site, who, site.stranger())


@pytest.fixture
def comes_on_each(world: World, tmp_path: Path) -> Comes:
    """Somebody comes to the pages, on each database in turn."""
    site = real_site(world, tmp_path / "files")
    return lambda who: Somebody(site, who, site.stranger())
