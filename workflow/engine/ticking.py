"""One clock of a case as its rows have it: begun, turned, each change noted with the entry that says why.

Knows how a clock is written, not what bids it turn: that is ``clocks.py``'s, and the effects'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session

from states import calendar
from states.clocks import Clock
from states.dating import Reckoning, days_paused
from workflow.chasing.owed import withdraw_for_clock
from workflow.chasing.rungs import first_rung
from workflow.database.statements import Statement
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.tables.rows import CLOCK, CLOCK_CHANGE

_TURNED = ("started_on", "started_by", "due_on", "status", "stopped_on", "extended_to", "paused_on", "paused_days")
_OF_CASE = Statement(
    select(
        *(CLOCK.c.id, CLOCK.c.key, CLOCK.c.started_on, CLOCK.c.started_by, CLOCK.c.first_due_on, CLOCK.c.due_on),
        *(CLOCK.c.status, CLOCK.c.stopped_on, CLOCK.c.expectation, CLOCK.c.milestone, CLOCK.c.calendar),
        *(CLOCK.c.extended_to, CLOCK.c.paused_on, CLOCK.c.paused_days, CLOCK.c.next_rung_on, CLOCK.c.next_rung),
    ).where(CLOCK.c.case_id == bindparam("case_id"))
)
_NEW = insert(CLOCK).returning(CLOCK.c.id)
_TURN = Statement(
    update(CLOCK)
    .where(CLOCK.c.id == bindparam("clock_id"))
    .values({name: bindparam(name) for name in (*_TURNED, "calendar", "provisional", "next_rung", "next_rung_on")})
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
    calendar: str
    extended_to: date | None = None
    paused_on: date | None = None
    paused_days: int = 0
    next_rung_on: date | None = None
    next_rung: int = 0

    @property
    def runs(self) -> bool:
        """Whether it is running."""
        return self.status == "running"

    @property
    def is_open(self) -> bool:
        """Whether it runs or is paused: then its date still counts."""
        return self.status in ("running", "paused")

    def reckoning(self, clock: Clock) -> Reckoning:
        """What its due date is reckoned from."""
        return Reckoning(self.started_on, clock.length, self.extended_to, self.paused_days)


def of_case(session: Session, case_id: int) -> dict[str, Ticking]:
    """The case's clocks by key."""
    return {row.key: Ticking(*row) for row in _OF_CASE.all(session, {"case_id": case_id})}


def first_due(found: Iterable[Ticking]) -> date | None:
    """The day on which the case is due: its first running limit's; milestones and expectations are none."""
    return min((t.due_on for t in found if t.runs and not t.milestone and not t.expectation), default=None)


def begin(act: Act, case: Casework, clock: Clock, started_by: str, day: date) -> Ticking:
    """Starts a clock that the case hasn't had."""
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
        "provisional": Reckoning(day, clock.length).provisional(act.calendar),
        "status": "running",
        "expectation": clock.expectation,
        "milestone": clock.milestone,
        "lapses": clock.lapses,
        "rulebook": case.running.digest,
        "chase": clock.chase,
        "next_rung": rung,
        "next_rung_on": rung_on,
    }
    clock_id = act.session.connection().execute(_NEW, row).scalar_one()
    _note(act, case, clock_id, "started", None, due)
    return Ticking(
        *(clock_id, clock.key, day, started_by, due, due, "running", None, clock.expectation, clock.milestone),
        act.calendar.edition,
        next_rung_on=rung_on,
    )


def turn(
    act: Act,
    case: Casework,
    clock: Clock,
    ticking: Ticking,
    what: str,
    *,
    runs: bool | None = None,
    begun: date | None = None,
    **changes: Any,
) -> None:
    """Changes a clock, notes why, and withdraws what was owed for a date that it no longer has.

    ``changes`` are fields of ``Ticking``; ``runs`` stands for running or stopped. Rungs before ``begun`` are dropped,
    and those before the start.
    """
    old_due = ticking.due_on
    if runs is not None:
        changes = {"status": "running" if runs else "stopped", "stopped_on": None} | changes
    for name, value in changes.items():
        setattr(ticking, name, value)
    rung, rung_on = 0, None
    if ticking.runs:
        rung, rung_on = chased_from(act, case, clock, ticking.started_on, ticking.due_on, begun)
    ticking.next_rung_on, ticking.calendar = rung_on, act.calendar.edition
    _TURN.run(
        act.session,
        {name: getattr(ticking, name) for name in _TURNED}
        | {
            "clock_id": ticking.id,
            "calendar": ticking.calendar,
            "provisional": ticking.reckoning(clock).provisional(act.calendar),
            "next_rung": rung,
            "next_rung_on": rung_on,
        },
    )
    if not ticking.runs or ticking.due_on != old_due:
        withdraw_for_clock(act.session, ticking.id)
    _note(act, case, ticking.id, what, old_due, ticking.due_on)


def stop(act: Act, case: Casework, clock: Clock, ticking: Ticking, ended: date | None = None) -> None:
    """Stops a clock on the day this happened, or ``ended``; a pause ends with it, and its days are given back."""
    changes: dict[str, Any] = {"stopped_on": ended or act.happened_on}
    if ticking.paused_on is not None:
        changes |= resumed(act, clock, ticking)
    turn(act, case, clock, ticking, "stopped", runs=False, **changes)


def resumed(act: Act, clock: Clock, ticking: Ticking) -> dict[str, Any]:
    """What the end of a clock's pause changes: the days that it took are added to the due date."""
    assert ticking.paused_on is not None
    # Where the start was put right since, to after the pause began: what hadn't begun didn't stand still.
    since = max(ticking.paused_on, ticking.started_on)
    days = ticking.paused_days + days_paused(clock.length, since, act.happened_on, act.calendar)
    due = Reckoning(ticking.started_on, clock.length, ticking.extended_to, days).due_on(act.calendar)
    return {"paused_on": None, "paused_days": days, "due_on": due}


def last_day(act: Act, clock: Clock, start: date) -> date:
    """When a clock is due that started on that day, without extension or pause."""
    return calendar.due(start, clock.length, act.calendar)


def chased_from(
    act: Act, case: Casework, clock: Clock, start: date, due: date, begun: date | None = None
) -> tuple[int, date | None]:
    """The next rung of a clock and its day; no day where it isn't chased. ``begun``: those before it are dropped."""
    if not clock.chase:
        return 0, None
    # Where the start lies ahead, chasing may begin at once: nothing fell before.
    if begun is None:
        begun = act.happened_on if clock.starts_ahead else start
    elif not clock.starts_ahead:
        begun = max(start, begun)
    return first_rung(case.running.rulebook.chase(clock.chase), begun, due, act.calendar)


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
