"""A mail that will never arrive is somebody's task: the business manager is told of each case it was about."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from notifications.outbox import Claimed
from workflow.chasing.audience import people_of
from workflow.chasing.owed import Line, owe
from workflow.tables.rows import CASEFILE, NOTICE

TASK = "A mail about this could not be delivered: the page “Mail” says to whom, and why"
PREFIX = "undelivered/"

CASES = (
    select(CASEFILE.c.id, CASEFILE.c.partnership)
    .join(NOTICE, NOTICE.c.case_id == CASEFILE.c.id)
    .where(NOTICE.c.mail_id == bindparam("mail"), NOTICE.c.status == "mailed", ~NOTICE.c.key.startswith(PREFIX))
    .distinct()
)


def tell_undelivered(session: Session, mail: Claimed, today: date) -> None:
    """Owes the business manager a line at once; not about their own mail, nor about one that told of this already.

    Refused again after somebody had it sent again, it is told again.
    """
    for case in session.execute(CASES, {"mail": mail.id}).all():
        told = people_of(session, case.id, case.partnership, ("business_manager",), today, ())
        start = f"{PREFIX}{mail.id}/{mail.attempts}/{case.id}"
        owe(
            session,
            [
                Line(f"{start}/{one}", case.partnership, one, case.id, TASK, why, today, at_once=True)
                for one, why in told
                if one != mail.person
            ],
        )
