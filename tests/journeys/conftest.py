"""What the journeys share: a stage, on each database in turn, on Monday 23 November 2026 at ten in the morning."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.stage import Stage
from tests.notifications.mailbox import Mailbox
from tests.world import World


@pytest.fixture
def stage(world: World, tmp_path: Path) -> Iterator[Stage]:
    """The partnership with its doors and its mail server open."""
    mailbox = Mailbox()
    mailbox.open()
    played = Stage(world, mailbox, tmp_path / "files")
    yield played
    mailbox.close()
    sys.stdout.write(f"{played.wrong_people.said}\n")
