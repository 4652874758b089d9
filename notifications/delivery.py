"""One pass of the outbox: claim, render and store, send over a few kept connections, record. Async inside."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from threading import Lock
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from notifications import outbox, still_owed
from notifications.contents import Content, Contents
from notifications.letters import Envelope, message
from notifications.link_mails import BY_LINK, LEFT, Secrets, filled, without
from notifications.outbox import Claim, Claimed, Ended
from notifications.smtp import Answer, Connection, read_server
from notifications.undelivered import tell_undelivered
from states.calendar import civil_day
from workflow.database.storage import Database
from workflow.errors import Unusable
from workflow.policy.mail_domains import barred
from workflow.tables.mail import UNMENDED

CONNECTIONS = 8
BATCH = 64
RENEWED_EVERY = 15.0
MARKED_EVERY = 0.05
LAST_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class Post:
    """How this installation sends: the mail server, its own address for links, the address that mails come from.

    ``secret_of`` makes the secrets of links that let somebody in; without it mails that hold one wait.
    """

    smtp_url: str
    base_url: str
    sender: str
    secret_of: Secrets | None = None

    @property
    def host(self) -> str:
        """This installation's name in Message-IDs."""
        return urlsplit(self.base_url).hostname or "casekeeper.invalid"


@dataclass(frozen=True, slots=True)
class Going:
    """A mail that may go: the bytes as they are kept, and the secret that only those handed over hold."""

    mail: Claimed
    kept: bytes
    secret: str = ""

    def safe(self, answer: Answer) -> Answer:
        """The answer without the secret: a server that quotes a link as it refuses it would have it kept and shown."""
        return replace(answer, says=without(answer.says, self.secret)) if self.secret else answer


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the mails of one pass; ``unknown`` are among the deferred, ``late`` had been taken over."""

    sent: int = 0
    deferred: int = 0
    refused: int = 0
    withdrawn: int = 0
    unknown: int = 0
    late: int = 0


def deliver(database: Database, post: Post, now: datetime) -> Delivered:
    """One pass over every mail whose time has come."""
    return asyncio.run(Pass(database, post, lambda: now).run())


class Pass:
    """One pass. ``stop`` ends it early: nothing more is claimed, what hasn't begun is given back."""

    def __init__(self, database: Database, post: Post, clock: Callable[[], datetime]) -> None:
        self._database, self._post, self._clock = database, post, clock
        self._server = read_server(post.smtp_url)
        self._ready: asyncio.Queue[Going | None] = asyncio.Queue(BATCH)
        self._ended: list[Ended] = []
        self._held: dict[Claim, Claimed] = {}
        self._unbegun: list[Claimed] = []
        self._unreachable: Answer | None = None
        self._counts: Counter[str] = Counter()
        self._asking: list[tuple[Claimed, asyncio.Future[bool]]] = []
        self._asked = asyncio.Event()
        self._stopping = asyncio.Event()
        self._marking = Lock()
        self._mark_under_way: asyncio.Future[None] | None = None

    def stop(self) -> None:
        """Claims no more; what is under way has half a minute, what is cut off counts as unknown when next claimed."""
        self._stopping.set()

    async def run(self) -> Delivered:
        """Until nothing is due, the server can't be reached, or somebody stops it."""
        async with asyncio.TaskGroup() as tasks:
            work = [tasks.create_task(self._prepare_all())]
            work += [tasks.create_task(self._send_all()) for _ in range(CONNECTIONS)]
            aside = [
                tasks.create_task(task) for task in (self._answer(), self._renew(), self._mark(), self._hurry(work))
            ]
            await asyncio.wait(work)
            for task in aside:
                task.cancel()
        if self._mark_under_way is not None:
            await self._mark_under_way  # or the counts would be given before what it marks is in them
        await asyncio.to_thread(self._write, self._taken())
        await asyncio.to_thread(outbox.release, self._database, self._unbegun)
        return Delivered(**self._counts)

    async def _prepare_all(self) -> None:
        while not self._stopping.is_set() and self._unreachable is None:
            claimed = await asyncio.to_thread(self._claim)
            if not claimed:
                break
            self._held |= {mail.claim: mail for mail in claimed}
            for one in await asyncio.to_thread(self._prepare, claimed):
                await self._ready.put(one)
        for _ in range(CONNECTIONS):
            await self._ready.put(None)

    async def _send_all(self) -> None:
        connection = Connection(self._server)
        try:
            while (one := await self._ready.get()) is not None:
                if self._stopping.is_set():
                    self._unbegun.append(one.mail)
                    continue
                answer = self._unreachable or one.safe(await self._send(connection, one))
                if not answer.connected:
                    self._unreachable = answer
                self._conclude(one.mail, answer)
        finally:
            await connection.close()

    async def _send(self, connection: Connection, one: Going) -> Answer:
        async def still_ours() -> bool:
            answer = asyncio.get_running_loop().create_future()
            self._asking.append((one.mail, answer))
            self._asked.set()
            return bool(await answer)

        return await connection.send(self._post.sender, one.mail.address, filled(one.kept, one.secret), still_ours)

    async def _answer(self) -> None:
        """Whether mails on the brink of going are still ours, asked for all that wait to know it at the moment."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            asking, self._asking = self._asking, []
            try:
                ours = await asyncio.to_thread(self._ours, [mail for mail, _ in asking])
            except Exception as fault:  # noqa: BLE001 - it is each asker's own fault, as if it had asked for itself
                for _, answer in asking:
                    answer.set_exception(fault)
            else:
                for mail, answer in asking:
                    answer.set_result(mail.claim in ours)

    def _conclude(self, mail: Claimed, answer: Answer, *, tried: bool = True) -> None:
        if answer.outcome == "late":
            self._held.pop(mail.claim, None)
            self._counts["late"] += 1
        else:
            ended = outbox.outcome(mail, answer, self._clock(), tried=tried)
            over = ended.status == "refused" and mail.template in UNMENDED
            self._ended.append(replace(ended, status="withdrawn") if over else ended)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEWED_EVERY)
            await asyncio.to_thread(outbox.renew, self._database, list(self._held.values()))

    async def _mark(self) -> None:
        while True:
            await asyncio.sleep(MARKED_EVERY)
            self._mark_under_way = asyncio.ensure_future(asyncio.to_thread(self._write, self._taken()))
            await asyncio.shield(self._mark_under_way)

    async def _hurry(self, work: list[asyncio.Task[None]]) -> None:
        await self._stopping.wait()
        await asyncio.sleep(LAST_WAIT)
        for task in work:
            task.cancel()

    def _claim(self) -> list[Claimed]:
        with self._database.writing() as session:
            return outbox.claim(session, self._clock(), BATCH)

    def _ours(self, mails: list[Claimed]) -> set[Claim]:
        with self._database.reading() as session:
            return outbox.held(session, mails)

    def _prepare(self, claimed: list[Claimed]) -> list[Going]:
        """Every mail's bytes, stored; those of which nothing is owed any more are withdrawn."""
        now, drafts = self._clock(), []
        with self._database.reading() as session:
            nowhere = barred(session, [(mail.person, mail.address) for mail in claimed], civil_day(now))
            content_of = self._contents(session, claimed, civil_day(now))
            for mail in claimed:
                try:
                    content, found = self._render(mail, content_of, now)
                    if content is not None and (why := nowhere.get((mail.person, mail.address))):
                        self._conclude(mail, Answer("refused", why), tried=False)
                    else:
                        drafts.append((mail, content, found))
                except ValueError as fault:
                    self._conclude(mail, Answer("refused", f"The mail can't be written: {fault}"), tried=False)
                except Unusable as fault:
                    self._conclude(mail, Answer("deferred", str(fault)))
                except DBAPIError:
                    raise
                except Exception as fault:  # noqa: BLE001 - one mail that can't be written mustn't hold up the others
                    self._conclude(mail, Answer("deferred", f"The mail can't be written: {type(fault).__name__}"))
        return self._store(drafts, now)

    def _contents(self, session: Session, claimed: list[Claimed], today: date) -> Callable[[Claimed], Content]:
        """What each of the mails holds now, asked for all at once."""
        again = {mail.id for mail in claimed if mail.goes_again and mail.template not in BY_LINK}
        here = still_owed.present(session, {mail.person for mail in claimed if mail.id in again}, today)
        post = self._post
        ask = partial(Contents, session, today=today, base_url=post.base_url, secret_of=post.secret_of)
        try:
            asked = ask([mail for mail in claimed if mail.id not in again])
        except DBAPIError:
            raise
        except Exception:  # noqa: BLE001 - what can't be read is one mail's fault: so each is asked by itself
            asked = None

        def content_of(mail: Claimed) -> Content:
            if mail.id in again:
                return Content(None, (), "" if mail.person in here else LEFT)
            return (asked or ask([mail])).of(mail)

        return content_of

    def _render(
        self, mail: Claimed, content_of: Callable[[Claimed], Content], now: datetime
    ) -> tuple[bytes | None, Content]:
        if mail.goes_again:
            found = content_of(mail)
            return (None if found.why_not else mail.content), found
        if not (mail.address.isascii() and mail.address.isprintable()):
            raise ValueError("the address isn't one")
        found = content_of(mail)
        if found.letter is None:
            return None, found
        envelope = Envelope(self._post.sender, mail.address, mail.message_id, now)
        return message(found.letter, envelope), found

    def _store(self, drafts: list[tuple[Claimed, bytes | None, Content]], now: datetime) -> list[Going]:
        """Keeps the bytes, ends what isn't owed any more; gives what may go."""
        secrets = {mail.claim: found.secret for mail, _, found in drafts}
        again = [(mail, content) for mail, content, _ in drafts if content is not None and mail.goes_again]
        anew = [(mail, content) for mail, content, _ in drafts if content is not None and not mail.goes_again]
        ended = [outbox.withdrawn(mail, found.why_not, now) for mail, content, found in drafts if content is None]
        if anew or ended:
            with self._database.writing() as session:
                outbox.drop_lines(session, [notice for _, _, found in drafts for notice in found.gone])
                withdrawn = outbox.end(session, ended, now)
                kept = outbox.keep(session, anew)
            self._counts["withdrawn"] += len(withdrawn)
            for one in ended:
                self._held.pop(one.mail.claim, None)
            anew = [(mail, content) for mail, content in anew if mail.claim in kept]
        return [Going(mail, content, secrets[mail.claim]) for mail, content in again + anew]

    def _taken(self) -> list[Ended]:
        taken, self._ended = self._ended, []
        return taken

    def _write(self, ended: list[Ended]) -> None:
        """Marks what ended since the last time, in one transaction; returns once every earlier marking is done."""
        with self._marking:
            if not ended:
                return
            now = self._clock()
            with self._database.writing() as session:
                ours = outbox.end(session, ended, now)
                for one in ended:
                    if one.mail.claim in ours and one.status == "refused":
                        tell_undelivered(session, one.mail, civil_day(now))
            for one in ended:
                self._held.pop(one.mail.claim, None)
                self._counts[one.status if one.mail.claim in ours else "late"] += 1
                self._counts["unknown"] += one.unknown and one.mail.claim in ours
