"""Real workers in processes of their own, that a test kills, overtakes and ends; and the mail server they send to."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select, update

from notifications.delivery import CONNECTIONS
from tests.notifications.mailbox import Mailbox
from tests.notifications.stage import LONG_AGO, london
from tests.notifications.test_worker import ROOT, until
from workflow.storage import Database
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import MAIL

PATIENCE = 45
HOUR = 3600
PROGRAM = """
import asyncio, sys
from datetime import datetime
from pathlib import Path
from notifications import leases
from notifications.delivery import Post
from notifications.worker import Pace, work
from workflow.storage import Database
url, smtp, sender, seconds, hands = sys.argv[1:]
leases.LEASE_SECONDS = int(seconds)
clock = lambda: datetime.fromisoformat(Path(hands).read_text())
pace = Pace(sweep=0.2, gather=0.2, deliver=0.2)
asyncio.run(work(Database(url), Post(smtp, "http://127.0.0.1:8000", sender), clock, pace))
"""


class Desk(Mailbox):
    """A mail server that notes who sent what, and can keep a sender waiting before it takes a recipient."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[tuple[str, str, bytes]] = []
        self.held: set[str] = set()
        self.waiting: Counter[str] = Counter()

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """A recipient is named, by a sender that may have to wait."""
        sender = envelope.mail_from or ""
        self.waiting[sender] += 1
        while sender in self.held:  # noqa: ASYNC110 - the test, in a thread of its own, says when it is over
            await asyncio.sleep(0.01)
        self.waiting[sender] -= 1
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """A mail is there, whole."""
        assert isinstance(envelope.content, bytes)
        self.arrived.append((envelope.mail_from or "", envelope.rcpt_tos[0], envelope.content))
        return "250 Kept"


@dataclass(slots=True)
class One:
    """A worker. ``number`` is also for how many hours it leases, so that a lease tells whose it is."""

    number: int
    process: subprocess.Popen[bytes]

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

    def clock(self, now: datetime) -> None:
        """Moves the civil clock that all of them read."""
        (self.folder / "next").write_text(now.isoformat())
        (self.folder / "next").replace(self.folder / "now")

    def start(self) -> None:
        """One more."""
        self.started += 1
        number = self.started
        asked = [self.url, self.desk.post.smtp_url, f"casekeeper-{number}@northmoor.example", str(number * HOUR)]
        with (self.folder / f"worker-{number}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *asked, str(self.folder / "now")],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.at_work.append(One(number, process))

    def kill(self) -> None:
        """SIGKILL to either of them; what it held is free at once, and another takes its place."""
        lost = self.at_work.pop(self.chance.randrange(len(self.at_work)))
        lost.process.kill()
        lost.process.wait()
        self.expire(lost)
        self.start()

    def end(self, which: int = 0) -> None:
        """SIGTERM to one: it leaves with status 0, and holds nothing any more."""
        leaving = self.at_work.pop(which)
        until(lambda: "worker_started" in self.said(leaving), PATIENCE)
        leaving.process.send_signal(signal.SIGTERM)
        assert 0 == leaving.process.wait(PATIENCE), self.said(leaving)
        assert [] == self.held_by(leaving)

    def overtake(self) -> tuple[str, int, list[str]]:
        """One stands still past its lease, on the brink of sending; the other sends what it held; then it goes on.

        Its sender, how many mails had arrived until then, and whose mails it had held.
        """
        slow = next(one for one in self.at_work if one.sender == self.desk.arrived[-1][0])
        self.desk.held = {one.sender for one in self.at_work}
        until(lambda: self.desk.waiting[slow.sender] == CONNECTIONS, PATIENCE)
        held, arrived = self.held_by(slow), len(self.desk.arrived)
        self.desk.held = {slow.sender}
        ids = [number for number, _ in held]

        def sent_by_the_other() -> bool:
            self.expire(slow)
            with self.database.reading() as session:
                asked = select(func.count()).where(MAIL.c.id.in_(ids), MAIL.c.status == "sent")
                return session.execute(asked).scalar_one() == len(ids)

        until(sent_by_the_other, PATIENCE)
        self.desk.held = set()
        return slow.sender, arrived, [address for _, address in held]

    def held_by(self, one: One) -> list[tuple[int, str]]:
        """The mails that are under its lease, with their addresses."""
        asked = select(MAIL.c.id, MAIL.c.address, MAIL.c.lease_until, DatabaseNow().label("now"))
        with self.database.reading() as session:
            rows = session.execute(asked.where(MAIL.c.status == "sending", MAIL.c.lease_until.is_not(None))).all()
        return [
            (row.id, row.address) for row in rows if round((row.lease_until - row.now).seconds / HOUR) == one.number
        ]

    def expire(self, one: One) -> None:
        """Its leases run out now: nobody has to wait for it."""
        held = [number for number, _ in self.held_by(one)]
        if held:
            self.overtaken += 1
            with self.database.writing() as session:
                over = update(MAIL).where(MAIL.c.id.in_(held), MAIL.c.status == "sending")
                session.connection().execute(over.values(lease_until=london(LONG_AGO)))

    def said(self, one: One) -> str:
        """What it logged."""
        return (self.folder / f"worker-{one.number}.log").read_text()

    def dismiss(self) -> None:
        """Ends whoever is left, however the test went."""
        for one in self.at_work:
            one.process.kill()
            one.process.wait()
