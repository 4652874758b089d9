"""What the partners' leaders are told of a partnership: counts, and how late; nothing of what a case is about.

Sealed cases aren't counted: even that there is one is their members' alone. What is counted follows from the
declarations: what ``escalates`` by stage and age, what is ``planned`` as actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, func, or_, select
from sqlmodel import Session

from states.calendar import Calendar
from states.kinds import machines
from workflow.access.sight import excluded, visible_to
from workflow.policy import rulebooks
from workflow.tables.rows import CASEFILE, CLOCK, MAIL, ROLE_HELD

LONG_LATE = 10
"""Working days: from then on a late clock is named."""
AT_MOST = 25
LOOKED_BACK = timedelta(days=7)

C = CASEFILE.c
TODAY: ColumnElement[date] = bindparam("today", type_=Date)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many open cases of a kind stand in a state, and for how many working days the oldest has been open."""

    label: str
    cases: int
    oldest: int


@dataclass(frozen=True, slots=True)
class OfKind:
    """A kind's open cases; ``overdue`` are those past their date."""

    plural: str
    cases: int
    overdue: int
    states: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class LongLate:
    """A clock that is at least ``LONG_LATE`` working days late. ``visible``: the reader may open its case."""

    reference: str
    label: str
    due_on: date
    working_days: int
    visible: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """A partnership's figures of today. ``undelivered``: of the last seven days, refused or not yet taken."""

    open: tuple[OfKind, ...]
    actions: tuple[OfKind, ...]
    escalated: tuple[OfKind, ...]
    late: int
    latest: int
    long_late: tuple[LongLate, ...]
    long_late_more: int
    undelivered: int


def figures(session: Session, partnership: str, viewer: int, today: date, calendar: Calendar) -> Figures:
    """The figures, as this viewer may have them."""
    bound: dict[str, Any] = {"partnership": partnership, "viewer": viewer, "today": today}
    kinds = machines()
    found = _by_kind(session, bound, calendar)
    late = session.execute(_LATE, bound).one()
    since = bound | {"cutoff": calendar.step(today, -LONG_LATE)}
    long_late = session.execute(_LONG_LATE, since).all()
    of_all: int = session.execute(_LONG_LATE_COUNT, since).scalar_one()
    return Figures(
        open=tuple(
            one for key, one in found.items() if key in kinds and not (kinds[key].planned or kinds[key].escalates)
        ),
        actions=tuple(one for key, one in found.items() if key in kinds and kinds[key].planned),
        escalated=tuple(one for key, one in found.items() if key in kinds and kinds[key].escalates),
        late=late.number,
        latest=calendar.working_days_between(late.earliest, today) if late.number else 0,
        long_late=tuple(
            LongLate(
                row.reference, row.label, row.due_on, calendar.working_days_between(row.due_on, today), row.visible
            )
            for row in long_late
        ),
        long_late_more=of_all - len(long_late),
        undelivered=session.execute(_UNDELIVERED, bound | {"since": today - LOOKED_BACK}).scalar_one(),
    )


def _by_kind(session: Session, bound: dict[str, Any], calendar: Calendar) -> dict[str, OfKind]:
    """Open cases by kind, each kind's states in the order they are declared in; a stage has its rulebook's name."""
    labels: dict[str, dict[str, list[Any]]] = {}
    for row in session.execute(_OPEN, bound):
        machine = rulebooks.running(session, row.rulebook).machine
        states = labels.setdefault(row.kind, {state.label: [] for state in machine.states})
        states.setdefault(machine.state(row.state).label, []).append(row)
    return {
        kind: OfKind(
            machines()[kind].plural if kind in machines() else kind,
            sum(row.cases for rows in states.values() for row in rows),
            sum(row.overdue for rows in states.values() for row in rows),
            tuple(
                Standing(
                    label,
                    sum(row.cases for row in rows),
                    calendar.working_days_between(min(row.opened for row in rows), bound["today"]),
                )
                for label, rows in states.items()
                if rows
            ),
        )
        for kind, states in labels.items()
    }


_COUNTED = and_(C.partnership == bindparam("partnership"), C.restriction != "sealed")
_OPEN = (
    select(C.kind, C.state, C.rulebook, func.count().label("cases"), func.min(C.opened_on).label("opened"))
    .add_columns(func.coalesce(func.sum(case((C.due_on < TODAY, 1), else_=0)), 0).label("overdue"))
    .where(_COUNTED, C.final.is_(False))
    .group_by(C.kind, C.state, C.rulebook)
    .order_by(C.kind, C.state, C.rulebook)
)
# Named by the index of clocks to chase: what runs and is chased. A milestone or an expectation is no breach.
_LATE_CLOCKS = (
    _COUNTED,
    *(CLOCK.c.partnership == bindparam("partnership"), CLOCK.c.next_rung_on.is_not(None)),
    *(CLOCK.c.milestone.is_(False), CLOCK.c.expectation.is_(False)),
)
_LATE = (
    select(func.count().label("number"), func.min(CLOCK.c.due_on).label("earliest"))
    .join_from(CLOCK, CASEFILE, C.id == CLOCK.c.case_id)
    .where(*_LATE_CLOCKS, CLOCK.c.due_on < TODAY)
)
_LONG = (*_LATE_CLOCKS, CLOCK.c.due_on <= bindparam("cutoff", type_=Date))
# A restricted case is counted for whoever leads, and named to those on it alone; to whoever is excluded, never.
_NAMED = and_(or_(C.restriction == "standard", visible_to()), ~excluded())
_LONG_LATE = (
    select(C.reference, CLOCK.c.label, CLOCK.c.due_on, visible_to().label("visible"))
    .join_from(CLOCK, CASEFILE, C.id == CLOCK.c.case_id)
    .where(*_LONG, _NAMED)
    .order_by(CLOCK.c.due_on, C.reference, CLOCK.c.id)
    .limit(AT_MOST)
)
_LONG_LATE_COUNT = select(func.count()).select_from(CLOCK.join(CASEFILE, C.id == CLOCK.c.case_id)).where(*_LONG)
_UNDELIVERED = (
    select(func.count(MAIL.c.id.distinct()))
    .join_from(ROLE_HELD, MAIL, MAIL.c.person == ROLE_HELD.c.person)
    .where(ROLE_HELD.c.partnership == bindparam("partnership"), MAIL.c.day >= bindparam("since", type_=Date))
    .where(MAIL.c.status.in_(("refused", "deferred")))
)
