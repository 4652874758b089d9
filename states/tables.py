"""A kind's states, moves and clocks as tables in Markdown. Knows no page they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from states.asks import Ask
from states.clocks import Clock
from states.language import Machine, Move, Opening, State, Tell
from states.moves.common import OPENED_IN_ERROR
from states.roles import PLACES, doer_title


def states_table(machine: Machine) -> str:
    """A row for each state."""
    return table(("State", "Key", ""), (_state_row(state, machine) for state in machine.states))


def moves_table(machine: Machine) -> str:
    """A row for each move: who, from where to where, what it asks, needs, tells."""
    heads = ("Move", "Who", "From → to", "Asks", "Needs", "Tells")
    return table(heads, (_move_row(move, machine) for move in machine.moves))


def clocks_table(machine: Machine) -> str:
    """A row for each clock, with its law."""
    heads = ("Clock", "Lasts", "From", "Until", "Owed to", "Law or basis", "")
    return table(heads, (_clock_row(clock, machine) for clock in machine.clocks))


def opened(opening: Opening) -> str:
    """Who opens a case, under what, and what is asked then, in sentences."""
    who = f"Opened by: {_doers(opening.by)}." if opening.by else "Opened by another case's move only."
    parents = f" It belongs under: {', '.join(map(spaced, opening.parents))}." if opening.parents else ""
    asks = f" Asks: {_asks(opening.asks)}." if opening.asks else ""
    needs = "".join(f" {guard.says}." for guard in opening.needs)
    tells = f" Tells: {_tells(opening.tells)}." if opening.tells else ""
    return f"{who}{parents}{asks}{needs}{tells}"


def evidence(machine: Machine) -> str:
    """Where and by whom evidence may be attached, as a sentence; "" where nowhere."""
    if not machine.evidence.states:
        return ""
    where = _sources(machine.evidence.states, machine)
    return f"Evidence may be attached in: {where}; by: {_doers(machine.evidence.by)}."


def _state_row(state: State, machine: Machine) -> tuple[str, ...]:
    remarks = {"begins here": state.key == machine.starts_in, "end": state.final, "aside": state.aside}
    said = [remark for remark, true in remarks.items() if true]
    said += [_waits(machine, role, move, since) for role, move, *since in state.waits_for]
    return state.label, f"`{state.key}`", "; ".join(said)


def _move_row(move: Move, machine: Machine) -> tuple[str, ...]:
    who = "happens of itself" if move.of_itself else _doers(move.by)
    who += "" if move.for_another or move.of_itself else "; never recorded for another"
    who += "; holds as it is said" if move.as_said else ""
    who += f"; waited for after `{move.wanted_after[0]}`" if move.wanted_after else ""
    to = f" → {machine.state(move.target).label}" if move.target else ""
    opens = [
        f"opens {spaced(opens.kind)}" + (f" for each of {spaced(opens.each)}" if opens.each else "")
        for opens in move.opens
    ]
    label = move.label + "".join(f"; {words}" for words in opens)
    needs = ". ".join(guard.says for guard in move.needs)
    return label, who, _sources(move.sources, machine) + to, _asks(move.asks), needs, _tells(move.tells)


def _clock_row(clock: Clock, machine: Machine) -> tuple[str, ...]:
    lasts = f"every {clock.every}" if clock.every else str(clock.lasts or "to the date given")
    remarks = {
        "an expectation, never a breach": clock.expectation,
        "a milestone": clock.milestone,
        f"runs on after {_labels(clock.resumes, machine)}": bool(clock.resumes),
        f"starts anew at {_labels(clock.restarts, machine)}": bool(clock.restarts),
        "never extended": clock.extended_by == "nobody",
        "extended by those who decided": clock.extended_by in ("deciders", "board_chair", "statutory_partners"),
        "as long as a time limit is paused": clock.while_paused,
        "ends on the last of the days given": bool(clock.ended_by),
        "only where it applies": clock.when is not None,
        "runs on after the case has ended": clock.outlives,
        "runs on after the case has ended, and then ends of itself": clock.lapses,
    }
    until = _labels((name for name in clock.stops if name != OPENED_IN_ERROR), machine)
    remark = "; ".join(remark for remark, true in remarks.items() if true)
    return clock.label, lasts, _started_by(clock, machine), until, clock.owed_to, str(clock.basis), remark


def _started_by(clock: Clock, machine: Machine) -> str:
    key = clock.starts.key
    match clock.starts.on:
        case "answer":
            return f"the date given as “{machine.asks[key].label}”" if key in machine.asks else key
        case "state" | "move":
            return f"“{_label(key, machine)}”"
    return str(clock.starts)


def _waits(machine: Machine, role: str, move: str, since: Sequence[str]) -> str:
    anew = f", since “{_labels(since, machine)}”" if since else ""
    return f"waits for: {doer_title(role)}, “{_label(move, machine)}”{anew}"


def _labels(names: Iterable[str], machine: Machine) -> str:
    return ", ".join(_label(name, machine) for name in names)


def _label(name: str, machine: Machine) -> str:
    move = machine.move(name)
    return machine.state(name).label if name in machine.state_keys else move.label if move else name


def _sources(sources: tuple[str, ...], machine: Machine) -> str:
    ends = {state.key for state in machine.states if state.final}
    groups = {"any state": machine.state_keys, "any end": ends, "any open state": machine.state_keys - ends}
    for words, group in groups.items():
        if set(sources) == group and len(sources) > 1:
            return words
    return ", ".join(machine.state(source).label for source in sources)


def _asks(asks: Iterable[Ask]) -> str:
    return "; ".join(ask.label if ask.required else f"{ask.label} (optional)" for ask in asks)


def _tells(tells: Iterable[Tell]) -> str:
    return "; ".join(f"{', '.join(map(spaced, tell.to))}: “{tell.says}”" for tell in tells)


def _doers(doers: Iterable[str]) -> str:
    places: dict[str, list[str]] = {}
    for doer in doers:
        role, _, place = doer.partition("@")
        places.setdefault(place, []).append(doer_title(role))
    return ", ".join(
        f"{' or '.join(titles)} {PLACES[place]}" if place else ", ".join(titles) for place, titles in places.items()
    )


def spaced(key: str) -> str:
    """A key as words."""
    return key.replace("_", " ")


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)
