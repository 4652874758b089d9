"""What the moves on a time limit do: extend it, pause it, let it run again. Who may is said where they are declared."""

from __future__ import annotations

from datetime import date
from typing import Any

from states.calendar import in_words
from states.clocks import Clock
from states.moves import clock_moves
from workflow.chasing.conflicts import as_scrutineer
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework
from workflow.engine.effects.effect import Effect
from workflow.engine.ticking import Ticking, first_due, of_case, resumed, turn
from workflow.errors import Invalid, NotPermitted


def ask_extension(act: Act, case: Casework, answers: Answers) -> Effect:
    """A request moves nothing: it is only looked at whether the date could be granted."""
    _later(*_named(act, case, answers, "running", agreed_too=True), answers, "wanted_on")
    return Effect()


def extend_clock(act: Act, case: Casework, answers: Answers) -> Effect:
    """A later due date, agreed on somebody's authority; what pauses gave before is part of it."""
    clock, ticking = _named(act, case, answers, "running")
    _refuse_whose_it_isnt(act, case, clock)
    to = _later(clock, ticking, answers, "new_due_on")

    def follow(act: Act, case: Casework) -> None:
        _turned(act, case, clock, ticking, "extended", due_on=to, extended_to=to, paused_days=0)

    return Effect(told=_told(ticking, to), follow=follow)


def pause_clock(act: Act, case: Casework, answers: Answers) -> Effect:
    """It stands still from the day this happened: nobody is chased, and it isn't late."""
    clock, ticking = _named(act, case, answers, "running")
    _refuse_whose_it_isnt(act, case, clock)
    if clock.length is None or not clock.length.before:
        _not_before(act, ticking.started_on, f"“{clock.label}” began")

    def follow(act: Act, case: Casework) -> None:
        _turned(act, case, clock, ticking, "paused", status="paused", paused_on=act.happened_on)

    return Effect(follow=follow)


def resume_clock(act: Act, case: Casework, answers: Answers) -> Effect:
    """It runs again; the days that the pause took are added to its due date."""
    clock, ticking = _named(act, case, answers, "paused")
    _refuse_whose_it_isnt(act, case, clock)
    _not_before(act, ticking.paused_on or act.happened_on, f"“{clock.label}” was paused")
    changes = resumed(act, clock, ticking)

    def follow(act: Act, case: Casework) -> None:
        _turned(act, case, clock, ticking, "resumed", status="running", **changes)

    return Effect(told=_told(ticking, changes["due_on"]), follow=follow)


def check_pause(act: Act, case: Casework, answers: Answers) -> Effect:
    """It rests on, because those whose it is have looked at it: the monthly check begins anew, and no date moves."""
    for ticking in of_case(act.session, case.id).values():
        clock = case.machine.clock(ticking.key)
        if clock is not None and ticking.status == "paused":
            _refuse_whose_it_isnt(act, case, clock)
    return Effect()


def _named(
    act: Act, case: Casework, answers: Answers, status: str, *, agreed_too: bool = False
) -> tuple[Clock, Ticking]:
    """The clock that the answer names, which must stand so; ``Invalid`` otherwise.

    ``agreed_too``: it may be a date that was agreed, which only a move of its own changes.
    """
    key = str(answers.values["clock"])
    clock, ticking = case.machine.clock(key), of_case(act.session, case.id).get(key)
    if clock is None or ticking is None:
        raise Invalid({"clock": "The case has no such time limit"})
    own = clock_moves.own_move(case.machine, clock)
    if own is not None and not agreed_too:
        raise Invalid({"clock": f"“{clock.label}” is a date that was agreed: to change it, use “{own.label}”"})
    if ticking.status != status:
        says = "is paused: let it run again first" if ticking.status == "paused" else "isn't paused: it runs"
        raise Invalid({"clock": f"“{clock.label}” {says}"})
    return clock, ticking


def _refuse_whose_it_isnt(act: Act, case: Casework, clock: Clock) -> None:
    doer = as_scrutineer(act.session, act.doer, case.family)
    why = clock_moves.why_not(case.machine, clock, doer)
    if why:
        raise NotPermitted(why)
    if act.recorded_by is not None and clock.extended_by == "scrutineer":
        raise NotPermitted(f"“{clock.label}” is moved by the scrutineer in person: it can't be recorded for them")


def _later(clock: Clock, ticking: Ticking, answers: Answers, asked: str) -> date:
    """The day given, which must be after the one on which the clock is due."""
    day = answers.values[asked]
    assert isinstance(day, date)
    if day <= ticking.due_on:
        due = in_words(ticking.due_on)
        raise Invalid({asked: f"The date must be after {due}, when “{clock.label}” is due now"})
    return day


def _not_before(act: Act, day: date, says: str) -> None:
    if act.happened_on < day:
        raise Invalid({"happened_on": f"It can't have happened before {in_words(day)}, when {says}"})


def _turned(act: Act, case: Casework, clock: Clock, ticking: Ticking, what: str, **changes: Any) -> None:
    """Turns the clock; rungs that would fall before today's act are dropped, as they are before a start."""
    turn(act, case, clock, ticking, what, begun=act.happened_on, **changes)
    case.due_on = first_due(of_case(act.session, case.id).values())


def _told(ticking: Ticking, new: date) -> dict[str, object]:
    return {"clock": {"key": ticking.key, "old": ticking.due_on.isoformat(), "new": new.isoformat()}}


EFFECTS = {
    clock_moves.ASK_EXTENSION: ask_extension,
    clock_moves.EXTEND: extend_clock,
    clock_moves.PAUSE: pause_clock,
    clock_moves.RESUME: resume_clock,
    clock_moves.CHECK_PAUSE: check_pause,
}
