"""Broken glass that waits for its review: the auditor is reminded on the day, and once it is late the chairs too.

Once each working day until somebody has reviewed it. No clock of the case: its own rules know nothing of it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from notifications.letters import in_full
from workflow.before_reading.readings import GLASS, PREFIX
from workflow.chasing.audience import people_of
from workflow.chasing.owed import Line, owe
from workflow.days import calendars
from workflow.policy import policies
from workflow.tables.rows import CASEFILE, READING

TODAY = "Broken glass waits for your review, which is due today: the page “Audit” has it"
LATE = "Broken glass was to be reviewed by {}, and nobody has"
ON_THE_DAY, THEN = ("auditor",), ("auditor", "review_chair", "board_chair")
_WAITING = (
    select(READING.c.id, READING.c.case_id, READING.c.person, READING.c.review_due_on, CASEFILE.c.partnership)
    .join(CASEFILE, CASEFILE.c.id == READING.c.case_id)
    .where(READING.c.why == GLASS, READING.c.reviewed_at.is_(None), READING.c.review_due_on <= bindparam("today"))
)


def chase_reviews(session: Session, today: date) -> None:
    """Owes a line of each review that is due or late; whoever broke the glass is told nothing of it."""
    for row in session.execute(_WAITING, {"today": today}).all():
        if not calendars.of(session, row.partnership).is_working(today):
            continue
        on_the_day = row.review_due_on == today
        says = TODAY if on_the_day else LATE.format(in_full(row.review_due_on))
        statutory = policies.in_force(session, row.partnership).statutory
        reached = ON_THE_DAY if on_the_day else THEN
        told = people_of(session, row.case_id, row.partnership, reached, today, statutory, unknowing=True)
        start = f"{PREFIX}{row.id}/{today.isoformat()}"
        owe(
            session,
            [
                Line(f"{start}/{one}", row.partnership, one, row.case_id, says, why, today)
                for one, why in told
                if one != row.person
            ],
        )
