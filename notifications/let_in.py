"""Who was let in to a case from a day to come: on that day they are told, as others are who are let in at once.

The line has the key that the move would have given it: however often it is looked for, it is one.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import Session

from notifications.daily import DAILY_RUN
from states.moves.access_moves import TOLD_LET_IN
from workflow.access import said, sight
from workflow.chasing.owed import Line, owe, tell_key
from workflow.engine.effects.access_effects import WHY_LET_IN
from workflow.people import directory

LETTING_IN = "let in"
_LAST = select(func.max(DAILY_RUN.c.day)).where(DAILY_RUN.c.work == LETTING_IN)


def tell_let_in(session: Session, today: date) -> None:
    """Owes a line to everybody whose first day came since this was last done, and who may know of the case still."""
    last = session.execute(_LAST.where(DAILY_RUN.c.day < today)).scalar_one() or today - timedelta(days=1)
    for row in said.begun_since(session, last, today):
        people = [row.person]
        if row.person is None:
            people = directory.answering_for(session, row.partnership, row.agency, today)
        owe(
            session,
            [
                Line(
                    key=tell_key(row.case_id, row.seq, TOLD_LET_IN.key, person),
                    partnership=row.partnership,
                    person=person,
                    case_id=row.case_id,
                    task=TOLD_LET_IN.says,
                    why=WHY_LET_IN,
                    made_on=today,
                    at_once=TOLD_LET_IN.at_once,
                    template=TOLD_LET_IN.template,
                )
                for person in people
                if sight.can_list(session, person, row.case_id, today)
            ],
        )
