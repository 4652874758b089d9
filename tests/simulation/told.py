"""What moves tell: their audiences as they were, each person once, and nobody of their own act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.simulation.audiences import Moment, audience
from tests.simulation.days import london_day
from tests.simulation.part import RECORDED, Part, instead


class Told(Part):
    """What became of the tells."""

    def all(self) -> Iterator[str]:
        """Every violation."""
        yield from self.tells()
        yield from self.own_acts()

    def tells(self) -> Iterator[str]:
        """What a move tells reaches its audiences as they were, each person once, and nobody else."""
        found: dict[tuple[int, int, str], set[int]] = defaultdict(set)
        for row in self.records.notices:
            if row.clock_id is None and not instead(row):
                _, case, seq, tell, person = row.key.split("/")
                found[int(case), int(seq), tell].add(row.person)
                if int(person) != row.person:
                    yield f"{row.key}: owed to {self.who(row.person)}"
        for case, entries in self.records.entries.items():
            for entry in entries:
                for tell in self.told_by(case, entry):
                    at = Moment(case, entry.seq, entry.rowid, london_day(entry.at))
                    wanted = set().union(*(audience(self.records, to, at) for to in tell["to"]))
                    wanted -= self.records.hands(case, entry.seq)
                    had = found.pop((case, entry.seq, tell["key"]), set())
                    if had != wanted and (had or "when" not in tell):
                        place = f"{self.reference(case)}, entry {entry.seq} ({entry.move}), tell {tell['key']}"
                        yield f"{place}: should have reached {self.names(wanted)}, reached {self.names(had)}"
        for (case, seq, key), people in found.items():
            if key != RECORDED:
                yield f"{self.reference(case)}, entry {seq}: {key} told to {self.names(people)}, which no move tells"

    def told_by(self, case: int, entry: Any) -> list[Any]:
        """The tells of an entry's move as declared; the engine's own entry about a calendar tells the owner."""
        machine = self.records.machine(case, entry.seq)
        if entry.move == "opened":
            tells: list[Any] = machine["opening"].get("tells", [])
            return tells
        if entry.move == "calendar_changed":
            return [{"key": entry.move, "to": ["owner"]}, *self.fixed(machine, case, entry.seq)]
        return next((one.get("tells", []) for one in machine["moves"] if one["key"] == entry.move), [])

    def fixed(self, machine: Any, case: int, seq: int) -> list[Any]:
        """What more is told where a day off moved a clock that is owed to others."""
        moved = {one["clock"] for one in self.records.bodies[case, seq]["clocks"]}
        owed = [one for one in machine["clocks"] if one["key"] in moved]
        if not any(one.get("extended_by") in ("nobody", "scrutineer") for one in owed):
            return []
        return [{"key": "fixed_clock_moved", "to": ["delegated_partners", "scrutineer"]}]

    def own_acts(self) -> Iterator[str]:
        """Nobody is told of their own act; what was recorded for somebody else is told to them alone."""
        for row in self.records.notices:
            if row.clock_id is not None:
                continue
            hands, recorded = self.acted(row), f"/{RECORDED}/" in row.key
            if recorded and row.person not in hands:
                yield f"{row.key}: {self.who(row.person)} is told that something was recorded for them; it wasn't"
            elif not recorded and row.person in hands:
                yield f"{row.key}: {self.who(row.person)} is told of their own act"
