"""A mail's words: closed types with no field for narrative, rendered to text and HTML. Knows no database.

Whatever stands in a case, a mail can only hold a reference, a kind of task, a date, a reason and a link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

MONTHS = ("January", "February", "March", "April", "May", "June") + (
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


TEMPLATES = frozenset({"notice"})
"""The letters that a declaration's tells may ask for by name."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a mail. ``link`` "" where the reader may not open the case; ``late_by`` in working days, 0 if not.

    ``task`` and ``why`` are words of a declaration or a policy.
    """

    reference: str
    task: str
    due_on: date | None
    late: bool
    late_by: int
    why: str
    link: str


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a mail may hold: what is new, what else is owed, whom to ring, where to sign in."""

    day: date
    new: tuple[Item, ...]
    rest: tuple[Item, ...]
    more: int
    help_lines: tuple[str, ...]
    home: str

    @property
    def late(self) -> int:
        """How many of the lines are late."""
        return sum(item.late for item in (*self.new, *self.rest))

    @property
    def subject(self) -> str:
        """Counts only: a subject shows on locked screens."""
        late = f", {self.late} late" if self.late else ""
        return f"Casekeeper: {len(self.new)} new{late}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom, to whom, under which Message-ID, when."""

    sender: str
    recipient: str
    message_id: str
    at: datetime


def message(letter: Letter, envelope: Envelope) -> bytes:
    """The mail's very bytes: plain text, and the same as HTML."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("Casekeeper", addr_spec=envelope.sender)
    made["To"] = envelope.recipient
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(envelope.at)
    made["Message-ID"] = envelope.message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(_template("letter.txt.jinja").render(letter=letter))
    made.add_alternative(_template("letter.html.jinja").render(letter=letter), subtype="html")
    return made.as_bytes()


def in_full(day: date) -> str:
    """A day as officers write it: "23 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def when(item: Item, today: date) -> str:
    """When a task is or was due, in a few words; "" where it has no date."""
    if item.due_on is None:
        return ""
    if item.late:
        days = f"{item.late_by} working day{'' if item.late_by == 1 else 's'} late" if item.late_by else "late"
        return f"Was due {in_full(item.due_on)}, {days}"
    if item.due_on < today:
        return f"Expected by {in_full(item.due_on)}"
    return "Due today" if item.due_on == today else f"Due {in_full(item.due_on)}"


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("notifications"),
        autoescape=select_autoescape(("html", "html.jinja"), default_for_string=True, default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["in_full"] = in_full
    made.globals["when"] = when
    return made
