"""Mail servers' addresses, and how long a mail waits between attempts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.outbox import back_off
from notifications.smtp import Server, read_server
from workflow.errors import Unusable


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, "smtp")),
        ("smtps://mail.example", Server("mail.example", 465, "smtps")),
        ("smtp+starttls://me%40x:p%3Aw@mail.example", Server("mail.example", 587, "smtp+starttls", "me@x", "p:w")),
        ("smtp://me:pw@localhost", Server("localhost", 25, "smtp", "me", "pw")),
    ],
)
def test_an_address_says_how_to_connect(url: str, server: Server) -> None:
    """The scheme gives port and encryption; user and password are unquoted."""
    assert server == read_server(url)


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://me:pw@mail.example"])
def test_an_address_that_cant_be_used_is_refused(url: str) -> None:
    """With a sentence that names the setting; a password never goes in the clear past this machine."""
    with pytest.raises(Unusable, match="CASEKEEPER_SMTP_URL") as refusal:
        read_server(url)
    assert "pw" not in str(refusal.value).replace("password", "")


def test_back_off_grows_to_an_hour() -> None:
    """1, 2, 4, 8, then every 15 minutes for six hours, so that an hour's outage is over in 15; then hourly."""
    soon, later = timedelta(hours=1), timedelta(hours=6)
    assert [1, 2, 4, 8, 15, 15] == [back_off(attempts, soon) // timedelta(minutes=1) for attempts in range(6)]
    assert timedelta(hours=1) == back_off(40, later)
