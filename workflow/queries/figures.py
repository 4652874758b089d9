"""The executive's figures: counts over a whole partnership, by right and not by membership; nothing of any one case.

Sealed cases aren't counted: even that there is one is their members' alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, func, select
from sqlmodel import Session

from states.kinds import machines
from workflow.engine.clocks import MISSED
from workflow.tables.rows import AGENCY, CASEFILE, CLOCK, CLOCK_CHANGE

C = CASEFILE.c
SINCE, UNTIL, TODAY = (bindparam(name, type_=Date) for name in ("since", "until", "today"))
COUNTED = and_(C.partnership == bindparam("partnership"), C.restriction != "sealed")


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _in_period(day: ColumnElement[Any]) -> ColumnElement[bool]:
    return day.between(SINCE, UNTIL)


_STATES = select(C.kind, C.state, func.count().label("cases")).where(COUNTED).group_by(C.kind, C.state)
_PERIOD = (
    select(
        C.kind, _how_many(_in_period(C.opened_on)).label("opened"), _how_many(_in_period(C.closed_on)).label("closed")
    )
    .where(COUNTED)
    .group_by(C.kind)
)
_CLOCKS = (
    select(
        C.kind,
        CLOCK.c.key,
        func.max(CLOCK.c.label).label("label"),
        _how_many(and_(_in_period(CLOCK.c.stopped_on), CLOCK.c.stopped_on <= CLOCK.c.due_on)).label("met"),
        _how_many(and_(_in_period(CLOCK.c.stopped_on), CLOCK.c.stopped_on > CLOCK.c.due_on)).label("met_late"),
        _how_many(and_(CLOCK.c.status == "running", CLOCK.c.due_on >= TODAY)).label("running"),
        _how_many(and_(CLOCK.c.status == "running", CLOCK.c.due_on < TODAY)).label("late"),
    )
    .join(CASEFILE, C.id == CLOCK.c.case_id)
    .where(COUNTED, CLOCK.c.milestone.is_(False), CLOCK.c.expectation.is_(False))
    .group_by(C.kind, CLOCK.c.key)
    .order_by(C.kind, CLOCK.c.key)
)
# A limit that was begun anew after its day had passed was missed all the same, whatever became of it since.
_MISSED = (
    select(C.kind, CLOCK.c.key, func.count().label("missed"))
    .select_from(CLOCK_CHANGE)
    .join(CLOCK, CLOCK.c.id == CLOCK_CHANGE.c.clock_id)
    .join(CASEFILE, C.id == CLOCK.c.case_id)
    .where(COUNTED, CLOCK_CHANGE.c.what == MISSED, _in_period(CLOCK_CHANGE.c.happened_on))
    .group_by(C.kind, CLOCK.c.key)
)
_PLANNED = (
    select(
        C.owner_agency,
        func.max(AGENCY.c.name).label("name"),
        C.state,
        func.count().label("open"),
        _how_many(C.due_on < TODAY).label("overdue"),
    )
    .join(AGENCY, and_(AGENCY.c.partnership == C.partnership, AGENCY.c.key == C.owner_agency))
    .where(COUNTED, C.final.is_(False), C.kind.in_(bindparam("planned", expanding=True)))
    .group_by(C.owner_agency, C.state)
    .order_by(C.owner_agency, C.state)
)


@dataclass(frozen=True, slots=True)
class StateCount:
    """Cases of a kind in a state today."""

    kind: str
    kind_title: str
    state: str
    state_label: str
    cases: int


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """Cases of a kind opened and closed in the period."""

    kind: str
    kind_title: str
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class ClockCount:
    """A kind's time limits: those that ended in the period, and those that run today."""

    kind: str
    clock: str
    label: str
    met: int
    met_late: int
    running: int
    late: int


@dataclass(slots=True)
class AgencyCount:
    """An agency's actions today; ``states`` counts those that are open, state by state."""

    agency: str
    name: str
    open: int = 0
    overdue: int = 0
    states: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """All of them, for a period and for today."""

    partnership: str
    since: date
    until: date
    today: date
    states: list[StateCount]
    period: list[PeriodCount]
    clocks: list[ClockCount]
    actions: list[AgencyCount]


def summary(session: Session, partnership: str, since: date, until: date, today: date) -> Summary:
    """The figures of a period, and of today."""
    bound = {"partnership": partnership, "since": since, "until": until, "today": today}
    titles = {key: machine.title for key, machine in machines().items()}
    labels = {(key, state.key): state.label for key, machine in machines().items() for state in machine.states}
    missed = {(row.kind, row.key): row.missed for row in session.execute(_MISSED, bound)}
    return Summary(
        partnership=partnership,
        since=since,
        until=until,
        today=today,
        states=[
            StateCount(
                kind=row.kind,
                kind_title=titles.get(row.kind, row.kind),
                state=row.state,
                state_label=labels.get((row.kind, row.state), row.state),
                cases=row.cases,
            )
            for row in session.execute(_STATES.order_by(C.kind, C.state), bound)
        ],
        period=[
            PeriodCount(kind=row.kind, kind_title=titles.get(row.kind, row.kind), opened=row.opened, closed=row.closed)
            for row in session.execute(_PERIOD.order_by(C.kind), bound)
        ],
        clocks=[
            ClockCount(
                kind=row.kind,
                clock=row.key,
                label=row.label,
                met=row.met,
                met_late=row.met_late + missed.get((row.kind, row.key), 0),
                running=row.running,
                late=row.late,
            )
            for row in session.execute(_CLOCKS, bound)
        ],
        actions=_by_agency(session, bound),
    )


def _by_agency(session: Session, bound: dict[str, Any]) -> list[AgencyCount]:
    planned = [key for key, machine in machines().items() if machine.planned]
    found: dict[str, AgencyCount] = {}
    for row in session.execute(_PLANNED, bound | {"planned": planned}):
        count = found.setdefault(row.owner_agency, AgencyCount(row.owner_agency, row.name))
        count.open += row.open
        count.overdue += row.overdue
        count.states[row.state] = row.open
    return list(found.values())
