"""A case's clocks: started, stopped, resumed and re-dated by what happens to it. A clock is a record, never edited:
its first due date stays, and each change names the entry that says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session

from states import calendar, clocks
from states.conditions import holds
from states.facts import Facts
from states.language import Machine, Move
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.errors import Invalid
from workflow.owed import withdraw_for_clock
from workflow.rungs import first_rung
from workflow.statements import Statement
from workflow.tables.rows import CLOCK, CLOCK_CHANGE

REOPENED_ON = "aware_again_on"
_OF_CASE = Statement(
    select(
        *(
            CLOCK.c.id,
            CLOCK.c.key,
            CLOCK.c.started_on,
            CLOCK.c.started_by,
            CLOCK.c.first_due_on,
            CLOCK.c.due_on,
            CLOCK.c.status,
        ),
        *(CLOCK.c.stopped_on, CLOCK.c.expectation, CLOCK.c.milestone),
    ).where(CLOCK.c.case_id == bindparam("case_id"))
)
_NEW = insert(CLOCK).returning(CLOCK.c.id)
_TURN = Statement(
    update(CLOCK)
    .where(CLOCK.c.id == bindparam("clock_id"))
    .values(
        {
            name: bindparam(name)
            for name in ("started_on", "started_by", "due_on", "status", "stopped_on", "calendar", "provisional")
            + ("next_rung", "next_rung_on")
        }
    )
)
_NUMBER = select(func.coalesce(func.max(CLOCK_CHANGE.c.number), 0) + 1).where(
    CLOCK_CHANGE.c.clock_id == bindparam("clock_id")
)
_CHANGE = Statement(
    insert(CLOCK_CHANGE).values(
        {name: bindparam(name) for name in ("clock_id", "case_id", "seq", "what", "happened_on")}
        | {name: bindparam(name) for name in ("old_due_on", "new_due_on")}
        | {"number": _NUMBER.scalar_subquery()}
    )
)


@dataclass(slots=True)
class Ticking:
    """One of the case's clocks as it stands in this transaction."""

    id: int
    key: str
    started_on: date
    started_by: str
    first_due_on: date
    due_on: date
    status: str
    stopped_on: date | None
    expectation: bool
    milestone: bool

    @property
    def runs(self) -> bool:
        """Whether it is running."""
        return self.status == "running"


def of_case(session: Session, case_id: int) -> dict[str, Ticking]:
    """The case's clocks by key."""
    return {row.key: Ticking(*row) for row in _OF_CASE.all(session, {"case_id": case_id})}


def nameable(act: Act, case: Casework) -> dict[str, str]:
    """The case's clocks that run or are paused, each with its due date: what people may name."""
    found = of_case(act.session, case.id)
    labels = {}
    for clock in case.machine.clocks:
        ticking = found.get(clock.key)
        if ticking is not None and ticking.status in ("running", "paused"):
            paused = ", paused" if ticking.status == "paused" else ""
            labels[clock.key] = f"{clock.label}, due {calendar.in_words(ticking.due_on)}{paused}"
    return labels


def wind(act: Act, case: Casework, move: Move | None, came_from: str, facts: Facts) -> None:
    """Turns the case's clocks as an entry just made bids: ``move`` None is the opening.

    ``facts`` holds the answers with this move's laid over; ``case.seq`` is the entry that says why.
    """
    if move is not None and case.state == came_from and not may_turn(case.machine, move):
        return
    found = {} if move is None else of_case(act.session, case.id)
    for clock in case.machine.clocks:
        _wind_one(act, case, clock, found, move, came_from, facts)
    running = [t.due_on for t in found.values() if t.runs and not t.milestone and not t.expectation]
    case.due_on = min(running, default=None)


def may_turn(machine: Machine, move: Move) -> bool:
    """Whether a move that leaves the state as it is can turn any clock: most notes can't."""
    asked = {ask.key for ask in move.asks}
    kept = any(ask.kept_in_case for ask in move.asks)
    return move.reopens or any(
        move.key in (*clock.stops, *clock.resumes, *clock.restarts, clock.starts.key)
        or clock.starts.key in asked
        or (clock.when is not None and kept)
        for clock in machine.clocks
    )


def correct(act: Act, case: Casework, started_by: str, right: date) -> None:
    """Re-dates the clocks that ``started_by`` set going, and those it stopped where it names an entry."""
    found = of_case(act.session, case.id)
    for clock in case.machine.clocks:
        ticking = found.get(clock.key)
        if ticking is not None and ticking.started_by == started_by:
            turn(act, case, clock, ticking, "corrected", started_on=right, due_on=last_day(act, clock, right))
    running = [t.due_on for t in found.values() if t.runs and not t.milestone and not t.expectation]
    case.due_on = min(running, default=None)


def correct_stops(act: Act, case: Casework, seq: int, right: date) -> None:
    """Puts right the day on which clocks were stopped by entry ``seq``."""
    stopped = select(CLOCK_CHANGE.c.clock_id).where(
        CLOCK_CHANGE.c.case_id == case.id, CLOCK_CHANGE.c.seq == seq, CLOCK_CHANGE.c.what == "stopped"
    )
    ids = set(act.session.connection().execute(stopped).scalars())
    for ticking in of_case(act.session, case.id).values():
        clock = case.machine.clock(ticking.key)
        if ticking.id in ids and not ticking.runs and clock is not None:
            _refuse_before_start(clock, ticking, right, "right_date")
            turn(act, case, clock, ticking, "corrected", stopped_on=right)


def _refuse_before_start(clock: clocks.Clock, ticking: Ticking, day: date, asked: str) -> None:
    """``Invalid`` where a limit would have been met before it began: a slip of the year hides every lateness."""
    if clock.lasts is not None and not clock.milestone and day < ticking.started_on:
        began = calendar.in_words(ticking.started_on)
        raise Invalid({asked: f"It can't have happened before {began}, when “{clock.label}” began"})


def _wind_one(
    act: Act,
    case: Casework,
    clock: clocks.Clock,
    found: dict[str, Ticking],
    move: Move | None,
    came_from: str,
    facts: Facts,
) -> None:
    ticking = found.get(clock.key)
    entered = case.state if move is None or case.state != came_from else ""
    key = move.key if move is not None else ""
    if ticking is None:
        start = first_start(act, case, clock, entered, key, facts)
        if start is not None and (clock.when is None or holds(clock.when, facts)):
            found[clock.key] = begin(act, case, clock, *start)
        return
    if ticking.runs and clock.when is not None and not holds(clock.when, facts):
        turn(act, case, clock, ticking, "stopped", runs=False, stopped_on=act.happened_on)
        return
    again = _start_again(act, case, clock, entered, move, facts)
    if again is not None:
        started_by, day = again
        rests = not ticking.runs and case.state in clock.stops
        what = "moved" if rests or (clock.lasts is None and ticking.runs) else "restarted"
        turn(
            act,
            case,
            clock,
            ticking,
            what,
            started_on=day,
            started_by=started_by,
            due_on=last_day(act, clock, day),
            # What re-dates a clock while it rests doesn't set it going: it resumes with that date.
            runs=None if rests else True,
        )
    elif entered in clock.stops or key in clock.stops or (entered and case.final):
        if ticking.runs:
            _refuse_before_start(clock, ticking, act.happened_on, "happened_on")
            turn(act, case, clock, ticking, "stopped", runs=False, stopped_on=act.happened_on)
    elif (entered in clock.resumes or key in clock.resumes) and not ticking.runs:
        turn(act, case, clock, ticking, "resumed", runs=True)


def first_start(
    act: Act, case: Casework, clock: clocks.Clock, entered: str, key: str, facts: Facts
) -> tuple[str, date] | None:
    """What sets a clock going that never ran: by what, as ``started_by`` has it, and on which day."""
    match clock.starts.on:
        case "opening":
            return "opening", case.opened_on
        case "answer":
            key = clock.starts.later if clock.starts.later in facts.given else clock.starts.key
            day = facts.answers.get(key)
            return (f"answer:{key}", date.fromisoformat(str(day))) if day else None
        case on:
            sets_going = clock.starts.key == (entered if on == "state" else key)
            return (f"entry:{case.seq}", act.happened_on) if sets_going else None


def _start_again(
    act: Act, case: Casework, clock: clocks.Clock, entered: str, move: Move | None, facts: Facts
) -> tuple[str, date] | None:
    if move is None:
        return None
    if clock.starts.on == "answer" and clock.starts.key in facts.given:
        return f"answer:{clock.starts.key}", date.fromisoformat(str(facts.given[clock.starts.key]))
    if move.key in clock.restarts or (clock.starts.on == "state" and clock.starts.key == entered):
        return f"entry:{case.seq}", act.happened_on
    if clock.starts.on == "move" and clock.starts.key == move.key:
        return f"entry:{case.seq}", act.happened_on
    day = facts.given.get(REOPENED_ON)
    if move.reopens and day and clock.lasts is not None and not clock.milestone and clock.starts.on != "state":
        return f"entry:{case.seq}", date.fromisoformat(str(day))
    return None


def begin(act: Act, case: Casework, clock: clocks.Clock, started_by: str, day: date) -> Ticking:
    """Starts a clock that the case hasn\'t had."""
    due = last_day(act, clock, day)
    rung, rung_on = chased_from(act, case, clock, day, due)
    row: dict[str, Any] = {
        "case_id": case.id,
        "partnership": case.partnership,
        "key": clock.key,
        "label": clock.label,
        "calendar": act.calendar.edition,
        "started_on": day,
        "started_by": started_by,
        "first_due_on": due,
        "due_on": due,
        "provisional": act.calendar.provisional(due),
        "status": "running",
        "expectation": clock.expectation,
        "milestone": clock.milestone,
        "rulebook": case.running.digest,
        "chase": clock.chase,
        "next_rung": rung,
        "next_rung_on": rung_on,
    }
    clock_id = act.session.connection().execute(_NEW, row).scalar_one()
    _note(act, case, clock_id, "started", None, due)
    return Ticking(clock_id, clock.key, day, started_by, due, due, "running", None, clock.expectation, clock.milestone)


def turn(
    act: Act,
    case: Casework,
    clock: clocks.Clock,
    ticking: Ticking,
    what: str,
    *,
    started_on: date | None = None,
    started_by: str | None = None,
    due_on: date | None = None,
    runs: bool | None = None,
    stopped_on: date | None = None,
) -> None:
    """Changes a clock, notes why, and withdraws what was owed for a date that it no longer has."""
    old_due = ticking.due_on
    ticking.started_on = started_on or ticking.started_on
    ticking.started_by = started_by or ticking.started_by
    ticking.due_on = due_on or ticking.due_on
    if runs is not None:
        ticking.status = "running" if runs else "stopped"
        ticking.stopped_on = None
    ticking.stopped_on = stopped_on or ticking.stopped_on
    rung, rung_on = chased_from(act, case, clock, ticking.started_on, ticking.due_on) if ticking.runs else (0, None)
    _TURN.run(
        act.session,
        {
            "clock_id": ticking.id,
            "started_on": ticking.started_on,
            "started_by": ticking.started_by,
            "due_on": ticking.due_on,
            "status": ticking.status,
            "stopped_on": ticking.stopped_on,
            "calendar": act.calendar.edition,
            "provisional": act.calendar.provisional(ticking.due_on),
            "next_rung": rung,
            "next_rung_on": rung_on,
        },
    )
    if not ticking.runs or ticking.due_on != old_due:
        withdraw_for_clock(act.session, ticking.id)
    _note(act, case, ticking.id, what, old_due, ticking.due_on)


def _note(act: Act, case: Casework, clock_id: int, what: str, old: date | None, new: date) -> None:
    _CHANGE.run(
        act.session,
        {
            "clock_id": clock_id,
            "case_id": case.id,
            "seq": case.seq,
            "what": what,
            "happened_on": act.happened_on,
            "old_due_on": old,
            "new_due_on": new,
        },
    )


def last_day(act: Act, clock: clocks.Clock, start: date) -> date:
    """When a clock is due that started on that day."""
    return start if clock.lasts is None else calendar.due(start, clock.lasts, act.calendar)


def chased_from(act: Act, case: Casework, clock: clocks.Clock, start: date, due: date) -> tuple[int, date | None]:
    """The next rung of a clock and its day; no day where it isn\'t chased."""
    if not clock.chase:
        return 0, None
    # Where the start is the due date itself, chasing may begin at once: nothing fell before the clock began.
    begun = act.happened_on if clock.lasts is None else start
    return first_rung(case.running.rulebook.chase(clock.chase), begun, due, act.calendar)
