"""What tests of mails share: a mail server, and somebody who will be mailed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notifications.mailbox import Mailbox
from tests.notifications.stage import MONDAY, case, clock, partnership, person
from workflow.database.storage import Database


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that takes mails."""
    made = Mailbox()
    made.open()
    yield made
    made.close()


@pytest.fixture
def olive(database: Database) -> int:
    """Olive, who is mailed about one case that is due today; and a business manager."""
    with database.writing() as session:
        partnership(session)
        number = person(session, "olive", "agency_user@school")
        person(session, "manager", "business_manager@unit")
        clock(session, case(session, owner_person=number), MONDAY)
    return number
