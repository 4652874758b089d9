"""What a worker does before it sends, in one step: sweeps, and makes the mails."""

from __future__ import annotations

from datetime import datetime

from notifications.digests import gather
from notifications.sweep import sweep
from tests.notifications.stage import MONDAY, london
from workflow.database.storage import Database

NOW = london(MONDAY)


def queue(database: Database, now: datetime = NOW) -> None:
    """Sweeps and makes the mails."""
    sweep(database, now)
    gather(database, now, "northmoor.example")
