"""A mail's words: closed types with no field for narrative, rendered to text and HTML. Knows no database.

Whatever stands in a case, a mail can only hold a reference, a kind of task, a date, a reason and a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from notifications.mime import compose
from states.calendar import LONDON

MONTHS = ("January", "February", "March", "April", "May", "June") + (
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


MANY = 3
"""From how many lines on those that say the same become one."""
TEMPLATES = frozenset({"notice", "summary"})
"""The letters that a declaration's tells may ask for by name: a line, or the same with the executive's figures."""


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


def alike(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """The lines by what they say, in their order: many without a date that say the same of other cases are one.

    A day off that moves forty dates is one thing to know, not forty.
    """
    groups: dict[object, list[Item]] = {}
    for number, item in enumerate(items):
        groups.setdefault(number if item.due_on is not None or item.late else (item.task, item.why), []).append(item)
    found: list[tuple[Item, ...]] = []
    for group in groups.values():
        found += [tuple(group)] if len(group) >= MANY else [(item,) for item in group]
    return found


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
    def things(self) -> int:
        """How many new things there are: what says the same of many cases is one."""
        return len(alike(self.new))

    @property
    def late(self) -> int:
        """How many of the lines are late."""
        return sum(item.late for item in (*self.new, *self.rest))

    @property
    def subject(self) -> str:
        """Counts only: a subject shows on locked screens."""
        late = f", {self.late} late" if self.late else ""
        return f"Casekeeper: {self.things} new{late}"


@dataclass(frozen=True, slots=True)
class Counted:
    """A count in a declaration's words. ``oldest`` in working days, None where its age isn't said."""

    says: str
    number: int
    oldest: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Counts of one kind of case; ``overdue`` None where that isn't said."""

    says: str
    number: int
    overdue: int | None
    states: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A time limit long past, by its case's reference; ``link`` "" where the reader may not open the case."""

    reference: str
    says: str
    working_days: int
    link: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What the partners' leaders are told: counts, how late, and lines of theirs where it goes at once.

    ``partnership`` is its name. ``why`` is "" where each line of ``new`` says it. ``late`` counts time limits,
    ``latest`` the working days of the worst.
    """

    day: date
    partnership: str
    why: str
    new: tuple[Item, ...]
    open: tuple[Group, ...]
    actions: tuple[Group, ...]
    escalated: tuple[Group, ...]
    late: int
    latest: int
    long_late: tuple[Overdue, ...]
    long_late_more: int
    undelivered: int
    help_lines: tuple[str, ...]
    home: str

    @property
    def things(self) -> int:
        """How many new things there are: what says the same of many cases is one."""
        return len(alike(self.new))

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to tell but that."""
        return not (self.new or self.open or self.actions or self.escalated or self.late or self.undelivered)

    @property
    def subject(self) -> str:
        """Counts only: a subject shows on locked screens."""
        late = f", {self.late} late" if self.late else ""
        return f"Casekeeper: {self.things} new, with the summary{late}" if self.new else f"Casekeeper: summary{late}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByLink:
    """A mail whose link lets its receiver set up how they sign in: no name, no case, nothing anybody wrote of one.

    ``partnership`` is its name, of several with "and" between; ``until`` when the link ends.
    """

    day: date
    partnership: str
    link: str
    until: datetime
    help_lines: tuple[str, ...]

    @property
    def subject(self) -> str:
        """What it is for, whoever sees it."""
        return "Casekeeper: set up how you sign in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(ByLink):
    """To somebody who is to work in Casekeeper, or to begin anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery(ByLink):
    """To somebody who asked because they can't sign in."""

    @property
    def subject(self) -> str:
        """What it is for, whoever sees it."""
        return "Casekeeper: if you can't sign in"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressWord:
    """A mail that tells of an address that was put right: no link, no name, neither of the addresses.

    ``partnership`` as in ``ByLink``; ``at`` is when it was.
    """

    day: date
    partnership: str
    at: datetime
    help_lines: tuple[str, ...]

    @property
    def subject(self) -> str:
        """What it is about, whoever sees it."""
        return "Casekeeper: your address was changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLeft(AddressWord):
    """To the address before, where its person may hear of what they don't know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressTaken(AddressWord):
    """To the new address."""


AnyLetter = Letter | Summary | ByLink | AddressWord


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom, to whom, under which Message-ID, when."""

    sender: str
    recipient: str
    message_id: str
    at: datetime


NAMES: dict[type, str] = {
    Letter: "letter",
    Summary: "summary",
    Invitation: "invitation",
    Recovery: "recovery",
    AddressLeft: "warning",
    AddressTaken: "correction",
}


def message(letter: AnyLetter, envelope: Envelope) -> bytes:
    """The mail's very bytes: plain text, and the same as HTML."""
    headers = (
        ("From", str(Address("Casekeeper", addr_spec=envelope.sender))),
        ("To", envelope.recipient),
        ("Subject", letter.subject),
        ("Date", format_datetime(envelope.at)),
        ("Message-ID", envelope.message_id),
        ("Auto-Submitted", "auto-generated"),
    )
    name = NAMES[type(letter)]
    text, html = (_template(f"{name}.{kind}.jinja").render(letter=letter) for kind in ("txt", "html"))
    return compose(headers, text, html)


def in_full(day: date) -> str:
    """A day as officers write it: "23 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def in_full_at(moment: datetime) -> str:
    """A moment by London's clock: "14:05 on 23 November 2026"."""
    local = moment.astimezone(LONDON)
    return f"{local:%H:%M} on {in_full(local.date())}"


def when(item: Item, today: date) -> str:
    """When a task is or was due, in a few words; "" where it has no date."""
    if item.due_on is None:
        return ""
    if item.late:
        days = f"{working_days(item.late_by)} late" if item.late_by else "late"
        return f"Was due {in_full(item.due_on)}, {days}"
    if item.due_on < today:
        return f"Expected by {in_full(item.due_on)}"
    return "Due today" if item.due_on == today else f"Due {in_full(item.due_on)}"


def counts(group: Group) -> str:
    """How many of a kind, and what of them: "3 open, 1 past its date"."""
    past = f", {group.overdue} past {'its' if group.overdue == 1 else 'their'} date" if group.overdue else ""
    return f"{group.number} open{past}"


def working_days(number: int) -> str:
    """A number of working days in words."""
    return f"{number} working day{'' if number == 1 else 's'}"


def in_words(one: Counted) -> str:
    """How many in a state, and how old the oldest is: "2, the oldest open for 3 working days"."""
    if one.oldest is None:
        return str(one.number)
    return f"{one.number}, {'the oldest ' if one.number > 1 else ''}open for {working_days(one.oldest)}"


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
    made.filters.update(in_full=in_full, in_full_at=in_full_at)
    made.globals.update(alike=alike, when=when, counts=counts, in_words=in_words, working_days=working_days)
    return made
