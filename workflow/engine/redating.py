"""One case's clocks by a newer calendar, and those that end of themselves: an entry says what moved, and for which day.

The engine's own act on a case in hand; which cases, ``workflow/redating.py`` finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, update

from states.clocks import Clock
from states.language import Tell
from workflow.chasing.rungs import rung_day
from workflow.database.statements import Statement
from workflow.days import calendars
from workflow.engine import telling
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.engine.gathering import gather
from workflow.engine.ticking import Ticking, first_due, of_case, turn
from workflow.engine.trail import append
from workflow.tables.rows import CLOCK

OTHERS_ALONE = ("nobody", "scrutineer")
"""Whose a clock is to extend that the business unit and the partners can't."""
MOVED = Tell("calendar_changed", "What is due has moved: the calendar changed", ("owner",), dated=False)
# One person declares a day off, having seen how many limits it moves; what nobody may extend can be moved by it, so
# those who would see through that are told.
MOVED_THOUGH_FIXED = Tell(
    "fixed_clock_moved",
    "A day off has moved a time limit that the partnership can't extend: see that the day is right",
    ("delegated_partners", "scrutineer"),
    dated=False,
)
_RUNG = Statement(
    update(CLOCK)
    .where(CLOCK.c.id == bindparam("clock_id"))
    .values({name: bindparam(name) for name in ("calendar", "provisional", "next_rung_on")})
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose due date another calendar moves."""

    clock: Clock
    ticking: Ticking
    due_on: date


def redate(act: Act, case: Casework) -> int:
    """Dates the case's open clocks by the act's calendar; how many of them are due on another day than before."""
    found = of_case(act.session, case.id)
    moved = list[Moved]()
    for ticking in found.values():
        if not ticking.is_open or ticking.calendar == act.calendar.edition:
            continue
        clock = case.machine.clock(ticking.key)
        due = ticking.due_on if clock is None else ticking.reckoning(clock).due_on(act.calendar)
        if clock is not None and due != ticking.due_on:
            moved.append(Moved(clock, ticking, due))
        else:
            _confirm(act, case, clock, ticking)
    if moved:
        days = _days(act, moved)
        append(
            act, case, "calendar_changed", came_from=case.state, raises=False, of_itself=True, more=_told(moved, days)
        )
        for one in moved:
            # What was due to be said and hadn't been yet isn't lost; what had been isn't said again.
            begun = min(act.today, one.ticking.next_rung_on or act.today)
            turn(act, case, one.clock, one.ticking, "re-dated", begun=begun, due_on=one.due_on)
        case.due_on = first_due(found.values())
        case.save(act.session)
        fixed = any(one.clock.extended_by in OTHERS_ALONE for one in moved)
        tells = (MOVED, MOVED_THOUGH_FIXED) if fixed else (MOVED,)
        telling.tell(act, case, tells, gather(act, case, frozenset()))
    return len(moved)


def lapse(act: Act, case: Casework) -> int:
    """Ends the case's clocks that lapse and whose day has passed; how many."""
    found = of_case(act.session, case.id)
    past = [
        (clock, found[clock.key])
        for clock in case.machine.clocks
        if clock.lapses and clock.key in found and found[clock.key].runs and found[clock.key].due_on < act.today
    ]
    if past:
        told = {"clocks": [{"clock": clock.key, "ended": ticking.due_on.isoformat()} for clock, ticking in past]}
        append(act, case, "clock_lapsed", came_from=case.state, raises=False, of_itself=True, more=told)
        for clock, ticking in past:
            turn(act, case, clock, ticking, "lapsed", status="lapsed", stopped_on=ticking.due_on)
        case.due_on = first_due(found.values())
        case.save(act.session)
    return len(past)


def _confirm(act: Act, case: Casework, clock: Clock | None, ticking: Ticking) -> None:
    """The same day by the newer calendar: its rungs may fall on others."""
    day = None
    if clock is not None and ticking.next_rung_on is not None:
        day = rung_day(case.running.rulebook.chase(clock.chase), ticking.next_rung, ticking.due_on, act.calendar)
    provisional = clock is not None and ticking.reckoning(clock).provisional(act.calendar)
    row = {"clock_id": ticking.id, "calendar": act.calendar.edition, "provisional": provisional, "next_rung_on": day}
    _RUNG.run(act.session, row)


def _days(act: Act, moved: list[Moved]) -> dict[date, str]:
    """The days that made the difference, with their names."""
    days = dict[date, str]()
    for one in moved:
        old = calendars.edition(act.session, one.ticking.calendar)
        first, last = one.ticking.started_on, max(one.due_on, one.ticking.due_on)
        if old is not None:
            first, last = min(first, one.due_on), max(first, last)
            days |= calendars.differences(old.holidays, act.calendar.holidays, first, last)
    return days


def _told(moved: list[Moved], days: Mapping[date, str]) -> dict[str, object]:
    return {
        "clocks": [
            {"clock": one.clock.key, "old": one.ticking.due_on.isoformat(), "new": one.due_on.isoformat()}
            for one in moved
        ],
        "days": [{"day": day.isoformat(), "name": name} for day, name in sorted(days.items())],
    }
