"""What a machine names that doesn't exist: asks, clocks, guards, doers, and what each of them points to.

The ways from state to state are ``paths.py``'s.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from states.asks import READERS, Ask
from states.clocks import EXTENDED_BY, UNITS, Clock
from states.conditions import PREDICATES, Guard, faults_of
from states.language import Machine
from states.roles import PLACES, RECORDED_FOR

WITH_OPTIONS = ("choice", "choices", "criteria")
IN_WORDS = ("line", "text", "themes")
POINTERS = {"titled_by": "line", "agency_from": "agency", "person_from": "person", "subjects_from": "rows"}
POINTERS |= {"shared_with": "agencies"}


def repeated(keys: Iterable[str]) -> list[str]:
    """Those that come more than once."""
    return [key for key, times in Counter(keys).items() if times > 1]


def faults_of_asks(machine: Machine) -> Iterator[str]:
    """Faults of questions, of those that share a key, and of what the machine takes from the answers."""
    sets = [("the opening", machine.opening.asks), *((f"move {m.key}", m.asks) for m in machine.moves)]
    for where, asks in sets:
        for key in repeated(ask.key for ask in asks):
            yield f"{where} asks {key} twice"
        for ask in asks:
            yield from (f"{where}: {fault}" for fault in _faults_of_ask(ask, machine))
    kept: dict[str, set[str]] = {}
    for ask in chain.from_iterable(asks for _, asks in sets):
        if ask.kept_in_case:
            kept.setdefault(ask.key, set()).add(ask.type)
    for key, types in kept.items():
        if len(types) > 1:
            yield f"{key} is asked as {' and as '.join(sorted(types))}: one answer can't be both"
    yield from _faults_of_what_is_taken(machine)


def _faults_of_what_is_taken(machine: Machine) -> Iterator[str]:
    for key in machine.opening.inherits:
        if key not in {ask.key for ask in machine.opening.asks}:
            yield f"the opening takes {key} over from above, which it doesn't ask"
    for name, kind in POINTERS.items():
        key = getattr(machine, name)
        if key and (key not in machine.asks or machine.asks[key].type != kind):
            yield f"{name} names {key}, which no question of type {kind} asks"


def faults_of_recall(machine: Machine) -> Iterator[str]:
    """Faults of what a kind's cases are found by when the like comes up again, and of what is shown then."""
    for name in ("recalled_by", "recalled_with"):
        for key in getattr(machine, name):
            if key not in machine.asks or not machine.asks[key].kept_in_case:
                yield f"{name} names {key}, which no question asks that the case keeps"
            elif machine.asks[key].columns or (name == "recalled_by" and machine.asks[key].type not in IN_WORDS):
                yield f"{name} names {key}, whose answers aren't words"


def _faults_of_ask(ask: Ask, machine: Machine) -> Iterator[str]:
    if ask.type not in READERS:
        yield f"{ask.key} is of type {ask.type}, which nothing reads"
    if ask.type in WITH_OPTIONS and not ask.options:
        yield f"{ask.key} has no options to choose from"
    for value in repeated(option.value for option in ask.options):
        yield f"{ask.key} has the option {value} twice"
    if ask.type == "rows" and not ask.columns:
        yield f"{ask.key} has no columns"
    for key in repeated(column.key for column in ask.columns):
        yield f"{ask.key} has the column {key} twice"
    if ask.default and (machine.clock(ask.default) is None or ask.type != "day"):
        yield f"{ask.key} takes its default from clock {ask.default}: there is none, or it isn't a day"
    for column in ask.columns:
        yield from (f"{ask.key}: {fault}" for fault in _faults_of_ask(column, machine))


def faults_of_clocks(machine: Machine, chases: Collection[str] | None) -> Iterator[str]:
    """Faults of every clock: what starts, stops and resumes it, how long it lasts, who is chased."""
    for clock in machine.clocks:
        for fault in chain(_faults_of_start(clock, machine), _faults_of_limit(clock, chases)):
            yield f"clock {clock.key} {fault}"
        known = machine.state_keys | {move.key for move in machine.moves}
        if not clock.stops:
            yield f"clock {clock.key} is stopped by nothing"
        named = {"is stopped by": clock.stops, "is resumed by": clock.resumes, "is restarted by": clock.restarts}
        for how, names in named.items():
            for name in names:
                if name not in known:
                    yield f"clock {clock.key} {how} {name}, which is neither a state nor a move"
        for key in clock.ended_by:
            if key not in machine.asks or machine.asks[key].type != "day" or not machine.asks[key].kept_in_case:
                yield f"clock {clock.key} ends by the answer {key}, which no question asks as a date to keep"


def _faults_of_start(clock: Clock, machine: Machine) -> Iterator[str]:
    key = clock.starts.key
    match clock.starts.on:
        case "opening":
            return
        case "answer" if key not in machine.asks or machine.asks[key].type != "day":
            yield f"starts on the answer {key}, which no question asks as a date"
        case "answer" if not machine.asks[key].kept_in_case:
            yield f"starts on the answer {key}, which the case doesn't keep"
        case "state" if key not in machine.state_keys:
            yield f"starts in state {key}, which doesn't exist"
        case "move" if machine.move(key) is None:
            yield f"starts on move {key}, which doesn't exist"
        case "register" if key not in {one.key for one in machine.registers if one.check}:
            yield f"starts on the register {key}: there is none, or none of its days is a next check"
        case "answer" | "state" | "move" | "register":
            return
        case other:
            yield f"starts on {other}, which nothing does"


def _faults_of_limit(clock: Clock, chases: Collection[str] | None) -> Iterator[str]:
    if clock.length is not None and (clock.length.unit not in UNITS or clock.length.number < 0):
        yield f"lasts {clock.length.number} {clock.length.unit}, which can't be counted"
    if clock.every is not None and clock.lasts is not None:
        yield "lasts once and recurs: it can't do both"
    if clock.every is not None and not clock.restarts:
        yield "recurs, but no move starts it anew"
    if clock.every is not None and clock.every.number < 1:
        yield "recurs at no distance at all"
    if clock.lapses and (clock.chase or clock.outlives or clock.every):
        yield "ends of itself, so it can't be chased, owed after the end or recur as well"
    if chases is not None and clock.chase and clock.chase not in chases:
        yield f"is chased by {clock.chase}, a ladder that no policy has"
    if (
        clock.when is not None
        and "children" in clock.when.reads
        and (clock.starts.on, clock.milestone) != ("state", True)
    ):
        yield "hangs on what is below: it must start in a state, and be a milestone"
    if clock.extended_by not in EXTENDED_BY:
        yield f"may be extended by {clock.extended_by}, who is not one of {', '.join(EXTENDED_BY)}"
    if not clock.basis.document:
        yield "doesn't say on what law or document it stands"


def faults_of_guards(machine: Machine) -> Iterator[str]:
    """Faults of every guard, wherever it stands; one that refuses must say why."""
    refusing = [("the opening", guard) for guard in machine.opening.needs]
    refusing += [(f"move {move.key}", guard) for move in machine.moves for guard in move.needs]
    tells = [("the opening", tell) for tell in machine.opening.tells]
    tells += [(f"move {move.key}", tell) for move in machine.moves for tell in move.tells]
    choosing = [(f"{where} telling {tell.key}", tell.when) for where, tell in tells]
    choosing += [(f"move {m.key} opening {o.kind}", o.when) for m in machine.moves for o in m.opens]
    choosing += [(f"clock {clock.key}", clock.when) for clock in machine.clocks]
    choosing += [(f"starting in {state}", guard) for guard, state in machine.starts]
    for where, guard in refusing:
        if not guard.says:
            yield f"{where}: guard {guard.key} refuses without saying why"
    for where, when in (*refusing, *choosing):
        if when is not None:
            yield from (f"{where}: {fault}" for fault in (*faults_of(when), *_faults_of_arguments(when)))


def _faults_of_arguments(guard: Guard) -> Iterator[str]:
    if guard.key in PREDICATES:
        try:
            inspect.signature(PREDICATES[guard.key]).bind("facts", *guard.args)
        except TypeError as fault:
            yield f"guard {guard.key} can't be asked: {fault}"


def faults_of_doers(machine: Machine, roles: Collection[str]) -> Iterator[str]:
    """Roles that nobody can hold and places that don't exist, wherever somebody is named."""
    named = [("the opening", doer) for doer in machine.opening.by]
    named += [(f"move {move.key}", doer) for move in machine.moves for doer in move.by]
    named += [("the evidence", doer) for doer in machine.evidence.by]
    named += [("its members", doer) for doer in machine.members]
    named += [("its members", role) for state in machine.states for role in state.admits]
    for where, doer in named:
        role, at, place = doer.partition("@")
        if role not in roles and not (role == RECORDED_FOR and where.startswith("move ")):
            yield f"{where}: {role} is a role that nobody can hold"
        if at and (place not in PLACES or where == "its members"):
            yield f"{where}: {doer} is at {place}, which isn't a place"
