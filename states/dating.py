"""When a time limit ends once its extension and pauses are counted, and how that came about. Knows no case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from states.calendar import Calendar, due, explain, in_words
from states.clocks import UNITS, Lasts


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a due date is reckoned from: the start, the length, the date agreed in an extension, the days of pauses.

    ``length`` None: the start is the date agreed. ``paused_days`` are working days where the length is, else calendar
    days; those before an extension are part of the date that it agreed.
    """

    started_on: date
    length: Lasts | None
    extended_to: date | None = None
    paused_days: int = 0

    def due_on(self, calendar: Calendar) -> date:
        """The last day. An extension never shortens: the later of its date and the limit's own counts."""
        end = self._before_pauses(calendar)
        if in_working_days(self.length):
            return calendar.step(end, self.paused_days)
        return end + timedelta(days=self.paused_days)

    def provisional(self, calendar: Calendar) -> bool:
        """Whether the last day rests on bank holidays that aren't published yet: an agreed date doesn't."""
        agreed = self.extended_to is not None and self._before_pauses(calendar) == self.extended_to
        if not in_working_days(self.length) or (agreed and not self.paused_days):
            return False
        return calendar.provisional(max(self.started_on, self.due_on(calendar)))

    def says(self, calendar: Calendar) -> str:
        """How the last day comes about, in a sentence."""
        says = explain(self.started_on, self.length, calendar).says
        if self.extended_to is not None:
            says += f"; extended to {in_words(self.extended_to)}"
        if self.paused_days:
            unit = UNITS["working days" if in_working_days(self.length) else "calendar days"]
            days = f"{self.paused_days} {unit}{'' if self.paused_days == 1 else 's'}"
            says += f"; {days} paused: {in_words(self.due_on(calendar))}"
        return says

    def _before_pauses(self, calendar: Calendar) -> date:
        end = due(self.started_on, self.length, calendar)
        return end if self.extended_to is None else max(end, self.extended_to)


def days_paused(length: Lasts | None, paused_on: date, until: date, calendar: Calendar) -> int:
    """How many days a pause took, in the unit that the limit counts in; none where it ends before it began."""
    if in_working_days(length):
        return max(0, calendar.working_days_between(paused_on, until))
    return max(0, (until - paused_on).days)


def in_working_days(length: Lasts | None) -> bool:
    """Whether the length is one of working days: only then do holidays move its end."""
    return length is not None and length.unit == "working days"
