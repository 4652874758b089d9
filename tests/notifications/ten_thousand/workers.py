"""Real workers in processes of their own, that a test kills, overtakes and ends; and the mail server they send to."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select, update

from notifications.delivery import CONNECTIONS
from tests.notifications.mailbox import Mailbox
from tests.notifications.stage import LONG_AGO, london
from tests.notifications.ten_thousand.one_worker import run
from tests.notifications.ten_thousand.owed import mails
from tests.notifications.waiting import until
from workflow.database.storage import Database
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import MAIL

PATIENCE = 120
"""Seconds; on a machine whose cores are its own nothing takes a tenth of that."""
HOUR = 3600
# Forked from a process that has imported everything, and runs nothing else: a worker is there in a moment.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload([run.__module__])


class Desk(Mailbox):
    """A mail server that notes who sent what, and can keep senders waiting before it takes a recipient."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[tuple[str, str, bytes]] = []
        self.serves: Callable[[str], bool] = lambda sender: True
        self.waiting: Counter[str] = Counter()
        self.under_way: dict[Session, str] = {}

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """A recipient is named, by a sender that may have to wait."""
        sender = envelope.mail_from or ""
        self.waiting[sender] += 1
        while not self.serves(sender):  # noqa: ASYNC110 - the test, in a thread of its own, says when it is over
            await asyncio.sleep(0.01)
        self.waiting[sender] -= 1
        self.under_way[session] = sender
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """A mail is there, whole."""
        assert isinstance(envelope.content, bytes)
        self.arrived.append((envelope.mail_from or "", envelope.rcpt_tos[0], envelope.content))
        self.under_way.pop(session, None)
        return "250 Kept"

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """A mail doesn't go after all."""
        self.under_way.pop(session, None)
        return "250 OK"

    def stalled(self) -> list[str]:
        """Senders of whom every connection waits, none is on the way with a mail."""
        return [
            one for one, count in self.waiting.items() if count >= CONNECTIONS and one not in self.under_way.values()
        ]


@dataclass(slots=True)
class One:
    """A worker. ``number`` is also for how many hours it leases, so that a lease tells whose it is."""

    number: int
    process: BaseProcess

    @property
    def sender(self) -> str:
        """From whom its mails come."""
        return f"casekeeper-{self.number}@northmoor.example"


@dataclass
class Crew:
    """Two workers, whatever happens to them. ``overtaken``: how often what one held was left to others."""

    database: Database
    url: str
    desk: Desk
    folder: Path
    chance: Random
    at_work: list[One] = field(default_factory=list)
    started: int = 0
    overtaken: int = 0
    lost: list[One] = field(default_factory=list)

    def clock(self, now: datetime) -> None:
        """Moves the civil clock that all of them read."""
        (self.folder / "next").write_text(now.isoformat())
        (self.folder / "next").replace(self.folder / "now")

    def start(self) -> None:
        """One more, and at work."""
        self.started += 1
        number = self.started
        post = replace(self.desk.post, sender=f"casekeeper-{number}@northmoor.example")
        told = (self.url, post, number * HOUR, self.folder / "now", self.log_of(number))
        one = One(number, PROCESSES.Process(target=run, args=told, daemon=True))
        one.process.start()
        self.at_work.append(one)
        with self.desk_open_to(None):
            until(lambda: "worker_started" in self.said(one), PATIENCE)

    def kill(self) -> None:
        """SIGKILL to either of them; what it held is free at once, and another takes its place."""
        lost = self.at_work.pop(self.chance.randrange(len(self.at_work)))
        lost.process.kill()
        lost.process.join()
        self.lost.append(lost)
        self.free_the_lost()
        self.start()

    def end(self) -> None:
        """SIGTERM to either of them: it leaves with status 0, and holds nothing any more."""
        leaving = self.at_work.pop(self.chance.randrange(len(self.at_work)))
        with self.desk_open_to(leaving):
            leaving.process.terminate()
            leaving.process.join(PATIENCE)
            assert 0 == leaving.process.exitcode, f"it failed: {self.said(leaving)}"
        assert [] == self.held_by(leaving), "it left with mails in its hands"

    def overtake(self) -> None:
        """One stands still on the brink of sending, past its lease; the other takes what it held; then it goes on.

        It must hand over none of that any more, and notice that it comes too late.
        """
        with self.desk_open_to(None):
            until(lambda: any(one.sender in self.desk.stalled() for one in self.at_work), PATIENCE)
            slow, other = sorted(self.at_work, key=lambda one: one.sender not in self.desk.stalled())
            held, before = dict(self.held_by(slow)), len(self.desk.arrived)
            passes = self.said(slow).count("delivered ") + self.desk.waiting[slow.sender] // CONNECTIONS

            def taken_by_the_other() -> bool:
                self.expire(slow)
                self.free_the_lost()
                free = (MAIL.c.status == "sending", MAIL.c.lease_until < DatabaseNow())
                with self.database.reading() as session:
                    left = session.execute(select(func.count()).where(MAIL.c.id.in_(held), *free)).scalar_one()
                return not left and not self.held_by(slow)

            with self.desk_open_to(other):
                until(taken_by_the_other, PATIENCE)
            # Some of them the other has sent by now, some it is about to: the fence alone tells.
            with self.desk_open_to(slow):
                until(lambda: self.said(slow).count("delivered ") >= passes, PATIENCE)
        sent = [address for by, address, _ in self.desk.arrived[before:] if by == slow.sender]
        assert set() == set(sent) & set(held.values()), "it sent what was another's"

    @contextmanager
    def desk_open_to(self, one: One | None) -> Iterator[None]:
        """Only its mail is taken meanwhile, or nobody's: what is waited for isn't over before it happens."""
        before, self.desk.serves = self.desk.serves, lambda sender: one is not None and sender == one.sender
        yield
        self.desk.serves = before

    def held_by(self, one: One) -> list[tuple[int, str]]:
        """The mails that are under its lease, with their addresses."""
        asked = select(MAIL.c.id, MAIL.c.address, MAIL.c.lease_until, DatabaseNow().label("now"))
        with self.database.reading() as session:
            rows = session.execute(asked.where(MAIL.c.status == "sending", MAIL.c.lease_until.is_not(None))).all()
        return [
            (row.id, row.address)
            for row in rows
            if round((row.lease_until - row.now).total_seconds() / HOUR) == one.number
        ]

    def all_sent(self, how_many: int) -> bool:
        """Whether so many mails have gone, and none waits."""
        self.free_the_lost()
        return mails(self.database) == {"sent": how_many}

    def free_the_lost(self) -> None:
        """What the killed ones held. Asked again and again: PostgreSQL notices late that somebody is gone."""
        for one in self.lost:
            self.expire(one)

    def expire(self, one: One) -> None:
        """Its leases run out now: nobody has to wait for it."""
        held = [number for number, _ in self.held_by(one)]
        if held:
            self.overtaken += 1
            with self.database.writing() as session:
                # What it is marking at this moment is passed over: nobody waits for anybody.
                free = select(MAIL.c.id).where(MAIL.c.id.in_(held), MAIL.c.status == "sending")
                over = update(MAIL).where(MAIL.c.id.in_(free.with_for_update(skip_locked=True)))
                session.connection().execute(over.values(lease_until=london(LONG_AGO)))

    def said(self, one: One) -> str:
        """What it logged."""
        return self.log_of(one.number).read_text() if self.log_of(one.number).exists() else ""

    def log_of(self, number: int) -> Path:
        """Where it logs."""
        return self.folder / f"worker-{number}.log"

    def dismiss(self) -> None:
        """Ends whoever is left, however the test went."""
        for one in self.at_work:
            one.process.kill()
            one.process.join()
