"""A demo that was loaded on a day of the test's choosing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.demo.loading import NORTHMOOR, load
from api.installation import Installation, open_installation
from api.settings import Settings
from tests.clocks import MONDAY, Standing

Loading = Callable[..., Installation]


@pytest.fixture
def loading(tmp_path: Path) -> Iterator[Loading]:
    """Loads a partnership at an instant, into a fresh SQLite database."""
    opened: list[Installation] = []

    def loaded(at: str = MONDAY, folder: Path = NORTHMOOR) -> Installation:
        here = tmp_path / str(len(opened))
        here.mkdir()
        settings = Settings(database_url=f"sqlite:///{here / 'casekeeper.db'}", files=here / "files", demo=True)
        opened.append(open_installation(settings, clock=Standing(at), migrating=True))
        load(opened[-1], folder)
        return opened[-1]

    yield loaded
    for installation in opened:
        installation.database.close()
