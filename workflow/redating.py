"""Calendars changed, days passed: finds the cases whose clocks must follow, one transaction each, however many work.

A calendar's edition differs where a day off was declared or withdrawn, or the published bank holidays changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, bindparam, select, text, update
from sqlmodel import Session

from states.calendar import civil_day
from states.clocks import Clock
from states.dating import Reckoning
from workflow.database.storage import Database
from workflow.days import calendars
from workflow.engine import redating
from workflow.engine.act import Act
from workflow.engine.casework import Casework, free
from workflow.policy import rulebooks
from workflow.tables.rows import CASEFILE, CLOCK, PARTNERSHIP

BATCH = 200
OPEN = ("running", "paused")
_CALENDARS = select(PARTNERSHIP.c.code, PARTNERSHIP.c.calendar).order_by(PARTNERSHIP.c.code)
_DATED = update(PARTNERSHIP).where(PARTNERSHIP.c.code == bindparam("of")).values(calendar=bindparam("edition"))
# What another edition dated, case by case; asked only where the editions differ, and once a day.
OTHERWISE_DATED = (
    select(CLOCK.c.case_id, CASEFILE.c.root, CASEFILE.c.partnership)
    .join(CASEFILE, CASEFILE.c.id == CLOCK.c.case_id)
    .where(
        CLOCK.c.partnership == bindparam("of"),
        CLOCK.c.status.in_(OPEN),
        CLOCK.c.calendar != bindparam("edition"),
        CLOCK.c.case_id > bindparam("after"),
    )
    .distinct()
    .order_by(CLOCK.c.case_id)
    .limit(BATCH)
)
TO_LAPSE = (
    select(CLOCK.c.case_id, CASEFILE.c.root, CASEFILE.c.partnership)
    .join(CASEFILE, CASEFILE.c.id == CLOCK.c.case_id)
    # In the index's own words: bound values wouldn't let a database see that it covers the question.
    .where(text("clock.lapses AND clock.status = 'running'"), CLOCK.c.due_on < bindparam("today"))
    .where(CLOCK.c.case_id > bindparam("after"))
    .distinct()
    .order_by(CLOCK.c.case_id)
    .limit(BATCH)
)
_REACHING = select(CLOCK).where(
    CLOCK.c.partnership == bindparam("of"), CLOCK.c.status.in_(OPEN), CLOCK.c.extended_to.is_(None)
)


@dataclass(frozen=True, slots=True)
class Redated:
    """What one pass did: clocks due on another day, clocks that ended of themselves."""

    moved: int = 0
    lapsed: int = 0


def redate(database: Database, now: datetime, *, thorough: bool = False) -> Redated:
    """One pass over every partnership: open clocks by its calendar, past ones that lapse ended.

    ``thorough``: looks for clocks that another edition dated where all were dated before, too: an act that was under
    way while a day was declared may have left one. A case that somebody holds is left for the next pass.
    """
    with database.reading() as session:
        partnerships = session.execute(_CALENDARS).all()
    moved = sum(_redate(database, row.code, row.calendar, now, thorough=thorough) for row in partnerships)
    lapsed = _each(database, now, TO_LAPSE, {"today": civil_day(now)}, redating.lapse)
    return Redated(moved, lapsed)


def would_move(session: Session, partnership: str, day: date, name: str) -> int:
    """How many open clocks of the partnership one more day off would give another due date."""
    now, then = calendars.of(session, partnership), calendars.with_day(session, partnership, day, name)
    clocks = dict[tuple[str, str], Clock | None]()
    count = 0
    for row in session.execute(_REACHING, {"of": partnership}):
        of = (row.rulebook, row.key)
        if of not in clocks:
            clocks[of] = rulebooks.running(session, row.rulebook).machine.clock(row.key)
        clock = clocks[of]
        if clock is not None:
            reckoning = Reckoning(row.started_on, clock.length, None, row.paused_days)
            count += reckoning.due_on(now) != reckoning.due_on(then)
    return count


def _redate(database: Database, code: str, dated: str, now: datetime, *, thorough: bool) -> int:
    with database.reading() as session:
        calendar = calendars.of(session, code)
        left = {"of": code, "edition": calendar.edition}
        if dated == calendar.edition and (
            not thorough or session.execute(OTHERWISE_DATED, left | {"after": 0}).first() is None
        ):
            return 0
    with database.writing() as session:
        calendars.keep(session, calendar)
    moved = _each(database, now, OTHERWISE_DATED, left, redating.redate)
    with database.writing() as session:
        if session.execute(OTHERWISE_DATED, left | {"after": 0}).first() is None:
            session.execute(_DATED, left)
    return moved


def _each(
    database: Database,
    now: datetime,
    which: Select[tuple[int, int, str]],
    bound: Mapping[str, object],
    do: Callable[[Act, Casework], int],
) -> int:
    """Does it to each case that the question finds, a page of them at a time; the sum of what it did."""
    done, after = 0, 0
    while True:
        with database.reading() as session:
            page = session.execute(which, {**bound, "after": after}).all()
        for row in page:
            with database.writing() as session:
                case = free(session, row.case_id, row.root)
                if case is not None:
                    done += do(Act.of_itself(session, row.partnership, now), case)
        if len(page) < BATCH:
            return done
        after = page[-1].case_id
