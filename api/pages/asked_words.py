"""What a list was asked for, in words: from its address, and as the read log keeps it. Judges nothing.

Each choice that a page offers by a key has its words here, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from api.pages.fields import DAY_PARTS
from api.pages.rendering import day
from states.kinds import machines
from workflow.access.read_log import WORDS as LOOKED_AT
from workflow.before_reading.readings import WHY
from workflow.people.account_events import WORDS as EVENTS

Agencies = Mapping[str, str]

CLASSES = {"standard": "Standard", "restricted": "Restricted", "sealed": "Sealed"}
SHOWN = {"open": "Open", "late": "Late", "ended": "Ended", "all": "All"}
ORDERS = {
    "due_on": "Due soonest",
    "-opened_on": "Newest",
    "opened_on": "Oldest",
    "reference": "Reference",
    "-reference": "Reference, the last first",
}
DAYS = {"from": "From", "to": "To", "since": "From", "until": "To", "due_before": "Due before"}
ASKED = {
    **DAYS,
    **{f"{name}-{part}": says for name, says in DAYS.items() for part in DAY_PARTS},
    "q": "Words",
    "kind": "Kind",
    "state": "Stands at",
    "show": "Show",
    "open": "Open",
    "overdue": "Late",
    "agency": "Agency",
    "owner": "Owner",
    "parent": "Below",
    "sort": "Order",
    "limit": "At most",
    "like": "Like",
    "row": "Row",
    "for": "For somebody else",
    "person": "Who",
    "case": "Case",
    "reference": "Reference",
    "what": "What",
    "restriction": "Class",
    "glass": "Under broken glass",
    "token": "By token",
    "broken_glass": "Under broken glass",
    "by_token": "By token",
    "reading": "Under the leave of number",
    "waiting": "Waiting for a review",
    "why": "Read",
    "partnership": "Partnership",
    "template": "Template",
    "sha256": "SHA-256",
    **dict.fromkeys(("after", "before", "reviewed"), "A later page"),
}
"""What an address may ask for, and a document's look says of it."""
UNSAID = frozenset({"after", "before", "reviewed"})
"""Whose values are places in a list, which tell nobody anything."""
YES_OR_NO = ("open", "overdue", "glass", "token", "for", "broken_glass", "by_token", "waiting")
YES = {"1": "yes", "true": "yes", "false": "no"}
BEGINS = re.compile(rf"(?:^|(?<= ))({'|'.join(sorted(map(re.escape, ASKED), key=len, reverse=True))})=")
ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def parted(detail: str) -> tuple[str, list[tuple[str, str]]]:
    """What is named first, and what is asked for by name."""
    found = list(BEGINS.finditer(detail))
    ends = [*(one.start() for one in found[1:]), len(detail)]
    pairs = [(one.group(1), detail[one.end() : end].strip()) for one, end in zip(found, ends, strict=False)]
    return (detail[: found[0].start()] if found else detail).strip(), pairs


def in_words(pairs: list[tuple[str, str]], agencies: Agencies) -> Iterator[str]:
    """What was asked for by these names, each with its value; what was typed as it was typed."""
    given = dict(pairs)
    for name, value in pairs:
        first, dash, part = name.rpartition("-")
        if dash and first in DAYS:
            if part == next(one for one in DAY_PARTS if f"{first}-{one}" in given):
                yield f"{DAYS[first]}: {_day([given.get(f'{first}-{one}', '') for one in DAY_PARTS])}"
        elif name in UNSAID:
            yield ASKED[name]
        else:
            yield f"{ASKED.get(name, name)}: {_value(name, value, given, agencies)}"


def dated(text: str) -> str:
    """The text with its days as people write them; what is no day stays as it is."""

    def said(found: re.Match[str]) -> str:
        try:
            return day(date.fromisoformat(found.group()))
        except ValueError:
            return found.group()

    return ISO.sub(said, text)


def _day(parts: list[str]) -> str:
    number, month, year = parts
    try:
        return day(date(int(year), int(month), int(number)))
    except ValueError:
        return " ".join(parts)


def _value(name: str, value: str, given: Mapping[str, str], agencies: Agencies) -> str:
    if name == "q":
        return f"“{value}”"
    if name in DAYS:
        return dated(value)
    known: Mapping[str, str] = {
        "agency": agencies,
        "kind": {key: machine.title for key, machine in machines().items()},
        "show": SHOWN,
        "sort": ORDERS,
        "restriction": CLASSES,
        "what": LOOKED_AT | EVENTS,
        "why": WHY,
        "state": _states(given.get("kind", "")),
        **dict.fromkeys(YES_OR_NO, YES),
    }.get(name, {})
    return known.get(value, value)


def _states(kind: str) -> dict[str, str]:
    """Labels of states by key: of that kind, or of all where it is none."""
    of = machines()
    return {
        state.key: state.label for machine in ([of[kind]] if kind in of else of.values()) for state in machine.states
    }
