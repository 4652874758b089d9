"""A rulebook's topology, executed by the ``transitions`` library: which state a move leads to, and nothing else.

Our guards run once, in ``states.judgement``; the library sees one condition, the judgement's ``permitted``.
"""

from __future__ import annotations

from dataclasses import dataclass

from transitions import Machine as Topology

from states.language import Machine

__all__ = ["Subject", "Topology", "compiled", "next_state"]


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
            topology.add_transition(move.key, source, move.target or source, conditions="permitted")
    return topology


def next_state(topology: Topology, move: str, state: str, *, permitted: bool) -> str | None:
    """Where the move leads from ``state``; None where it isn't offered there, or not permitted."""
    event = topology.events.get(move)
    if event is None or not event.transitions.get(state):
        return None
    subject = Subject(state, permitted)
    return subject.state if event.trigger(subject) else None
