"""A case's clocks: started, stopped, resumed and re-dated by what happens to it. A clock is a record, never edited:
its first due date stays, and each change names the entry that says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from states import calendar
from states.clocks import Clock
from states.conditions import holds
from states.dating import Reckoning
from states.facts import Facts
from states.language import Machine, Move
from states.moves.registers import ENDED
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.engine.ticking import Ticking, begin, first_due, last_day, stop, turn
from workflow.engine.ticking import of_case as of_case  # what others ask of a case's clocks comes from here
from workflow.errors import Invalid
from workflow.tables.rows import CLOCK_CHANGE

REOPENED_ON = "aware_again_on"
MISSED = "missed"
"""What is noted where a limit begins anew whose day had passed unmet: a new date never hides that."""


def refuse_before_opening(case: Casework, known_on: date, asked: str) -> None:
    """``Invalid`` where information that a case was reopened for would have become known before there was a case."""
    if known_on < case.opened_on:
        opened = calendar.in_words(case.opened_on)
        raise Invalid({asked: f"New information can't have become known before {opened}, when it was opened"})


def nameable(act: Act, case: Casework) -> dict[str, str]:
    """The case's clocks that run or are paused, each with its due date: what people may name."""
    found = of_case(act.session, case.id)
    labels = {}
    for clock in case.machine.clocks:
        ticking = found.get(clock.key)
        if ticking is not None and ticking.is_open:
            paused = ", paused" if ticking.status == "paused" else ""
            labels[clock.key] = f"{clock.label}, due {calendar.in_words(ticking.due_on)}{paused}"
    return labels


def wind(
    act: Act,
    case: Casework,
    move: Move | None,
    came_from: str,
    facts: Facts,
    *,
    cause: str = "",
    ended_on: date | None = None,
) -> None:
    """Turns the case's clocks as an entry just made bids: ``move`` None is the opening.

    ``facts`` holds the answers with this move's laid over; ``case.seq`` is the entry that says why. ``cause`` names
    what sets clocks going where that entry tells of several things; else it is the entry. ``ended_on``: the day on
    which a case that is reopened had come to its end.
    """
    if move is not None and case.state == came_from and not may_turn(case.machine, move):
        return
    found = {} if move is None else of_case(act.session, case.id)
    # Those that hang on what is below, ``below.py`` turns once what this move opens is there.
    for clock in (one for one in case.machine.clocks if not hangs_on_children(one)):
        why = cause or f"entry:{case.seq}"
        if clock.while_paused:
            _follow_pauses(act, case, clock, found, move, why)
        else:
            _wind_one(act, case, clock, found, move, came_from, facts, why, ended_on)
    case.due_on = first_due(found.values())


def may_turn(machine: Machine, move: Move) -> bool:
    """Whether a move that leaves the state as it is can turn any clock: most notes can't."""
    if move.register:
        return True
    asked = {ask.key for ask in move.asks}
    kept = any(ask.kept_in_case for ask in move.asks)
    return move.reopens or any(
        move.key in (*clock.stops, *clock.resumes, *clock.restarts, clock.starts.key)
        or clock.starts.key in asked
        or (clock.when is not None and kept)
        for clock in machine.clocks
    )


def hangs_on_children(clock: Clock) -> bool:
    """Whether it runs only as long as what stands below the case lets it."""
    return clock.when is not None and "children" in clock.when.reads


def correct(act: Act, case: Casework, started_by: str, right: date) -> None:
    """Re-dates the clocks that ``started_by`` set going, and those it stopped where it names an entry.

    An extension's date and the days of pauses stay: what was agreed was agreed.
    """
    found = of_case(act.session, case.id)
    for clock in case.machine.clocks:
        ticking = found.get(clock.key)
        if ticking is not None and ticking.started_by == started_by:
            _refuse_after_end(clock, ticking, right)
            reckoning = Reckoning(right, clock.length, ticking.extended_to, ticking.paused_days)
            turn(act, case, clock, ticking, "corrected", started_on=right, due_on=reckoning.due_on(act.calendar))
        elif clock.ended_by and ticking is not None and started_by in map("answer:{}".format, clock.ended_by):
            _correct_end(act, case, clock, ticking)
    case.due_on = first_due(found.values())


def _correct_end(act: Act, case: Casework, clock: Clock, ticking: Ticking) -> None:
    ended = ended_as_said(clock, case.facts)
    if ended is not None and ticking.status == "stopped" and ticking.stopped_on != ended:
        refuse_before_start(clock, ticking, ended, "right_date")
        turn(act, case, clock, ticking, "corrected", stopped_on=ended)


def ended_as_said(clock: Clock, answers: Mapping[str, object]) -> date | None:
    """The last of the days that the clock ends by; None where one of them isn't given, or it ends by none."""
    days = [str(answers[key]) for key in clock.ended_by if key in answers]
    return date.fromisoformat(max(days)) if days and len(days) == len(clock.ended_by) else None


def correct_stops(act: Act, case: Casework, seq: int, right: date) -> None:
    """Puts right the day on which clocks were stopped by entry ``seq``."""
    stopped = select(CLOCK_CHANGE.c.clock_id).where(
        CLOCK_CHANGE.c.case_id == case.id, CLOCK_CHANGE.c.seq == seq, CLOCK_CHANGE.c.what == "stopped"
    )
    ids = set(act.session.connection().execute(stopped).scalars())
    for ticking in of_case(act.session, case.id).values():
        clock = case.machine.clock(ticking.key)
        if ticking.id not in ids or ticking.status != "stopped" or clock is None:
            continue
        if ended_as_said(clock, case.facts) is None:
            refuse_before_start(clock, ticking, right, "right_date")
            turn(act, case, clock, ticking, "corrected", stopped_on=right)


def refuse_before_start(clock: Clock, ticking: Ticking, day: date, asked: str) -> None:
    """``Invalid`` where a limit would have been met before it began: a slip of the year hides every lateness."""
    counted = clock.length is not None and not clock.length.before and not clock.milestone
    if counted and day < ticking.started_on:
        began = calendar.in_words(ticking.started_on)
        raise Invalid({asked: f"It can't have happened before {began}, when “{clock.label}” began"})


def _refuse_after_end(clock: Clock, ticking: Ticking, day: date) -> None:
    """``Invalid`` where a limit would have begun after it ended: that, too, would hide a lateness."""
    ended = ticking.stopped_on
    if clock.length is not None and not clock.milestone and ended is not None and ended < day:
        raise Invalid({"right_date": f"It can't be after {calendar.in_words(ended)}, when “{clock.label}” ended"})


def _wind_one(
    act: Act,
    case: Casework,
    clock: Clock,
    found: dict[str, Ticking],
    move: Move | None,
    came_from: str,
    facts: Facts,
    cause: str,
    ended_on: date | None,
) -> None:
    ticking = found.get(clock.key)
    # Who goes back to where a case was comes into no state anew: what ran on, runs on.
    entered = case.state if move is None or (case.state != came_from and not move.back) else ""
    key = move.key if move is not None else ""
    if ticking is None:
        start = first_start(act, case, clock, entered, key, facts, cause)
        if start is not None and (clock.when is None or holds(clock.when, facts)):
            found[clock.key] = begin(act, case, clock, *start)
        return
    if ticking.is_open and clock.when is not None and not holds(clock.when, facts):
        stop(act, case, clock, ticking)
        return
    if clock.starts.on == "register" and move is not None and (move.register == clock.starts.key or move.reopens):
        _follow_register(act, case, clock, ticking)
        return
    again = _start_again(act, case, clock, entered, move, facts, cause)
    if again is not None:
        begin_anew(act, case, clock, ticking, *again)
    elif move is not None and move.reopens and _ended_unmet(act, case, clock, ticking, facts, ended_on):
        _run_on(act, case, clock, ticking)
    elif entered in clock.stops or key in clock.stops or (entered and case.final and not clock.runs_on):
        if ticking.is_open:
            ended = ended_as_said(clock, facts.answers) or act.happened_on
            said = (key for key in clock.ended_by if facts.given.get(key) == ended.isoformat())
            refuse_before_start(clock, ticking, ended, next(said, "happened_on"))
            stop(act, case, clock, ticking, ended)
    elif (entered in clock.resumes or key in clock.resumes) and ticking.status == "stopped":
        _run_on(act, case, clock, ticking)


def _follow_pauses(
    act: Act, case: Casework, clock: Clock, found: dict[str, Ticking], move: Move | None, cause: str
) -> None:
    """Runs while another limit is paused, from the first pause on; begun anew by each look at it."""
    ticking = found.get(clock.key)
    if not any(one.status == "paused" for one in found.values()):
        if ticking is not None and ticking.is_open:
            stop(act, case, clock, ticking)
    elif ticking is None:
        found[clock.key] = begin(act, case, clock, cause, act.happened_on)
    elif not ticking.is_open or (move is not None and move.key in clock.restarts):
        begin_anew(act, case, clock, ticking, cause, act.happened_on)


def _run_on(act: Act, case: Casework, clock: Clock, ticking: Ticking) -> None:
    due = ticking.due_on
    if ticking.calendar != act.calendar.edition:  # a day off was declared while it rested
        due = ticking.reckoning(clock).due_on(act.calendar)
    turn(act, case, clock, ticking, "resumed", runs=True, due_on=due)


def _ended_unmet(act: Act, case: Casework, clock: Clock, ticking: Ticking, facts: Facts, ended_on: date | None) -> bool:
    """Whether a limit that nothing starts anew ended with the case alone: reopened, it is owed by the date it had.

    What a new day began anew, or begins with a state to come, isn't; nor what is counted back from a day that passed.
    """
    if ended_on is None or ticking.status != "stopped" or ticking.stopped_on != ended_on:
        return False
    if clock.milestone or case.state in clock.stops or clock.every is not None:
        return False
    if clock.starts.on == "state" and REOPENED_ON in facts.given:
        return False
    return clock.lasts is None or not clock.lasts.before or ticking.started_on >= act.happened_on


def _follow_register(act: Act, case: Casework, clock: Clock, ticking: Ticking) -> None:
    """Due on the earliest next check among the register's rows; at rest while there is none."""
    day = next_check(case, clock.starts.key)
    if day is not None and (day != ticking.due_on or not ticking.is_open):
        begin_anew(act, case, clock, ticking, f"register:{clock.starts.key}", day)
    elif day is None and ticking.is_open:
        stop(act, case, clock, ticking)


def next_check(case: Casework, register: str) -> date | None:
    """The earliest day on which a row of the register is to be looked at again; None where there is none."""
    declared = case.machine.register(register)
    rows = [row for row in case.facts.get(register, ()) if not row.get(ENDED)]
    return min((date.fromisoformat(row[declared.check]) for row in rows if row.get(declared.check)), default=None)


def begin_anew(act: Act, case: Casework, clock: Clock, ticking: Ticking, started_by: str, day: date) -> None:
    """Starts a clock anew from that day: what was agreed or paused before belongs to the time before."""
    rests = ticking.status == "stopped" and case.state in clock.stops
    what = "moved" if rests or (clock.length is None and ticking.runs) else "restarted"
    if what == "restarted" and clock.owed_once and (ticking.stopped_on or act.happened_on) > ticking.due_on:
        what = MISSED
    turn(
        act,
        case,
        clock,
        ticking,
        what,
        # What re-dates a clock while it rests doesn't set it going: it resumes with that date.
        runs=None if rests else True,
        started_on=day,
        started_by=started_by,
        due_on=last_day(act, clock, day),
        extended_to=None,
        paused_on=None,
        paused_days=0,
    )


def first_start(
    act: Act, case: Casework, clock: Clock, entered: str, key: str, facts: Facts, cause: str
) -> tuple[str, date] | None:
    """What sets a clock going that never ran: by what, as ``started_by`` has it, and on which day."""
    match clock.starts.on:
        case "opening":
            return "opening", case.opened_on
        case "answer":
            key = next((one for one in _instead(clock) if one in facts.given), clock.starts.key)
            day = facts.answers.get(key)
            return (f"answer:{key}", date.fromisoformat(str(day))) if day else None
        case "register":
            day = next_check(case, clock.starts.key)
            return (f"register:{clock.starts.key}", day) if day else None
        case on:
            sets_going = clock.starts.key == (entered if on == "state" else key)
            return (cause, act.happened_on) if sets_going else None


def _instead(clock: Clock) -> tuple[str, ...]:
    """The answers that a limit which never ran starts from in place of its own: what was learnt later."""
    # What is counted back from a planned day has no other day to count from.
    counted = clock.length is not None and not clock.length.before and not clock.milestone
    return (clock.starts.later, REOPENED_ON) if counted else (clock.starts.later,)


def _start_again(
    act: Act, case: Casework, clock: Clock, entered: str, move: Move | None, facts: Facts, cause: str
) -> tuple[str, date] | None:
    if move is None:
        return None
    if clock.starts.on == "answer" and clock.starts.key in facts.given:
        return f"answer:{clock.starts.key}", date.fromisoformat(str(facts.given[clock.starts.key]))
    if move.key in clock.restarts or (clock.starts.on == "state" and clock.starts.key == entered):
        return cause, act.happened_on
    if clock.starts.on == "move" and clock.starts.key == move.key:
        return cause, act.happened_on
    day = facts.given.get(REOPENED_ON)
    starts = clock.length is not None and not clock.length.before and move.key not in clock.stops
    if move.reopens and day and starts and not clock.milestone and clock.starts.on != "state":
        again = date.fromisoformat(str(day))
        refuse_before_opening(case, again, REOPENED_ON)
        return f"answer:{REOPENED_ON}", again
    return None
