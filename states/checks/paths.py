"""What is wrong with the ways through a machine: states nobody reaches or leaves, ends that leak, loops.

Names that point nowhere are ``loose_ends.py``'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from states.clocks import Clock
from states.language import Machine, Move

Steps = Mapping[str, set[str]]
"""For each state the states one move away."""


def faults_of_paths(machine: Machine) -> list[str]:
    """A sentence for each fault of states and moves; without a start or an end nothing more is looked at."""
    ends = {state.key for state in machine.states if state.final}
    if machine.starts_in not in machine.state_keys:
        return [f"it starts in {machine.starts_in or 'no state'}, which isn't one of its states"]
    if not ends:
        return ["none of its states is an end"]
    starts = {machine.starts_in, *(state for _, state in machine.starts)}
    return [
        *(f"it may start in {state}, which isn't one of its states" for state in sorted(starts - machine.state_keys)),
        *(f"it starts in {state}, which is an end" for state in sorted(starts & ends)),
        *_unconnected(machine, ends),
        *(fault for move in machine.moves for fault in _faults_of_move(move, machine, ends)),
        *_loops(machine),
        *(fault for clock in machine.clocks if not clock.runs_on for fault in _running_at_an_end(clock, machine, ends)),
    ]


def reached(steps: Steps, start: Iterable[str]) -> set[str]:
    """Every state that can be come to from ``start``, which is among them."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += steps.get(state, ())
    return found


def _steps(moves: Iterable[Move], *, backwards: bool = False) -> dict[str, set[str]]:
    steps: dict[str, set[str]] = {}
    for move in moves:
        for source in move.sources:
            here, there = source, move.target or source
            if backwards:
                here, there = there, here
            steps.setdefault(here, set()).add(there)
    return steps


def _unconnected(machine: Machine, ends: set[str]) -> Iterator[str]:
    come_to = reached(_steps(machine.moves), (machine.starts_in, *(state for _, state in machine.starts)))
    way_out = reached(_steps(machine.moves, backwards=True), ends)
    for state in machine.states:
        if state.key not in come_to:
            yield f"no move leads to state {state.key}"
        if state.key not in way_out:
            yield f"from state {state.key} there is no way to an end"


def _faults_of_move(move: Move, machine: Machine, ends: set[str]) -> Iterator[str]:
    if not move.sources:
        yield f"move {move.key} can be made in no state"
    for source in move.sources:
        if source not in machine.state_keys:
            yield f"move {move.key} starts in {source}, which isn't a state"
    if move.target is not None and move.target not in machine.state_keys:
        yield f"move {move.key} leads to {move.target}, which isn't a state"
    leaves = [source for source in move.sources if source in ends and move.target not in (None, source)]
    if leaves and not move.reopens:
        yield f"move {move.key} leaves the end {', '.join(leaves)} and isn't marked as reopening"
    if move.reopens and (not leaves or move.target in ends):
        yield f"move {move.key} is marked as reopening and doesn't lead out of an end"
    if not move.by and not move.of_itself:
        yield f"move {move.key} can be made by nobody"
    if move.of_itself and move.by:
        yield f"move {move.key} happens of itself, yet names who makes it"
    if move.of_itself and any(ask.required for ask in move.asks):
        yield f"move {move.key} happens of itself, yet asks what nobody is there to answer"


def _loops(machine: Machine) -> Iterator[str]:
    automatic = [move for move in machine.moves if move.of_itself]
    steps = _steps(automatic)
    for move in automatic:
        looping = [source for source in move.sources if source in reached(steps, (move.target or source,))]
        if looping:
            yield f"move {move.key} happens of itself and comes round to {', '.join(looping)} again: a loop"


def _running_at_an_end(clock: Clock, machine: Machine, ends: set[str]) -> Iterator[str]:
    """Follows every way through the machine with the clock: where it can come to an end and still run."""
    at_once = {
        "opening": True,
        "answer": any(ask.key == clock.starts.key for ask in machine.opening.asks),
        "state": clock.starts.key == machine.starts_in,
    }.get(clock.starts.on, False)
    seen: set[tuple[str, bool]] = set()
    waiting = [(machine.starts_in, at_once)]
    while waiting:
        here = waiting.pop()
        if here in seen or here[0] not in machine.state_keys:
            continue
        seen.add(here)
        state, ran = here
        moves = (move for move in machine.moves if state in move.sources)
        waiting += [(move.target or state, _runs_after(clock, move, ran=ran)) for move in moves]
    for end in sorted(ends):
        if (end, True) in seen:
            yield f"clock {clock.key} can still run when the case has ended as {end}: nothing stops it"


def _runs_after(clock: Clock, move: Move, *, ran: bool) -> bool:
    names = {move.key} | ({move.target} if move.target else set())
    if names & set(clock.stops):
        return False
    starts = {
        "answer": any(ask.key == clock.starts.key for ask in move.asks),
        "state": move.target == clock.starts.key,
        "move": move.key == clock.starts.key,
    }.get(clock.starts.on, False)
    return ran or starts or bool(names & {*clock.resumes, *clock.restarts})
