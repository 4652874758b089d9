"""A rulebook's topology, executed by the ``transitions`` library: which state a move leads to, and nothing else.

Our guards run once, in ``states.judgement``; the library sees one condition, the judgement's ``permitted``.
"""

from __future__ import annotations

from dataclasses import dataclass

from transitions import Machine as Topology

from states.language import Machine, Move

__all__ = ["Subject", "Topology", "compiled", "next_state", "ways_back"]


@dataclass(slots=True)
class Subject:
    """The bare thing that changes state: one for each firing, so that nothing is shared."""

    state: str
    permitted: bool


def compiled(machine: Machine) -> Topology:
    """The machine as ``transitions`` runs it: no automatic ``to_STATE`` moves, which would bypass guards."""
    topology = Topology(
        model=None,
        states=[state.key for state in machine.states],
        initial=machine.starts_in,
        auto_transitions=False,
        send_event=False,
    )
    for move in machine.moves:
        for source in move.sources:
            if not move.back:
                topology.add_transition(move.key, source, move.target or source, conditions="permitted")
            for before in ways_back(machine, move, source):
                topology.add_transition(_back(move.key, before), source, before, conditions="permitted")
    return topology


def ways_back(machine: Machine, move: Move, state: str) -> tuple[str, ...]:
    """The states that a move back may return to from ``state``: those that lead there."""
    if not move.back:
        return ()
    return tuple(dict.fromkeys(before for one in machine.moves if one.target == state for before in one.sources))


def _back(move: str, before: str) -> str:
    return f"{move} to {before}"


def next_state(topology: Topology, move: str, state: str, *, permitted: bool, before: str = "") -> str | None:
    """Where the move leads from ``state``; None where it isn't offered there, or not permitted.

    ``before``: for a move back, the state to return to.
    """
    event = topology.events.get(_back(move, before) if before else move)
    if event is None or not event.transitions.get(state):
        return None
    subject = Subject(state, permitted)
    return subject.state if event.trigger(subject) else None
