"""The bytes of a mail read back as what was put in, whatever that was."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifications.mime import compose

HEADERS = (("From", "Casekeeper <c@n.example>"), ("To", "olive@n.example"), ("Subject", "Casekeeper: 1 new"))
LINES = st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t")), max_size=6)
"""Lines of anything but control characters, which no mail carries."""


def read(content: bytes) -> EmailMessage:
    """The mail as a reader's program has it."""
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    assert [] == mail.defects
    return mail


@given(LINES, LINES)
@example(["x" * 2000], ["=3D", "--=_", ".", "From here", "trailing ", "Grüße  ", ""])
def test_both_parts_read_back_as_they_were(text: list[str], html: list[str]) -> None:
    """Long lines, blanks at an end, dots and dashes at a beginning, other alphabets: all arrive."""
    content = compose(HEADERS, "\n".join(text), "\n".join(html))
    mail = read(content)
    for kind, lines in (("plain", text), ("html", html)):
        part = mail.get_body((kind,))
        assert part is not None
        assert [] == part.defects
        assert "\n".join(lines).rstrip("\n") == part.get_content().replace("\r\n", "\n").rstrip("\n")
    assert content.isascii()
    assert all(len(line) <= 78 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_mail_has_its_headers_and_the_same_bytes_each_time() -> None:
    """So that one that goes again can be recognised."""
    content = compose(HEADERS, "one", "two")
    mail = read(content)
    assert dict(HEADERS) == {name: mail[name] for name, _ in HEADERS}
    assert ["multipart/alternative", "text/plain", "text/html"] == [part.get_content_type() for part in mail.walk()]
    assert content == compose(HEADERS, "one", "two") != compose(HEADERS, "one", "three")


@pytest.mark.parametrize("name", ["To", "Subject", "Message-ID"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_no_header_can_hold_another(name: str, end: str) -> None:
    """A line break in any of them is refused, not sent."""
    with pytest.raises(ValueError, match="linefeed"):
        compose([(name, f"one{end}Bcc: everybody@n.example")], "text", "html")
