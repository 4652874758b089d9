"""Of a case that was lived through move by move: what would be told of it, had it run before Casekeeper."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from states.moves import taking_on
from states.moves.clock_moves import EXTEND
from tests.workflow import situations
from tests.world import World
from workflow.engine.casework import Casework, by_id
from workflow.queries import case_view

WOUND = ("started_on", "first_due_on", "due_on", "status", "stopped_on", "extended_to", "provisional")
"""What of a clock a twin must share."""


def told_of(session: Session, case: Casework) -> dict[str, Any]:
    """Its answers, where it stands since when, what happened on which day, what was extended."""
    entries = case_view.entries(session, case)
    asked = {ask.key for ask in taking_on.asks(case.machine)}
    history = {move.key for move in taking_on.history_moves(case.machine)}
    told: dict[str, Any] = {}
    for entry in entries:
        told |= {key: answer for key, answer in entry.answers.items() if key in asked}
    changed = [entry for entry in entries if entry.came_from != entry.to]
    return told | {
        "state_now": case.state,
        "began_on": case.opened_on.isoformat(),
        "state_since": changed[-1].happened_on.isoformat(),
        "earlier": [
            {"what": entry.move, "on": entry.happened_on.isoformat()} for entry in entries if entry.move in history
        ],
        "extensions": [
            {
                "clock": entry.answers["clock"],
                "extended_to": entry.answers["new_due_on"],
                "agreed_on": entry.happened_on.isoformat(),
                "reason": entry.answers["reason"],
                "authority": entry.answers["authority"],
            }
            for entry in entries
            if entry.move == EXTEND
        ],
    }


def lived(world: World, reference: str) -> dict[str, Any]:
    """What is told of the case of that reference."""
    with world.database.reading() as session:
        told = told_of(session, by_id(session, situations.row(world, reference).id))
    return {key: one for key, one in told.items() if one}


def wound(world: World, reference: str) -> dict[str, tuple[Any, ...]]:
    """The case's clocks as a twin must have them."""
    found = situations.clocks(world, reference)
    return {key: tuple(getattr(clock, name) for name in WOUND) for key, clock in found.items()}
