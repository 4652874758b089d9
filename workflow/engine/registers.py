"""The rows of a case's registers as its facts keep them: numbered, named. What a move does to one is its effect's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from states.asks import Option
from states.language import Register
from states.moves.registers import ENDED
from workflow.engine.casework import Casework

NUMBER = "number"
"""Where a row keeps its own."""


def begin_anew(case: Casework) -> None:
    """What of each row held for a proposal that is withdrawn holds no longer; its entries stay."""
    for register in case.machine.registers:
        rows = case.facts.get(register.key)
        if rows and register.anew:
            kept = [{key: cell for key, cell in row.items() if key not in register.anew} for row in rows]
            case.learn({register.key: kept})


def open_rows(case: Casework) -> dict[str, dict[str, str]]:
    """The rows of each register that haven't ended, by number, as people name them."""
    return {
        register.key: {
            str(row[NUMBER]): f"{row[NUMBER]}: {named(register, row)}"
            for row in case.facts.get(register.key, ())
            if not row.get(ENDED)
        }
        for register in case.machine.registers
    }


def named(register: Register, row: Mapping[str, Any]) -> str:
    """A row's name: its naming cells in words, where they aren't narrative."""
    options = {ask.key: ask.options for ask in register.asks}
    cells = ((options[key], row.get(key)) for key in register.named_by)
    return ", ".join(_worded(known, cell) for known, cell in cells if isinstance(cell, str)) or register.one


def _worded(options: tuple[Option, ...], cell: str) -> str:
    return next((option.label for option in options if option.value == cell), cell)
