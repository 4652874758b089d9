"""What moves tell: their audiences as they were, each person once, and nobody of their own act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.simulation.audiences import CHAIR, Moment, audience, sees
from tests.simulation.days import london_day
from tests.simulation.part import RECORDED, Part, instead
from tests.simulation.registers import TAKEN_ON

TO_THE_CHAIR = {
    **dict.fromkeys(("send_papers", "add_to_agenda"), "papers_to_chair"),
    **dict.fromkeys(("draft_minutes", "correct_minutes"), "minutes_to_agree"),
}
"""What whoever chairs a meeting is told of besides."""


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
        told: dict[tuple[int, int], set[int]] = defaultdict(set)
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
                    told[case, entry.seq] |= had
                yield from self.awaited(case, entry, found, told[case, entry.seq])
        for (case, seq, key), people in found.items():
            if key != RECORDED:
                yield f"{self.reference(case)}, entry {seq}: {key} told to {self.names(people)}, which no move tells"

    def awaited(
        self, case: int, entry: Any, found: dict[tuple[int, int, str], set[int]], told: set[int]
    ) -> Iterator[str]:
        """Those for whose role the case waits from this entry on hear of it, unless it told them something else."""
        machine, body = self.records.machine(case, entry.seq), self.records.bodies[case, entry.seq]
        if entry.move in ("opened", TAKEN_ON):
            return
        state = next(one for one in machine["states"] if one["key"] == body["to"])
        leads_here = {one["key"] for one in machine["moves"] if one.get("target") == body["to"]}
        so_far = self.records.entries[case][: entry.seq]
        first: dict[str, tuple[str, list[str]]] = {}
        for role, move, *since in state.get("waits_for", ()):
            came = max((one.seq for one in so_far if one.move in (since or leads_here)), default=0)
            if (came or not since) and not any(one.move == move and one.seq > came for one in so_far):
                first.setdefault(role, (move, since))
        for role, (move, since) in first.items():
            if body["to"] == body["from"] and entry.move not in since:
                continue
            holders = {who for who, _, held in self.records.held(london_day(entry.at)) if held == role}
            wanted = {who for who in holders if sees(self.records, who, case, entry.at)}
            wanted -= self.records.hands(case, entry.seq) | told
            had = found.pop((case, entry.seq, f"waits-{move}"), set())
            if had != wanted:
                place = f"{self.reference(case)}, entry {entry.seq} ({entry.move}), waiting for {role}"
                yield f"{place}: should have reached {self.names(wanted)}, reached {self.names(had)}"

    def told_by(self, case: int, entry: Any) -> list[Any]:
        """The tells of an entry's move as declared; the engine's own entry about a calendar tells the owner."""
        machine = self.records.machine(case, entry.seq)
        if entry.move == "opened":
            tells: list[Any] = machine["opening"].get("tells", [])
            return tells
        if entry.move == "calendar_changed":
            return [{"key": entry.move, "to": ["owner"]}, *self.fixed(machine, case, entry.seq)]
        if entry.move == TAKEN_ON:
            heard = {to for one in machine["moves"] if one.get("reopens") for tell in one["tells"] for to in tell["to"]}
            always = {"owner", "opener"} | ({"scrutineer"} if machine.get("escalates") else set())
            ends = {state["key"] for state in machine["states"] if state.get("final")}
            if self.records.bodies[case, entry.seq]["to"] not in ends:
                opening = (one for one in machine["opening"].get("tells", []) if "when" not in one)
                always |= {"business_manager"} | {to for one in opening for to in one["to"]}
            return [{"key": TAKEN_ON, "to": sorted(heard | always)}]
        if entry.move == "decided_at":
            return [{"key": "decided_at_meeting", "to": ["owner", "opener"]}]
        if entry.move == "scrutineer_chaired":
            return [{"key": "scrutineer_in_chair", "to": ["business_manager", "review_chair"]}]
        if entry.move == "scrutiny_parted":
            parted = self.records.conflicts.parting(case, entry.seq)
            return [{"key": "conflict_parted", "to": ["scrutineer", "business_manager"]}] if parted else []
        moves = {one["key"]: one.get("tells", []) for one in machine["moves"]}
        shared = moves.get(self.records.conflicts.tells_of(case, entry.seq), [])
        chair = [{"key": TO_THE_CHAIR[entry.move], "to": [CHAIR]}] if entry.move in TO_THE_CHAIR else []
        return [*moves.get(entry.move, []), *shared, *chair]

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
