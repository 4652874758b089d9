"""What came of a simulated time, counted: what was chased, escalated, late; lines, mails, what was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session

from api.simulation.span import Span
from states.calendar import Calendar
from workflow.chasing.audience import WHY, WHY_OF_OWNING_AGENCY
from workflow.database.storage import Database
from workflow.days import calendars
from workflow.tables.rows import CASEFILE, CLOCK

Counts = dict[str, int]

_CASES = text("SELECT kind, COUNT(*), SUM(final) FROM casefile GROUP BY kind ORDER BY kind")
_CHASED = text(
    """
    SELECT k.chase, n.rung, COUNT(*) FROM notice n JOIN clock k ON k.id = n.clock_id
    GROUP BY k.chase, n.rung
    """
)
_CLIMBED = text(
    """
    SELECT n.why, COUNT(*) FROM notice n JOIN clock k ON k.id = n.clock_id
    WHERE n.made_on > n.due_on AND NOT k.expectation GROUP BY n.why
    """
)
_LINES = text("SELECT status, COUNT(*) FROM notice GROUP BY status")
_MAILS = text("SELECT template, COUNT(*) FROM mail WHERE status = 'sent' GROUP BY template")
_WITHDRAWN = text("SELECT COUNT(*) FROM mail WHERE status = 'withdrawn'")
_CLOCKS = (
    select(CASEFILE.c.kind, CLOCK.c.key, CLOCK.c.due_on, CLOCK.c.stopped_on, CLOCK.c.status)
    .join_from(CLOCK, CASEFILE, CASEFILE.c.id == CLOCK.c.case_id)
    .where(CLOCK.c.expectation.is_(False))
    .order_by(CASEFILE.c.kind, CLOCK.c.key)
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The counts of one simulated time; ``told`` is what programs read."""

    told: Mapping[str, Any]


def count(database: Database, code: str, span: Span) -> Outcome:
    """Counts what stands in the database at the end of the span."""
    with database.reading() as session:
        lines = _pairs(session, _LINES)
        return Outcome(
            {
                "from": span.first.isoformat(),
                "days": span.days,
                "seed": span.seed,
                "cases": {row[0]: {"opened": row[1], "ended": int(row[2])} for row in session.execute(_CASES)},
                "chased": _chased(session),
                "escalated": _escalated(session),
                "late": _late(session, span, calendars.of(session, code)),
                "mails": _pairs(session, _MAILS) | {"withdrawn": session.execute(_WITHDRAWN).scalar_one()},
                "lines": sum(lines.values()),
                "withdrawn": lines.get("withdrawn", 0),
            }
        )


def _pairs(session: Session, statement: Any) -> Counts:
    return dict(sorted((row[0], row[1]) for row in session.execute(statement)))


def _chased(session: Session) -> dict[str, Counts]:
    """Lines by ladder and rung, in the order in which the rungs come."""
    found: dict[str, Counts] = {}
    for chase, rung, number in sorted(session.execute(_CHASED), key=lambda row: (row[0], _at(row[1]))):
        found.setdefault(chase, {})[rung] = number
    return found


def _at(rung: str) -> int:
    """Working days of a rung from the due date, by its key."""
    if rung.startswith("before"):
        return -int(rung.removeprefix("before"))
    return int(rung.removeprefix("late")) if rung.startswith("late") else 0


def _escalated(session: Session) -> Counts:
    """Lines about what was late that reached others than whose work it was, by audience."""
    audience = {why: key for key, why in WHY.items()}
    found: Counts = {}
    for why, number in session.execute(_CLIMBED):
        if why not in (WHY["owner"], WHY_OF_OWNING_AGENCY):
            key = audience.get(why, "instead_of_a_vacant_role")
            found[key] = found.get(key, 0) + number
    return dict(sorted(found.items()))


def _late(session: Session, span: Span, calendar: Calendar) -> dict[str, Counts]:
    """Time limits by kind and clock: how many there were, ended late or are late still, by how many working days."""
    last, found = span.all_days()[-1], dict[str, Counts]()
    for row in session.execute(_CLOCKS):
        runs = row.status == "running"
        by = calendar.working_days_between(row.due_on, last if runs else row.stopped_on or row.due_on)
        name = f"{row.kind}.{row.key}"
        one = found.setdefault(name, {"clocks": 0, "ended_late": 0, "late_still": 0, "most_working_days": 0})
        one["clocks"] += 1
        one["late_still" if runs else "ended_late"] += by > 0
        one["most_working_days"] = max(one["most_working_days"], by)
    return found
