"""Lines for somebody who is away go to who stands in for them; where nobody does, the business manager hears too.

A step before mails are made, never in a move. Each line is once a person's: its key ends with whose it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, bindparam, case, cast, func, literal, or_, select, update
from sqlalchemy.sql.dml import Insert
from sqlmodel import Session

from notifications.one_worker_a_person import take
from states import roles
from workflow.access.sight import listed_to
from workflow.chasing.absences import AWAY_TODAY, STANDS_IN, Who, away_today
from workflow.chasing.owed import once_from
from workflow.database.storage import Database
from workflow.people.directory import TODAY, held_today
from workflow.tables.rows import ABSENCE, CASEFILE, ENTRY, NOTICE, PERSON, ROLE_HELD

BATCH = 100
ROUNDS = 2
"""The second for managers who are away themselves."""
NOBODY_STANDS_IN = "the person it is for is away and nobody stands in for them"

Away = Mapping[Who, int | None]


def stand_in(database: Database, today: date) -> Away:
    """Hands over what is owed to people who are away; gives who is away today, with who stands in."""
    with database.reading() as session:
        away = away_today(session, today)
    for _ in range(ROUNDS if away else 0):
        with database.reading() as session:
            people = session.execute(UNSETTLED, {"today": today}).scalars().all()
        for start in range(0, len(people), BATCH):
            with database.writing() as session:
                held = take(session, people[start : start + BATCH])
                lines = session.execute(LINES_OF, {"people": held}).scalars().all()
                settle(session, lines, away, today)
        if not people:
            break
    return away


def settle(session: Session, lines: Sequence[int], away: Away, today: date) -> list[int]:
    """Settles what becomes of these lines, locked by the caller; gives those that stay with whom they are for."""
    of = defaultdict[Who, list[int]](list)
    people = {person for _, person in away}
    if lines and people:
        for row in session.execute(WHOSE, {"lines": lines, "people": people}):
            of[row.partnership, row.person].append(row.id)
    handed = set[int]()
    for who in sorted(of.keys() & away.keys()):
        handed |= _to_deputy(session, of[who], away[who], today)
        kept = [line for line in of[who] if line not in handed]
        if kept:
            binds = {"lines": kept, "partnership": who[0], "today": today, "taken_by": away[who] or 0}
            session.execute(TO_MANAGER, binds)
    return [line for line in lines if line not in handed]


def _to_deputy(session: Session, lines: list[int], deputy: int | None, today: date) -> set[int]:
    """Those of the lines that the deputy is told in their place."""
    if deputy is None:
        return set()
    found = session.execute(SEEN_BY, {"lines": lines, "viewer": deputy, "today": today}).scalars().all()
    if found:
        session.execute(TO_DEPUTY, {"lines": found, "viewer": deputy, "today": today})
        session.execute(WITHDRAW, {"lines": found})
    return set(found)


def _key_for(person: ColumnElement[int]) -> ColumnElement[str]:
    """The key of the same line for another person."""
    own = func.length(cast(NOTICE.c.person, String))
    return func.substr(NOTICE.c.key, 1, func.length(NOTICE.c.key) - own) + cast(person, String)


def _did_it(person: ColumnElement[int]) -> ColumnElement[bool]:
    """The line tells of what this person did, or of what followed in the same act: of that, the entry names nobody."""
    entry = literal("entry/") + cast(ENTRY.c.case_id, String) + "/" + cast(ENTRY.c.seq, String) + "/%"
    here, family, act = CASEFILE.alias("here"), CASEFILE.alias("family"), ENTRY.alias("act")
    followed = (
        select(act.c.seq)
        .join_from(here, family, family.c.root == here.c.root)
        .join(act, act.c.case_id == family.c.id)
        .where(here.c.id == ENTRY.c.case_id, act.c.at == ENTRY.c.at)
        .where(or_(act.c.actor == person, act.c.recorded_for == person))
        # By itself SQLAlchemy correlates with the query right around it alone: ``person`` may stand two further out.
        .correlate_except(here, family, act)
        .exists()
    )
    theirs = or_(ENTRY.c.actor == person, ENTRY.c.recorded_for == person, and_(ENTRY.c.actor.is_(None), followed))
    return (
        select(ENTRY.c.seq).where(ENTRY.c.case_id == NOTICE.c.case_id, theirs).where(NOTICE.c.key.like(entry)).exists()
    )


def _like_it(person: ColumnElement[int], why: ColumnElement[str]) -> dict[str, ColumnElement[Any]]:
    """The columns of the same line for another person."""
    same = (NOTICE.c.partnership, NOTICE.c.case_id, NOTICE.c.clock_id, NOTICE.c.due_on, NOTICE.c.rung, NOTICE.c.task)
    return {
        "key": _key_for(person),
        "person": person,
        "why": why,
        "made_on": TODAY,
        "status": literal("owed"),
        **{column.name: column for column in (*same, NOTICE.c.at_once, NOTICE.c.template)},
    }


def _to_managers() -> Insert:
    columns = _like_it(ROLE_HELD.c.person, literal(NOBODY_STANDS_IN))
    found = (
        select(*columns.values())
        .join_from(NOTICE, ROLE_HELD, ROLE_HELD.c.partnership == NOTICE.c.partnership)
        .where(_LINES, *_MANAGER, ~_PERSONAL, ~_did_it(ROLE_HELD.c.person))
        # Whoever stands in and made the move knows of it: nobody has to be told in their place.
        .where(~_did_it(bindparam("taken_by", type_=Integer)))
    )
    return once_from(tuple(columns), found)


_LINES = NOTICE.c.id.in_(bindparam("lines", expanding=True))
_OWED = NOTICE.c.status == "owed"
# Nobody else can confirm or dispute what was recorded for somebody: that line waits for them.
_PERSONAL = NOTICE.c.key.like("entry/%/recorded\\_for\\_you/%", escape="\\")
_LEFT = select(PERSON.c.id).where(PERSON.c.id == ROLE_HELD.c.person, PERSON.c.left_on <= TODAY).exists()
_MANAGER = (ROLE_HELD.c.role == roles.BUSINESS_MANAGER, ROLE_HELD.c.person != NOTICE.c.person, *held_today(), ~_LEFT)
_TWIN = NOTICE.alias("twin")
_MANAGER_TOLD = (
    select(_TWIN.c.id)
    .join_from(_TWIN, ROLE_HELD, _TWIN.c.key == _key_for(ROLE_HELD.c.person))
    .where(ROLE_HELD.c.partnership == NOTICE.c.partnership, *_MANAGER)
    .exists()
)
UNSETTLED = (
    select(NOTICE.c.person)
    .join_from(
        NOTICE, ABSENCE, and_(ABSENCE.c.person == NOTICE.c.person, ABSENCE.c.partnership == NOTICE.c.partnership)
    )
    .where(_OWED, AWAY_TODAY, ~_PERSONAL, or_(ABSENCE.c.deputy.is_not(None), ~_MANAGER_TOLD))
    .distinct()
    .order_by(NOTICE.c.person)
)
"""People who are away and are owed a line that a deputy may take, or of which the business manager wasn't told."""

LINES_OF = (
    select(NOTICE.c.id)
    .where(_OWED, NOTICE.c.person.in_(bindparam("people", expanding=True)))
    .with_for_update(skip_locked=True)
)
WHOSE = select(NOTICE.c.id, NOTICE.c.partnership, NOTICE.c.person).where(
    _LINES, NOTICE.c.person.in_(bindparam("people", expanding=True))
)
DEPUTY: ColumnElement[int] = bindparam("viewer", type_=Integer)
SEEN_BY = (
    select(NOTICE.c.id)
    .join_from(NOTICE, CASEFILE, CASEFILE.c.id == NOTICE.c.case_id)
    .where(_LINES, listed_to(), ~_PERSONAL, ~_did_it(DEPUTY))
)
_OWN = NOTICE.alias("own")
_OWED_ALREADY = (
    select(_OWN.c.id)
    .where(_OWN.c.person == DEPUTY, _OWN.c.status == "owed", _OWN.c.clock_id == NOTICE.c.clock_id)
    .where(_OWN.c.due_on == NOTICE.c.due_on, or_(_OWN.c.at_once, ~NOTICE.c.at_once))
    .exists()
)
_THEIRS = func.replace(
    func.replace(func.replace(NOTICE.c.why, "for you", "for them"), "your ", "their "), "you ", "they "
)
_WHY = case((NOTICE.c.why.startswith(STANDS_IN), NOTICE.c.why), else_=literal(STANDS_IN) + _THEIRS)
_TO_DEPUTY = _like_it(DEPUTY, _WHY)
TO_DEPUTY = once_from(tuple(_TO_DEPUTY), select(*_TO_DEPUTY.values()).where(_LINES, ~_OWED_ALREADY))
"""The deputy's lines; none where they are to hear of that very clock and date anyway."""
WITHDRAW = update(NOTICE).where(_LINES).values(status="withdrawn")
TO_MANAGER = _to_managers()
