"""Whether somebody has snoozed a clock: until its next rung comes or its date moves. Knows no case."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, select, type_coerce

from workflow.tables.rows import CLOCK, SNOOZE


def snoozed(person: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition on ``clock`` under which this person wants no more lines of it at this moment."""
    return (
        select(SNOOZE.c.id)
        .where(SNOOZE.c.person == type_coerce(person, Integer), SNOOZE.c.clock_id == CLOCK.c.id)
        .where(SNOOZE.c.due_on == CLOCK.c.due_on, SNOOZE.c.next_rung == CLOCK.c.next_rung)
        .correlate_except(SNOOZE)
        .exists()
    )
