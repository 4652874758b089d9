"""From lines to mails: one digest a person a working day; what goes at once, in one mail a person. Sends nothing.

Whoever is nothing but a scrutineer gets their digest once a week: what is formal comes to them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, String, and_, bindparam, cast, func, literal, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session

from notifications.absence import Away, settle, stand_in
from notifications.new_mails import new_mails
from notifications.one_worker_a_person import take
from notifications.renewals_due import make_reminders
from notifications.summaries import make_summaries
from states import roles
from states.calendar import LONDON, Calendar, civil_day
from workflow.database.storage import Database
from workflow.days import calendars
from workflow.days.bank_holidays import england_calendar
from workflow.people.directory import held_today
from workflow.policy import policies
from workflow.tables.rows import MAIL, NOTICE, PARTNERSHIP, PERSON, ROLE_HELD

BATCH = 200


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many mails one pass made."""

    digests: int = 0
    at_once: int = 0
    summaries: int = 0


def gather(database: Database, now: datetime, host: str) -> Gathered:
    """Makes the mails that are wanted now; ``host`` is this installation's name in their Message-IDs.

    Lines at once any day, those that wait for one person in one mail; a digest on a working day to whoever has a new
    line and had none today, once the earliest digest hour of their partnerships has come. What is owed to somebody who
    is away is handed over first. The executive's weekly summary is made here too, and the digest of a scrutineer to
    whom nothing is new but that their independence runs out.
    """
    today, hour, calendar = civil_day(now), now.astimezone(LONDON).hour, england_calendar()
    binds = {"today": today, "made": now, "host": f"@{host}>"}
    away = stand_in(database, today)
    with database.reading() as session:
        at_once = {which: session.execute(wanted).scalars().all() for which, wanted in WANTED_AT_ONCE.items()}
        awake = _awake(session, today, hour)
        asked = binds | _week(today, calendar) | {"awake": awake}
        people = session.execute(WANTED_DIGESTS, asked).scalars().all() if awake else []
    gathered = [
        _make(database, LINES_AT_ONCE[which], MAILS_AT_ONCE[which], part, binds, away)
        for which, persons in at_once.items()
        for part in _parts(persons)
    ]
    digests = [_make(database, LINES_OF_PEOPLE, DIGEST_MAILS, part, binds, away) for part in _parts(people)]
    reminded = make_reminders(database, now, host)
    return Gathered(sum(digests) + reminded, sum(gathered), make_summaries(database, now, host))


def _make(
    database: Database, lines: Select[Any], mails: ReturningInsert[Any], part: Sequence[int], binds: Any, away: Away
) -> int:
    """Mails for what these people are owed, and their lines marked, in one transaction; how many mails."""
    made: Sequence[int] = []
    with database.writing() as session:
        found = session.execute(lines, {"part": take(session, part)}).scalars().all()
        held = {"lines": settle(session, found, away, binds["today"])}
        if held["lines"]:
            made = session.execute(mails, binds | held).scalars().all()
        if made:
            session.execute(MARK, held | {"mails": made})
    return len(made)


def _week(today: date, calendar: Calendar) -> dict[str, date]:
    """The Monday of the week, and its first working day."""
    monday = today - timedelta(days=today.weekday())
    return {"monday": monday, "first_day": calendar.shift_to_working(monday, forward=True)}


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def _awake(session: Session, today: date, hour: int) -> list[str]:
    """Partnerships whose digest hour has come, on a day on which they work."""
    codes = session.execute(select(PARTNERSHIP.c.code)).scalars().all()
    at_work = [code for code in codes if calendars.of(session, code).is_working(today)]
    return [code for code in at_work if policies.in_force(session, code).digest_hour <= hour]


_NEW = (NOTICE.c.status == "owed", NOTICE.c.at_once.is_(False))
_SOON = (NOTICE.c.status == "owed", NOTICE.c.at_once.is_(True))
_PART: ColumnElement[int] = bindparam("part", expanding=True)
_LINES = NOTICE.c.id.in_(bindparam("lines", expanding=True))
_KEY_OF_DIGEST = literal("digest/") + cast(NOTICE.c.person, String) + "/" + cast(bindparam("today"), String)
_FIRST_OF_PERSON = func.min(NOTICE.c.id).over(partition_by=NOTICE.c.person)
_FIRST_OF_SUMMARY = func.min(NOTICE.c.id).over(partition_by=(NOTICE.c.person, NOTICE.c.partnership))

WANTED_AT_ONCE = {
    template: select(NOTICE.c.person).where(*_SOON, NOTICE.c.template == template).distinct().order_by(NOTICE.c.person)
    for template in ("notice", "summary")
}
_MORE_THAN_SCRUTINY = (
    select(ROLE_HELD.c.id)
    .where(ROLE_HELD.c.person == NOTICE.c.person, *held_today())
    .where(ROLE_HELD.c.role.not_in((roles.SCRUTINEER, roles.LAY_SCRUTINEER)))
    .exists()
)
# A week is made up for: after a Monday without a worker, Tuesday's digest has what Monday's would have had.
_HAD_THIS_WEEK = (
    select(MAIL.c.id)
    .where(MAIL.c.person == NOTICE.c.person, MAIL.c.day >= bindparam("monday", type_=Date))
    .where(MAIL.c.template == "digest")
    .exists()
)
_OF_THE_WEEK = and_(NOTICE.c.made_on <= bindparam("first_day", type_=Date), ~_HAD_THIS_WEEK)
WANTED_DIGESTS = (
    select(NOTICE.c.person)
    .where(
        *_NEW,
        select(ROLE_HELD.c.id)
        .where(ROLE_HELD.c.person == NOTICE.c.person, *held_today())
        .where(ROLE_HELD.c.partnership.in_(bindparam("awake", expanding=True)))
        .exists(),
        ~select(MAIL.c.id).where(MAIL.c.key == _KEY_OF_DIGEST).exists(),
        or_(_MORE_THAN_SCRUTINY, _OF_THE_WEEK),
    )
    .distinct()
    .order_by(NOTICE.c.person)
)

# What a move holds at this moment is passed over, so that nobody waits for anybody; it comes with the next mail.
LINES_AT_ONCE = {
    template: select(NOTICE.c.id)
    .where(*_SOON, NOTICE.c.template == template, NOTICE.c.person.in_(_PART))
    .with_for_update(skip_locked=True)
    for template in ("notice", "summary")
}
LINES_OF_PEOPLE = select(NOTICE.c.id).where(*_NEW, NOTICE.c.person.in_(_PART)).with_for_update(skip_locked=True)


def _mails(key: ColumnElement[str], template: str, partnership: ColumnElement[str]) -> ReturningInsert[Any]:
    def of_lines(found: Select[Any]) -> Select[Any]:
        return found.join_from(NOTICE, PERSON, PERSON.c.id == NOTICE.c.person).where(_LINES)

    return new_mails(key, template, partnership, NOTICE.c.person, of_lines)


_NONE = literal("")
DIGEST_MAILS = _mails(_KEY_OF_DIGEST, "digest", _NONE)
MAILS_AT_ONCE = {
    "notice": _mails(literal("notice/") + cast(_FIRST_OF_PERSON, String), "notice", _NONE),
    "summary": _mails(literal("notice/") + cast(_FIRST_OF_SUMMARY, String), "summary", NOTICE.c.partnership),
}
"""A summary holds the figures of one partnership: whoever leads two gets a mail from each."""

_OF_LINE = (
    select(MAIL.c.id)
    .where(MAIL.c.id.in_(bindparam("mails", expanding=True)), MAIL.c.person == NOTICE.c.person)
    .where(MAIL.c.partnership.in_(("", NOTICE.c.partnership)))
)
MARK = update(NOTICE).where(_LINES, _OF_LINE.exists()).values(status="mailed", mail_id=_OF_LINE.scalar_subquery())
"""Each line with the mail that carries it, of those made just now: a line that missed today's digest waits."""
