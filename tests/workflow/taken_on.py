"""What is told of a case that began before Casekeeper, for any kind, made from its questions alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from states.asks import Ask
from states.kinds import machines
from states.language import Machine
from states.moves import taking_on
from tests.world import World, email
from workflow.engine.casework import Casework
from workflow.engine.taking_on import take_on

BEGAN, SINCE = "2026-02-02", "2026-05-11"


def one(ask: Ask) -> Any:
    """An answer of the ask's type."""
    return BY_TYPE[ask.type](ask)


def _rows(ask: Ask) -> list[dict[str, Any]]:
    return [{column.key: one(column) for column in ask.columns if column.required}]


BY_TYPE: Mapping[str, Callable[[Ask], Any]] = {
    "line": lambda ask: f"Of {ask.key}"[: ask.most or 200],
    "text": lambda ask: f"What is known of {ask.key}",
    "whole": lambda ask: 41,
    "day": lambda ask: BEGAN,
    "yes_no": lambda ask: True,
    "choice": lambda ask: ask.options[0].value,
    "choices": lambda ask: [ask.options[0].value],
    "criteria": lambda ask: {option.value: {"answer": "yes", "reason": "Known"} for option in ask.options},
    "agency": lambda ask: "housing",
    "agencies": lambda ask: ["police"],
    "themes": lambda ask: ["Neglect"],
    "person": lambda ask: email("user_housing"),
    "rows": _rows,
}
OTHERS: dict[str, Any] = {
    "reviewer": email("reviewer"),
    "contract_to": "2026-12-31",
    "subjects": [{"pseudonym": "A", "age": 41}],
    "died_on": BEGAN,
}
"""Answers that a question's type doesn't say: who may be named, and what goes with what."""


def standing(machine: Machine, state: str) -> dict[str, Any]:
    """Where it stands: in a state that is left by going back, with what it came from."""
    told: dict[str, Any] = {"state_now": state, "began_on": BEGAN, "state_since": SINCE}
    if any(move.back and state in move.sources for move in machine.moves):
        led = next(move for move in machine.moves if move.target == state)
        told["earlier"] = [{"what": led.key, "on": SINCE}]
    return told


def bare(machine: Machine, state: str) -> dict[str, Any]:
    """Only what must be answered."""
    needed = {key for guard in machine.opening.needs for key in guard.args}
    asked = {ask.key: OTHERS.get(ask.key, one(ask)) for ask in machine.opening.asks if ask.required}
    asked |= {key: OTHERS[key] for key in needed if key in OTHERS and key in machine.asks}
    return asked | standing(machine, state)


def whole(machine: Machine, state: str) -> dict[str, Any]:
    """All that the kind's moves ask answered too, as far as it can be; no extensions."""
    opening = {ask.key for ask in machine.opening.asks}
    others = [ask for ask in taking_on.asks(machine) if ask.key not in taking_on.OWN | opening]
    asked = {ask.key: OTHERS.get(ask.key, one(ask)) for ask in others}
    return {"former_reference": "LSCP/2026/7"} | asked | bare(machine, state)


def taken_on(
    world: World,
    kind: str,
    told: Mapping[str, Any],
    *,
    who: str = "manager",
    parent: str | None = None,
    recorded_for: str | None = None,
) -> Casework:
    """Takes a case on and commits."""
    with world.database.writing() as session:
        return take_on(world.act(session, who, recorded_for=recorded_for), kind, told, parent=parent)


def above(world: World, kind: str) -> str | None:
    """A case that one of that kind must stand below, taken on itself; None where it needs none."""
    opening = machines()[kind].opening
    if opening.alone or opening.taken_on_alone:
        return None
    machine = machines()[opening.parents[0]]
    return taken_on(world, machine.key, bare(machine, machine.starts_in)).reference
