"""What the moves on a register do: a row is added, brought up to date, ended. What a row is, its declaration says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from states.language import Move, Register
from states.moves import registers
from workflow.engine.act import Act
from workflow.engine.answers import Answers, beside
from workflow.engine.casework import Casework
from workflow.engine.effects.effect import Effect
from workflow.engine.registers import NUMBER


def prepare(case: Casework, move: Move, answers: Answers) -> Effect:
    """The effect of a move on a register; the row that it names stands in its entry."""
    register = case.machine.register(move.register)
    rows: list[dict[str, Any]] = case.facts.get(register.key, [])
    number = int(str(answers.values.get("row", len(rows) + 1)))

    def follow(act: Act, case: Casework) -> None:
        match move.effect:
            case registers.ADD:
                after = [*rows, {NUMBER: number} | _cells(register, answers, case.seq)]
            case registers.UPDATE:
                after = _changed(rows, number, _cells(register, answers, case.seq))
            case _:
                after = _changed(rows, number, {registers.ENDED: act.happened_on.isoformat()})
        case.learn({register.key: after})

    return Effect({"row": number}, follow)


def _changed(rows: list[dict[str, Any]], number: int, cells: Mapping[str, object]) -> list[dict[str, Any]]:
    return [{**row, **cells} if row[NUMBER] == number else row for row in rows]


def _cells(register: Register, answers: Answers, seq: int) -> dict[str, object]:
    """The row's cells as the case keeps them: of narrative, the entry and the question under which it stands."""
    asked = {ask.key: ask for ask in register.asks}
    plain = {key: value for key, value in answers.plain.items() if key in asked}
    return {key: beside(seq, key) if asked[key].narrative else value for key, value in plain.items()}
