"""A mail's very bytes from its headers, its text and the same as HTML. Knows no letter.

Headers are the library's own, which refuses a line break in any of them. The parts are put together here:
``EmailMessage`` takes two milliseconds over what is always the same, more than everything else that a mail costs.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterable
from email.policy import SMTP
from functools import lru_cache
from hashlib import sha256

LONGEST_LINE = 78
"""RFC 5322, 2.1.1: lines "SHOULD be no more than 78 characters"; longer ones are folded as quoted-printable."""


def compose(headers: Iterable[tuple[str, str]], text: str, html: str) -> bytes:
    """The mail, ready to be handed over; ``ValueError`` where a header holds a line break."""
    # Named for what it parts, so that the same mail has the same bytes; no text can hold its own digest.
    boundary = "=_" + sha256(f"{text}{html}".encode()).hexdigest()[:24]
    kind = f'multipart/alternative; boundary="{boundary}"'
    own = (_header(name, value) for name, value in headers)
    begun = b"".join((*own, _header("MIME-Version", "1.0"), f"Content-Type: {kind}\r\n\r\n".encode()))
    between, end = f"--{boundary}\r\n".encode(), f"--{boundary}--\r\n".encode()
    return b"".join((begun, between, _part("plain", text), b"\r\n", between, _part("html", html), b"\r\n", end))


@lru_cache(maxsize=512)
def _header(name: str, value: str) -> bytes:
    """One header, folded: within a pass most are the same from mail to mail."""
    return SMTP.fold_binary(*SMTP.header_store_parse(name, value))


def _part(subtype: str, words: str) -> bytes:
    lines = words.encode().splitlines()
    encoding, body = "7bit", b"\r\n".join(lines) + b"\r\n"
    if not words.isascii() or max(map(len, lines), default=0) > LONGEST_LINE:
        encoding, body = "quoted-printable", binascii.b2a_qp(body, istext=True)
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + body
