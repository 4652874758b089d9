"""What turns a clock: each starts, stops, goes on and starts anew where its declaration says so, and nowhere else.

The checker's own reading of the declarations, entry by entry; on which day a clock is due is another part's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import reduce
from typing import Any

from tests.simulation.chases import AGAIN, declaration, is_ahead
from tests.simulation.days import london_day
from tests.simulation.part import Part
from tests.simulation.records import Json
from tests.simulation.registers import TAKEN_ON, next_check

DECIDERS = {"delegated_partner", "review_chair", "board_chair"}
MAY_MOVE = {
    "nobody": set[str](),
    "board_chair": {"board_chair"},
    "statutory_partners": {"delegated_partner"},
    "business_manager": {"business_manager", *DECIDERS},
}
BY_HAND = {"extend_clock": "extended", "pause_clock": "paused", "resume_clock": "resumed"}
OF_ITSELF = {"calendar_changed": "re-dated", "clock_lapsed": "lapsed", "dates_followed": "corrected"}
Changes = dict[int, list[str]]


class Turned(Part):
    """What became of each clock at each entry of its case."""

    def all(self) -> Iterator[str]:
        """Every violation."""
        changes: dict[tuple[int, str], Changes] = defaultdict(lambda: defaultdict(list))
        for clock in self.records.clocks.values():
            for row in self.records.changes[clock.id]:
                changes[clock.case_id, clock.key][row.seq].append(row.what)
        for case, entries in self.records.entries.items():
            for declared in self.records.machine(case, len(entries))["clocks"]:
                yield from self.life(case, declared["key"], changes[case, declared["key"]])
        for clock in self.records.clocks.values():
            yield from self.lapses(clock)
            yield from self.misses(clock)
            yield from self.authority(clock)

    def life(self, case: int, key: str, changes: Changes) -> Iterator[str]:
        """One clock, from entry to entry: what turned it, held against what should have."""
        status = ""
        for entry in self.records.entries[case]:
            in_order = changes.get(entry.seq, [])
            # What was told of a case when it was taken on is no act here: it is taken as told.
            found = set(in_order) if entry.move != TAKEN_ON else set()
            wanted, surely = self.wanted(case, entry, key, status)
            if (found - wanted) or (surely and not found & wanted):
                place = f"{self.reference(case)} {key}, entry {entry.seq} ({entry.move})"
                did, should = ", ".join(sorted(found)) or "nothing", ", ".join(sorted(wanted)) or "nothing"
                yield f"{place}: did {did}, should have {should}"
            for what in in_order:
                status = after(what, status)

    def wanted(self, case: int, entry: Any, key: str, status: str) -> tuple[set[str], bool]:
        """What may become of a clock at an entry, and whether something of it must."""
        if entry.move == TAKEN_ON:
            return set(), False
        if entry.move in OF_ITSELF:
            return {OF_ITSELF[entry.move]}, False
        machine = self.records.machine(case, entry.seq)
        move = next((one for one in machine["moves"] if one["key"] == entry.move), None)
        declared = declaration_of(machine, key)
        if "children" in declared.get("when", {}).get("reads", ()):
            return self.by_what_is_below(case, entry, declared, status)
        if move is None and entry.seq > 1:
            return set(), False
        if declared.get("while_paused"):
            return self.while_paused(case, entry, declared, status)
        body = self.records.bodies[case, entry.seq]
        final = {state["key"] for state in machine["states"] if state.get("final")}
        # Who goes back to where a case was comes into no state anew.
        returns = move is not None and move.get("back", False)
        entered = body["to"] if body["to"] != body["from"] and not returns else ""
        turn = self.anew(case, entry, declared, move, entered, status)
        # What only counts under a condition may end, or be left out, by what the checker doesn't judge.
        judged = "when" not in declared
        if turn is not None:
            return (turn | (set() if judged else {"stopped"})), judged and bool(turn)
        if status in ("running", "paused"):
            ends = entered in final and not (declared.get("outlives") or declared.get("lapses"))
            if entered in declared["stops"] or entry.move in declared["stops"] or ends:
                return {"stopped"}, True
        elif status == "stopped" and {entered, entry.move} & set(declared["resumes"]):
            return {"resumed"}, judged
        by_hand = {BY_HAND[entry.move]} if body["answers"].get("clock") == key and entry.move in BY_HAND else set()
        corrected = {"corrected"} if entry.move == "correct_date" else set[str]()
        maybe = set() if judged else {"stopped"} if status else {"started"}
        return by_hand | corrected | maybe, bool(by_hand)

    def while_paused(self, case: int, entry: Any, declared: Json, status: str) -> tuple[set[str], bool]:
        """What looks at pauses runs as long as another limit of the case is paused; each look begins it anew."""
        paused = any(
            reduce(lambda was, row: after(row.what, was), self.rows_until(clock, entry.seq), "") == "paused"
            for clock in self.records.clocks.values()
            if clock.case_id == case and clock.key != declared["key"]
        )
        if not paused:
            return ({"stopped"}, True) if status == "running" else (set(), False)
        if not status:
            return {"started"}, True
        again = status == "stopped" or entry.move in declared["restarts"]
        return ({"restarted"}, True) if again else (set(), False)

    def rows_until(self, clock: Any, seq: int) -> list[Any]:
        """What became of a clock up to an entry."""
        return [row for row in self.records.changes[clock.id] if row.seq <= seq]

    def by_what_is_below(self, case: int, entry: Any, declared: Json, status: str) -> tuple[set[str], bool]:
        """Of a clock that runs in one state while no case of a kind below is open, by the end of what was done then."""
        body = self.records.bodies[case, entry.seq]
        runs = body["to"] == declared["starts"]["key"] and not self.open_below(case, declared["when"]["args"][0], entry)
        if runs != (status in ("running", "paused")):
            return {"stopped" if not runs else "restarted" if status else "started"}, True
        named = body["answers"].get("clock") == declared["key"]
        by_hand = {BY_HAND[entry.move]} if named and entry.move in BY_HAND else set[str]()
        return by_hand | ({"corrected"} if entry.move == "correct_date" else set[str]()), bool(by_hand)

    def open_below(self, case: int, kind: str, entry: Any) -> bool:
        """Whether a case of the kind stood open right below at the moment of the entry, all of that moment done."""
        for below in self.records.cases.values():
            if (below.parent, below.kind) != (case, kind):
                continue
            written = [one for one in self.records.entries[below.id] if one.at <= entry.at]
            if not written:
                continue
            states = self.records.machine(below.id, written[-1].seq)["states"]
            stands = self.records.bodies[below.id, written[-1].seq]["to"]
            if not any(one["key"] == stands and one.get("final") for one in states):
                return True
        return False

    def anew(
        self, case: int, entry: Any, declared: Json, move: Json | None, entered: str, status: str
    ) -> set[str] | None:
        """How the entry starts the clock, or starts it anew; None where it doesn't."""
        starts, answers = declared["starts"], self.records.bodies[case, entry.seq]["answers"]
        on, key, again = starts["on"], starts.get("key", ""), "restarted" if status else "started"
        rests = status == "stopped" and self.records.bodies[case, entry.seq]["to"] in declared["stops"]
        anew = {"moved"} if rests or (declared["lasts"] is None and status == "running") else {again}
        if on == "register":
            if move is None or not (move.get("register") == key or move.get("reopens")):
                return None
            day = next_check(self.records, case, entry.seq, key)
            if day is None:
                return {"stopped"} if status == "running" else set()
            same = bool(status) and day == self.due(case, declared["key"], entry.seq) and status == "running"
            return set() if same else anew
        if not status:
            first = {"opening": entry.seq == 1, "state": key == entered, "move": key == entry.move}
            return anew if first.get(on, self.was_answered(case, entry.seq, key)) else None
        by_answer = on == "answer" and key in answers
        by_move = entry.move in declared["restarts"] or (on, key) in (("state", entered), ("move", entry.move))
        reopens = move is not None and move.get("reopens", False)
        reopened = reopens and AGAIN in answers and on != "state"
        by_reopening = (
            reopened
            and not is_ahead(declared)
            and not declared.get("milestone")
            and entry.move not in declared["stops"]
        )
        if by_answer or by_move or by_reopening:
            return anew
        return {"resumed"} if reopens and status == "stopped" and self.runs_on(case, entry, declared) else None

    def runs_on(self, case: int, entry: Any, declared: Json) -> bool:
        """Whether what the case's end alone had stopped is owed by its old date, now that the case is reopened."""
        body = self.records.bodies[case, entry.seq]
        rests = body["to"] in declared["stops"] or declared.get("milestone") or declared["every"]
        if rests or (declared["starts"]["on"] == "state" and AGAIN in body["answers"]):
            return False
        clock = next(one for one in self.records.clocks.values() if (one.case_id, one.key) == (case, declared["key"]))
        before = [row for row in self.records.changes[clock.id] if row.seq < entry.seq]
        ended = next(
            one for one in reversed(self.records.entries[case][: entry.seq - 1]) if self.came(case, one) == body["from"]
        )
        by_the_end = [row for row in before if row.what == "stopped"][-1].happened_on == ended.happened_on
        lasts = declared["lasts"]
        return by_the_end and not (lasts and lasts.get("before") and before[-1].new_due_on < entry.happened_on)

    def came(self, case: int, entry: Any) -> str:
        """The state that an entry led to; "" where it led nowhere."""
        body = self.records.bodies[case, entry.seq]
        return str(body["to"]) if body["to"] != body["from"] else ""

    def was_answered(self, case: int, seq: int, key: str) -> bool:
        """Whether the case had answered that question by the entry."""
        return bool(self.records.answered(case, seq, key))

    def due(self, case: int, key: str, seq: int) -> date:
        """The day on which the clock was due just before the entry."""
        clock = next(one for one in self.records.clocks.values() if (one.case_id, one.key) == (case, key))
        day: date = [row.new_due_on for row in self.records.changes[clock.id] if row.seq < seq][-1]
        return day

    def lapses(self, clock: Any) -> Iterator[str]:
        """What lapses ends of itself on the first look after its day, never before."""
        rows = self.records.changes[clock.id]
        for row in rows:
            if row.what == "lapsed":
                on = london_day(self.records.entries[clock.case_id][row.seq - 1].at)
                if on != row.new_due_on + timedelta(days=1):
                    yield f"{self.clock_name(clock)}: lapsed on {on}, due {row.new_due_on}"
        lapsing = declaration(self.records, clock, rows[-1].seq).get("lapses")
        if lapsing and clock.status == "running" and clock.due_on < london_day(self.ticks[-1]):
            yield f"{self.clock_name(clock)}: due {clock.due_on}, still running at the end"

    def misses(self, clock: Any) -> Iterator[str]:
        """What begins anew after its day had passed says so; what was in time doesn't."""
        ended, corrected = None, False
        for row in self.records.changes[clock.id]:
            declared = declaration(self.records, clock, row.seq)
            counted = not (declared["every"] or declared.get("milestone") or declared.get("expectation"))
            if row.what == "restarted" and counted and declared["lasts"] and not declared.get("lapses"):
                late = (ended or row.happened_on) > row.old_due_on
                if not corrected and late != ((clock.id, row.number) in self.records.missed):
                    says = "was missed" if late else "wasn't missed"
                    yield f"{self.clock_name(clock)}: begun anew, its date of {row.old_due_on} {says}"
            corrected = row.what == "corrected" or (corrected and row.what not in ("restarted", "stopped"))
            ended = (
                row.happened_on if row.what == "stopped" else ended if row.what in ("corrected", "re-dated") else None
            )

    def authority(self, clock: Any) -> Iterator[str]:
        """Time is given by those whose it is to give: of what is owed by law, by nobody."""
        for row in self.records.changes[clock.id]:
            entry = self.records.entries[clock.case_id][row.seq - 1]
            whose = declaration(self.records, clock, row.seq).get("extended_by", "business_manager")
            if entry.move in BY_HAND and row.what in ("extended", "paused") and whose in MAY_MOVE:
                doer = entry.recorded_for or entry.actor
                held = {role for who, _, role in self.records.held(london_day(entry.at)) if who == doer}
                if not held & MAY_MOVE[whose]:
                    yield f"{self.clock_name(clock)}: {row.what} by {self.who(doer)}, whose it isn't to give ({whose})"


def declaration_of(machine: Json, key: str) -> Json:
    """The clock of a machine, with what declarations leave out."""
    found = next(one for one in machine["clocks"] if one["key"] == key)
    made: Json = {"resumes": [], "restarts": [], "every": None, **found}
    made["lasts"] = made["every"] or made.get("lasts")
    return made


def after(what: str, status: str) -> str:
    """Whether a clock runs, is paused or rests after a change of it."""
    ends = {"stopped": "stopped", "lapsed": "lapsed", "paused": "paused"}
    begins = dict.fromkeys(("started", "restarted", "resumed"), "running")
    return {**ends, **begins}.get(what, status)
