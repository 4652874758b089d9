"""Taking on a case that ran before Casekeeper: what that asks of any kind, read off its declaration alone.

What the history that is told comes to, ``history.py`` works out. Knows no case, no database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from states.asks import Ask, Option
from states.clocks import Clock
from states.language import Machine, Move, State, Tell
from states.moves.asked import RECORDERS
from states.moves.clock_moves import CLOCK_MOVES, movable

TAKEN_ON = "taken_on"
STATE_NOW, BEGAN_ON, STATE_SINCE = "state_now", "began_on", "state_since"
FORMER_REFERENCE, EARLIER, EXTENSIONS = "former_reference", "earlier", "extensions"
OWN = frozenset({STATE_NOW, BEGAN_ON, STATE_SINCE, FORMER_REFERENCE, EARLIER, EXTENSIONS})
"""What taking on asks of every kind: no kind's own question may be called so."""

TAKERS = RECORDERS
TELLABLE = frozenset({"line", "text", "whole", "day", "choice", "choices", "yes_no", "criteria", "rows"}) | frozenset(
    {"agency", "agencies", "themes", "person"}
)
"""Types of answers that name nothing of a case as it stands in Casekeeper: it wasn't there."""


@dataclass(frozen=True, slots=True)
class Part:
    """Questions that belong together: one page of the form."""

    key: str
    title: str
    says: str
    asks: tuple[Ask, ...]


def asks(machine: Machine) -> tuple[Ask, ...]:
    """Every question that taking on a case of the kind asks."""
    return tuple(chain.from_iterable(part.asks for part in parts(machine)))


def parts(machine: Machine) -> tuple[Part, ...]:
    """The same questions by what they are about; a part without one is left out."""
    found = (
        Part("what", "What it is", "", (*machine.opening.asks, _former(machine))),
        Part("now", "Where it stands now", "", _standing(machine)),
        Part(
            "before",
            "What happened before",
            "Put in the dates that you know. They set each time limit going, and end it, on its own day.",
            (_earlier(machine),),
        ),
        Part(
            "limits",
            "Time limits that were extended",
            "A limit that was paused is entered here too, with the date that it came to. "
            "What is owed to the national body isn’t listed: it can’t be moved, only explained.",
            _extensions(machine),
        ),
        Part(
            "answered",
            "What was answered before",
            "Answer what was already decided or asked: what comes next may look at it. Leave the rest.",
            tuple(_answered(machine)),
        ),
    )
    return tuple(part for part in found if part.asks)


def own_asks(machine: Machine) -> dict[str, Ask]:
    """The questions that taking on asks besides the kind's own, by key."""
    return {ask.key: ask for ask in asks(machine) if ask.key in OWN}


def told_on_taking_on(machine: Machine, state: State) -> tuple[Tell, ...]:
    """Word of it, once: to those who hear when a case of the kind is reopened; of what isn't over, who hears of a new
    one, and the business manager.

    The scrutineer hears of every disagreement and challenge: nobody can switch that off.
    """
    reopened = (tell for move in machine.moves if move.reopens for tell in move.tells)
    heard = dict.fromkeys(["owner", "opener", *(to for tell in reopened for to in tell.to)])
    if machine.escalates:
        heard["scrutineer"] = None
    if not state.final:
        opened = (tell for tell in machine.opening.tells if tell.when is None)
        heard |= dict.fromkeys([*(to for tell in opened for to in tell.to), "business_manager"])
    return (Tell(TAKEN_ON, "A case that began before Casekeeper was taken on: see where it stands", tuple(heard)),)


def history_moves(machine: Machine) -> tuple[Move, ...]:
    """The moves of the kind that history is made of: they change state, turn time limits, sign or propose."""
    return tuple(move for move in machine.moves if _makes_history(machine, move))


def states_told(machine: Machine) -> tuple[State, ...]:
    """The states in which a case can be taken on: all but those that are only come to by naming a case here.

    A case that was merged is taken on as it stood before, and merged then.
    """
    led = {state.key: [move for move in machine.moves if move.target == state.key] for state in machine.states}
    return tuple(
        state for state in machine.states if not led[state.key] or not all(_names_a_case(one) for one in led[state.key])
    )


def _names_a_case(move: Move) -> bool:
    return any(ask.type == "case" and ask.required for ask in move.asks)


def _makes_history(machine: Machine, move: Move) -> bool:
    if move.register or move.key in CLOCK_MOVES or _names_a_case(move):
        return False
    counts = move.target is not None or move.back or move.signs is not None or move.proposes
    return counts or any(_turns(clock, move) for clock in machine.clocks)


def _turns(clock: Clock, move: Move) -> bool:
    asked = {ask.key for ask in move.asks if ask.kept_in_case}
    by_move = {*clock.stops, *clock.resumes, *clock.restarts} | ({clock.starts.key} - {""})
    return move.key in by_move or (clock.starts.on == "answer" and clock.starts.key in asked)


def _tellable(ask: Ask) -> bool:
    return ask.type in TELLABLE and all(_tellable(column) for column in ask.columns)


def _former(machine: Machine) -> Ask:
    hint = "As your own list or file had it. Never a name"
    if not machine.titled_by:
        hint += ". The case is found by it"
    return Ask(key=FORMER_REFERENCE, label="Reference it had before", type="line", most=60, required=False, hint=hint)


def _standing(machine: Machine) -> tuple[Ask, ...]:
    states = tuple(Option(state.key, state.label) for state in states_told(machine))
    return (
        Ask(key=STATE_NOW, label="Where it stands", type="choice", options=states, kept_in_case=False),
        Ask(
            key=BEGAN_ON,
            label="When the case began",
            type="day",
            past=True,
            hint="The day it would have been opened in Casekeeper: limits that count from the opening count from here",
            kept_in_case=False,
        ),
        Ask(
            key=STATE_SINCE,
            label="Since when it has stood there",
            type="day",
            past=True,
            hint="If it ended, the day it ended",
        ),
    )


def _earlier(machine: Machine) -> Ask:
    moves = tuple(Option(move.key, move.label) for move in history_moves(machine))
    return Ask(
        key=EARLIER,
        label="What happened before",
        type="rows",
        required=False,
        columns=(
            Ask(key="what", label="What happened", type="choice", options=moves),
            Ask(key="on", label="On", type="day", past=True),
            Ask(key="said", label="What was said or decided", type="text", required=False),
        ),
    )


def _extensions(machine: Machine) -> tuple[Ask, ...]:
    clocks = tuple(Option(clock.key, clock.label) for clock in movable(machine))
    if not clocks:
        return ()
    columns = (
        Ask(key="clock", label="Time limit", type="choice", options=clocks),
        Ask(key="extended_to", label="Extended to", type="day"),
        Ask(key="agreed_on", label="Agreed on", type="day", past=True, required=False),
        Ask(key="reason", label="Reason", type="text"),
        Ask(key="authority", label="Who authorised it: decision or minute", type="line", most=120),
    )
    label = "Time limits that were extended"
    return (Ask(key=EXTENSIONS, label=label, type="rows", required=False, columns=columns, kept_in_case=False),)


def _answered(machine: Machine) -> Iterator[Ask]:
    """What the kind's moves ask and the case keeps, each once, under its move; then the lists it keeps row by row."""
    asked = {ask.key for ask in machine.opening.asks}
    for move in machine.moves:
        for ask in move.asks:
            if ask.key not in asked and ask.kept_in_case and _tellable(ask):
                asked.add(ask.key)
                # A default is a clock's date: the plan's, where there was none.
                yield replace(ask, required=False, default="", group=move.label)
    for register in machine.registers:
        yield Ask(
            key=register.key,
            label=register.title,
            type="rows",
            required=False,
            columns=tuple(replace(ask, group="") for ask in register.asks),
            group="Lists",
        )
