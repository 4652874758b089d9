"""What a mail may still say at the moment it goes: who left, lost sight of a case, or owes nothing more, isn't told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from notifications import still_owed
from notifications.address_mails import WORD_OF_ADDRESS, AddressWords
from notifications.letters import AnyLetter, Counted, Group, Item, Letter, Overdue, Summary
from notifications.link_mails import BY_LINK, LEFT, Asked, Links, Secrets
from notifications.summaries import LEADS
from states.calendar import Calendar
from workflow.access.verbs import can
from workflow.before_reading import renewals
from workflow.before_reading.renewals import Renewal
from workflow.chasing.audience import WHY
from workflow.chasing.waiting import Waiting, waiting
from workflow.days import calendars
from workflow.errors import NotPermitted
from workflow.people.directory import doer
from workflow.policy import policies
from workflow.queries.escalations import Figures, OfKind, figures
from workflow.tables.rows import MAIL, PARTNERSHIP

AT_MOST = 25
"""How many lines of what else is theirs a digest lists; the rest is a number and a link."""

INDEPENDENCE = "Your declaration of independence"
NOT_THEIRS = "They may not open the case."
NOT_OWED = "It isn't owed any more."
SNOOZED = "They asked to hear no more of it until it is chased again."


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail holds now. ``letter`` None: nothing is left of it, for the reason ``why_not``.

    ``gone`` are the notices that aren't to be told any more. ``secret``: what is put in place of ``link_mails.MARK`` as
    the bytes go, and kept nowhere.
    """

    letter: AnyLetter | None
    gone: tuple[int, ...]
    why_not: str
    secret: str = ""


class Contents:
    """What these mails hold today, every line asked again: role, sight of the case, still owed. Asked for all at once.

    ``session`` is one that reads, and is used until the last ``of``. ``secret_of`` makes the secrets of links; without
    it mails that hold one can't be written.
    """

    def __init__(
        self, session: Session, mails: Collection[Asked], today: date, base_url: str, secret_of: Secrets | None = None
    ) -> None:
        self._session, self._today, self._base_url = session, today, base_url
        self._calendar = cache(partial(calendars.of, session))
        self._policy = cache(partial(policies.in_force, session))
        self.present = still_owed.present(session, {mail.person for mail in mails}, today)
        self._lines = still_owed.lines_of(session, [mail.id for mail in mails], today)
        digests = {mail.person for mail in mails if mail.template == "digest" and mail.person in self.present}
        self._own = still_owed.rest_of(session, digests, today)
        self._waits = waiting(session, sorted(digests), today)
        self._renewals = renewals.wanted_of(session, digests, today)
        self._links = Links(session, mails, today, base_url, secret_of)
        self._words = AddressWords(session, mails, today)

    def of(self, mail: Asked) -> Content:
        """What this one holds, which is among those asked for."""
        if mail.template in BY_LINK:
            linked = self._links.of(mail)
            return Content(linked.letter, (), linked.why_not, linked.secret)
        if mail.template in WORD_OF_ADDRESS:
            here = mail.person in self.present
            return Content(self._words.of(mail) if here else None, (), "" if here else LEFT)
        rows = self._lines.get(mail.id, [])
        why_not = {row.id: _why_not(row, present=mail.person in self.present) for row in rows}
        kept = [row for row in rows if not why_not[row.id]]
        gone = tuple(row.id for row in rows if why_not[row.id])
        renewed = [self._renews(one) for one in self._renewed(mail)]
        if not kept and not renewed and (rows or mail.template != "summary"):
            reasons = dict.fromkeys(why_not[row.id] for row in rows) or {NOT_OWED: None}
            return Content(None, gone, " ".join(reasons))
        new = self._items(kept)
        if mail.template == "summary":
            summary = self._summary(mail, new)
            if summary is not None or not new:
                return Content(summary, gone, "" if summary is not None else LEFT)
        rest, more = self._rest(mail, {row.clock_id for row in kept}) if mail.template == "digest" else ([], 0)
        waits = self._waiting(mail, {row.reference for row in kept}) if mail.template == "digest" else []
        codes = dict.fromkeys([*(row.partnership for row in (*kept, *rest)), *(one.partnership for one in waits)])
        codes |= dict.fromkeys(one.partnership for one in self._renewed(mail))
        help_lines = dict.fromkeys(self._policy(code).help_line for code in codes)
        if not new:
            new, renewed = tuple(renewed), []
        theirs = (*renewed, *(self._waits_for(one) for one in waits), *self._items(rest))
        letter = Letter(self._today, new, theirs, more, tuple(help_lines), f"{self._base_url}/")
        return Content(letter, gone, "")

    def _rest(self, mail: Asked, told: set[int | None]) -> tuple[list[Row[Any]], int]:
        """The person's own running clocks that aren't told above, the first due, and how many more there are."""
        rows = self._own.get(mail.person, [])
        total = rows[0].total if rows else 0
        others = [row for row in rows if row.clock_id not in told]
        shown = others[:AT_MOST]
        return shown, total - (len(rows) - len(others)) - len(shown)

    def _renewed(self, mail: Asked) -> list[Renewal]:
        """What the person is to declare anew, where the mail is a digest and they are there to read it."""
        return [one for one in self._renewals if one.person == mail.person] if mail.template == "digest" else []

    def _renews(self, one: Renewal) -> Item:
        link = f"{self._base_url}/account/independence?partnership={one.partnership}"
        return Item(INDEPENDENCE, one.says, one.until, one.said.ran_out, 0, WHY["scrutineer"], link)

    def _waiting(self, mail: Asked, told: set[str]) -> list[Waiting]:
        """What waits for the person in their role, but for cases of which something is told above."""
        return [one for one in self._waits if one.person == mail.person and one.reference not in told]

    def _waits_for(self, one: Waiting) -> Item:
        late = one.due_on is not None and one.due_on < self._today
        by = self._calendar(one.partnership).working_days_between(one.due_on, self._today) if one.due_on and late else 0
        return Item(one.reference, one.what, one.due_on, late, by, one.why, f"{self._base_url}/cases/{one.reference}")

    def _items(self, rows: list[Row[Any]]) -> tuple[Item, ...]:
        return tuple(_item(row, self._today, self._calendar(row.partnership), self._base_url) for row in rows)

    def _summary(self, mail: Asked, new: tuple[Item, ...]) -> Summary | None:
        """The figures of the mail's partnership, for somebody who may have them; else None.

        Without lines it is the weekly one, which only those who lead get.
        """
        session, today = self._session, self._today
        of = session.execute(OF_PARTNERSHIP, {"mail": mail.id}).one()
        try:
            reader = doer(session, mail.person, of.code, today)
        except NotPermitted:
            return None
        led = [role for role in LEADS if reader.holds(role)]
        if not (can(reader, "see_figures") if new else led):
            return None
        found = figures(session, of.code, mail.person, today, self._calendar(of.code))
        return Summary(
            day=today,
            partnership=of.name,
            why="" if new else WHY_WEEKLY[led[0]],
            new=new,
            **_counts(found, self._base_url),
            help_lines=(self._policy(of.code).help_line,),
            home=f"{self._base_url}/",
        )


@dataclass(frozen=True, slots=True)
class One:
    """A single mail."""

    id: int
    person: int
    template: str


def content_of(session: Session, mail: int, person: int, template: str, today: date, base_url: str) -> Content:
    """As ``Contents``, of one mail."""
    one = One(mail, person, template)
    return Contents(session, [one], today, base_url).of(one)


def _why_not(row: Row[Any], *, present: bool) -> str:
    if not present:
        return LEFT
    if not row.visible and not row.oversees:
        return NOT_THEIRS
    stopped = row.clock_id is not None and (row.clock_status != "running" or row.clock_due != row.due_on)
    return NOT_OWED if stopped or row.reviewed else SNOOZED if row.snoozed else ""


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


def _item(row: Row[Any], today: date, calendar: Calendar, base_url: str) -> Item:
    due_on, late = row.due_on, row.due_on is not None and row.due_on < today and not row.expectation
    if row.clock_id is None:
        # Word of something that happened: what is due now, not what was then; that it is late, its clock's line says.
        due_on, late = (row.case_due if due_on is not None and not row.final else None), False
        due_on = due_on if due_on is not None and due_on >= today else None
    return Item(
        reference=row.reference,
        task=row.task,
        due_on=due_on,
        late=late,
        late_by=calendar.working_days_between(row.due_on, today) if late else 0,
        why=row.why,
        link=f"{base_url}/cases/{row.reference}" if row.opens else "",
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
