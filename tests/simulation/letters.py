"""A mail's words, decoded for the checker: subject and every part."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default


def words_of(content: bytes) -> str:
    """Subject and parts of a mail, in small letters."""
    read = message_from_bytes(content, policy=default)
    parts = [str(part.get_content()) for part in read.walk() if not part.is_multipart()]
    return "\n".join([str(read["Subject"]), *parts]).lower()
