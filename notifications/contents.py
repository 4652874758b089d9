"""What a mail may still say at the moment it goes: who left, lost sight of a case, or owes nothing more, isn't told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from sqlalchemy import Row, bindparam, func, literal, or_, select
from sqlmodel import Session

from notifications.letters import Counted, Group, Item, Letter, Overdue, Summary
from notifications.summaries import LEADS
from states.calendar import Calendar
from workflow import calendars, policies
from workflow.access import can, visible_to
from workflow.audience import WHY
from workflow.directory import TODAY, doer, held_today
from workflow.errors import NotPermitted
from workflow.queries.escalations import Figures, OfKind, figures
from workflow.snoozes import snoozed
from workflow.statements import Statement
from workflow.tables.rows import CASEFILE, CLOCK, MAIL, NOTICE, PARTNERSHIP, PERSON, ROLE_HELD

AT_MOST = 25
"""How many lines of what else is theirs a digest lists; the rest is a number and a link."""

LEFT = "They have left or hold no role any more."
NOT_THEIRS = "They may not open the case."
NOT_OWED = "It isn't owed any more."
SNOOZED = "They asked to hear no more of it until it is chased again."


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail holds now. ``letter`` None: nothing is left of it, for the reason ``why_not``.

    ``gone`` are the notices that aren't to be told any more.
    """

    letter: Letter | Summary | None
    gone: tuple[int, ...]
    why_not: str


def content_of(session: Session, mail: int, person: int, template: str, today: date, base_url: str) -> Content:
    """What the mail holds today, every line asked again: role, sight of the case, still owed."""
    asked = {"mail": mail, "viewer": person, "today": today}
    rows = _LINES.all(session, asked)
    present = _PRESENT.first(session, asked) is not None
    why_not = {row.id: _why_not(row, present=present) for row in rows}
    kept = [row for row in rows if not why_not[row.id]]
    gone = tuple(row.id for row in rows if why_not[row.id])
    if not kept and (rows or template != "summary"):
        reasons = dict.fromkeys(why_not[row.id] for row in rows) or {NOT_OWED: None}
        return Content(None, gone, " ".join(reasons))
    calendar = cache(partial(calendars.of, session))
    new = tuple(_item(row, today, calendar(row.partnership), base_url) for row in kept)
    if template == "summary":
        summary = _summary(session, asked, new, base_url)
        if summary is not None or not new:
            return Content(summary, gone, "" if summary is not None else LEFT)
    rest, more = _rest(session, asked, {row.clock_id for row in kept}) if template == "digest" else ([], 0)
    codes = dict.fromkeys(row.partnership for row in (*kept, *rest))
    help_lines = dict.fromkeys(policies.in_force(session, code).help_line for code in codes)
    also = tuple(_item(row, today, calendar(row.partnership), base_url) for row in rest)
    return Content(Letter(today, new, also, more, tuple(help_lines), f"{base_url}/"), gone, "")


def is_present(session: Session, person: int, today: date) -> bool:
    """Whether the person hasn't left and holds a role somewhere today."""
    return _PRESENT.first(session, {"viewer": person, "today": today}) is not None


def _why_not(row: Row[Any], *, present: bool) -> str:
    if not present:
        return LEFT
    if not row.visible and not row.oversees:
        return NOT_THEIRS
    stopped = row.clock_id is not None and (row.clock_status != "running" or row.clock_due != row.due_on)
    return NOT_OWED if stopped else SNOOZED if row.snoozed else ""


def _summary(session: Session, asked: dict[str, Any], new: tuple[Item, ...], base_url: str) -> Summary | None:
    """The figures of the mail's partnership, for somebody who may have them; else None.

    Without lines it is the weekly one, which only those who lead get.
    """
    of = session.execute(OF_PARTNERSHIP, asked).one()
    try:
        reader = doer(session, asked["viewer"], of.code, asked["today"])
    except NotPermitted:
        return None
    led = [role for role in LEADS if reader.holds(role)]
    if not (can(reader, "see_figures") if new else led):
        return None
    found = figures(session, of.code, asked["viewer"], asked["today"], calendars.of(session, of.code))
    return Summary(
        day=asked["today"],
        partnership=of.name,
        why="" if new else WHY_WEEKLY[led[0]],
        new=new,
        **_counts(found, base_url),
        help_lines=(policies.in_force(session, of.code).help_line,),
        home=f"{base_url}/",
    )


def _counts(found: Figures, base_url: str) -> dict[str, Any]:
    return {
        "open": tuple(_group(one) for one in found.open),
        "actions": tuple(_group(one, overdue=True) for one in found.actions),
        "escalated": tuple(_group(one, ages=True) for one in found.escalated),
        "late": found.late,
        "latest": found.latest,
        "long_late": tuple(
            Overdue(
                one.reference, one.label, one.working_days, f"{base_url}/cases/{one.reference}" if one.visible else ""
            )
            for one in found.long_late
        ),
        "long_late_more": found.long_late_more,
        "undelivered": found.undelivered,
    }


def _group(one: OfKind, *, overdue: bool = False, ages: bool = False) -> Group:
    states = tuple(Counted(state.label, state.cases, state.oldest if ages else None) for state in one.states)
    return Group(one.plural, one.cases, one.overdue if overdue else None, states)


def _rest(session: Session, asked: dict[str, Any], told: set[int | None]) -> tuple[list[Row[Any]], int]:
    """The person's own running clocks that aren't told above, the first of them, and how many more there are."""
    rows = _REST.all(session, asked)
    total = rows[0].total if rows else 0
    others = [row for row in rows if row.clock_id not in told]
    shown = others[:AT_MOST]
    return shown, total - (len(rows) - len(others)) - len(shown)


def _item(row: Row[Any], today: date, calendar: Calendar, base_url: str) -> Item:
    late = row.due_on is not None and row.due_on < today and not row.expectation
    return Item(
        reference=row.reference,
        task=row.task,
        due_on=row.due_on,
        late=late,
        late_by=calendar.working_days_between(row.due_on, today) if late else 0,
        why=row.why,
        link=f"{base_url}/cases/{row.reference}" if row.visible else "",
    )


_MINE = (ROLE_HELD.c.person == bindparam("viewer"), *held_today())
PRESENT = (
    select(PERSON.c.id)
    .join(ROLE_HELD, ROLE_HELD.c.person == PERSON.c.id)
    .where(or_(PERSON.c.left_on.is_(None), PERSON.c.left_on > TODAY), *_MINE)
    .limit(1)
)
# Who leads the partnership but can't open a case still gets its reference and figure, without a link.
_OVERSEES = (
    select(ROLE_HELD.c.id)
    .where(ROLE_HELD.c.partnership == CASEFILE.c.partnership, *_MINE)
    .where(ROLE_HELD.c.role.in_(LEADS))
    .exists()
)
LINES = (
    select(NOTICE.c.id, NOTICE.c.clock_id, NOTICE.c.task, NOTICE.c.why, NOTICE.c.due_on, NOTICE.c.partnership)
    .add_columns(CASEFILE.c.reference, CLOCK.c.status.label("clock_status"), CLOCK.c.due_on.label("clock_due"))
    .add_columns(CLOCK.c.expectation, visible_to().label("visible"), _OVERSEES.label("oversees"))
    .add_columns(snoozed(bindparam("viewer")).label("snoozed"))
    .join_from(NOTICE, CASEFILE, CASEFILE.c.id == NOTICE.c.case_id)
    .outerjoin(CLOCK, CLOCK.c.id == NOTICE.c.clock_id)
    .where(NOTICE.c.mail_id == bindparam("mail"), NOTICE.c.status == "mailed")
    .order_by(NOTICE.c.due_on, CASEFILE.c.reference, NOTICE.c.id)
)
WHY_WEEKLY = {
    role: f"{WHY[audience]}: the summary comes once a week"
    for role, audience in zip(LEADS, ("executive", "lead_partners"), strict=True)
}
OF_PARTNERSHIP = (
    select(PARTNERSHIP.c.code, PARTNERSHIP.c.name)
    .join(MAIL, MAIL.c.partnership == PARTNERSHIP.c.code)
    .where(MAIL.c.id == bindparam("mail"))
)
_MY_PARTNERSHIPS = select(ROLE_HELD.c.partnership).where(*_MINE)
REST = (
    select(CLOCK.c.id.label("clock_id"), CLOCK.c.label.label("task"), CLOCK.c.due_on, CLOCK.c.expectation)
    .add_columns(CASEFILE.c.reference, CASEFILE.c.partnership, (CLOCK.c.id == CLOCK.c.id).label("visible"))
    .add_columns(literal(WHY["owner"]).label("why"), func.count().over().label("total"))
    .join_from(CASEFILE, CLOCK, CLOCK.c.case_id == CASEFILE.c.id)
    .where(CASEFILE.c.partnership.in_(_MY_PARTNERSHIPS))
    .where(CASEFILE.c.owner_person == bindparam("viewer"), CLOCK.c.status == "running", visible_to())
    .where(~snoozed(bindparam("viewer")))
    .order_by(CLOCK.c.due_on, CASEFILE.c.reference)
    .limit(4 * AT_MOST)
)
# Asked for every mail that goes: compiled once.
_LINES, _PRESENT, _REST = Statement(LINES), Statement(PRESENT), Statement(REST)
