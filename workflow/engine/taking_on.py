"""Takes on a case that ran before Casekeeper: in the state it has come to, its time limits as that history left them.

One entry tells of all of it. Nobody is told of what is past, nothing is opened below, no guard judges what happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, update

from states.calendar import in_words
from states.facts import Doer
from states.judgement import unmet
from states.language import Machine
from states.moves import taking_on
from states.moves.history import History, Step, Told, history
from states.moves.taking_on import BEGAN_ON, EARLIER, EXTENSIONS, FORMER_REFERENCE, STATE_NOW, STATE_SINCE, TAKERS
from workflow.chasing.rungs import highest_come, rung_day
from workflow.database.statements import Statement
from workflow.engine import below, clocks, taken_on_dates, telling
from workflow.engine.act import Act
from workflow.engine.admitting import admit_as_below, admit_to_state
from workflow.engine.answers import Answers, beside, given, read_answers
from workflow.engine.casework import CAME_FROM, Casework
from workflow.engine.effects.appointing import appoint_reviewer
from workflow.engine.named_cases import require_seen
from workflow.engine.opening import (
    above_of,
    as_opened,
    new_case,
    opening_facts,
    placed,
    refuse_parent,
    settle,
    starts_in,
)
from workflow.engine.registers import NUMBER
from workflow.engine.ticking import Ticking, first_due, of_case, turn
from workflow.engine.trail import append
from workflow.errors import Invalid, NotPermitted, Refused
from workflow.tables.rows import CLOCK

SEATS = {"appoint_reviewer": (appoint_reviewer, "reviewer", ("contract_from", "contract_to"))}
"""Effects that let somebody in whom an answer names: by whose, and what else must be answered then."""
_CHASE_FROM = Statement(
    update(CLOCK)
    .where(CLOCK.c.id == bindparam("clock_id"))
    .values(next_rung=bindparam("rung"), next_rung_on=bindparam("rung_on"))
)


def take_on(act: Act, kind: str, answers: object, *, parent: str | None = None) -> Casework:
    """Enters a case of ``kind`` as it stands, below the case ``parent`` names if any.

    Raises NotFound for an unknown kind or parent, NotPermitted, Invalid (by ask), Refused; writes nothing then.
    """
    machine = as_opened(act, kind)
    if act.recorded_for is not None:
        raise NotPermitted("Taking a case on can't be recorded for somebody else: the business unit does it itself.")
    if not may_take_on(act.actor):
        raise NotPermitted("Cases that began before Casekeeper are taken on by the business unit.")
    above = above_of(act, parent)
    _refuse_misplaced(machine, above)
    asks = taking_on.asks(machine)
    read = read_answers(asks, answers, act.known())
    require_seen(act, asks, read)
    _refuse_signed_off(machine, above, str(read.values[STATE_NOW]))
    then = act.on(_day(read, BEGAN_ON))
    facts = replace(opening_facts(then, machine, above, given(read)), today=then.happened_on)
    reasons = unmet(machine.opening.needs, facts)
    if reasons:
        raise Refused(reasons)
    told = _told(read, starts_in(then, machine, above, read))
    past = history(machine, told, tuple(read.values))
    if past.faults:
        raise Invalid(past.faults)
    case = new_case(then, machine, read, above=above, state=told.state_now, opened_by_above=False)
    more = placed(machine, above) | ({taken_on_dates.PROPOSED: True} if past.proposed else {})
    seq = append(act, case, taking_on.TAKEN_ON, came_from="", answers=read, more=more)
    _seat(then, case, read)
    case.learn(read.facts(seq, asks) | _registers(machine, read, seq))
    came = {"state": told.state_now, "by": _led_here(past), taken_on_dates.PROPOSED: past.proposed}
    case.learn({taken_on_dates.TAKEN_ON: came})
    _live_through(then, machine, case, told, past, read)
    below.follow(then.on(told.state_since), case, _led_here(past))
    _extend(act, case, read)
    if case.final:
        case.closed_on = told.state_since
    if past.came_from:
        case.learn({CAME_FROM: past.came_from})
    if past.proposed:
        case.proposal_seq = seq
    if not machine.titled_by:
        case.title = str(read.values.get(FORMER_REFERENCE, ""))
    _chase_from_today(act, case)
    case.save(act.session)
    below.begun_below(act, case, above)
    telling.tell(act, case, taking_on.told_on_taking_on(machine, case.state_now), replace(facts, state=case.state))
    return case


def may_take_on(doer: Doer) -> bool:
    """Whether they are of the business unit, which alone takes cases on."""
    return any(doer.holds(role) for role in TAKERS)


def _refuse_misplaced(machine: Machine, above: Casework | None) -> None:
    opening = machine.opening
    if above is None and not (opening.alone or opening.taken_on_alone):
        belongs = f"A case of this kind belongs below one of: {', '.join(opening.parents)}"
        raise Invalid({"parent": f"{belongs}. Take that one on first"})
    refuse_parent(machine, above)


def _refuse_signed_off(machine: Machine, above: Casework | None, state: str) -> None:
    """``Invalid`` where what only a signature leads to would count for a case that began here, with nobody's on it."""
    led = [move for move in machine.moves if move.target == state and not move.reopens]
    if above is None or taken_on_dates.was_taken_on(above) or not led or any(move.signs is None for move in led):
        return
    stands, began = machine.state(state).label, f"{above.reference} began in Casekeeper"
    says = f"{began}, and what stands below it is signed here: take it on as it stood before “{stands}”"
    raise Invalid({STATE_NOW: says})


def _told(read: Answers, begins_in: str) -> Told:
    rows: Any = read.values.get(EARLIER, ())
    return Told(
        starts_in=begins_in,
        began_on=_day(read, BEGAN_ON),
        state_now=str(read.values[STATE_NOW]),
        state_since=_day(read, STATE_SINCE),
        rows=tuple((row["what"], row["on"]) for row in rows),
    )


def _live_through(then: Act, machine: Machine, case: Casework, told: Told, past: History, read: Answers) -> None:
    """Goes the way from the beginning again, each step on its day: who comes to see the case, what its clocks do."""
    later = {key for step in past.steps for key in step.given} - {ask.key for ask in machine.opening.asks}
    every = given(read)
    known = {key: value for key, value in every.items() if key not in later}
    case.state, case.final = told.starts_in, machine.state(told.starts_in).final
    settle(then, machine, case, read)
    admit_as_below(then, machine, case)
    facts = replace(opening_facts(then, machine, None, known), state=case.state)
    clocks.wind(then, case, None, "", facts)
    ended_on: date | None = None
    for step in past.steps:
        case.state, case.final = step.to, machine.state(step.to).final
        new = {key: every[key] for key in step.given}
        known |= new
        act = then.on(step.on)
        here = replace(facts, state=step.came_from, happened_on=step.on, answers=dict(known), given=new)
        try:
            clocks.wind(act, case, step.move, step.came_from, here, cause=step.cause, ended_on=ended_on)
        except Invalid as fault:
            raise Invalid({step.asked: _at_step(step, fault)}) from None
        ended_on = (ended_on or step.on) if case.final else None
        if step.changes:
            admit_to_state(act, case, step.came_from)


def _at_step(step: Step, fault: Invalid) -> str:
    says = " ".join(fault.errors.values())
    return f"“{step.move.label}” on {in_words(step.on)}: {says}"


def _extend(act: Act, case: Casework, read: Answers) -> None:
    """The later dates that were agreed, one after the other, each with the reason and authority beside the entry."""
    found = of_case(act.session, case.id)
    rows: Any = read.values.get(EXTENSIONS, ())
    for number, row in enumerate(rows, 1):
        clock, ticking = case.machine.clock(row["clock"]), found.get(row["clock"])
        assert clock is not None
        says = f"Row {number}: “{clock.label}”"
        if ticking is None:
            raise Invalid({EXTENSIONS: f"{says} never ran, by what happened before: it can't have been extended"})
        if row["extended_to"] <= ticking.due_on:
            due = in_words(ticking.due_on)
            raise Invalid({EXTENSIONS: f"{says} was due on {due}: it can only have been extended to a later day"})
        agreed = row.get("agreed_on", act.happened_on)
        if agreed < case.opened_on:
            began = in_words(case.opened_on)
            raise Invalid({EXTENSIONS: f"{says} can't have been extended before {began}, when the case began"})
        _extended(act.on(agreed), case, ticking, row["extended_to"])
    case.due_on = first_due(found.values())


def _extended(act: Act, case: Casework, ticking: Ticking, to: date) -> None:
    clock = case.machine.clock(ticking.key)
    assert clock is not None
    turn(act, case, clock, ticking, "extended", due_on=to, extended_to=to)


def _chase_from_today(act: Act, case: Casework) -> None:
    """Rungs that came before today are past: whoever the highest of them reaches hears of it, once."""
    for ticking in of_case(act.session, case.id).values():
        clock, first = case.machine.clock(ticking.key), ticking.next_rung_on
        if clock is None or first is None or first > act.today:
            continue
        chase = case.running.rulebook.chase(clock.chase)
        rung = highest_come(chase, ticking.next_rung, ticking.due_on, act.today, act.calendar)
        day = rung_day(chase, rung, ticking.due_on, act.calendar)
        _CHASE_FROM.run(act.session, {"clock_id": ticking.id, "rung": rung, "rung_on": day})


def _registers(machine: Machine, read: Answers, seq: int) -> dict[str, object]:
    """The lists that the case keeps row by row, numbered, as the moves on them would have left them."""
    lists: Mapping[str, Any] = {one.key: read.plain[one.key] for one in machine.registers if one.key in read.plain}
    return {
        key: [{NUMBER: number + 1} | _cells(read, key, number, row, seq) for number, row in enumerate(rows)]
        for key, rows in lists.items()
    }


def _cells(read: Answers, key: str, number: int, row: Mapping[str, object], seq: int) -> dict[str, object]:
    paths = {cell: f"{key}.{number}.{cell}" for cell in row}
    return {cell: beside(seq, paths[cell]) if paths[cell] in read.texts else row[cell] for cell in row}


def _seat(act: Act, case: Casework, read: Answers) -> None:
    """Lets those in whom an answer names as the moves that ask for it would have."""
    for effect in dict.fromkeys(move.effect for move in case.machine.moves):
        if effect not in SEATS:
            continue
        prepare, named, besides = SEATS[effect]
        missing = [key for key in besides if key not in read.values]
        if named in read.values and missing:
            asks = case.machine.asks
            raise Invalid({key: f"Enter it, where it is told who it is: {asks[key].label}" for key in missing})
        if named in read.values:
            prepare(act, case, read).follow(act, case)


def _led_here(past: History) -> str:
    """What the case came by into the state it is in now; "" where it is still where it began."""
    return next((step.cause for step in reversed(past.steps) if step.changes), "")


def _day(read: Answers, key: str) -> date:
    day = read.values[key]
    assert isinstance(day, date)
    return day
