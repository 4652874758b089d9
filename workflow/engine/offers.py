"""What can be done to a case now, by this person: each move its state offers, with what still stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from states import roles
from states.judgement import blockers, permitted
from states.language import Move
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.engine.gathering import as_in_case, asks_for_entries, gather, parts_read, recorded_for


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that the case's state offers. ``for_another``: this person may record it for somebody whose move it is."""

    move: Move
    permitted: bool
    for_another: bool
    blockers: tuple[str, ...]


def offers(act: Act, case: Casework) -> list[Offer]:
    """The moves offered in the case's state, in the order of their declaration; none to who only reads it."""
    if not case.acts:
        return []
    offered = [move for move in case.machine.moves if case.state in move.sources and not move.of_itself]
    guards = [guard for move in offered for guard in move.needs if not guard.needs_answers]
    entries = {}
    if any(asks_for_entries(move) for move in offered):
        entries = recorded_for(act.session, case, act.doer.person, act.today, act.calendar)
    facts = gather(act, case, parts_read(guards), entries=entries)
    facts = as_in_case(act, case, facts, tuple(doer for move in offered for doer in move.by))
    may_record = any(act.actor.holds(role) for role in roles.MAY_RECORD_FOR_ANOTHER)
    return [
        Offer(move, permitted(move.by, facts, move), may_record and move.for_another, blockers(move, facts))
        for move in offered
    ]
