"""What a batch of mails holds is what each of them holds by itself, to the byte; on each database."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from notifications.contents import Content, Contents, content_of
from notifications.delivery import Delivered, deliver
from notifications.letters import Envelope, Letter, Summary, message
from tests.notifications.mailbox import Mailbox
from tests.notifications.passes import queue
from tests.notifications.population import NOW, populate
from tests.notifications.stage import MONDAY, case, clock, partnership, person
from workflow.database.storage import Database
from workflow.tables import Mail

URL = "http://127.0.0.1:8000"


def written(mail: Mail, found: Content) -> tuple[bytes, Content]:
    """The very bytes that would go, and what they were made from."""
    envelope = Envelope("casekeeper@northmoor.example", mail.address, mail.message_id, NOW)
    return (message(found.letter, envelope) if found.letter is not None else b""), found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_batch_is_written_as_each_by_itself(database: Database, seed: int) -> None:
    """Of a mixed population: digests, lines at once, summaries; people and lines that are gone; other partnerships."""
    populate(database, seed)
    with database.reading() as session:
        mails = session.exec(select(Mail).order_by(col(Mail.id))).all()
        contents = Contents(session, mails, MONDAY, URL)  # type: ignore[arg-type]
        together = [written(mail, contents.of(mail)) for mail in mails]  # type: ignore[arg-type]
        alone = [
            written(mail, content_of(session, mail.id or 0, mail.person, mail.template, MONDAY, URL)) for mail in mails
        ]
    assert alone == together
    found = [content for _, content in together]
    letters = [content.letter for content in found if isinstance(content.letter, Letter)]
    assert {"digest", "notice", "summary"} == {mail.template for mail in mails}
    assert any(isinstance(content.letter, Summary) for content in found)
    assert any(letter.more for letter in letters)
    assert any(len(letter.help_lines) == 2 for letter in letters)
    assert any(content.gone and content.letter is not None for content in found)
    assert any(not content.letter and content.why_not for content in found)


def test_a_line_that_cant_be_read_holds_up_its_own_mail_only(sqlite_database: Database, mailbox: Mailbox) -> None:
    """Where a date is damaged on the disk, its mail is refused and says so; the others of the batch go."""
    database = sqlite_database
    with database.writing() as session:
        partnership(session)
        for number in range(5):
            owner = person(session, f"p{number}", "agency_user@school")
            clock(session, case(session, number, owner_person=owner), MONDAY)
    queue(database)
    with database.writing() as session:
        session.connection().execute(text("UPDATE notice SET due_on = 'damaged' WHERE id = 3"))
    assert Delivered(sent=4, refused=1) == deliver(database, mailbox.post, NOW)
    with database.reading() as session:
        (refused,) = session.exec(select(Mail.answer).where(Mail.status == "refused")).all()
    assert refused.startswith("The mail can't be written")
