"""What the JSON tests share: the door of the small partnership."""

from pathlib import Path

import pytest

from tests.api.json.door import Door, door_of
from tests.world import World, populate
from workflow.database.storage import Database


@pytest.fixture
def door(world: World, tmp_path: Path) -> Door:
    """The door, on each database in turn."""
    return door_of(world, tmp_path / "files")


@pytest.fixture
def sqlite_door(sqlite_database: Database, tmp_path: Path) -> Door:
    """The door, on SQLite alone: for what no database changes."""
    return door_of(populate(sqlite_database), tmp_path / "files")
