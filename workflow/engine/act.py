"""Who does something, for whom, when it happened and when it was said: what all of one act's writes share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from states.asks import Known
from states.calendar import Calendar, civil_day
from states.facts import Doer
from states.policy import Policy
from states.receiving import Received
from workflow.days import calendars
from workflow.days.bank_holidays import england_calendar
from workflow.errors import Invalid
from workflow.people import directory
from workflow.policy import policies

NOBODY = Doer(0, "Casekeeper", frozenset())


@dataclass(frozen=True, slots=True)
class Act:
    """One person's act in one transaction. ``recorded_for``: whose act it is, where ``actor`` only records it.

    ``received``: how what they record came in, and the document that shows it; None where whoever sends it needn't say.
    """

    session: Session
    partnership: str
    actor: Doer
    recorded_for: Doer | None
    happened_on: date
    now: datetime
    policy: Policy
    calendar: Calendar
    received: Received | None = None

    @property
    def doer(self) -> Doer:
        """Whose act it is."""
        return self.recorded_for or self.actor

    @property
    def recorded_by(self) -> Doer | None:
        """Who records it, where that isn't the doer."""
        return self.actor if self.recorded_for is not None else None

    @property
    def today(self) -> date:
        """The civil day on which it is recorded."""
        return civil_day(self.now)

    @classmethod
    def begun(
        cls,
        session: Session,
        partnership: str,
        actor: Doer,
        now: datetime,
        *,
        recorded_for: str | None = None,
        received: Received | None = None,
        happened_on: date | None = None,
    ) -> Act:
        """An act by ``actor``; ``recorded_for`` is another person's address. ``Invalid`` for a day in the future."""
        today = civil_day(now)
        if happened_on is not None and happened_on > today:
            raise Invalid({"happened_on": "The date it happened must be today or in the past"})
        if happened_on is not None and happened_on.year < 1900:
            raise Invalid({"happened_on": "The date it happened must be after 1900"})
        other = None
        if recorded_for is not None:
            other = directory.by_address(session, partnership, today).get(recorded_for.strip().lower())
            if other is None:
                raise Invalid({"recorded_for": "Nobody with a role here has that address"})
        if other is not None and other.person == actor.person:
            other = None
        policy, days_off = policies.with_days_off(session, partnership)
        calendar = calendars.of(session, partnership) if days_off else england_calendar()
        return cls(session, partnership, actor, other, happened_on or today, now, policy, calendar, received)

    @classmethod
    def of_itself(cls, session: Session, partnership: str, now: datetime) -> Act:
        """What the engine does by itself, on the day it is done: a calendar's change, a limit's lapse."""
        policy, calendar = policies.in_force(session, partnership), calendars.of(session, partnership)
        return cls(session, partnership, NOBODY, None, civil_day(now), now, policy, calendar)

    def on(self, day: date) -> Act:
        """The same act, as having happened on another day."""
        return replace(self, happened_on=day)

    def known(self) -> Known:
        """What answers may name today."""
        return Known(
            today=self.today,
            agencies=directory.agencies(self.session, self.partnership),
            people=directory.addresses(self.session, self.partnership, self.today),
            themes=self.policy.themes,
        )
