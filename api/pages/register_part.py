"""The lists that a case keeps, on its page: each row in words, and what may be done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.pages.looked import Looked
from api.pages.words import Told, told
from states.language import Register
from states.moves.registers import END, UPDATE, end_key
from workflow.queries.registers import Listed, Row, registers_of, why_ended

VERBS = {UPDATE: "Bring up to date", END: "End"}


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row with its cells in words; ``links``: pairs of what may be done to it and where."""

    row: Row
    told: list[Told]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ListShown:
    """A list that has rows; ``add``: pairs of how to add one and where."""

    register: Register
    rows: tuple[RowShown, ...]
    ended: tuple[RowShown, ...]
    add: tuple[tuple[str, str], ...]


def register_part(looked: Looked) -> dict[str, Any]:
    """``lists``: those that have a row; one without is offered among the moves."""
    found = registers_of(looked.act.session, looked.case)
    return {"lists": [_shown(looked, one) for one in found if one.rows]}


def _shown(looked: Looked, listed: Listed) -> ListShown:
    register, at = listed.register, f"/cases/{looked.case.reference}/moves"
    free = [one.move for one in looked.offered if one.permitted and not one.blockers]
    mine = [move for move in free if move.register == register.key]
    about = [move for move in mine if move.effect in VERBS]
    return ListShown(
        register,
        tuple(
            RowShown(
                row,
                cells_told(looked, register, row.cells),
                tuple((VERBS[move.effect], f"{at}/{move.key}?row={row.number}") for move in about),
            )
            for row in listed.rows
            if row.ended_on is None
        ),
        tuple(
            RowShown(row, cells_told(looked, register, row.cells) + _how_ended(looked, register, row), ())
            for row in listed.rows
            if row.ended_on is not None
        ),
        tuple((move.label, f"{at}/{move.key}") for move in mine if move not in about),
    )


def _how_ended(looked: Looked, register: Register, row: Row) -> list[Told]:
    move = looked.case.machine.move(end_key(register))
    asked = {ask.key: ask for ask in move.asks} if move is not None else {}
    return told(looked.case.machine, why_ended(looked.entries, register, row.number), looked.names, asked)


def cells_told(looked: Looked, register: Register, cells: dict[str, Any]) -> list[Told]:
    """A row's cells in words, without those that name it."""
    others = {key: value for key, value in cells.items() if key not in register.named_by}
    return told(looked.case.machine, others, looked.names, {ask.key: ask for ask in register.asks})
