"""Wakes functions every so many seconds; who does what, the database decides. Alone knows ``apscheduler``."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Waker:
    """Intervals in UTC, kept in memory: late runs are caught up with one, and none runs beside itself."""

    def __init__(self) -> None:
        # The default grace of one second would skip late runs in silence; a time of day in London would come twice
        # in October. So nothing here is a time of day: each tick asks the database what is owed now.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)

    def every(self, seconds: float, run: Callable[[], Awaitable[None]]) -> None:
        """Runs it every so many seconds, the first time after as many."""
        self._scheduler.add_job(run, "interval", seconds=seconds)

    def start(self) -> None:
        """From now on, in the running loop."""
        self._scheduler.start()

    def pause(self) -> None:
        """Wakes nobody any more; what runs already runs on to its end."""
        if self._scheduler.running:
            self._scheduler.pause()

    def stop(self) -> None:
        """The end: APScheduler cancels whatever still runs, so wait for that between ``pause`` and this."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
