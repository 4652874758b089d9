"""The days on which a case moved and those it was told, as they now stand: the last correction of each counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.calendar import in_words
from states.moves.taking_on import TAKEN_ON
from workflow.engine.casework import Casework, label_of
from workflow.engine.taken_on_dates import day_told, in_words_of, told_days
from workflow.tables.rows import ENTRY

CORRECTS = "correct_date"
_ENTRIES = (
    select(ENTRY.c.seq, ENTRY.c.move, ENTRY.c.happened_on, ENTRY.c.body)
    .where(ENTRY.c.case_id == bindparam("case_id"))
    .order_by(ENTRY.c.seq)
)


def entries_of(session: Session, case: Casework) -> Iterator[Any]:
    """The case's entries, oldest first: number, move, day, body."""
    yield from session.connection().execute(_ENTRIES, {"case_id": case.id})


def recorded(session: Session, case: Casework, which: str) -> date:
    """The date that ``which`` names, an answer's key or ``entry:SEQ``, as it now stands."""
    if which in (told := told_days(case)):
        return told[which]
    if not which.startswith("entry:"):
        return date.fromisoformat(case.facts[which])
    if which == "entry:1":
        return case.opened_on
    seq = int(which.removeprefix("entry:"))
    found = date.min
    for row in entries_of(session, case):
        if row.seq == seq:
            found = row.happened_on
        elif row.move == CORRECTS:
            body = json.loads(row.body)
            found = date.fromisoformat(body["answers"]["right_date"]) if body["answers"]["which"] == which else found
    return found


def days_of_moves(session: Session, case: Casework) -> dict[str, date]:
    """The day on which each move last happened, by its key, before the case was taken on if need be."""
    days = {move.key: day for move in case.machine.moves if (day := day_told(case, move.key)) is not None}
    right = dict[str, date]()
    made = dict[str, Any]()
    for row in entries_of(session, case):
        made[row.move] = row
        if row.move == CORRECTS:
            said = json.loads(row.body)["answers"]
            right[said["which"]] = date.fromisoformat(said["right_date"])
    return days | {move: right.get(f"entry:{row.seq}", row.happened_on) for move, row in made.items()}


def last_day_of(session: Session, case: Casework, move: str) -> date | None:
    """The day on which the move last happened, before the case was taken on if need be; None where it never did."""
    return days_of_moves(session, case).get(move)


def recorded_dates(session: Session, case: Casework) -> dict[str, str]:
    """The dates of a case that can be put right: past days that were given, and the days on which it moved."""
    asks = case.machine.asks
    dates = {key: asks[key].label for key in case.facts if key in asks and asks[key].type == "day" and asks[key].past}
    for row in entries_of(session, case):
        body = json.loads(row.body)
        if row.move == TAKEN_ON:
            dates[f"entry:{row.seq}"] = f"When the case began, on {in_words(case.opened_on)}"
        elif row.seq == 1 or (body["from"] != body["to"] and body["by"] is not None):
            dates[f"entry:{row.seq}"] = f"{label_of(case.machine, row.move)}, on {in_words(row.happened_on)}"
    told = told_days(case)
    return dates | {name: f"{in_words_of(case, name)}, on {in_words(day)}" for name, day in told.items()}
