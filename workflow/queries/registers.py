"""The lists that a case keeps row by row, as they now stand, with the narrative in place.

Whoever asks has the case already: no filter by viewer stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from states.language import Register
from states.moves.registers import END, ENDED
from workflow.engine.casework import Casework
from workflow.engine.narrative import texts_of, with_narrative
from workflow.engine.registers import NUMBER, named
from workflow.queries.case_view import EntryView


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a register. ``name``: its naming cells in words; ``cells`` by the key of the ask they answer."""

    number: int
    name: str
    cells: dict[str, Any]
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A register with its rows, in the order in which they were added."""

    register: Register
    rows: tuple[Row, ...]


def registers_of(session: Session, case: Casework) -> list[Listed]:
    """Every register of the case's kind, those without a row too."""
    if not case.machine.registers:
        return []
    told = with_narrative(case.facts, texts_of(session, case.id))
    return [Listed(one, rows_of(one, told.get(one.key, ()))) for one in case.machine.registers]


def rows_of(register: Register, kept: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    """The rows as the case keeps them, narrative in place already; as answers tell them, they have no number yet."""
    asked = [ask.key for ask in register.asks]
    return tuple(
        Row(
            row.get(NUMBER, number),
            named(register, row),
            {key: row[key] for key in asked if key in row},
            date.fromisoformat(row[ENDED]) if row.get(ENDED) else None,
        )
        for number, row in enumerate(kept, 1)
    )


def without_registers(case: Casework, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the case knows besides its registers."""
    keys = {register.key for register in case.machine.registers}
    return {key: value for key, value in facts.items() if key not in keys}


def names_of_rows(lists: Sequence[Listed]) -> dict[str, dict[str, str]]:
    """Every row's name by register and number, ended ones too."""
    return {one.register.key: {str(row.number): f"{row.number}: {row.name}" for row in one.rows} for one in lists}


def why_ended(entries: Sequence[EntryView], register: Register, number: int) -> dict[str, Any]:
    """What was said when the row ended: the answers of that entry, none where it runs."""
    ends = [
        entry
        for entry in entries
        if entry.body.get("row") == number
        and (move := entry.machine.move(entry.move)) is not None
        and (move.register, move.effect) == (register.key, END)
    ]
    return {key: value for key, value in ends[-1].answers.items() if key != "row"} if ends else {}
