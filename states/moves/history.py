"""What the history of a case that is taken on comes to: each thing that happened, in order, and what it led to.

Judges no guard: what happened, happened. Knows no case, no database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from states.calendar import in_words
from states.language import Machine, Move
from states.moves.decisions import WITHDRAW
from states.moves.taking_on import EARLIER, STATE_SINCE, TAKEN_ON

SINCE = f"answer:{STATE_SINCE}"
"""What names the coming into the state it is in now, where none of the earlier moves led there."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a case: where a case with its answers begins, where it is now, what happened in between.

    ``rows``: keys of moves with their days, as they were listed.
    """

    starts_in: str
    began_on: date
    state_now: str
    state_since: date
    rows: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. ``cause`` names it among all that were told: ``earlier:2`` is the second row.

    ``given``: the answers that came with it.
    """

    cause: str
    on: date
    move: Move
    came_from: str
    to: str
    given: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The question that told of it."""
        return EARLIER if self.cause.startswith(EARLIER) else STATE_SINCE

    @property
    def changes(self) -> bool:
        """Whether it led to another state."""
        return self.to != self.came_from


@dataclass(frozen=True, slots=True)
class History:
    """The steps in order; ``came_from``: the state that a move back from where it is now returns to, if any does.

    ``proposed``: what is proposed stands, and may be signed. ``faults``: by question, what can't be; then the rest
    means nothing.
    """

    steps: tuple[Step, ...] = ()
    came_from: str = ""
    proposed: bool = False
    faults: Mapping[str, str] | None = None


def cause_of(row: int) -> str:
    """What names a row of what happened before, the first being 0."""
    return f"{EARLIER}:{row + 1}"


def history(machine: Machine, told: Told, answered: Collection[str] = ()) -> History:
    """What was told, put in order of its days; ``answered``: keys of the kind's questions that have an answer."""
    walked = _walked(machine, told)
    faults = dict(_faults(machine, told, walked))
    if faults:
        return History(faults=faults)
    steps = [*walked]
    jump = _jump(machine, told, walked)
    if jump is not None:
        changed = max((number for number, step in enumerate(walked, 1) if step.changes), default=0)
        before = sum(step.on < told.state_since for step in walked)
        at, here = max(changed, before), told.state_now
        # What came after changed nothing: it happened where it is now.
        steps = [*walked[:at], jump, *(replace(step, came_from=here, to=here) for step in walked[at:])]
    came_from, fault = _way_back(machine, told, steps)
    if fault:
        return History(faults={EARLIER: fault})
    stands = _proposed(machine, came_from or told.state_now, steps)
    return History(tuple(_with_answers(machine, told, steps, answered)), came_from, stands)


def in_order(rows: Sequence[tuple[str, date]]) -> list[int]:
    """The numbers of the rows, the first being 0, in order of their days; of one day, as they were listed."""
    return sorted(range(len(rows)), key=lambda number: rows[number][1])


def _walked(machine: Machine, told: Told) -> list[Step]:
    """The rows one after the other from the first state on. What isn't told is passed over: nobody lists it all."""
    steps, state, before = list[Step](), told.starts_in, dict[str, str]()
    for number in in_order(told.rows):
        key, on = told.rows[number]
        move = machine.move(key)
        assert move is not None
        to = before.get(state, state) if move.back else move.target or state
        if to != state and not move.back:
            before[to] = state
        steps.append(Step(cause_of(number), on, move, state, to))
        state = to
    return steps


def _faults(machine: Machine, told: Told, walked: Sequence[Step]) -> Iterator[tuple[str, str]]:
    began, stands = in_words(told.began_on), machine.state(told.state_now).label
    for step in walked:
        row = f"{machine_row(step.cause)}: “{step.move.label}”"
        if step.on < told.began_on:
            yield EARLIER, f"{row} can't have happened before {began}, when the case began"
            return
        if machine.state(step.came_from).final and step.came_from not in step.move.sources:
            yield (
                EARLIER,
                f"{row} can't have happened after the case had ended as “{machine.state(step.came_from).label}”",
            )
            return
    last = next((step for step in reversed(walked) if step.changes), None)
    if told.state_since < told.began_on:
        yield STATE_SINCE, f"It can't have stood at “{stands}” since before {began}, when the case began"
    elif last is not None and told.state_since < last.on:
        did = f"“{last.move.label}” happened on {in_words(last.on)}"
        yield STATE_SINCE, f"It can't have stood at “{stands}” since before that: {did}"
    elif last is not None and last.to == told.state_now and told.state_since > last.on:
        did = f"“{last.move.label}” took it to “{stands}” on {in_words(last.on)}"
        yield STATE_SINCE, f"{did}: give that day, or say what happened after it"


def machine_row(cause: str) -> str:
    """A row as its question numbers it, for a sentence."""
    return f"Row {cause.partition(':')[2]}"


def _jump(machine: Machine, told: Told, walked: Sequence[Step]) -> Step | None:
    """Its coming into the state it is in now, where no row tells of that."""
    last = next((step for step in reversed(walked) if step.changes), None)
    state, since = (last.to, last.on) if last is not None else (told.starts_in, told.began_on)
    if (state, since) == (told.state_now, told.state_since):
        return None
    # Where it is back where it was, it came there anew all the same.
    came_from = state if state != told.state_now else ""
    move = Move(TAKEN_ON, "Taken on", (came_from,), told.state_now)
    return Step(SINCE, told.state_since, move, came_from, told.state_now)


def _way_back(machine: Machine, told: Told, steps: Sequence[Step]) -> tuple[str, str]:
    """The state to which a move back from here returns, and what is wrong with it; both "" where there is none."""
    if not machine.goes_back(told.state_now):
        return "", ""
    here = machine.state(told.state_now).label
    entered = next((step for step in reversed(steps) if step.changes and step.to == told.state_now), None)
    led_there = [move for move in machine.moves if move.target == told.state_now]
    labels = " or ".join(f"“{move.label}”" for move in led_there)
    guessed = entered is None or (entered.cause == SINCE and sum(step.changes for step in steps) == 1)
    if entered is None or guessed:
        return "", f"Say where it stood before it came to “{here}”: list {labels} with its day, and what led there"
    if not any(entered.came_from in move.sources for move in led_there):
        before = machine.state(entered.came_from).label
        return "", f"It can't have come to “{here}” from “{before}”: list what happened in between"
    return entered.came_from, ""


def _proposed(machine: Machine, state: str, steps: Sequence[Step]) -> bool:
    """Whether something proposed stands: a move told of it, or the state is one that is only there with it."""
    stands = False
    for step in steps:
        stands = step.move.proposes or (stands and step.move.effect != WITHDRAW)
    if stands or any(move.proposes and move.target == state for move in machine.moves):
        return True
    signed_here = any(move.signs is not None and state in move.sources for move in machine.moves)
    proposed_here = any(move.proposes and move.target is None and state in move.sources for move in machine.moves)
    return signed_here and not proposed_here


def _with_answers(machine: Machine, told: Told, steps: list[Step], answered: Collection[str]) -> Iterator[Step]:
    """The steps, each with the answers that came with it: with the last move told of that asks for them."""
    at = dict[str, int]()
    for number, step in enumerate(steps):
        at |= {ask.key: number for ask in step.move.asks if ask.kept_in_case and ask.key in answered}
    changed = max((number for number, step in enumerate(steps) if step.changes), default=0)
    opening = {ask.key for ask in machine.opening.asks}
    loose = [key for key in answered if key not in at and key not in opening]
    here = tuple(key for key in loose if not steps or _given_here(machine, told.state_now, key))
    before = tuple(key for key in loose if key not in here)
    for number, step in enumerate(steps):
        if number == changed and before:
            yield _telling(machine, before, step.on, step.came_from or told.state_now)
        yield replace(step, given=tuple(key for key, place in at.items() if place == number))
    if here:
        yield _telling(machine, here, told.state_since, told.state_now)


def _given_here(machine: Machine, state: str, key: str) -> bool:
    """Whether an answer that no row tells of was given in this state, not before: no limit that it starts ends here."""
    asked = any(state in move.sources and any(ask.key == key for ask in move.asks) for move in machine.moves)
    started = [clock for clock in machine.clocks if clock.starts.on == "answer" and clock.starts.key == key]
    ended = machine.state(state).final
    return asked and not any(state in clock.stops or (ended and not clock.runs_on) for clock in started)


def _telling(machine: Machine, keys: tuple[str, ...], on: date, state: str) -> Step:
    """Answers that no row tells of, as given together in one state."""
    asks = tuple(ask for ask in machine.asks.values() if ask.key in keys)
    return Step(SINCE, on, Move(TAKEN_ON, "Taken on", (state,), asks=asks), state, state, keys)
