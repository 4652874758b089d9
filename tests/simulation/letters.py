"""A mail's words, decoded for the checker: subject and every part."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header


def words_of(content: bytes) -> str:
    """Subject and parts of a mail, in small letters."""
    read = message_from_bytes(content)
    parts = [part for part in read.walk() if not part.is_multipart()]
    words = [bytes(part.get_payload(decode=True)).decode(part.get_content_charset("utf-8")) for part in parts]
    return "\n".join([str(make_header(decode_header(read["Subject"]))), *words]).lower()
