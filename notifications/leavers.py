"""Who said weeks ahead that they leave: on their day, what they sign in with and hold here ends with their roles."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session

from notifications.daily import DAILY_RUN
from workflow.accounts import leaving

LEAVING = "leaving"
_LAST = select(func.max(DAILY_RUN.c.day)).where(DAILY_RUN.c.work == LEAVING)


def see_off(session: Session, now: datetime, today: date) -> None:
    """Ends what is left of everybody whose day has come since this was last done, however long ago that was."""
    last = session.execute(_LAST.where(DAILY_RUN.c.day < today)).scalar_one()
    leaving.see_off(session, after=last, today=today, now=now)
