"""Clocks and chasing: each rung told once to each person on its day, and nobody chased at any other time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.simulation.chases import Expected, declaration, epochs, expected
from tests.simulation.days import london_day
from tests.simulation.part import Part, instead

Line = tuple[int, date, str, int]


class Chased(Part):
    """What became of the clocks."""

    def all(self) -> Iterator[str]:
        """Every violation."""
        yield from self.owners()
        yield from self.clocks()
        yield from self.chases()

    def owners(self) -> Iterator[str]:
        """The checker's own reckoning of owners and clocks must end where the rows do, or it can't judge."""
        for case in self.records.cases.values():
            told = self.records.owners[case.id, case.seq]
            if told != (case.owner_agency, case.owner_person):
                found = (case.owner_agency, case.owner_person)
                yield f"{case.reference}: its entries make it {told}'s, its row says {found}"

    def clocks(self) -> Iterator[str]:
        """Each clock stands as its changes say, and each date that is counted comes out when counted again."""
        for clock in self.records.clocks.values():
            lives, name = epochs(self.records, clock), self.clock_name(clock)
            last = lives[-1]
            if (last.due_on, last.runs) != (clock.due_on, clock.status == "running"):
                says = f"{name}: last said to be due {last.due_on}, running {last.runs}"
                yield f"{says}; it is {clock.status}, due {clock.due_on}"
            if last.started_on != clock.started_on:
                yield f"{name}: counted from {clock.started_on}, its entries say {last.started_on}"
            for life in lives:
                lasts = declaration(self.records, clock, life.seq)["lasts"]
                if life.what in ("started", "restarted", "moved") and lasts is None and life.due_on != life.started_on:
                    yield f"{name}: agreed for {life.started_on}, due {life.due_on}"
                if life.what in ("started", "restarted") and lasts is not None:
                    number = -lasts["number"] if lasts.get("before") else lasts["number"]
                    due = self.records.days.after(life.started_on, number, lasts["unit"], life.since)
                    if due != life.due_on:
                        yield f"{name}: {lasts} from {life.started_on} is {due}, not {life.due_on}"

    def chases(self) -> Iterator[str]:
        """Each running clock is chased at each rung once a person, on its day; nobody else, at no other time."""
        found: dict[Line, list[Any]] = defaultdict(list)
        for_another: dict[Line, date] = {}
        for row in self.records.notices:
            line = (row.clock_id, row.due_on, row.rung, row.person)
            if row.clock_id is not None and instead(row):
                for_another[line] = row.made_on
            elif row.clock_id is not None:
                found[line].append(row)
        for clock in self.records.clocks.values():
            for wanted in expected(self.records, clock, self.ticks):
                line = (wanted.clock, wanted.due_on, wanted.rung, wanted.person)
                # Who was told the same in somebody's place has had it.
                if line in found or for_another.get(line, date.max) > wanted.day:
                    yield from self.differences(wanted, found.pop(line, []))
        for (clock_id, due, rung, person), rows in found.items():
            clock = self.records.clocks[clock_id]
            what = f"{self.clock_name(clock)}, due {due}, rung {rung}, {self.who(person)}"
            yield f"{what}: chased on {rows[0].made_on}, {self.why_too_much(clock, due, rows[0])}"

    def differences(self, wanted: Expected, rows: list[Any]) -> Iterator[str]:
        """What is wrong with the lines that were made where one is wanted."""
        clock = self.records.clocks[wanted.clock]
        what = f"{self.clock_name(clock)}, due {wanted.due_on}, rung {wanted.rung}, {self.who(wanted.person)}"
        if not rows:
            yield f"{what}: not chased on {wanted.day}"
        elif len(rows) > 1:
            yield f"{what}: chased {len(rows)} times"
        elif rows[0].made_on != wanted.day:
            yield f"{what}: chased on {rows[0].made_on}, should have been on {wanted.day}"

    def why_too_much(self, clock: Any, due: date, row: Any) -> str:
        """What is wrong with a line that nobody expected."""
        on_day = [one for one in epochs(self.records, clock) if london_day(one.since) <= row.made_on]
        now = [one for one in on_day if one.until is None or london_day(one.until) >= row.made_on]
        if not any(one.runs for one in now):
            return "when the clock didn't run"
        if due not in {one.due_on for one in now}:
            return "for a date that it no longer had"
        return "though no rung of that day was for them"
