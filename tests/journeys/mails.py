"""Mails as the people who got them read them: their lines, taken from the plain text that came over SMTP."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from functools import cache

from states.calendar import civil_day

ALSO_YOURS = "ALSO YOURS\n----------\n"
LINE = re.compile(
    r"^(?P<reference>NM-\d{4}-\d{4}): (?P<task>.+)\n"
    r"(?:  (?P<when>(?:Was due|Due|Expected by) .+)\n)?"
    r"  Why you: (?P<why>.+)\n"
    r"(?:  (?P<link>http\S+)\n)?",
    re.MULTILINE,
)


MANY = re.compile(
    r"^(?P<task>\S.+), in \d+ cases\n  Why you: (?P<why>.+)\n(?P<cases>(?:  NM-\d{4}-\d{4}(?:: http\S+)?\n)+)",
    re.MULTILINE,
)
"""What says the same of many cases."""
ONE_OF_MANY = re.compile(r"  (?P<reference>NM-\d{4}-\d{4})(?:: (?P<link>http\S+))?")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a mail. ``when`` and ``link`` are "" where it has none."""

    reference: str
    task: str
    when: str
    why: str
    link: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that arrived: ``new`` is what it was sent for, ``also`` what else is that person's."""

    to: str
    on: date
    subject: str
    message_id: str
    new: tuple[Told, ...]
    also: tuple[Told, ...]
    whole: str


@cache
def read(content: bytes) -> Mail:
    """The mail behind the bytes that came."""
    message = message_from_bytes(content, policy=default)
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    text = parts["text/plain"].replace("\r\n", "\n")
    new, _, also = text.partition(ALSO_YOURS)
    return Mail(
        to=str(message["To"]).partition("@")[0],
        on=civil_day(parsedate_to_datetime(message["Date"])),
        subject=str(message["Subject"]),
        message_id=str(message["Message-ID"]),
        new=lines(new),
        also=lines(also),
        whole="\n".join([*(f"{name}: {value}" for name, value in message.items()), *parts.values()]),
    )


def lines(text: str) -> tuple[Told, ...]:
    """The lines of one part of a mail, those of many cases one by one."""
    own = [Told(**{key: value or "" for key, value in found.groupdict().items()}) for found in LINE.finditer(text)]
    many = [
        Told(one["reference"], found["task"], "", found["why"], one["link"] or "")
        for found in MANY.finditer(text)
        for one in ONE_OF_MANY.finditer(found["cases"])
    ]
    return (*own, *many)


def days(first: str, last: str) -> list[str]:
    """Every day from the first to the last, weekends too."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(start + timedelta(days=number)).isoformat() for number in range((end - start).days + 1)]
