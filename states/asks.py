"""What a move asks, and how an answer is read: from JSON, a form or a spreadsheet cell alike.

``Ask.read`` gives a typed value or raises ``Unreadable`` with a sentence that says what to do.
Knows no form and no database; agencies and people that may be named come in as ``Known``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

Answer = object
"""One typed answer: str, int, bool, date, tuple of str, dict of criteria, or tuple of row dicts."""

MOST_LINE, MOST_TEXT, MOST_ROWS = 200, 20_000, 60
REFERENCE = re.compile(r"[A-Z][A-Z0-9]{0,7}-[0-9]{4}-[0-9]{4,9}")
DAY, WHOLE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile(r"-?[0-9]+")
NARRATIVE = frozenset({"line", "text"})
CRITERION_ANSWERS = {"yes": "Yes", "no": "No", "not_known": "Not yet known"}


class Unreadable(ValueError):
    """An answer that can't be read; its text is the sentence for the person who gave it."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value that may be chosen."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What may be named on the day of reading: agency keys, people's addresses, this case's dates, entries and clocks.

    ``clocks`` are those that run or are paused; ``fixed`` says of some of them why nobody can move them.
    ``rows`` are those of each register that haven't ended, by number; ``items`` those of each list for an agenda.
    ``themes`` are the policy's, and those that the case has already.
    """

    today: date
    agencies: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, str] = field(default_factory=dict)
    clocks: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    items: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def movable(self) -> Mapping[str, str]:
        """The clocks that somebody may move."""
        return {key: label for key, label in self.clocks.items() if key not in self.fixed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question.

    ``type`` is a key of ``READERS``. ``default`` names a clock of this case whose due date stands in where no
    answer is given. ``past`` refuses days after today. ``most`` caps characters (line, text) or rows.
    ``kept_in_case`` False keeps an answer in its entry only, so that the next one doesn't overwrite it.
    ``apart``: what is chosen says something of a person, so it is kept as narrative is, beside the entry, erasable.
    ``fixed_too``: of clocks, those that nobody can move may be named as well. ``of``: the register whose row is named,
    or the list whose items are.
    """

    key: str
    label: str
    type: str
    hint: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    columns: tuple[Ask, ...] = ()
    most: int = 0
    past: bool = False
    default: str = ""
    kept_in_case: bool = True
    apart: bool = False
    fixed_too: bool = False
    group: str = ""
    of: str = ""

    @property
    def narrative(self) -> bool:
        """Whether people write freely here: kept beside the entry, erasable, never in a mail."""
        own = self.type in NARRATIVE or self.type == "criteria" or self.apart
        return own or any(column.narrative for column in self.columns)

    def read(self, raw: object, known: Known) -> Answer | None:
        """The typed answer, or None where an optional one was left out; raises ``Unreadable`` with a sentence."""
        if raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], {}, ()):
            if self.required:
                raise Unreadable(f"{MISSING.get(self.type, 'Answer')}: {self.label}")
            return None
        return READERS[self.type](self, raw, known)


MISSING = {
    "line": "Enter",
    "text": "Enter",
    "whole": "Enter",
    "day": "Enter the date",
    "choice": "Select",
    "choices": "Select at least one",
    "yes_no": "Select yes or no",
    "agency": "Select an agency",
    "agencies": "Select at least one agency",
    "themes": "Select at least one theme",
    "person": "Select a person",
    "rows": "Add at least one",
    "dated": "Select which date",
    "entry": "Select which entry",
    "clock": "Select which time limit",
    "case": "Enter the reference",
    "row": "Select which one",
    "items": "Select at least one",
}


def read_text(ask: Ask, raw: object, known: Known) -> str:
    """A string of printable characters, within the ask's length, trimmed."""
    if not isinstance(raw, str):
        raise Unreadable(f"{ask.label} must be text")
    text = raw.replace("\r\n", "\n").strip()
    if any(ord(c) < 32 and c not in "\n\t" for c in text) or any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise Unreadable(f"{ask.label} has characters that can't be kept")
    most = ask.most or (MOST_LINE if ask.type == "line" else MOST_TEXT)
    if len(text) > most:
        raise Unreadable(f"{ask.label} must be {most} characters or fewer; it has {len(text)}")
    if ask.type == "line" and "\n" in text:
        raise Unreadable(f"{ask.label} must be one line")
    return text


def read_day(ask: Ask, raw: object, known: Known) -> date:
    """A day as ``2026-11-23``; refuses days that don't exist and, where the ask says so, the future."""
    try:
        if not isinstance(raw, str) or not DAY.fullmatch(raw):
            raise ValueError
        day = date.fromisoformat(raw)
    except ValueError:
        raise Unreadable(f"{ask.label} must be a real date, such as 23 November 2026 (2026-11-23)") from None
    if not 1900 <= day.year <= 2200:
        raise Unreadable(f"{ask.label} must be a year between 1900 and 2200")
    if ask.past and day > known.today:
        raise Unreadable(f"{ask.label} must be today or in the past")
    return day


def read_whole(ask: Ask, raw: object, known: Known) -> int:
    """A whole number of at most nine digits; a form's digits are taken, a float or NaN is refused."""
    if isinstance(raw, str) and WHOLE.fullmatch(raw.strip()):
        raw = int(raw.strip()) if len(raw.strip()) <= 12 else 10**12
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Unreadable(f"{ask.label} must be a whole number")
    if abs(raw) >= 10**9:
        raise Unreadable(f"{ask.label} must be a smaller number")
    return raw


def read_choice(ask: Ask, raw: object, known: Known) -> str:
    """One of the ask's options, by its value."""
    return _one_of(ask, raw, {option.value: option.label for option in ask.options})


def read_choices(ask: Ask, raw: object, known: Known) -> tuple[str, ...]:
    """A set of the ask's options, in the options' order, each once."""
    return _some_of(ask, raw, {option.value: option.label for option in ask.options})


def read_yes_no(ask: Ask, raw: object, known: Known) -> bool:
    """True or false, or a form's ``yes`` and ``no``."""
    if isinstance(raw, bool):
        return raw
    if raw in ("yes", "no"):
        return raw == "yes"
    raise Unreadable(f"Select yes or no: {ask.label}")


def read_criteria(ask: Ask, raw: object, known: Known) -> dict[str, dict[str, str]]:
    """Each criterion's answer with its reasoning: ``{"a": {"answer": "yes", "reason": "…"}}``; none left out."""
    if not isinstance(raw, dict):
        raise Unreadable(f"{ask.label} must give an answer and a reason for each criterion")
    unknown = sorted(str(key) for key in raw if key not in {option.value for option in ask.options})
    if unknown:
        raise Unreadable(f"{ask.label} has no criterion {', '.join(unknown)}")
    read: dict[str, dict[str, str]] = {}
    for option in ask.options:
        given = raw.get(option.value)
        if (
            not isinstance(given, dict)
            or given.get("answer") not in list(CRITERION_ANSWERS)
            or set(given) - {"answer", "reason"}
        ):
            raise Unreadable(f"Select yes, no or not yet known for criterion {option.value}: {option.label}")
        reason = Ask(key="reason", label=f"Reasoning for criterion {option.value}", type="text")
        read[option.value] = {"answer": given["answer"], "reason": str(reason.read(given.get("reason"), known))}
    return read


def read_agency(ask: Ask, raw: object, known: Known) -> str:
    """An agency of the partnership, by its key."""
    return _one_of(ask, raw, known.agencies)


def read_agencies(ask: Ask, raw: object, known: Known) -> tuple[str, ...]:
    """Agencies of the partnership, by their keys, each once."""
    return _some_of(ask, raw, known.agencies)


def read_themes(ask: Ask, raw: object, known: Known) -> tuple[str, ...]:
    """Themes of the partnership's policy, by their names, each once."""
    return _some_of(ask, raw, {theme: theme for theme in known.themes})


def read_person(ask: Ask, raw: object, known: Known) -> str:
    """A person of the partnership, by address."""
    return _one_of(ask, raw.lower() if isinstance(raw, str) else raw, known.people)


def read_dated(ask: Ask, raw: object, known: Known) -> str:
    """One of this case's recorded dates, by its name."""
    return _one_of(ask, raw, known.dates)


def read_entry(ask: Ask, raw: object, known: Known) -> str:
    """One of this case's entries that the reader may name, by its number."""
    numbered = isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**9
    return _one_of(ask, str(raw) if numbered else raw, known.entries)


def read_clock(ask: Ask, raw: object, known: Known) -> str:
    """One of this case's clocks, by its key; one that nobody can move is refused with the reason."""
    if isinstance(raw, str) and raw in known.fixed and not ask.fixed_too:
        raise Unreadable(known.fixed[raw])
    return _one_of(ask, raw, known.clocks if ask.fixed_too else known.movable)


def read_case(ask: Ask, raw: object, known: Known) -> str:
    """A case's reference, as ``NM-2026-0147``; whether there is such a case, and who sees it, is looked up later."""
    reference = raw.strip().upper() if isinstance(raw, str) else ""
    if not REFERENCE.fullmatch(reference):
        raise Unreadable(f"{ask.label} must be a case's reference, such as NM-2026-0147")
    return reference


def read_row(ask: Ask, raw: object, known: Known) -> str:
    """One of the rows of this case's register, by its number."""
    numbered = isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**9
    return _one_of(ask, str(raw) if numbered else raw, known.rows.get(ask.of, {}))


def read_items(ask: Ask, raw: object, known: Known) -> tuple[str, ...]:
    """Items of a list for an agenda, by their numbers, each once."""
    if isinstance(raw, list | tuple):
        raw = [str(one) if type(one) is int and abs(one) < 10**9 else one for one in raw]
    return _some_of(ask, raw, known.items.get(ask.of, {}))


def read_rows(ask: Ask, raw: object, known: Known) -> tuple[dict[str, Answer], ...]:
    """Rows of the ask's columns; a fault names the row."""
    if not isinstance(raw, list | tuple):
        raise Unreadable(f"{ask.label} must be a list")
    most = ask.most or MOST_ROWS
    if len(raw) > most:
        raise Unreadable(f"{ask.label} may have {most} rows at most; it has {len(raw)}")
    rows = []
    for number, row in enumerate(raw, 1):
        if not isinstance(row, dict):
            raise Unreadable(f"{ask.label}, row {number}: must have named columns")
        unknown = sorted(str(key) for key in row if key not in {column.key for column in ask.columns})
        if unknown:
            raise Unreadable(f"{ask.label}, row {number}: there is no column {', '.join(unknown)}")
        read = {}
        for column in ask.columns:
            try:
                answer = column.read(row.get(column.key), known)
            except Unreadable as fault:
                raise Unreadable(f"{ask.label}, row {number}: {fault}") from None
            if answer is not None:
                read[column.key] = answer
        rows.append(read)
    return tuple(rows)


Reader = Callable[[Ask, object, Known], Answer]
READERS: Mapping[str, Reader] = {
    "line": read_text,
    "text": read_text,
    "day": read_day,
    "whole": read_whole,
    "choice": read_choice,
    "choices": read_choices,
    "yes_no": read_yes_no,
    "criteria": read_criteria,
    "agency": read_agency,
    "agencies": read_agencies,
    "themes": read_themes,
    "person": read_person,
    "dated": read_dated,
    "entry": read_entry,
    "clock": read_clock,
    "case": read_case,
    "row": read_row,
    "items": read_items,
    "rows": read_rows,
}


def _one_of(ask: Ask, raw: object, allowed: Mapping[str, str]) -> str:
    if isinstance(raw, str) and raw in allowed:
        return raw
    raise Unreadable(f"{ask.label}: {_shown(raw)} isn't one of {_listed(allowed)}")


def _some_of(ask: Ask, raw: object, allowed: Mapping[str, str]) -> tuple[str, ...]:
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, list | tuple):
        raise Unreadable(f"{ask.label} must be a list")
    for one in given:
        _one_of(ask, one, allowed)
    return tuple(key for key in allowed if key in given)


def _shown(raw: object) -> str:
    # Numbers may be too long to print, and lists too deep.
    text = repr(raw) if isinstance(raw, str | bool | float) else "what was given"
    return text if len(text) <= 60 else text[:57] + "…"


def _listed(allowed: Mapping[str, str]) -> str:
    keys = list(allowed)
    return ", ".join(keys[:12]) + (" …" if len(keys) > 12 else "") if keys else "(nothing can be chosen)"
