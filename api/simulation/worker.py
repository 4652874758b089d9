"""What a worker does on waking: chase, make mails, and, in place of a mail server, say of each that it was sent.

Every mail's words are made as if it went; an answer that says so stands in the server's place.
"""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime

from notifications import outbox
from notifications.contents import content_of
from notifications.delivery import Post
from notifications.digests import gather
from notifications.letters import Envelope, message
from notifications.outbox import Ended
from notifications.sweep import sweep
from states.calendar import civil_day
from workflow.storage import Database

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
        for mail in claimed:
            found = content_of(session, mail.id, mail.person, mail.template, civil_day(now), POST.base_url)
            outbox.drop_lines(session, found.gone)
            if found.letter is None:
                outbox.withdraw(session, mail, found.why_not, now)
                continue
            words = message(found.letter, Envelope(POST.sender, mail.address, mail.message_id, now))
            outbox.keep(session, mail, words)
            outbox.end(session, Ended(mail, "sent", SIMULATED, now), now)
    return len(claimed)
