"""Which lines each clock's chase must have made, over its whole life: reckoned by the checker from what was recorded.

A rung is told on its day to its audience; several that came at once are told as the highest, to all their audiences;
those before the clock began are dropped. Each change of a clock counts from the moment it was recorded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.simulation.audiences import Moment, audience
from tests.simulation.days import london_day, moment
from tests.simulation.records import Json, Records
from tests.simulation.registers import TAKEN_ON, next_check

AGAIN = "aware_again_on"


@dataclass(frozen=True, slots=True)
class Epoch:
    """A stretch of a clock's life in which nothing about it changed. ``begun``: rungs before it are dropped."""

    since: datetime
    until: datetime | None
    runs: bool
    due_on: date
    started_on: date
    begun: date
    seq: int
    what: str
    taken_on: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """A line that must be there."""

    clock: int
    due_on: date
    rung: str
    person: int
    day: date


def epochs(records: Records, clock: Any) -> list[Epoch]:
    """The stretches of the clock's life, from what its changes and their entries say."""
    found: list[Epoch] = []
    case, started_by = clock.case_id, ""
    for change in records.changes[clock.id]:
        entry = records.entries[case][change.seq - 1]
        declared = declaration(records, clock, change.seq)
        before = found[-1] if found else None
        runs = {"started": True, "restarted": True, "resumed": True, "stopped": False, "paused": False, "lapsed": False}
        started_on = before.started_on if before else change.happened_on
        if change.what in ("started", "restarted", "moved"):
            started_by, started_on = start(records, case, change, declared)
        elif change.what == "corrected":
            started_on = corrected(records, case, change.seq, started_by) or started_on
        # What starts it may lie ahead, as the day that it is due on or counted back from does: no rung fell before.
        ahead = is_ahead(declared)
        begun = change.happened_on if ahead else started_on
        if change.what in ("extended", "paused") or (change.what == "resumed" and before and before.what == "paused"):
            begun = change.happened_on if ahead else max(started_on, change.happened_on)
        if before is not None:
            found[-1] = replace(before, until=entry.at)
        still = before.runs if before else True
        now = runs.get(change.what, still)
        taken_on = entry.move == TAKEN_ON
        told = (change.new_due_on, started_on, begun, change.seq, change.what, taken_on)
        found.append(Epoch(entry.at, None, now, *told))
    return found


def declaration(records: Records, clock: Any, seq: int) -> Json:
    """The clock as the case's rules declared it at that entry, with what declarations leave out."""
    clocks = records.machine(clock.case_id, seq)["clocks"]
    found = next(one for one in clocks if one["key"] == clock.key)
    plain = {"resumes": [], "restarts": [], "chase": "ordinary", "chased": [], "every": None}
    made: Json = {**plain, **found}
    made["lasts"] = made["every"] or made["lasts"]
    return made


def is_ahead(declared: Json) -> bool:
    """Whether the clock is due on the very day that starts it, or counted back from that day."""
    return declared["lasts"] is None or bool(declared["lasts"].get("before"))


def start(records: Records, case: int, change: Any, declared: Json) -> tuple[str, date]:
    """What set the clock going at that change, and the day from which it counts."""
    entry, body = records.entries[case][change.seq - 1], records.bodies[case, change.seq]
    starts, answers = declared["starts"], body["answers"]
    on, key = starts["on"], starts.get("key", "")
    if entry.move == TAKEN_ON and (told := started_before(records, case, change, declared)) is not None:
        return told
    if on == "opening" and change.what == "started":
        return "opening", records.entries[case][0].happened_on
    if on == "register":
        return f"register:{key}", next_check(records, case, change.seq, key) or entry.happened_on
    if on == "answer":
        later = starts.get("later", "")
        if change.what == "started" and later in answers:
            return f"answer:{later}", date.fromisoformat(answers[later])
        counted = not is_ahead(declared) and not declared.get("milestone") and entry.move != TAKEN_ON
        if change.what == "started" and AGAIN in answers and counted:  # reopened here, led elsewhere before
            return f"answer:{AGAIN}", date.fromisoformat(answers[AGAIN])
        if key in answers:
            return f"answer:{key}", date.fromisoformat(answers[key])
        if change.what == "started":
            return f"answer:{key}", answered(records, case, change.seq, key)
    if AGAIN in answers and on in ("opening", "answer") and entry.move not in declared["restarts"]:
        return f"answer:{AGAIN}", date.fromisoformat(answers[AGAIN])
    return f"entry:{change.seq}", entry.happened_on


def started_before(records: Records, case: int, change: Any, declared: Json) -> tuple[str, date] | None:
    """What of what was told set a clock of a case going that was taken on, and its day; None where an answer did."""
    answers, starts = records.bodies[case, change.seq]["answers"], declared["starts"]
    if starts["on"] == "opening" and change.what == "started":
        return "opening", date.fromisoformat(answers["began_on"])
    if AGAIN in answers and starts["on"] in ("opening", "answer") and change.what == "restarted":
        return f"answer:{AGAIN}", date.fromisoformat(answers[AGAIN])
    leads = {one["key"]: one.get("target") for one in records.machine(case, change.seq)["moves"]}
    for number, row in enumerate(answers.get("earlier", ()), 1):
        named = {row["what"], leads[row["what"]]} & {starts.get("key"), *declared["restarts"]}
        if named and date.fromisoformat(row["on"]) == change.happened_on:
            return f"earlier:{number}", change.happened_on
    came = starts["on"] in ("opening", "state", "move")
    return ("answer:state_since", date.fromisoformat(answers["state_since"])) if came else None


def answered(records: Records, case: int, seq: int, key: str) -> date:
    """The day that the case's answer to ``key`` was at that entry, corrections included."""
    day = ""
    for number in range(1, seq + 1):
        answers = records.bodies[case, number]["answers"]
        day = answers.get(key, day)
        if answers.get("which") == f"answer:{key}" or (answers.get("which") == key and "right_date" in answers):
            day = answers["right_date"]
    return date.fromisoformat(day)


def corrected(records: Records, case: int, seq: int, started_by: str) -> date | None:
    """The right date, where the correction was of what set the clock going."""
    body = records.bodies[case, seq]
    which = body["answers"].get("which", "")
    if "right_date" not in body["answers"]:  # the case above was corrected, and this one's opening followed
        cause = body["cause"]
        above = records.bodies[records.references[cause["case"]], cause["seq"]]
        return date.fromisoformat(above["answers"]["right_date"]) if started_by == "opening" else None
    named = {which, f"answer:{which}"} | ({"opening"} if which == "entry:1" else set())
    return date.fromisoformat(body["answers"]["right_date"]) if started_by in named else None


class Ladder:
    """A chase of a rulebook: rungs by number, the last one's repetitions after them."""

    def __init__(self, written: Json, turn: list[str]) -> None:
        self.written, self.turn = written, turn

    def rung(self, number: int) -> tuple[int, str, tuple[str, ...]]:
        """Working days from the due date, the rung's name, and its audiences."""
        rungs, every = self.written["rungs"], self.written.get("then_every", 5)
        if number < len(rungs):
            at, to = rungs[number]["at"], rungs[number]["to"]
        else:
            at = rungs[-1]["at"] + (number - len(rungs) + 1) * every
            to = self.written.get("then_to", ["owner"])
        name = f"late{at}" if at > 0 else f"before{-at}" if at < 0 else "due"
        people = [one for key in to for one in (self.turn if key == "whose_turn" else [key])]
        return at, name, tuple(dict.fromkeys(people))


def expected(records: Records, clock: Any, ticks: list[datetime]) -> Iterator[Expected]:
    """Every line that the clock's chase must have made, when chasing was looked at on these moments."""
    made: set[tuple[date, str, int]] = set()
    waiting: date | None = None
    for epoch in epochs(records, clock):
        if epoch.what == "re-dated":
            # What was to be said by then and hadn't been is said of the new date.
            today = london_day(epoch.since)
            since = min(today, waiting or today)
            begun = since if is_ahead(declaration(records, clock, epoch.seq)) else max(epoch.started_on, since)
            epoch = replace(epoch, begun=begun)  # noqa: PLW2901
        waiting = None
        declared = declaration(records, clock, epoch.seq)
        if not epoch.runs or not declared["chase"]:
            continue
        book = records.rulebooks[records.bodies[clock.case_id, epoch.seq]["rulebook"]]
        ladder = Ladder(next(one for one in book["chases"] if one["key"] == declared["chase"]), declared["chased"])
        for tick, number, audiences in _told(records, epoch, ladder, ticks):
            if number is None:
                waiting = london_day(tick)
                continue
            seq = records.seq_at(clock.case_id, tick)
            at = Moment(clock.case_id, seq, records.written_by(tick), london_day(tick))
            name = ladder.rung(number)[1]
            people = set().union(*(audience(records, key, at) for key in audiences))
            for person in sorted(people):
                if (epoch.due_on, name, person) not in made:
                    made.add((epoch.due_on, name, person))
                    yield Expected(clock.id, epoch.due_on, name, person, at.day)


def _told(
    records: Records, epoch: Epoch, ladder: Ladder, ticks: list[datetime]
) -> Iterator[tuple[datetime, int | None, set[str]]]:
    """At which moments of the epoch which rung was told, with the audiences of all that came by then.

    Last, without a number, the dawn of the day for which the next rung waited when the epoch ended.
    """

    def day_of(number: int, at: datetime) -> date:
        return records.days.rung(epoch.due_on, ladder.rung(number)[0], at)

    number, end = 0, epoch.until
    while day_of(number, epoch.since) < epoch.begun:
        number += 1
    # Of a case that is taken on, rungs that came before are past: those whom the highest reaches hear of it.
    while epoch.taken_on and day_of(number + 1, epoch.since) <= london_day(epoch.since):
        number += 1
    place = bisect_left(ticks, epoch.since)
    while place < len(ticks) and (end is None or ticks[place] < end):
        tick = ticks[place]
        today = london_day(tick)
        if (wait := day_of(number, tick)) > today:
            # On to the first tick of that day, or of the next declaration of a day off, which may move it.
            soonest = min([moment(wait, time(0)), *(said for _, said in records.days.declared if said > tick)])
            place = max(place + 1, bisect_left(ticks, soonest))
            continue
        first = number
        while day_of(number + 1, tick) <= today:
            number += 1
        yield tick, number, {one for each in range(first, number + 1) for one in ladder.rung(each)[2]}
        number, place = number + 1, place + 1
    if end is not None:
        before = end - timedelta(days=1)  # by the calendar that counted until then
        yield moment(day_of(number, before), time(0)), None, set()
