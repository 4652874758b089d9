"""What a worker's process runs: the real worker, its clock read from a file, its log kept in one."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path

from notifications import leases
from notifications.delivery import Post
from notifications.worker import Pace, work
from workflow.database.storage import Database


def run(url: str, post: Post, lease_seconds: int, clock: Path, log: Path) -> None:
    """Until SIGTERM. The civil clock is what stands in the file."""
    kept = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(kept, stream)
    leases.LEASE_SECONDS = lease_seconds
    pace = Pace(sweep=0.2, gather=0.2, deliver=0.2)
    asyncio.run(work(Database(url), post, lambda: datetime.fromisoformat(clock.read_text()), pace))
