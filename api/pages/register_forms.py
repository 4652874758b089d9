"""Forms about one row of a list that a case keeps: filled in with the row as it is, and taken as far as it changes.

Whether a move may be made, and on which rows, is the engine's to judge.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from api.pages.fields import shown
from api.pages.filling import Filled
from states.asks import Ask
from states.language import Move
from states.moves.registers import UPDATE
from workflow.engine.casework import Casework
from workflow.queries.registers import Row, registers_of


def chosen_row(session: Session, case: Casework, move: Move, number: str) -> Row | None:
    """The row of that number that the move is about; None where it is about none, or there is none that runs."""
    if not (number and move.register and any(ask.type == "row" for ask in move.asks)):
        return None
    rows = (row for one in registers_of(session, case) if one.register.key == move.register for row in one.rows)
    return next((row for row in rows if str(row.number) == number and row.ended_on is None), None)


def running_rows(session: Session, case: Casework) -> dict[str, dict[str, str]]:
    """The rows that haven't ended as people name them, by register and number: pages may say narrative."""
    return {
        one.register.key: {str(row.number): f"{row.number}: {row.name}" for row in one.rows if row.ended_on is None}
        for one in registers_of(session, case)
    }


def present(case: Casework, move: Move, row: Row, today: date) -> dict[str, Any]:
    """What a form that brings a row up to date begins with: its cells, but for a day of checking that has come."""
    if move.effect != UPDATE:
        return {"row": str(row.number)}
    check = case.machine.register(move.register).check
    come = {check} if str(row.cells.get(check, "")) <= today.isoformat() else set()
    return {"row": str(row.number)} | {key: cell for key, cell in row.cells.items() if key not in come}


def said_anew(case: Casework, move: Move, row: Row, filled: Filled) -> Filled:
    """The form without what it was given filled in and nobody touched: that wasn't said again."""
    if move.effect != UPDATE:
        return filled
    same = {
        ask.key
        for ask in move.asks
        if not ask.required and ask.key in row.cells and _typed(filled.values[ask.key]) == _begun(ask, row)
    }
    return replace(filled, answers={key: one for key, one in filled.answers.items() if key not in same})


def _begun(ask: Ask, row: Row) -> Any:
    return _typed(shown(ask, row.cells[ask.key]))


def _typed(value: Any) -> Any:
    """A field's value as a browser sends it back."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
