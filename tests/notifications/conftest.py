"""What tests of mails share: a mail server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notifications.mailbox import Mailbox


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that takes mails."""
    made = Mailbox()
    made.open()
    yield made
    made.close()
