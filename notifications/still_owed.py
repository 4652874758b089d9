"""What is asked of the database again before mails go, for many mails by one query each. Knows no mail's words.

Every line is asked as its mail's person would ask it: whether they may see the case, whether its clock still runs as
it ran, whether they snoozed it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, cast, func, literal, or_, select
from sqlmodel import Session

from notifications.summaries import LEADS
from workflow.access.sight import excluded, listed_to, opens_to
from workflow.before_reading.readings import PREFIX as OF_BROKEN_GLASS
from workflow.chasing.audience import WHY
from workflow.chasing.snoozes import snoozed
from workflow.database.id_lists import one_of, probed
from workflow.database.statements import Statement
from workflow.people.directory import held_today, not_left
from workflow.tables.rows import CASEFILE, CLOCK, MAIL, NOTICE, PERSON, READING, ROLE_HELD

LOOKED_AT = 100
"""How many of somebody's own running clocks are looked at, the first due; what goes beyond them is only counted."""

Rows = dict[int, list[Row[Any]]]


def lines_of(session: Session, mails: Collection[int], today: date) -> Rows:
    """The lines that these mails carry, by mail, each with what is true of it today."""
    return _by("mail", _LINES.all(session, {"mails": list(mails), "today": today}) if mails else ())


def rest_of(session: Session, people: Collection[int], today: date) -> Rows:
    """Their own running clocks by person: the first due of them, each with how many there are in all (``total``)."""
    return _by("person", _REST.all(session, {"people": list(people), "today": today}) if people else ())


def present(session: Session, people: Collection[int], today: date) -> set[int]:
    """Those of the people who haven't left and hold a role somewhere today."""
    return {row.id for row in _PRESENT.all(session, {"people": list(people), "today": today})}


def _by(column: str, rows: Iterable[Row[Any]]) -> Rows:
    found = defaultdict[int, list[Row[Any]]](list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _held_by(person: ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    return (ROLE_HELD.c.person == person, *held_today())


PRESENT = select(PERSON.c.id).where(
    one_of(PERSON.c.id, "people"), not_left(), select(ROLE_HELD.c.id).where(*_held_by(PERSON.c.id)).exists()
)
_READER = probed(MAIL.c.person)
# Who leads the partnership but can't open a case still gets its reference and figure, without a link.
_LEADS_THERE = (
    select(ROLE_HELD.c.id)
    .where(ROLE_HELD.c.partnership == CASEFILE.c.partnership, *_held_by(_READER))
    .where(ROLE_HELD.c.role.in_(LEADS))
    .where(CASEFILE.c.restriction == "standard", ~excluded(_READER))
    .exists()
)
# So do auditor and chairs where the glass was broken, unless they themselves are kept out of the case.
_OVERSEES = or_(_LEADS_THERE, and_(NOTICE.c.key.startswith(OF_BROKEN_GLASS), ~excluded(_READER)))
# What an auditor reviewed meanwhile needs nobody's word any more.
_REVIEWED = and_(
    NOTICE.c.key.startswith(OF_BROKEN_GLASS),
    select(READING.c.id)
    .where(READING.c.case_id == NOTICE.c.case_id, READING.c.reviewed_at.is_not(None))
    .where(NOTICE.c.key.startswith(literal(OF_BROKEN_GLASS) + cast(READING.c.id, String) + "/"))
    .exists(),
)
LINES = (
    select(NOTICE.c.id, NOTICE.c.clock_id, NOTICE.c.task, NOTICE.c.why, NOTICE.c.due_on, NOTICE.c.partnership)
    .add_columns(NOTICE.c.mail_id.label("mail"))
    .add_columns(CASEFILE.c.reference, CLOCK.c.status.label("clock_status"), CLOCK.c.due_on.label("clock_due"))
    .add_columns(CLOCK.c.expectation, listed_to(_READER).label("visible"), _OVERSEES.label("oversees"))
    # Who may know of a case but not open it gets no link, which would lead to a refusal.
    .add_columns(opens_to(_READER).label("opens"))
    .add_columns(
        _REVIEWED.label("reviewed"),
        snoozed(_READER).label("snoozed"),
        CASEFILE.c.due_on.label("case_due"),
        CASEFILE.c.final,
    )
    .join_from(NOTICE, MAIL, MAIL.c.id == NOTICE.c.mail_id)
    .join(CASEFILE, CASEFILE.c.id == NOTICE.c.case_id)
    .outerjoin(CLOCK, CLOCK.c.id == NOTICE.c.clock_id)
    .where(one_of(NOTICE.c.mail_id, "mails"), NOTICE.c.status == "mailed")
    .order_by(NOTICE.c.due_on, CASEFILE.c.reference, NOTICE.c.id)
)
_OWNER = CASEFILE.c.owner_person
_FIRST_DUE = (CLOCK.c.due_on, CASEFILE.c.reference, CLOCK.c.id)
# A closed case's clock may run on: so it isn't asked whether the case is open.
_OWN = (
    select(_OWNER.label("person"), CLOCK.c.id.label("clock_id"), CLOCK.c.label.label("task"), CLOCK.c.due_on)
    .add_columns(CLOCK.c.expectation, CASEFILE.c.reference, CASEFILE.c.partnership)
    .add_columns(opens_to(probed(_OWNER)).label("opens"))
    .add_columns(func.count().over(partition_by=_OWNER).label("total"))
    .add_columns(func.row_number().over(partition_by=_OWNER, order_by=_FIRST_DUE).label("place"))
    .join_from(CASEFILE, CLOCK, CLOCK.c.case_id == CASEFILE.c.id)
    .where(one_of(_OWNER, "people"), CLOCK.c.status == "running", listed_to(probed(_OWNER)), ~snoozed(probed(_OWNER)))
    .subquery("own")
)
REST = (
    select(*_OWN.c, literal(WHY["owner"]).label("why"))
    .where(_OWN.c.place <= LOOKED_AT)
    .order_by(_OWN.c.person, _OWN.c.place)
)
# Asked for every batch of mails that goes: compiled once.
_LINES, _PRESENT, _REST = Statement(LINES), Statement(PRESENT), Statement(REST)
