"""What is declared and what the compiled machine does agree, over every state and move of every kind."""

from __future__ import annotations

import pytest

from states.kinds import machines
from states.rulebook import from_json, resolve, to_json
from workflow.policy import policies
from workflow.policy.topology import compiled, next_state, ways_back

EVERY = [
    (kind, state.key, move.key)
    for kind, machine in machines().items()
    for state in machine.states
    for move in machine.moves
]


@pytest.mark.parametrize("kind", sorted(machines()))
def test_declaration_and_compiled_machine_agree(kind: str) -> None:
    """For each (state, move): where declared it leads to the target, elsewhere nowhere, and never unpermitted."""
    machine = machines()[kind]
    for topology in (compiled(machine), compiled(from_json(to_json(resolve(machine, policies.read("")))).machine)):
        for _, state, key in (one for one in EVERY if one[0] == kind):
            move = machine.move(key)
            assert move is not None
            for before in ways_back(machine, move, state) or ("",):
                expected = (before or move.target or state) if state in move.sources else None
                assert expected == next_state(topology, key, state, permitted=True, before=before), (state, key)
            assert next_state(topology, key, state, permitted=False) is None, (state, key)


@pytest.mark.parametrize("kind", sorted(machines()))
def test_nothing_undeclared_can_be_triggered(kind: str) -> None:
    """The compiled machine knows the declared moves and no others: no automatic to_STATE among them."""
    machine = machines()[kind]
    back = {move.key for move in machine.moves if move.back}
    events = set(compiled(machine).events)
    assert {move.key for move in machine.moves} - back == {event for event in events if " to " not in event}
    assert back == {event.partition(" to ")[0] for event in events if " to " in event}
    for undeclared in ("to_" + machine.starts_in, "teleport", ""):
        assert next_state(compiled(machine), undeclared, machine.starts_in, permitted=True) is None


def test_firings_share_nothing() -> None:
    """One compiled machine serves every case: firing from one state says nothing to the next firing."""
    topology = compiled(machines()["action"])
    assert "evidence_submitted" == next_state(topology, "submit", "open", permitted=True)
    assert next_state(topology, "verify", "open", permitted=True) is None
    assert "evidence_submitted" == next_state(topology, "submit", "sent_back", permitted=True)
