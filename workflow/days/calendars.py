"""Each partnership's calendar: England's bank holidays and the days off that it declared itself. Knows no case.

Calendars have editions of their own, live for all cases: an edition is kept, so that a change can say which day it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import bindparam, delete, select

# PostgreSQL's construct compiles for SQLite too, not the other way round: both say ON CONFLICT DO NOTHING.
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from states.asks import Ask, Known, Unreadable
from states.calendar import Calendar, civil_day, in_words
from workflow.database.statements import Statement
from workflow.days.bank_holidays import LAST_YEAR, england_calendar
from workflow.errors import Invalid, NotFound
from workflow.tables import CalendarEdition, Holiday, Partnership
from workflow.tables.rows import CALENDAR_EDITION, HOLIDAY

DAY = Ask(key="day", label="The day off", type="day")
NAME = Ask(key="name", label="Its name", type="line", most=60)
_DECLARED = Statement(
    select(HOLIDAY.c.day, HOLIDAY.c.name)
    .where(HOLIDAY.c.partnership == bindparam("partnership"))
    .order_by(HOLIDAY.c.day)
)
_COMING = (
    select(Holiday)
    .where(HOLIDAY.c.partnership == bindparam("partnership"), HOLIDAY.c.day >= bindparam("today"))
    .order_by(HOLIDAY.c.day)
)
_ONCE = insert(HOLIDAY).on_conflict_do_nothing().returning(HOLIDAY.c.day)
_KEEP = insert(CALENDAR_EDITION).on_conflict_do_nothing()
_GONE = delete(HOLIDAY).where(HOLIDAY.c.partnership == bindparam("code"), HOLIDAY.c.day == bindparam("off"))


def of(session: Session, partnership: str) -> Calendar:
    """The calendar by which the partnership's days are counted now; the same days give the same object."""
    return england_calendar(extra=declared(session, partnership))


def declared(session: Session, partnership: str) -> dict[date, str]:
    """The days off that the partnership declared, past ones too, by name."""
    return {row.day: row.name for row in _DECLARED.all(session, {"partnership": partnership})}


def coming(session: Session, partnership: str, today: date) -> list[Holiday]:
    """The declared days off from today on."""
    return list(session.execute(_COMING, {"partnership": partnership, "today": today}).scalars())


def with_day(session: Session, partnership: str, day: date, name: str) -> Calendar:
    """The calendar as it would be with one day off more."""
    return england_calendar(extra=declared(session, partnership) | {day: name})


def readable(session: Session, partnership: str, day: object, name: object, *, today: date) -> tuple[date, str]:
    """The day and name of a day off that can be declared; ``Invalid`` with the sentence where it can't."""
    said: dict[str, object] = {"day": day, "name": name}
    read, errors = dict[str, object](), dict[str, str]()
    for ask in (DAY, NAME):
        try:
            read[ask.key] = ask.read(said[ask.key], Known(today))
        except Unreadable as fault:
            errors[ask.key] = str(fault)
    if errors:
        raise Invalid(errors)
    on, called = read["day"], str(read["name"])
    assert isinstance(on, date)
    known = of(session, partnership).holidays
    if on < today:
        raise Invalid({"day": f"{in_words(on)} has passed: a day off is declared ahead"})
    if on.year > LAST_YEAR:
        raise Invalid({"day": f"Days are counted here to the end of {LAST_YEAR}: declare it nearer the time"})
    if on.weekday() > 4:
        raise Invalid({"day": f"{in_words(on)} is at a weekend: it isn't counted anyway, so nothing changes"})
    if on in known:
        raise Invalid({"day": f"{in_words(on)} is a day off already: {known[on]}"})
    return on, called


def declare(session: Session, partnership: str, day: object, name: object, *, by: str, now: datetime) -> date:
    """Declares a day off, from now on; open clocks follow with the next sweep. ``Invalid`` where it can't be."""
    if session.get(Partnership, partnership) is None:
        raise NotFound(f"There is no partnership {partnership}.")
    on, called = readable(session, partnership, day, name, today=civil_day(now))
    keep(session, of(session, partnership))
    row = {"partnership": partnership, "day": on, "name": called, "declared_by": by, "declared_at": now}
    if session.execute(_ONCE, row).first() is None:
        raise Invalid({"day": f"{in_words(on)} is a day off already"})
    keep(session, of(session, partnership))
    return on


def withdraw(session: Session, partnership: str, day: object, *, now: datetime) -> str:
    """Takes a declared day off back, before it has come; gives its name. ``Invalid`` where there is none."""
    try:
        on = DAY.read(day, Known(civil_day(now)))
    except Unreadable as fault:
        raise Invalid({"day": str(fault)}) from None
    assert isinstance(on, date)
    found = declared(session, partnership)
    if on not in found:
        raise Invalid({"day": f"{in_words(on)} isn't a day off that {partnership} declared"})
    if on <= civil_day(now):
        raise Invalid({"day": f"{in_words(on)} has come: who relied on it must be able to, so it stays"})
    keep(session, of(session, partnership))
    session.execute(_GONE, {"code": partnership, "off": on})
    keep(session, of(session, partnership))
    return found[on]


def keep(session: Session, calendar: Calendar) -> None:
    """Writes a calendar's edition down, once."""
    days = json.dumps({day.isoformat(): name for day, name in calendar.holidays.items()}, ensure_ascii=False)
    row = {"edition": calendar.edition, "days": days, "projected_from": calendar.projected_from}
    session.connection().execute(_KEEP, row)


def edition(session: Session, name: str) -> Calendar | None:
    """The calendar of that edition, as it was kept; None where it never was."""
    found = session.get(CalendarEdition, name)
    if found is None:
        return None
    days = {date.fromisoformat(day): called for day, called in json.loads(found.days).items()}
    return Calendar(found.edition, days, found.projected_from)


def differences(old: Mapping[date, str], new: Mapping[date, str], first: date, last: date) -> list[tuple[date, str]]:
    """The days of one of two calendars only, from the first day to the last, each with its name."""
    days = sorted(old.keys() ^ new.keys())
    return [(day, new.get(day) or f"{old[day]}, no longer a day off") for day in days if first <= day <= last]
