"""The executive's escalation summary: a mail a week to everybody who leads, whatever the number of workers.

Its figures are made when it goes (``contents.py``): here stands only who gets one, and when.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, literal, select
from sqlmodel import Session

from notifications.daily import DAILY_RUN, ONCE
from notifications.new_mails import new_mails
from states import roles
from states.calendar import LONDON, Calendar, civil_day
from workflow.database.storage import Database
from workflow.days import calendars
from workflow.people.directory import held_today, not_left
from workflow.policy import policies
from workflow.tables.rows import PARTNERSHIP, PERSON, ROLE_HELD

LEADS = (roles.EXECUTIVE, roles.LEAD_PARTNER)
LOOKED_BACK = timedelta(days=21)
SOONEST = timedelta(days=3)
"""Between two summaries' days: from the Tuesday after Easter, for Good Friday, to the next Friday. A policy that names
another weekday doesn't bring a second one sooner."""


def make_summaries(database: Database, now: datetime, host: str) -> int:
    """Makes the summaries that are due and weren't made; how many mails.

    Due on the policy's weekday or the first working day after it, from the digest hour on; made up for on a later
    working day of that week where no worker ran. Whoever came to lead after that day waits for the next.
    """
    today, hour = civil_day(now), now.astimezone(LONDON).hour
    with database.reading() as session:
        due = _due(session, today, hour)
    made = 0
    for code, day in due:
        mark = {"work": f"summary/{code}", "day": day}
        binds = {"partnership": code, "week": day, "of_day": day.isoformat(), "today": today, "made": now}
        with database.writing() as session:
            if session.execute(ONCE, mark).first() is not None:
                made += len(session.execute(SUMMARIES, binds | {"host": f"@{host}>"}).all())
    return made


def summary_day(weekday: int, today: date, calendar: Calendar) -> date:
    """The day of the latest summary that has its turn: the last such weekday, or the first working day after it."""
    return calendar.shift_to_working(today - timedelta(days=(today.weekday() - weekday) % 7), forward=True)


def _due(session: Session, today: date, hour: int) -> list[tuple[str, date]]:
    """Partnerships whose summary's time has come and that have no mark for it, or one of late, each with its day."""
    codes = session.execute(select(PARTNERSHIP.c.code).order_by(PARTNERSHIP.c.code)).scalars().all()
    asked = {"works": [f"summary/{code}" for code in codes], "since": today - LOOKED_BACK}
    latest: dict[str, date] = {row.work: row.latest for row in session.execute(LATEST, asked)}
    found = []
    for code in codes:
        policy, calendar = policies.in_force(session, code), calendars.of(session, code)
        day = summary_day(policy.summary_weekday, today, calendar)
        come = day < today or (day == today and hour >= policy.digest_hour)
        if come and calendar.is_working(today) and latest.get(f"summary/{code}", date.min) <= day - SOONEST:
            found.append((code, day))
    return found


def _of_leaders(found: Select[Any]) -> Select[Any]:
    return found.join_from(ROLE_HELD, PERSON, PERSON.c.id == ROLE_HELD.c.person).where(
        ROLE_HELD.c.partnership == bindparam("partnership"),
        ROLE_HELD.c.role.in_(LEADS),
        ROLE_HELD.c.from_on <= bindparam("week", type_=ROLE_HELD.c.from_on.type),
        not_left(),
        *held_today(),
    )


LATEST = (
    select(DAILY_RUN.c.work, func.max(DAILY_RUN.c.day).label("latest"))
    .where(
        DAILY_RUN.c.work.in_(bindparam("works", expanding=True)),
        DAILY_RUN.c.day >= bindparam("since", type_=DAILY_RUN.c.day.type),
    )
    .group_by(DAILY_RUN.c.work)
)
_KEY = literal("summary/") + ROLE_HELD.c.partnership + "/" + cast(PERSON.c.id, String) + "/"
SUMMARIES = new_mails(
    _KEY + bindparam("of_day", type_=String), "summary", ROLE_HELD.c.partnership, PERSON.c.id, _of_leaders
)
