"""The worker as a process: it sweeps, gathers, delivers, says that it is alive, and ends cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select, update

from notifications.delivery import CONNECTIONS, Pass
from notifications.heartbeat import beat, is_alive, silence
from notifications.worker import Pace, Worker
from tests.notifications.mailbox import Mailbox
from tests.notifications.passes import NOW, queue
from tests.notifications.stage import LONG_AGO, MONDAY, case, clock, due_today, london, partnership, person
from tests.notifications.waiting import until
from workflow.database.storage import Database
from workflow.tables import Clock, Heartbeat, Mail, Notice

ROOT = Path(__file__).parents[2]
PROGRAM = """
import asyncio, sys
from datetime import datetime
from notifications.delivery import Post
from notifications.worker import Pace, work
from workflow.database.storage import Database
url, smtp, now = sys.argv[1:]
post = Post(smtp, "http://127.0.0.1:8000", "casekeeper@northmoor.example")
pace = Pace(sweep=0.2, gather=0.2, deliver=0.2)
asyncio.run(work(Database(url), post, lambda: datetime.fromisoformat(now), pace))
"""


def start(url: str, mailbox: Mailbox) -> subprocess.Popen[str]:
    """A worker in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url, mailbox.post.smtp_url, NOW.isoformat()],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_worker_does_it_all_and_ends_on_sigterm(database: Database, database_url: str, mailbox: Mailbox) -> None:
    """From a due clock to a mail without anybody's help; SIGTERM ends it with status 0, and nothing is left claimed."""
    due_today(database)
    worker = start(database_url, mailbox)
    try:
        until(lambda: bool(mailbox.received))
    finally:
        worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate(timeout=60)
    assert 0 == worker.returncode, said
    assert "worker_stopped" in said
    with database.reading() as session:
        assert ["sent"] == session.exec(select(Mail.status)).all()
        assert is_alive(session)


def test_a_killed_worker_leaves_nothing_behind_but_a_repeat(
    database: Database, database_url: str, mailbox: Mailbox
) -> None:
    """Killed at any moment, what it hadn't marked goes again: everybody hears, and copies are counted as unknown."""
    due_today(database, 40)
    mailbox.data = lambda server, envelope: time.sleep(0.005)  # type: ignore[func-returns-value]
    worker = start(database_url, mailbox)
    until(lambda: len(mailbox.received) > 5)
    worker.kill()
    worker.communicate()

    def all_sent() -> bool:
        # PostgreSQL may notice late that somebody is gone: what it still holds for them goes with a later pass.
        with database.writing() as session:
            session.connection().execute(update(Mail).values(lease_until=london(LONG_AGO)))
        asyncio.run(Pass(database, mailbox.post, lambda: NOW).run())
        with database.reading() as session:
            return {"sent"} == set(session.exec(select(Mail.status)).all())

    until(all_sent)
    people = [recipient for recipient, _ in mailbox.received]
    with database.reading() as session:
        unknown = sum(session.exec(select(Mail.unknown)).all())
    assert 40 == len(set(people))
    assert len(people) - 40 <= unknown


def test_a_pass_that_is_stopped_gives_back_what_it_hasnt_begun(database: Database, mailbox: Mailbox) -> None:
    """It claims no more; what waited goes with the next pass, once."""
    due_today(database, 100)
    queue(database)

    async def stopped() -> None:
        one = Pass(database, mailbox.post, lambda: NOW)
        mailbox.data = lambda server, envelope: one.stop()  # type: ignore[func-returns-value]
        await one.run()

    asyncio.run(stopped())
    with database.reading() as session:
        assert {"sent", "queued"} == set(session.exec(select(Mail.status)).all())
    mailbox.data = lambda server, envelope: None
    asyncio.run(Pass(database, mailbox.post, lambda: NOW).run())
    assert 100 == len(mailbox.received) == len({recipient for recipient, _ in mailbox.received})


def test_two_passes_at_once_send_each_mail_once(database: Database, mailbox: Mailbox) -> None:
    """Any number of workers may deliver: a mail is one worker's."""
    due_today(database, 60)
    queue(database)

    async def both() -> None:
        await asyncio.gather(*(Pass(database, mailbox.post, lambda: NOW).run() for _ in range(2)))

    asyncio.run(both())
    assert 60 == len(mailbox.received) == len({recipient for recipient, _ in mailbox.received})


def test_a_failing_tick_doesnt_end_the_worker(
    database: Database, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its kind and place are logged, none of its words, which may be somebody's; and the others go on."""
    due_today(database)
    calls: list[int] = []

    def failing_clock() -> object:
        calls.append(1)
        if len(calls) < 6:
            raise RuntimeError("the clock is broken")
        return NOW

    async def run() -> None:
        worker = Worker(database, mailbox.post, failing_clock, Pace(0.05, 0.05, 0.05))  # type: ignore[arg-type]
        running = asyncio.create_task(worker.run())
        await asyncio.to_thread(until, lambda: bool(mailbox.received))
        worker.stop()
        await running

    asyncio.run(asyncio.wait_for(run(), 90))
    said = capsys.readouterr().out
    assert "tick_failed" in said
    assert "fault=RuntimeError" in said
    assert "test_worker.py:" in said
    assert "the clock is broken" not in said


def test_nothing_of_a_worker_runs_beside_itself(database: Database, mailbox: Mailbox) -> None:
    """While its first delivery lasts, no other begins: the mail server sees one pass's eight connections, no more."""
    due_today(database, 150)
    queue(database)
    peers: set[object] = set()

    def slowly(server: object, envelope: object) -> None:
        peers.add(server.session.peer)  # type: ignore[attr-defined]
        time.sleep(0.002)

    mailbox.data = slowly

    async def run() -> None:
        worker = Worker(database, mailbox.post, lambda: NOW, Pace(60, 60, 0.02))
        running = asyncio.create_task(worker.run())
        await asyncio.to_thread(until, lambda: len(mailbox.received) == 150)
        worker.stop()
        await running

    asyncio.run(asyncio.wait_for(run(), 90))
    assert CONNECTIONS == len(peers)


def test_the_first_digests_wait_for_the_first_sweep(database: Database, mailbox: Mailbox) -> None:
    """After a day without a worker all that has come due since is in one digest, however long the sweep takes."""
    with database.writing() as session:
        partnership(session)
        owner = person(session, "olive", "agency_user@school")
        for number in range(30):
            one = clock(session, case(session, number, owner_person=owner), MONDAY - timedelta(number % 3))
            session.get_one(Clock, one).next_rung_on = MONDAY

    async def run() -> None:
        worker = Worker(database, mailbox.post, lambda: NOW, Pace(60, 0.01, 0.01))
        running = asyncio.create_task(worker.run())
        await asyncio.to_thread(until, lambda: bool(mailbox.received))
        worker.stop()
        await running

    asyncio.run(asyncio.wait_for(run(), 90))
    with database.reading() as session:
        assert ["mailed"] * 30 == session.exec(select(Notice.status)).all()


def test_silence_is_an_alarm(database: Database) -> None:
    """Never heard of, or not for 120 seconds by the database's clock: not alive."""
    with database.reading() as session:
        assert (None, False) == (silence(session), is_alive(session))
    beat(database, "one")
    beat(database, "one")
    with database.reading() as session:
        assert is_alive(session)
        since = silence(session)
        assert since is not None
        assert timedelta() <= since < timedelta(seconds=20)
    with database.writing() as session:
        row = session.exec(select(Heartbeat)).one()
        row.heard_at -= timedelta(seconds=121)
    with database.reading() as session:
        assert not is_alive(session)
