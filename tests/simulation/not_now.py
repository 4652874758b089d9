"""Absences and snoozes: who stands in is told instead, who said "not now" isn't told until the next rung."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tests.simulation.audiences import away, sees
from tests.simulation.part import NOBODY_STANDS_IN, RECORDED, STANDS_IN, Part


class NotNow(Part):
    """What became of lines for people who are away or asked to be left alone."""

    def all(self) -> Iterator[str]:
        """Every violation."""
        same = defaultdict(list)
        for row in self.records.notices:
            same[row.key.rpartition("/")[0]].append(row)
        for row in self.records.notices:
            others = [one for one in same[row.key.rpartition("/")[0]] if one.person != row.person]
            yield from self.in_whose_place(row, others)
            if row.status == "mailed" and f"/{RECORDED}/" not in row.key:
                yield from self.to_the_absent(row, others)
        yield from self.snoozes()

    def in_whose_place(self, row: Any, others: list[Any]) -> Iterator[str]:
        """Who stands in is told only of what is for somebody who is away, and so is a manager where nobody does."""
        stands_in = {away(self.records, one.person, row.made_on) for one in others}
        if STANDS_IN in row.why and not any(deputy == row.person for _, deputy in stands_in):
            yield f"{row.key}: {self.who(row.person)} stands in for nobody who was away on {row.made_on}"
        if NOBODY_STANDS_IN in row.why and not any(gone for gone, _ in stands_in):
            yield f"{row.key}: told to {self.who(row.person)}, though nobody it is for was away on {row.made_on}"

    def to_the_absent(self, row: Any, others: list[Any]) -> Iterator[str]:
        """Nobody who is away is mailed what somebody else could be told; where nobody could, a manager knows too."""
        mail = self.records.mails[row.mail_id]
        gone, deputy = away(self.records, row.person, mail.day)
        if gone and deputy is not None and self.could_tell(row, deputy, mail.made_at):
            who = f"mailed to {self.who(row.person)}, away on {mail.day}"
            yield f"{row.key}: {who}; {self.who(deputy)} stands in"
        elif gone and deputy is None and not self.managers_know(row, others, mail.day):
            who = f"{self.who(row.person)} was away on {mail.day}, nobody stands in"
            yield f"{row.key}: {who}, and no manager was told"

    def managers_know(self, row: Any, others: list[Any], day: date) -> bool:
        """Whether a manager heard of it, or did it; true where there is no other manager."""
        managers = {who for who, _, role in self.records.held(day) if role == "business_manager"} - {row.person}
        knew = {one.person for one in others} | self.acted(row)
        return not managers or bool(managers & knew)

    def could_tell(self, row: Any, deputy: int, at: datetime) -> bool:
        """Whether the deputy could have been told in the person's place: sees the case, and didn't do it."""
        return sees(self.records, deputy, row.case_id, at) and deputy not in self.acted(row)

    def snoozes(self) -> Iterator[str]:
        """Whoever snoozed a clock is mailed no line of it that was made before its next rung, or another date."""
        for clock in self.records.clocks.values():
            for person, _, at, until in self.snoozed(clock.id):
                for row in self.records.notices:
                    if row.clock_id == clock.id and row.person == person and self.went_between(row, at, until):
                        yield f"{row.key}: snoozed until {until}, mailed on {self.records.mails[row.mail_id].day}"

    def went_between(self, row: Any, at: datetime, until: date) -> bool:
        """Whether a line that stood when somebody snoozed was mailed after that, before the snooze was over."""
        mail = self.records.mails.get(row.mail_id)
        return mail is not None and row.made_on <= at.date() and mail.made_at > at and mail.day < until
