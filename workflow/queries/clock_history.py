"""What happened to a case's clocks, each change with its reason: who agreed more time, which day off moved a date.

Whoever asks has the case already: no filter by viewer stands here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session

from states.calendar import in_words
from states.moves.taking_on import EXTENSIONS
from workflow.engine.clocks import MISSED
from workflow.tables.rows import CLOCK, CLOCK_CHANGE, ENTRY, TEXT

_CHANGES = (
    select(CLOCK_CHANGE, ENTRY.c.body, CLOCK.c.key)
    .join(CLOCK, CLOCK.c.id == CLOCK_CHANGE.c.clock_id)
    .join(ENTRY, (ENTRY.c.case_id == CLOCK_CHANGE.c.case_id) & (ENTRY.c.seq == CLOCK_CHANGE.c.seq))
    .where(CLOCK_CHANGE.c.case_id == bindparam("case_id"))
    .order_by(CLOCK_CHANGE.c.clock_id, CLOCK_CHANGE.c.number)
)
_REASONS = select(TEXT.c.seq, TEXT.c.ask, TEXT.c.body).where(
    TEXT.c.case_id == bindparam("case_id"),
    or_(TEXT.c.ask.in_(("reason", "authority")), TEXT.c.ask.startswith(f"{EXTENSIONS}.")),
    TEXT.c.erased_on.is_(None),
)
MOVED = frozenset({"moved", "corrected", "extended", "re-dated", "resumed", "new rules"})
"""Changes that, where the date is another after them, count as having moved it: a new beginning doesn't."""


@dataclass(frozen=True, slots=True)
class ClockMove:
    """One change of a clock: ``entry`` is the number of the one that says why, ``says`` all of it in a sentence."""

    what: str
    happened_on: date
    old_due_on: date | None
    new_due_on: date
    entry: int
    says: str

    @property
    def moves(self) -> bool:
        """Whether it moved the due date."""
        return self.what in MOVED and self.old_due_on != self.new_due_on


def histories(session: Session, case_id: int) -> Mapping[int, tuple[ClockMove, ...]]:
    """Each clock's changes by its id, from the first on."""
    rows = session.execute(_CHANGES, {"case_id": case_id}).all()
    told: dict[tuple[int, str], str] = {}
    if any(row.what not in ("started", "stopped") for row in rows):
        told = {(row.seq, row.ask): row.body for row in session.execute(_REASONS, {"case_id": case_id})}
    found = defaultdict[int, list[ClockMove]](list)
    for row in rows:
        why = _why(row, told)
        says = _says(row.what, row.old_due_on, row.new_due_on) + (f": {why}" if why else "")
        one = ClockMove(row.what, row.happened_on, row.old_due_on, row.new_due_on, row.seq, says)
        found[row.clock_id].append(one)
    return {clock: tuple(moves) for clock, moves in found.items()}


def days_told(body: Mapping[str, Any]) -> str:
    """The days that a change of the calendar was about, with their names."""
    days = (f"{in_words(date.fromisoformat(one['day']))} {one['name']}" for one in body.get("days", ()))
    return ", ".join(days)


def _why(row: Any, told: Mapping[tuple[int, str], str]) -> str:
    if row.what == "re-dated":
        return days_told(json.loads(row.body))
    if row.what in ("started", "stopped"):
        return ""
    place = _place(row)
    authority, reason = told.get((row.seq, f"{place}authority"), ""), told.get((row.seq, f"{place}reason"), "")
    return ". ".join(part for part in (f"on authority of {authority}" if authority else "", reason) if part)


def _place(row: Any) -> str:
    """Where the reason of a change stands: of what was extended before a case was taken on, in that row."""
    rows = json.loads(row.body)["answers"].get(EXTENSIONS, ())
    agreed = (row.key, row.new_due_on.isoformat())
    found = (number for number, one in enumerate(rows) if (one["clock"], one["extended_to"]) == agreed)
    return next((f"{EXTENSIONS}.{number}." for number in found), "")


def _says(what: str, old: date | None, new: date) -> str:
    if what == MISSED and old is not None:
        return f"Missed on {in_words(old)}; begun anew, due {in_words(new)}"
    if old is not None and old != new:
        return f"{what.capitalize()} from {in_words(old)} to {in_words(new)}"
    return f"{what.capitalize()}, due {in_words(new)}"
