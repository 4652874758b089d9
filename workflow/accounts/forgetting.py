"""What is kept for a time only, and then forgotten: guesses, sign-ins on their way, forms that came too late.

Strangers can make as many as they like of the first two: nothing that they send may stay for good.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.sql.dml import Delete
from sqlmodel import Session

from workflow.tables.moments import database_now
from workflow.tables.rows import DRAFT, GUESS, SIGN_IN_STEP

GUESSES, STEPS, DRAFTS = timedelta(days=1), timedelta(hours=1), timedelta(hours=24)


def _older(table: Table, column: str) -> Delete:
    # What another holds at this moment is passed over: the next pass finds it.
    (key,), at = table.primary_key.columns, table.c[column]
    old = select(key).where(at < bindparam("since", type_=at.type)).with_for_update(skip_locked=True, of=[table])
    return delete(table).where(key.in_(old))


_FORGET = ((_older(GUESS, "at"), GUESSES), (_older(SIGN_IN_STEP, "made_at"), STEPS), (_older(DRAFT, "made_at"), DRAFTS))


def forget(session: Session) -> int:
    """Forgets what is over; how many rows. By the database's clock."""
    now = database_now(session)
    return sum(session.connection().execute(one, {"since": now - kept}).rowcount for one, kept in _FORGET)
