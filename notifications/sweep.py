"""Chasing: who is owed a line because a rung has come. Set by set, never a job per case; a second sweep adds nothing.

Clocks go in batches, each its own transaction, so that nobody who saves a case waits for a sweep to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, String, bindparam, cast, literal, or_, select, update
from sqlalchemy.sql.dml import Insert

from notifications.broken_glass import chase_reviews
from notifications.daily import once_a_day
from notifications.leavers import LEAVING, see_off
from notifications.let_in import LETTING_IN, tell_let_in
from states.calendar import Calendar, civil_day
from states.clocks import Chase
from workflow.accounts.forgetting import forget
from workflow.before_reading.renewals import run_out
from workflow.chasing.audience import people
from workflow.chasing.owed import once_from, withdraw_unlisted_in_mails
from workflow.chasing.rungs import highest_come, next_rung, reached_by
from workflow.database.id_lists import one_of
from workflow.database.storage import Database
from workflow.days import calendars
from workflow.people.directory import held_today, not_left
from workflow.policy import policies, rulebooks
from workflow.redating import redate
from workflow.tables.rows import CASEFILE, CLOCK, NOTICE, PARTNERSHIP, PERSON, ROLE_HELD

BATCH = 2500


@dataclass(frozen=True, slots=True)
class Swept:
    """What one pass did: clocks whose rung had come, lines made, lines withdrawn because nothing is owed any more.

    ``redated``: clocks that a changed calendar gave another due date; ``lapsed``: those that ended of themselves.
    """

    clocks: int = 0
    lines: int = 0
    withdrawn: int = 0
    redated: int = 0
    lapsed: int = 0


def sweep(database: Database, now: datetime) -> Swept:
    """One pass over every partnership. Any number of workers may run it at once: each clock is one worker's."""
    today = civil_day(now)
    done = redate(database, now, thorough=once_a_day(database, "calendars", now, lambda session: None))
    once_a_day(database, "broken glass", now, lambda session: chase_reviews(session, today))
    once_a_day(database, "independence", now, lambda session: run_out(session, today))
    once_a_day(database, LETTING_IN, now, lambda session: tell_let_in(session, today))
    once_a_day(database, "unlisted", now, lambda session: withdraw_unlisted_in_mails(session, today))
    with database.writing() as session:
        withdrawn: int = session.connection().execute(WITHDRAW, {"today": today}).rowcount
        forget(session)
    with database.reading() as session:
        codes = session.execute(select(PARTNERSHIP.c.code)).scalars().all()
    clocks = lines = 0
    for code in codes:
        with database.reading() as session:
            groups = session.execute(GROUPS, {"partnership": code, "today": today}).all()
            calendar = calendars.of(session, code)
        for group in groups:
            more_clocks, more_lines = _chase(database, code, group, today, calendar)
            clocks, lines = clocks + more_clocks, lines + more_lines
    once_a_day(database, LEAVING, now, lambda session: see_off(session, now, today))
    return Swept(clocks, lines, withdrawn, done.moved, done.lapsed)


def _chase(database: Database, code: str, group: Row[Any], today: date, calendar: Calendar) -> tuple[int, int]:
    """A line to each person for every clock of the group, and the group moved on to its next rung."""
    clocks = lines = 0
    with database.reading() as session:
        chase: Chase = rulebooks.running(session, group.rulebook).rulebook.chase(group.chase)
        statutory = policies.in_force(session, code).statutory
    number = highest_come(chase, group.next_rung, group.due_on, today, calendar)
    audiences = reached_by(chase, group.next_rung, number)
    rung, (to_rung, to_day) = chase.rung(number), next_rung(chase, number, group.due_on, calendar)
    of_group = {"this_due": group.due_on, "this_rung": rung.key}
    claim = {"partnership": code, "today": today, "book": group.rulebook, "ladder": group.chase}
    claim |= {"this_due": group.due_on, "from_rung": group.next_rung}
    line: dict[str, object] = {"partnership": code, "today": today, "statutory": list(statutory), **of_group}
    line |= {"due_and_rung": f"/{group.due_on.isoformat()}/{rung.key}/", "soon": rung.at_once}
    while True:
        with database.writing() as session:
            claimed = session.execute(CLAIM, claim).all()
            if claimed:
                mine = {"clocks": [row.id for row in claimed]}
                binds = line | mine | {"cases": sorted({row.case_id for row in claimed})}
                unmailed = session.execute(UNMAILED, mine).first() is not None
                lines += session.connection().execute(_lines_to(audiences), binds).rowcount
                if unmailed:
                    session.execute(DROP_LOWER, mine | of_group)
                session.execute(ADVANCE, mine | {"to_rung": to_rung, "to_day": to_day})
        clocks += len(claimed)
        if len(claimed) < BATCH:
            return clocks, lines


@cache
def _lines_to(audiences: tuple[str, ...]) -> Insert:
    """The lines of one batch of clocks: a row for each clock and each person whom the rung reaches."""
    found = people(audiences).order_by(None).subquery("found")
    due_on, rung = bindparam("this_due", type_=NOTICE.c.due_on.type), bindparam("this_rung", type_=String)
    between = bindparam("due_and_rung", type_=String)
    columns = {
        "key": literal("clock/") + cast(CLOCK.c.id, String) + between + cast(found.c.person, String),
        "partnership": CLOCK.c.partnership,
        "person": found.c.person,
        "case_id": CLOCK.c.case_id,
        "clock_id": CLOCK.c.id,
        "due_on": due_on,
        "rung": rung,
        "task": CLOCK.c.label,
        "why": found.c.why,
        "at_once": bindparam("soon", type_=NOTICE.c.at_once.type),
        "made_on": bindparam("today", type_=NOTICE.c.made_on.type),
        "status": literal("owed"),
    }
    wanted = (
        select(*columns.values())
        .join_from(CLOCK, found, found.c.case_id == CLOCK.c.case_id)
        .where(one_of(CLOCK.c.id, "clocks"))
    )
    return once_from(tuple(columns), wanted)


GROUPS = (
    select(CLOCK.c.rulebook, CLOCK.c.chase, CLOCK.c.due_on, CLOCK.c.next_rung)
    .where(CLOCK.c.partnership == bindparam("partnership"), CLOCK.c.next_rung_on <= bindparam("today"))
    .group_by(CLOCK.c.rulebook, CLOCK.c.chase, CLOCK.c.due_on, CLOCK.c.next_rung)
    .order_by(CLOCK.c.due_on, CLOCK.c.chase, CLOCK.c.next_rung)
)
"""Clocks to chase, by what they have in common: days are reckoned once for each group."""

# Where others may write at the same time, what they hold is passed over: a sweep never waits, so nobody can lock up
# with it, and what it passed over it finds a minute later. The case is held too, as the lines point to it.
CLAIM = (
    select(CLOCK.c.id, CLOCK.c.case_id)
    .join(CASEFILE, CASEFILE.c.id == CLOCK.c.case_id)
    .where(
        CLOCK.c.partnership == bindparam("partnership"),
        CLOCK.c.next_rung_on <= bindparam("today"),
        CLOCK.c.rulebook == bindparam("book"),
        CLOCK.c.chase == bindparam("ladder"),
        CLOCK.c.due_on == bindparam("this_due"),
        CLOCK.c.next_rung == bindparam("from_rung"),
    )
    .limit(BATCH)
    .with_for_update(skip_locked=True, key_share=True, of=[CLOCK, CASEFILE])
)

ADVANCE = (
    update(CLOCK)
    .where(one_of(CLOCK.c.id, "clocks"))
    .values(next_rung=bindparam("to_rung"), next_rung_on=bindparam("to_day"))
)

UNMAILED = select(NOTICE.c.id).where(one_of(NOTICE.c.clock_id, "clocks"), NOTICE.c.status == "owed").limit(1)
_HIGHER = NOTICE.alias("higher")
DROP_LOWER = (
    update(NOTICE)
    .where(
        one_of(NOTICE.c.clock_id, "clocks"),
        NOTICE.c.status == "owed",
        NOTICE.c.rung != bindparam("this_rung"),
        select(_HIGHER.c.id)
        .where(_HIGHER.c.clock_id == NOTICE.c.clock_id, _HIGHER.c.person == NOTICE.c.person)
        .where(_HIGHER.c.rung == bindparam("this_rung"), _HIGHER.c.due_on == bindparam("this_due"))
        .exists(),
    )
    .values(status="withdrawn")
)
"""A line that nobody was mailed yet goes when the same person is owed a higher rung's."""

_STILL_RUNS = (
    select(CLOCK.c.id)
    .where(CLOCK.c.id == NOTICE.c.clock_id, CLOCK.c.status == "running", CLOCK.c.due_on == NOTICE.c.due_on)
    .exists()
)
_HOLDS_A_ROLE = (
    select(ROLE_HELD.c.id)
    .join(PERSON, PERSON.c.id == ROLE_HELD.c.person)
    .where(ROLE_HELD.c.person == NOTICE.c.person, ROLE_HELD.c.partnership == NOTICE.c.partnership, *held_today())
    .where(not_left())
    .exists()
)
WITHDRAW = (
    update(NOTICE)
    .where(
        NOTICE.c.id.in_(
            select(NOTICE.c.id)
            .where(NOTICE.c.status == "owed", or_(NOTICE.c.clock_id.is_not(None) & ~_STILL_RUNS, ~_HOLDS_A_ROLE))
            .with_for_update(skip_locked=True, of=[NOTICE])
        )
    )
    .values(status="withdrawn")
)
"""What is owed for a clock that stopped or moved, or to somebody who holds no role any more, is owed no longer."""
