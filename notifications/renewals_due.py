"""A scrutineer whose declared independence runs out is reminded once a week, though nothing else is new for them.

The line stands in whatever digest they get (``contents.py``): here stands only who gets one for its sake alone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Select, String, bindparam, cast, literal, select
from sqlmodel import Session

from notifications.new_mails import new_mails
from states.calendar import LONDON, civil_day
from workflow.before_reading import renewals
from workflow.database.storage import Database
from workflow.days import calendars
from workflow.people.directory import not_left
from workflow.policy import policies
from workflow.tables.rows import MAIL, PERSON


def make_reminders(database: Database, now: datetime, host: str) -> int:
    """A digest to each who is to declare anew and had none this week, from the digest hour on; how many mails."""
    today, hour = civil_day(now), now.astimezone(LONDON).hour
    with database.reading() as session:
        people = sorted({one.person for one in renewals.wanted(session, today) if _awake(session, one, today, hour)})
    if not people:
        return 0
    binds = {"people": people, "today": today, "monday": today - timedelta(days=today.weekday()), "made": now}
    with database.writing() as session:
        return len(session.execute(REMINDERS, binds | {"host": f"@{host}>"}).all())


def _awake(session: Session, one: renewals.Renewal, today: date, hour: int) -> bool:
    at_work = calendars.of(session, one.partnership).is_working(today)
    return at_work and policies.in_force(session, one.partnership).digest_hour <= hour


def _who_had_none(found: Select[Any]) -> Select[Any]:
    had_one = (
        select(MAIL.c.id)
        .where(MAIL.c.person == PERSON.c.id, MAIL.c.day >= bindparam("monday", type_=Date))
        .where(MAIL.c.template == "digest")
        .correlate(PERSON)
        .exists()
    )
    return found.where(PERSON.c.id.in_(bindparam("people", expanding=True)), not_left(), ~had_one)


# The key of a digest: two workers, or a digest that another line asks for, make one mail of it.
_KEY = literal("digest/") + cast(PERSON.c.id, String) + "/" + cast(bindparam("today"), String)
REMINDERS = new_mails(_KEY, "digest", literal(""), PERSON.c.id, _who_had_none)
