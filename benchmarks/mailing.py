"""Mails a second, each marked durably, against aiosmtplib on eight kept connections, bytes ready, nothing marked."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter

import aiosmtplib  # noqa: TID251 - the bare library is the limit
from sqlalchemy import select, update

from benchmarks.moves import postgresql_copies, sqlite_copies
from notifications.delivery import Delivered, Post, deliver
from notifications.digests import gather
from notifications.sweep import sweep
from tests.notifications.stage import MONDAY, case, clock, london, partnership, person
from workflow.database.storage import Database
from workflow.tables.rows import MAIL

PEOPLE, ROUNDS, CONNECTIONS = 300, 5, 8
NOW = london(MONDAY)
SENDER = "casekeeper@northmoor.example"
AGAIN = {"status": "queued", "content": None, "unknown": 0, "attempts": 0, "next_at": NOW}
BUILT = {"status": "deferred", "unknown": 1, "attempts": 1, "next_at": NOW}
"""As after a cut connection: the very bytes that are stored go again."""


@contextmanager
def sink() -> Iterator[int]:
    """The port of a server that takes everything, in a process of its own."""
    with subprocess.Popen([sys.executable, "-m", "benchmarks.sink"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def populate(database: Database, people: int, lines: int) -> None:
    """So many mails that wait, each of so many lines."""
    with database.writing() as session:
        partnership(session)
        number = 0
        for one in range(people):
            owner = person(session, f"p{one}", "agency_user@school")
            for _ in range(lines):
                number += 1
                clock(session, case(session, number, owner_person=owner), MONDAY)
    sweep(database, NOW)
    gather(database, NOW, "127.0.0.1")


async def send_all(port: int, mails: list[tuple[str, bytes]]) -> None:
    """The limit: the bytes are there, nothing is asked, nothing is marked."""
    waiting = iter(mails)

    async def one_connection() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port) as client:
            for address, content in waiting:
                await client.mail(SENDER)
                await client.rcpt(address)
                await client.data(content)

    await asyncio.gather(*(one_connection() for _ in range(CONNECTIONS)))


def rates(database: Database, port: int, people: int) -> dict[str, list[float]]:
    """Mails a second, round by round: with building, with the bytes built, and the limit."""
    post = Post(f"smtp://127.0.0.1:{port}", "http://127.0.0.1:8000", SENDER)

    def ours(ready: dict[str, object]) -> Callable[[], None]:
        with database.writing() as session:
            session.connection().execute(update(MAIL).values(**ready))

        def work() -> None:
            sent = deliver(database, post, NOW)
            if sent != Delivered(sent=people):
                raise SystemExit(f"{people} mails were waiting, and this became of them: {sent}")

        return work

    def limit() -> Callable[[], None]:
        with database.reading() as session:
            mails = [(row.address, row.content) for row in session.execute(select(MAIL.c.address, MAIL.c.content))]
        return lambda: asyncio.run(send_all(port, mails))

    found: dict[str, list[float]] = {"building": [], "built": [], "limit": []}
    for _ in range(ROUNDS):
        for name, ready in (("building", lambda: ours(AGAIN)), ("built", lambda: ours(BUILT)), ("limit", limit)):
            work = ready()
            begun = perf_counter()
            work()
            found[name].append(people / (perf_counter() - begun))
    return found


def mails(kind: str, port: int, lines: int) -> str:
    """The table's row for mails of so many lines."""
    with (sqlite_copies if kind == "SQLite" else postgresql_copies)() as (database, _):
        try:
            populate(database, PEOPLE, lines)
            found = rates(database, port, PEOPLE)
        finally:
            database.close()
    share = median(one / other for one, other in list(zip(found["built"], found["limit"], strict=True))[1:])
    building, built, limit = (median(found[name][1:]) for name in ("building", "built", "limit"))
    return f"{kind:12} {lines:>10} {building:12.0f} {built:10.0f} {limit:10.0f} {share:9.0%}"
