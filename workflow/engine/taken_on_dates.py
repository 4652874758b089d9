"""The days that were told of a case when it was taken on: named, looked up, put right. Knows no entry but the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from states.calendar import in_words
from states.clocks import Clock
from states.moves.history import SINCE, cause_of, in_order
from states.moves.taking_on import EARLIER, STATE_SINCE
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.engine.clocks import correct, ended_as_said, of_case, refuse_before_start
from workflow.engine.ticking import turn
from workflow.errors import Refused
from workflow.tables.rows import CLOCK_CHANGE

TAKEN_ON = "_taken_on"
"""Where a case's facts keep in which state it was taken on, and what it had come there by: no answer."""

PROPOSED = "proposed"
"""Where its entry says that it tells of a proposal which stood, and may be signed."""


def was_taken_on(case: Casework) -> bool:
    """Whether the case ran before Casekeeper."""
    return TAKEN_ON in case.facts


def proposed_before(case: Casework) -> bool:
    """Whether the entry that took it on tells of a proposal."""
    return bool(case.facts.get(TAKEN_ON, {}).get(PROPOSED))


def told_days(case: Casework) -> dict[str, date]:
    """The days told of it, by name: ``earlier:2`` is the second thing that happened before."""
    if not was_taken_on(case):
        return {}
    days = {cause_of(number): date.fromisoformat(row["on"]) for number, row in enumerate(_rows(case))}
    if case.facts[TAKEN_ON]["by"] == SINCE:
        days[STATE_SINCE] = date.fromisoformat(case.facts[STATE_SINCE])
    return days


def in_words_of(case: Casework, name: str) -> str:
    """What such a day is called."""
    if name == STATE_SINCE:
        return f"Since when it stood at “{_label(case)}”"
    move = case.machine.move(_what(case, name))
    return f"Before it was taken on: {move.label if move is not None else _what(case, name)}"


def day_told(case: Casework, move: str) -> date | None:
    """The day on which a move last happened before the case was taken on, as far as that is told."""
    days = told_days(case)
    found = [day for name, day in days.items() if name != STATE_SINCE and _what(case, name) == move]
    declared = case.machine.move(move)
    if not found and STATE_SINCE in days and declared is not None:
        # Its coming to that state is that move's doing, where no row says otherwise.
        found = [days[STATE_SINCE]] if declared.target == case.facts[TAKEN_ON]["state"] else []
    return max(found, default=None)


def turns_told(case: Casework) -> Iterator[set[str]]:
    """What happened before, in order: each move with the state that it leads to, then the state it was taken on in."""
    rows = _rows(case)
    for number in in_order([(row["what"], date.fromisoformat(row["on"])) for row in rows]):
        move = case.machine.move(rows[number]["what"])
        yield {rows[number]["what"]} | ({move.target} if move is not None and move.target else set())
    yield {case.facts[TAKEN_ON]["state"]}


def refuse_disorder(case: Casework, name: str, right: date) -> None:
    """``Refused`` where the right day would put what happened before in another order."""
    days = [("entry:1", case.opened_on), *sorted(told_days(case).items(), key=lambda one: one[1])]
    at = next(number for number, (key, _) in enumerate(days) if key == name)
    if at and right < days[at - 1][1]:
        raise Refused([f"It can't have been before {in_words(days[at - 1][1])}: {_named(case, days[at - 1][0])}"])
    if at + 1 < len(days) and right > days[at + 1][1]:
        raise Refused([f"It can't have been after {in_words(days[at + 1][1])}: {_named(case, days[at + 1][0])}"])


def put_right(act: Act, case: Casework, name: str, right: date, *, ended_so: bool) -> None:
    """Puts such a day right, and the clocks that it set going or stopped. ``ended_so``: the case was taken on ended."""
    old, came_by = told_days(case)[name], case.facts[TAKEN_ON]["by"]
    if name == STATE_SINCE:
        cause, stops = SINCE, {case.facts[TAKEN_ON]["state"]}
    else:
        cause, move = name, case.machine.move(_what(case, name))
        stops = {_what(case, name)} | ({move.target} if move is not None and move.target else set())
        rows = [*_rows(case)]
        rows[_number(name)] = {**rows[_number(name)], "on": right.isoformat()}
        case.learn({EARLIER: rows})
    if cause == came_by:
        case.learn({STATE_SINCE: right.isoformat()})
        case.closed_on = right if ended_so else case.closed_on
    correct(act, case, cause, right)
    _correct_stops(act, case, old, right, stops)


def _correct_stops(act: Act, case: Casework, old: date, right: date, names: set[str]) -> None:
    stopped = select(CLOCK_CHANGE.c.clock_id).where(
        CLOCK_CHANGE.c.case_id == case.id,
        CLOCK_CHANGE.c.seq == 1,
        CLOCK_CHANGE.c.what == "stopped",
        CLOCK_CHANGE.c.happened_on == old,
    )
    ids = set(act.session.connection().execute(stopped).scalars())
    for ticking in of_case(act.session, case.id).values():
        clock = case.machine.clock(ticking.key)
        if clock is None or ticking.id not in ids or ticking.stopped_on != old or not _stopped_by(case, clock, names):
            continue
        refuse_before_start(clock, ticking, right, "right_date")
        turn(act, case, clock, ticking, "corrected", stopped_on=right)


def _stopped_by(case: Casework, clock: Clock, names: set[str]) -> bool:
    ends = any(state.final and state.key in names for state in case.machine.states)
    if ended_as_said(clock, case.facts) is not None:
        return False
    return bool(names & set(clock.stops)) or (ends and not clock.runs_on)


def _rows(case: Casework) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = case.facts.get(EARLIER, [])
    return found


def _what(case: Casework, name: str) -> str:
    return str(_rows(case)[_number(name)]["what"])


def _number(name: str) -> int:
    return int(name.partition(":")[2]) - 1


def _named(case: Casework, name: str) -> str:
    return "the case began then" if name == "entry:1" else in_words_of(case, name)


def _label(case: Casework) -> str:
    state = case.facts[TAKEN_ON]["state"]
    return case.machine.state(state).label if state in case.machine.state_keys else str(state)
