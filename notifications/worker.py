"""The worker: one loop that wakes, sweeps, gathers and delivers, and says that it is alive. Ends cleanly on SIGTERM."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from notifications.checks import impossible
from notifications.daily import once_a_day
from notifications.delivery import Delivered, Pass, Post
from notifications.digests import gather
from notifications.heartbeat import EVERY_SECONDS, beat
from notifications.sweep import sweep
from notifications.waker import Waker
from states.calendar import civil_day
from workflow.database.storage import Database, words_of
from workflow.places import place_of
from workflow.uploads.files import Files
from workflow.uploads.quarantine import Scanned, scan
from workflow.uploads.scrubbing import Wrong, scrub

CHECK_SECONDS = 600
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between ticks."""

    sweep: float = 60
    gather: float = 20
    deliver: float = 5
    scan: float = 30


DEMO_PACE = Pace(sweep=5, gather=3, deliver=2)


class Worker:
    """Any number of these may run: the database decides who does what."""

    def __init__(
        self,
        database: Database,
        post: Post,
        clock: Callable[[], datetime],
        pace: Pace | None = None,
        files: Files | None = None,
    ) -> None:
        self._database, self._post, self._clock, self._files = database, post, clock, files
        self._pace = pace or Pace()
        self._name = f"{socket.gethostname()}/{os.getpid()}"
        self._stopping, self._swept = asyncio.Event(), asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._passes: set[Pass] = set()

    async def run(self) -> None:
        """Until ``stop``; what is under way ends first."""
        waker, first = Waker(), list[Awaitable[None]]()
        log.info("worker_started", worker=self._name)
        for name, seconds, work in (
            ("heartbeat", EVERY_SECONDS, self._beat),
            ("sweep", self._pace.sweep, self._sweep),
            ("gather", self._pace.gather, self._gather),
            ("deliver", self._pace.deliver, self._deliver),
            ("check", CHECK_SECONDS, self._check),
            ("scan", self._pace.scan, self._scan),
            ("scrub", CHECK_SECONDS, self._scrub),
        ):
            tick = self._tick(name, work)
            waker.every(seconds, tick)
            first.append(tick())
        waker.start()
        await asyncio.gather(*first, self._stopping.wait())
        waker.pause()
        if self._running:
            await asyncio.wait(self._running)
        waker.stop()
        log.info("worker_stopped", worker=self._name)

    def stop(self) -> None:
        """Nothing new is begun."""
        self._stopping.set()
        for one in self._passes:
            one.stop()

    def _tick(self, name: str, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """The work, never beside itself, such that its failure is logged and the worker goes on."""
        under_way: list[str] = []

        async def run() -> None:
            task = asyncio.current_task()
            if self._stopping.is_set() or task is None or under_way:
                return
            under_way.append(name)
            self._running.add(task)
            try:
                await work()
            except Exception as fault:  # noqa: BLE001 - whatever fails in one tick, the next must come
                one = _first(fault)
                # Neither a traceback nor any words but the database's: they may quote what somebody wrote.
                kind, says, at = type(one).__name__, words_of(one), place_of(one)
                log.error("tick_failed", tick=name, fault=kind, says=says, at=at)  # noqa: TRY400
            finally:
                under_way.clear()
                self._running.discard(task)

        return run

    async def _beat(self) -> None:
        await asyncio.to_thread(beat, self._database, self._name)

    async def _check(self) -> None:
        found = await asyncio.to_thread(check_today, self._database, self._clock())
        for says, number in found.items():
            log.error("impossible", number=number, says=says)

    async def _scan(self) -> None:
        if self._files is None or self._files.scanner is None:
            return
        done = await asyncio.to_thread(scan, self._database, self._files, self._clock())
        if done != Scanned():
            log.info("scanned", clean=done.clean, infected=done.infected, waiting=done.waiting, faults=done.faults)

    async def _scrub(self) -> None:
        if self._files is None:
            return
        for one in await asyncio.to_thread(scrub_today, self._database, self._files, self._clock()):
            log.error("file_wrong", sha256=one.sha256, what=one.what, of=one.of)

    async def _sweep(self) -> None:
        try:
            swept = await asyncio.to_thread(sweep, self._database, self._clock())
        finally:
            self._swept.set()
        if swept.lines or swept.withdrawn:
            log.info("swept", clocks=swept.clocks, lines=swept.lines, withdrawn=swept.withdrawn)

    async def _gather(self) -> None:
        await self._swept.wait()  # or after a day without a worker a digest would hold a part of what is owed
        if self._stopping.is_set():
            return
        gathered = await asyncio.to_thread(gather, self._database, self._clock(), self._post.host)
        if gathered.digests or gathered.at_once or gathered.summaries:
            log.info("gathered", digests=gathered.digests, at_once=gathered.at_once, summaries=gathered.summaries)

    async def _deliver(self) -> None:
        one = Pass(self._database, self._post, self._clock)
        self._passes.add(one)
        try:
            delivered = await one.run()
        finally:
            self._passes.discard(one)
        if delivered != Delivered():
            log.info("delivered", **{name: getattr(delivered, name) for name in Delivered.__slots__})


def check_today(database: Database, now: datetime) -> dict[str, int]:
    """States that should be impossible, looked for once a civil day; nothing where it was done already."""
    found: dict[str, int] = {}
    once_a_day(database, "check", now, lambda session: found.update(impossible(session, now, civil_day(now))))
    return found


def scrub_today(database: Database, files: Files, now: datetime) -> list[Wrong]:
    """What is wrong with the files, read once a civil day; nothing where that was done already."""
    if not once_a_day(database, "scrub", now, lambda session: None):
        return []
    return scrub(database, files)[1]


async def work(
    database: Database, post: Post, clock: Callable[[], datetime], pace: Pace | None = None, files: Files | None = None
) -> None:
    """A worker until SIGTERM or SIGINT; with ``files`` it sees to those too."""
    worker, loop = Worker(database, post, clock, pace, files), asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, worker.stop)
    await worker.run()


def _first(fault: BaseException) -> BaseException:
    """The fault; of a group, its first."""
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    return fault
