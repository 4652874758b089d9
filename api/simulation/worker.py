"""What a worker does on waking: chase, make mails, and, in place of a mail server, say of each that it was sent.

Every mail's words are made as if it went; an answer that says so stands in the server's place.
"""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime

from notifications import outbox
from notifications.contents import Contents
from notifications.delivery import Post
from notifications.digests import gather
from notifications.letters import Envelope, message
from notifications.outbox import Claimed, Ended
from notifications.sweep import sweep
from states.calendar import civil_day
from workflow.database.storage import Database

SIMULATED = "Simulated: nothing was sent."
POST = Post("smtp://127.0.0.1:1", "https://casekeeper.northmoor.example", "casekeeper@northmoor.example")
BATCH = 200


def wake(database: Database, now: datetime) -> None:
    """One pass of all that a worker does."""
    sweep(database, now)
    if any(astuple(gather(database, now, POST.host))):
        while post(database, now) == BATCH:
            pass


def post(database: Database, now: datetime) -> int:
    """Writes and marks up to a batch of mails; how many it claimed."""
    with database.writing() as session:
        claimed = outbox.claim(session, now, BATCH)
        contents = Contents(session, claimed, civil_day(now), POST.base_url)
        gone: list[int] = []
        words: list[tuple[Claimed, bytes]] = []
        ended: list[Ended] = []
        for mail in claimed:
            found = contents.of(mail)
            gone += found.gone
            if found.letter is None:
                ended.append(outbox.withdrawn(mail, found.why_not, now))
                continue
            envelope = Envelope(POST.sender, mail.address, mail.message_id, now)
            words.append((mail, message(found.letter, envelope)))
            ended.append(Ended(mail, "sent", SIMULATED, now))
        outbox.drop_lines(session, gone)
        outbox.keep(session, words)
        outbox.end(session, ended, now)
    return len(claimed)
