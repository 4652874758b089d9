"""From lines to mails: one digest a person a working day; what goes at once, in one mail a person. Sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, func, literal, select, update

# PostgreSQL's construct compiles for SQLite too, not the other way round: both say ON CONFLICT DO NOTHING.
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session

from states.calendar import LONDON, civil_day
from workflow import policies
from workflow.bank_holidays import england_calendar
from workflow.directory import held_today
from workflow.storage import Database
from workflow.tables.rows import MAIL, NOTICE, PARTNERSHIP, PERSON, ROLE_HELD

BATCH = 200


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many mails one pass made."""

    digests: int = 0
    at_once: int = 0


def gather(database: Database, now: datetime, host: str) -> Gathered:
    """Makes the mails that are wanted now; ``host`` is this installation's name in their Message-IDs.

    Lines at once any day, those that wait for one person in one mail; a digest on a working day to whoever has a new
    line and had none today, once the earliest digest hour of their partnerships has come.
    """
    today, hour = civil_day(now), now.astimezone(LONDON).hour
    binds = {"today": today, "made": now, "host": f"@{host}>"}
    with database.reading() as session:
        at_once = session.execute(WANTED_AT_ONCE).scalars().all()
        awake = _awake(session, hour) if england_calendar().is_working(today) else []
        people = session.execute(WANTED_DIGESTS, binds | {"awake": awake}).scalars().all() if awake else []
    gathered = [_make(database, LINES_AT_ONCE, NOTICE_MAILS, part, binds) for part in _parts(at_once)]
    digests = [_make(database, LINES_OF_PEOPLE, DIGEST_MAILS, part, binds) for part in _parts(people)]
    return Gathered(sum(digests), sum(gathered))


def _make(database: Database, lines: Select[Any], mails: ReturningInsert[Any], part: Sequence[int], binds: Any) -> int:
    """Mails for what these people are owed, and their lines marked, in one transaction; how many mails."""
    with database.writing() as session:
        held = {"lines": session.execute(lines, {"part": part}).scalars().all()}
        made = session.execute(mails, binds | held).scalars().all()
        if made:
            session.execute(MARK, held | {"mails": made})
    return len(made)


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def _awake(session: Session, hour: int) -> list[str]:
    """Partnerships whose digest hour has come."""
    codes = session.execute(select(PARTNERSHIP.c.code)).scalars().all()
    return [code for code in codes if policies.in_force(session, code).digest_hour <= hour]


_NEW = (NOTICE.c.status == "owed", NOTICE.c.at_once.is_(False))
_SOON = (NOTICE.c.status == "owed", NOTICE.c.at_once.is_(True))
_PART: ColumnElement[int] = bindparam("part", expanding=True)
_LINES = NOTICE.c.id.in_(bindparam("lines", expanding=True))
_KEY_OF_DIGEST = literal("digest/") + cast(NOTICE.c.person, String) + "/" + cast(bindparam("today"), String)
_FIRST_OF_PERSON = func.min(NOTICE.c.id).over(partition_by=NOTICE.c.person)
_KEY_OF_NOTICE = literal("notice/") + cast(_FIRST_OF_PERSON, String)

WANTED_AT_ONCE = select(NOTICE.c.person).where(*_SOON).distinct().order_by(NOTICE.c.person)
WANTED_DIGESTS = (
    select(NOTICE.c.person)
    .where(
        *_NEW,
        select(ROLE_HELD.c.id)
        .where(ROLE_HELD.c.person == NOTICE.c.person, *held_today())
        .where(ROLE_HELD.c.partnership.in_(bindparam("awake", expanding=True)))
        .exists(),
        ~select(MAIL.c.id).where(MAIL.c.key == _KEY_OF_DIGEST).exists(),
    )
    .distinct()
    .order_by(NOTICE.c.person)
)

# What a move holds at this moment is passed over, so that nobody waits for anybody; it comes with the next mail.
LINES_AT_ONCE = select(NOTICE.c.id).where(*_SOON, NOTICE.c.person.in_(_PART)).with_for_update(skip_locked=True)
LINES_OF_PEOPLE = select(NOTICE.c.id).where(*_NEW, NOTICE.c.person.in_(_PART)).with_for_update(skip_locked=True)


def _mails(key: ColumnElement[str], template: str) -> ReturningInsert[Any]:
    columns = {
        "key": key,
        "message_id": literal("<") + func.replace(key, "/", ".") + bindparam("host"),
        "person": NOTICE.c.person,
        "address": PERSON.c.email,
        "template": literal(template),
        "partnership": literal(""),
        "day": bindparam("today", type_=MAIL.c.day.type),
        "status": literal("queued"),
        **dict.fromkeys(("attempts", "unknown", "fence"), literal(0)),
        "made_at": bindparam("made", type_=MAIL.c.made_at.type),
        "next_at": bindparam("made", type_=MAIL.c.next_at.type),
        "answer": literal(""),
    }
    found = select(*(value.label(name) for name, value in columns.items())).distinct()
    lines = found.join_from(NOTICE, PERSON, PERSON.c.id == NOTICE.c.person).where(_LINES)
    made = insert(MAIL).from_select(tuple(columns), lines, include_defaults=False).on_conflict_do_nothing()
    return made.returning(MAIL.c.id)


NOTICE_MAILS, DIGEST_MAILS = _mails(_KEY_OF_NOTICE, "notice"), _mails(_KEY_OF_DIGEST, "digest")

_OF_LINE = select(MAIL.c.id).where(MAIL.c.id.in_(bindparam("mails", expanding=True)), MAIL.c.person == NOTICE.c.person)
MARK = update(NOTICE).where(_LINES, _OF_LINE.exists()).values(status="mailed", mail_id=_OF_LINE.scalar_subquery())
"""Each line with the mail that carries it, of those made just now: a line that missed today's digest waits."""
