"""What the attacks share: the small partnership's doors, on each database in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.json.door import Door, door_of
from tests.api.pages.site import Site, site_of
from tests.world import World


@pytest.fixture
def site(world: World, tmp_path: Path) -> Site:
    """The pages of the partnership, on each database in turn."""
    return site_of(world, tmp_path / "files")


@pytest.fixture
def door(world: World, tmp_path: Path) -> Door:
    """The JSON door, on each database in turn."""
    return door_of(world, tmp_path / "files")
