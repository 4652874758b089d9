"""What the checker's parts share: the records, when chasing was looked at, and how things are named in violations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tests.simulation.records import Records

RECORDED = "recorded_for_you"
STANDS_IN, NOBODY_STANDS_IN = "you stand in for", "nobody stands in"


class Part(ABC):
    """A part of the checker, over one database."""

    def __init__(self, records: Records, ticks: list[datetime], mark: str) -> None:
        self.records, self.ticks, self.mark = records, ticks, mark

    @abstractmethod
    def all(self) -> Iterator[str]:
        """Every violation that this part finds."""

    def clock_name(self, clock: Any) -> str:
        """A clock as violations name it."""
        return f"{self.reference(clock.case_id)} {clock.key}"

    def reference(self, case: int) -> str:
        """A case as violations name it."""
        return str(self.records.cases[case].reference)

    def who(self, person: int) -> str:
        """A person as violations name them."""
        return str(self.records.people[person].email.partition("@")[0])

    def names(self, people: set[int]) -> str:
        """People as violations name them."""
        return ", ".join(sorted(self.who(one) for one in people)) or "nobody"

    def acted(self, row: Any) -> set[int]:
        """Whose act a line tells of; nobody's, where it is a clock's."""
        if row.clock_id is not None:
            return set()
        _, case, seq, _, _ = row.key.split("/")
        return self.records.hands(int(case), int(seq))

    def snoozed(self, clock: int) -> list[tuple[int, int, datetime, date]]:
        """Who snoozed the clock: person, clock, when, and until which day."""
        row = self.records.clocks[clock]
        return [
            (entry.actor, clock, entry.at, date.fromisoformat(body["until"]))
            for entry in self.records.entries[row.case_id]
            if entry.move == "snooze"
            and (body := self.records.bodies[row.case_id, entry.seq])["answers"].get("clock") == row.key
        ]


def instead(row: Any) -> bool:
    """Whether the line is told in place of somebody who is away."""
    return STANDS_IN in row.why or NOBODY_STANDS_IN in row.why
