"""What a batch of mails holds is what each of them holds by itself, to the byte; on each database."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from notifications.contents import Content, Contents, content_of
from notifications.letters import Envelope, Letter, Summary, message
from tests.notifications.population import NOW, populate
from tests.notifications.stage import MONDAY
from workflow.storage import Database
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
