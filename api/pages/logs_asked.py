"""What the pages of logs are asked for: days, and a cursor, as an address holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request

from api.pages.fields import form_day_value
from api.pages.forms import form_day

DAYS = {"from": "The first day", "to": "The last day"}
FIRST_YEAR, LAST_YEAR = 1900, 2200
Words = Annotated[str, Query(max_length=200)]
Cursor = Annotated[int | None, Query(ge=1, lt=2**31)]


@dataclass(slots=True)
class Asked:
    """What was asked for, as it was typed; ``faults`` by field, with a sentence each."""

    query: str
    from_on: date | None
    until: date | None
    values: dict[str, dict[str, str]]
    pairs: list[tuple[str, str]]
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> list[dict[str, str]]:
        """The error summary."""
        return [{"text": says, "href": f"#{name}-day"} for name, says in self.faults.items()]

    def next_page(self, path: str, before: int | None) -> str:
        """The address of the page after this one, "" where this is the last."""
        return f"{path}?{urlencode([*self.pairs, ('before', before)])}" if before is not None else ""


def asked(request: Request) -> Asked:
    """What the address of a log's page asks for."""
    posted = {name: request.query_params.getlist(name) for name in request.query_params}
    faults = dict[str, str]()
    days = {name: _day(name, posted, faults) for name in DAYS}
    first, last = days["from"], days["to"]
    if first is not None and last is not None and first > last:
        faults["from"] = "The first day must not be after the last"
    pairs = [(name, value) for name, value in request.query_params.multi_items() if value and name != "before"]
    values = {name: form_day_value(name, posted) for name in DAYS}
    return Asked(urlencode(pairs), first, last, values, pairs, faults)


def _day(name: str, posted: dict[str, list[str]], faults: dict[str, str]) -> date | None:
    text = form_day(name, posted)
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        faults[name] = f"{DAYS[name]} must be a real date, such as 23 11 2026"
        return None
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        faults[name] = f"{DAYS[name]} must be in a year from {FIRST_YEAR} to {LAST_YEAR}"
        return None
    return day


def as_cells(row: Sequence[object]) -> list[str]:
    """A row's cells for a spreadsheet, which takes text that begins like a formula for one: those are quoted."""
    return [f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\n") else text
            for text in map(str, row)]  # fmt: skip
