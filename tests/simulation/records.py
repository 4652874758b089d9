"""What a database holds, read by plain SQL for the checker: rows, and what each case's entries say of its owner."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections import defaultdict, namedtuple
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.simulation.conflicts import Conflicts
from tests.simulation.days import Days, london_day

Json = dict[str, Any]
DAYS = ("_on", "day", "until")
MOMENTS = ("at", "made_at", "declared_at", "said_at")


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, str) and name in MOMENTS:
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name.endswith(DAYS):
        return date.fromisoformat(value)
    return value


class Records:
    """The end state and the history of one partnership."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)
        self.days = Days([(row.day, row.declared_at) for row in self.rows("SELECT day, declared_at FROM holiday")])
        self.people = {row.id: row for row in self.rows("SELECT id, email, name, left_on FROM person")}
        self.ids = {row.email: row.id for row in self.people.values()}
        self.roles = self.rows("SELECT person, agency, role, from_on, to_on FROM role_held ORDER BY id")
        self.rulebooks = {row.digest: json.loads(row.body) for row in self.rows("SELECT digest, body FROM rulebook")}
        self.cases = {row.id: row for row in self.rows("SELECT * FROM casefile ORDER BY id")}
        self.references = {row.reference: row.id for row in self.cases.values()}
        self.clocks = {row.id: row for row in self.rows("SELECT * FROM clock ORDER BY id")}
        self.members = self.rows("SELECT id, case_id, person, agency, role, from_on, to_on FROM member")
        self.absences = self.rows("SELECT person, deputy, from_on, until FROM absence ORDER BY id")
        self.notices = self.rows("SELECT * FROM notice ORDER BY id")
        self.mails = {row.id: row for row in self.rows("SELECT * FROM mail ORDER BY id")}
        self.entries: dict[int, list[Any]] = defaultdict(list)
        self.bodies: dict[tuple[int, int], Json] = {}
        written = (
            "SELECT rowid, case_id, seq, actor, recorded_for, move, happened_on, at, body FROM entry ORDER BY rowid"
        )
        self.written = self.rows(written)
        for row in self.written:
            self.entries[row.case_id].append(row)
            self.bodies[row.case_id, row.seq] = json.loads(row.body)
        for entries in self.entries.values():
            entries.sort(key=lambda row: row.seq)
        self.missed: set[tuple[int, int]] = set()
        self.changes: dict[int, list[Any]] = defaultdict(list)
        for row in self.rows("SELECT * FROM clock_change ORDER BY clock_id, number"):
            # What was begun anew after its day had passed is a beginning; that it says so is looked at by itself.
            if row.what == "missed":
                self.missed.add((row.clock_id, row.number))
            self.changes[row.clock_id].append(row._replace(what="restarted") if row.what == "missed" else row)
        self._held: dict[date, list[tuple[int, str, str]]] = {}

    def rows(self, sql: str) -> list[Any]:
        """The rows of a question, days as dates and moments as aware datetimes."""
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description]
        row: Any = namedtuple("row", names)  # type: ignore[misc]
        return [row._make(_cell(name, cell) for name, cell in zip(names, cells, strict=True)) for cells in cursor]

    def machine(self, case: int, seq: int) -> Json:
        """The kind's machine by the rules that the case had at that entry."""
        found: Json = self.rulebooks[self.bodies[case, seq]["rulebook"]]["machine"]
        return found

    def held(self, day: date) -> list[tuple[int, str, str]]:
        """Who held which role where on that day: person, agency, role."""
        if day not in self._held:
            self._held[day] = [
                (row.person, row.agency, row.role)
                for row in self.roles
                if row.from_on <= day
                and (row.to_on is None or row.to_on > day)
                and (self.people[row.person].left_on is None or self.people[row.person].left_on > day)
            ]
        return self._held[day]

    def seq_at(self, case: int, at: datetime) -> int:
        """The number of the last entry that the case had at that moment."""
        return bisect_right(self._moments[case], at)

    @cached_property
    def member_since(self) -> dict[int, datetime]:
        """The moment from which each member's row can have been there: the opening, or what let them in later."""
        return {row.id: self._let_in(row) for row in self.members}

    def _let_in(self, row: Any) -> datetime:
        opened = self.entries[row.case_id][0]
        if row.role is not None and row.agency is None and row.person is None:
            machine = self.machine(row.case_id, 1)
            if row.role not in machine.get("members", []):
                states = {one["key"] for one in machine["states"] if row.role in one.get("admits", [])}
                came = (e.at for e in self.entries[row.case_id] if self.bodies[e.case_id, e.seq]["to"] in states)
                return next(came, opened.at)
        if row.person is None or row.person in (opened.actor, opened.recorded_for):
            return opened.at
        if row.role == "scrutineer":
            named = [one.since for one in self.conflicts.stands[row.case_id] if one.substitute == row.person]
            moments = [entry.at for entry in self.written if entry.rowid in {int(since) for since in named}]
            return next((at for at in moments if london_day(at) == row.from_on), opened.at)
        named_on = (self.bodies[row.case_id, one.seq]["answers"] for one in self.entries[row.case_id])
        people = (self.ids.get(answers.get("reviewer") or answers.get("chaired_by", "")) for answers in named_on)
        came = (one.at for one, who in zip(self.entries[row.case_id], people, strict=True) if who == row.person)
        return next(came, opened.at)

    def written_by(self, at: datetime) -> int:
        """The number, over all cases, of the last entry that was written by that moment."""
        place = bisect_right(self.written, at, key=lambda row: row.at)
        return int(self.written[place - 1].rowid) if place else 0

    @cached_property
    def conflicts(self) -> Conflicts:
        """Who had a conflict in each family, and who stood in."""
        return Conflicts(self)

    def answered(self, case: int, seq: int, key: str) -> str:
        """What the case answered last to ``key`` by that entry; "" where it hadn't."""
        given = (self.bodies[case, number]["answers"].get(key, "") for number in range(seq, 0, -1))
        return str(next((answer for answer in given if answer), ""))

    @cached_property
    def _moments(self) -> dict[int, list[datetime]]:
        return {case: [row.at for row in entries] for case, entries in self.entries.items()}

    @cached_property
    def owners(self) -> dict[tuple[int, int], tuple[str, int | None]]:
        """Whose each case was after each of its entries: agency, and person if it was somebody's own."""
        found: dict[tuple[int, int], tuple[str, int | None]] = {}
        for case, entries in self.entries.items():
            agency, person = "", None
            for entry in entries:
                machine, body = self.machine(case, entry.seq), self.bodies[case, entry.seq]
                answers = body["answers"]
                by_agency, by_person = machine.get("agency_from", ""), machine.get("person_from", "")
                if entry.seq == 1 and not by_agency:
                    agency, doer = "unit", body["for"] or body["by"]
                    there = (doer, "unit") in {(who, where) for who, where, _ in self.held(london_day(entry.at))}
                    person = doer if there else None
                agency = answers.get(by_agency, agency)
                person = self.ids[answers[by_person].lower()] if by_person in answers else person
                found[case, entry.seq] = agency, person
        return found

    def hands(self, case: int, seq: int) -> set[int]:
        """Whose act an entry is; where the engine made it, whose act was its cause."""
        body = self.bodies[case, seq]
        if body["by"] is not None:
            return {body["by"], body["for"]} - {None}
        cause = body.get("cause")
        return self.hands(self.references[cause["case"]], cause["seq"]) if cause else set()
