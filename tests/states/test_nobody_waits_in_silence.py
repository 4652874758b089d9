"""In every open state of every kind something is chased, whatever was answered and whichever way the case came there.

Reckoned from the declarations alone: a clock counts only where it is sure to run on every way that leads there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

import pytest

from states.clocks import Clock
from states.conditions import Guard, holds
from states.defaults import england
from states.facts import Doer, Facts, Owner
from states.kinds import machines, shaped
from states.language import Machine, Move

DAY = date(2026, 11, 23)
JUDGED = {"answers", "given", "policy"}
"""What of a case is known here: conditions that read more aren't counted on."""

SILENT: Mapping[tuple[str, str], str] = {}
"""States in which waiting in silence is right, by hand, each with its reason."""

Answers = dict[str, object]
Point = tuple[str, bool]
"""A state, and whether the case had ended before and was reopened."""


def facts(machine: Machine, answers: Answers) -> Facts:
    """What is known of a case with these answers."""
    return Facts(
        kind=machine.key,
        state=machine.starts_in,
        today=DAY,
        happened_on=DAY,
        doer=Doer(1, "Somebody", frozenset()),
        owner=Owner("unit"),
        answers=answers,
        given=answers,
        policy=england().facts,
    )


def conditions(machine: Machine) -> list[Guard]:
    """The conditions of clocks and of where a case starts that answers alone decide."""
    found = [clock.when for clock in machine.clocks if clock.when] + [guard for guard, _ in machine.starts]
    return [guard for guard in found if set(guard.reads) <= JUDGED]


def combinations(machine: Machine) -> Iterator[Answers]:
    """Every combination of the opening's answers that some clock's condition asks about and no guard refuses."""
    named = {arg for guard in conditions(machine) for arg in guard.args}
    asks = [ask for ask in machine.opening.asks if ask.key in named]
    choices: list[list[object]] = []
    for ask in asks:
        values: list[object] = [option.value for option in ask.options] or [DAY.isoformat()]
        if ask.type == "choices":
            values = [[value] for value in values] + [values]
        choices.append(values if ask.required else [None, *values])
    needs = [need for need in machine.opening.needs if set(need.reads) <= JUDGED and set(need.args) & named]
    for combination in product(*choices):
        answers = {ask.key: value for ask, value in zip(asks, combination, strict=True) if value is not None}
        if all(holds(need, facts(machine, answers)) for need in needs):
            yield answers


def runs_after_opening(clock: Clock, machine: Machine, state: str, answers: Answers) -> bool:
    """Whether the opening is sure to set the clock going."""
    if clock.starts.on == "answer":
        asked = {ask.key for ask in machine.opening.asks if ask.required}
        return clock.starts.key in asked or clock.starts.key in answers
    return clock.starts.on == "opening" or (clock.starts.on == "state" and clock.starts.key == state)


def runs_after(clock: Clock, move: Move, target: str, *, moved: bool, before: bool) -> bool:
    """Whether the clock is sure to run after the move, given whether it was sure to before."""
    came = target if moved else ""
    asked = {ask.key for ask in move.asks if ask.required}
    begins = move.key in clock.restarts or (clock.starts.on, clock.starts.key) in (("state", came), ("move", move.key))
    if begins or (clock.starts.on == "answer" and clock.starts.key in asked):
        return target not in clock.stops
    if {came, move.key} & set(clock.stops):
        return False
    return before or bool({came, move.key} & set(clock.resumes))


def runs_on(clock: Clock, move: Move, target: str, *, before: bool, new: bool) -> bool:
    """Whether it is sure to run in a case that is reopened; ``before``: it was running when the case ended.

    ``new``: the day is given on which something new came to light.
    """
    if runs_after(clock, move, target, moved=True, before=False):
        return True
    ahead = clock.length is None or clock.length.before
    if new and clock.starts.on != "state" and not (ahead or clock.milestone or move.key in clock.stops):
        return target not in clock.stops
    rests = clock.milestone or clock.every or target in clock.stops or (clock.length and clock.length.before)
    return before and not rests and not (new and clock.starts.on == "state")


def sure(machine: Machine, clock: Clock, answers: Answers) -> dict[Point, bool]:
    """Where the clock is sure to run, on whatever way a case with these answers came there; of an end, just before."""
    if clock.when is not None and "children" in clock.when.reads:
        # It runs there while nothing is open below; what is open below is chased itself.
        return {(s.key, again): s.key == clock.starts.key for s in machine.states for again in (False, True)}
    ends = {state.key for state in machine.states if state.final}
    known = facts(machine, answers)
    begins = next((state for guard, state in machine.starts if holds(guard, known)), machine.starts_in)
    found = {(state.key, again): True for state in machine.states for again in (False, True)}
    ways = [(move, s, move.target or s) for move in machine.moves if not move.back for s in move.sources]
    while True:
        after = {point: [value] for point, value in found.items()}
        after[begins, False].append(runs_after_opening(clock, machine, begins, answers))
        for (move, source, target), again in product(ways, (False, True)):
            before = found[source, again]
            if source in ends and target not in ends:
                after[target, True] += [runs_on(clock, move, target, before=before, new=new) for new in (True, False)]
            elif target in ends:
                after[target, again].append(before)
            else:
                after[target, again].append(runs_after(clock, move, target, moved=target != source, before=before))
        if found == (found := {point: all(values) for point, values in after.items()}):
            return found


def silent(machine: Machine) -> set[str]:
    """The open states in which, with some answers, on some way, nobody is chased."""
    found = set[str]()
    for answers in combinations(machine):
        known = facts(machine, answers)
        chased = [
            sure(machine, clock, answers)
            for clock in machine.clocks
            if clock.chase and not clock.lapses and (clock.when is None or holds(clock.when, known))
        ]
        states = [state.key for state in machine.states if not state.final]
        found |= {key for key in states for again in (False, True) if not any(runs[key, again] for runs in chased)}
    return found


@pytest.mark.parametrize("kind", sorted(machines()))
def test_something_is_chased_in_every_open_state(kind: str) -> None:
    """But where waiting in silence is right, and a sentence says why."""
    found = silent(shaped(machines()[kind], england()))
    assert {state for of, state in SILENT if of == kind} == found
