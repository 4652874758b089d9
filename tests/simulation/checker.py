"""Counts what chasing must have done, and holds it against what it did; shares no code with it.

Imports nothing of the sweep, the rungs, the audiences, the digests or the calendar: only rows, and its own arithmetic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tests.simulation.audiences import Moment, audience, away, sees
from tests.simulation.chases import declaration, epochs, expected
from tests.simulation.days import LONDON, london_day, moment
from tests.simulation.letters import words_of
from tests.simulation.records import Records

RECORDED = "recorded_for_you"
STANDS_IN, NOBODY_STANDS_IN = "you stand in for", "nobody stands in"
DIGEST_HOUR = 8
SCRUTINY = {"scrutineer", "lay_scrutineer"}


def violations(path: Path, first: date, days: int, times: tuple[time, ...], mark: str) -> list[str]:
    """Every promise of chasing that the database at ``path`` shows broken, in words; empty where all were kept.

    Chasing was looked at at ``times`` of each of the ``days`` from ``first`` on; ``mark`` is in every free word.
    """
    ticks = [moment(first + timedelta(days=n), at) for n in range(days) for at in times]
    return list(Checker(Records(path), ticks, mark).all())


class Checker:
    """One database under examination."""

    def __init__(self, records: Records, ticks: list[datetime], mark: str) -> None:
        self.records, self.ticks, self.mark = records, ticks, mark

    def all(self) -> Iterator[str]:
        """Every violation."""
        yield from self.owners()
        yield from self.clocks()
        yield from self.chases()
        yield from self.tells()
        yield from self.own_acts()
        yield from self.mails()
        yield from self.digests()
        yield from self.unmailed()
        yield from self.absences()
        yield from self.snoozes()
        yield from self.narrative()

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
            lives, name = epochs(self.records, clock), self.name(clock)
            last = lives[-1]
            if (last.due_on, last.runs) != (clock.due_on, clock.status == "running"):
                yield f"{name}: last said to be due {last.due_on}, running {last.runs}; it is {clock.status}, due {clock.due_on}"
            if last.started_on != clock.started_on:
                yield f"{name}: counted from {clock.started_on}, its entries say {last.started_on}"
            for life in lives:
                lasts = declaration(self.records, clock, life.seq)["lasts"]
                if life.what in ("started", "restarted") and lasts is not None:
                    number = -lasts["number"] if lasts.get("before") else lasts["number"]
                    due = self.records.days.after(life.started_on, number, lasts["unit"], life.since)
                    if due != life.due_on:
                        yield f"{name}: {lasts} from {life.started_on} is {due}, not {life.due_on}"

    def chases(self) -> Iterator[str]:
        """Each running clock is chased at each rung exactly once a person: on its day, and nobody else, at no other time."""
        found: dict[tuple[int, date, str, int], list[Any]] = defaultdict(list)
        for_another: dict[tuple[int, date, str, int], date] = {}
        for row in self.records.notices:
            if row.clock_id is not None:
                line = (row.clock_id, row.due_on, row.rung, row.person)
                if instead(row):
                    for_another[line] = row.made_on
                else:
                    found[line].append(row)
        for clock in self.records.clocks.values():
            for line in expected(self.records, clock, self.ticks):
                rows = found.pop((line.clock, line.due_on, line.rung, line.person), [])
                what = f"{self.name(clock)}, due {line.due_on}, rung {line.rung}, {self.who(line.person)}"
                if not rows:
                    key = (line.clock, line.due_on, line.rung, line.person)
                    if for_another.get(key, date.max) > line.day:
                        yield f"{what}: not chased on {line.day}"
                elif len(rows) > 1:
                    yield f"{what}: chased {len(rows)} times"
                elif rows[0].made_on != line.day:
                    yield f"{what}: chased on {rows[0].made_on}, should have been on {line.day}"
        for (clock_id, due, rung, person), rows in found.items():
            clock = self.records.clocks[clock_id]
            why = self.why_too_much(clock, due, rows[0])
            yield f"{self.name(clock)}, due {due}, rung {rung}, {self.who(person)}: chased on {rows[0].made_on}, {why}"

    def why_too_much(self, clock: Any, due: date, row: Any) -> str:
        """What is wrong with a line that nobody expected."""
        on_day = [one for one in epochs(self.records, clock) if london_day(one.since) <= row.made_on]
        now = [one for one in on_day if one.until is None or london_day(one.until) >= row.made_on]
        if not any(one.runs for one in now):
            return "when the clock didn't run"
        if due not in {one.due_on for one in now}:
            return "for a date that it no longer had"
        return "though no rung of that day was for them"

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
        machine = self.records.machine(case, entry.seq)
        if entry.move == "opened":
            tells: list[Any] = machine["opening"].get("tells", [])
            return tells
        if entry.move == "calendar_changed":
            return [{"key": entry.move, "to": ["owner"]}]
        return next((one.get("tells", []) for one in machine["moves"] if one["key"] == entry.move), [])

    def own_acts(self) -> Iterator[str]:
        """Nobody is told of their own act; what was recorded for somebody else is told to them alone."""
        for row in self.records.notices:
            if row.clock_id is None:
                _, case, seq, tell, _ = row.key.split("/")
                hands = self.records.hands(int(case), int(seq))
                if tell == RECORDED:
                    if row.person not in hands:
                        yield f"{row.key}: {self.who(row.person)} is told that something was recorded for them; it wasn't"
                elif row.person in hands:
                    yield f"{row.key}: {self.who(row.person)} is told of their own act"

    def mails(self) -> Iterator[str]:
        """A mail carries lines of its own person alone, made before it; what goes at once goes the same day."""
        of_mail: dict[int, list[Any]] = defaultdict(list)
        for row in self.records.notices:
            if row.mail_id is not None:
                of_mail[row.mail_id].append(row)
                mail = self.records.mails[row.mail_id]
                if mail.person != row.person:
                    yield f"{row.key}: {self.who(row.person)}'s line went to {self.who(mail.person)}"
                if row.made_on > mail.day:
                    yield f"{row.key}: made on {row.made_on}, after its mail of {mail.day}"
                if row.at_once and (mail.template == "digest" or mail.day != row.made_on):
                    yield f"{row.key}: should have gone at once on {row.made_on}, went in {mail.key}"
                if not row.at_once and mail.template != "digest":
                    yield f"{row.key}: should have waited for the digest, went in {mail.key}"
        for mail in self.records.mails.values():
            if mail.template == "notice" and not of_mail[mail.id]:
                yield f"{mail.key}: a mail at once that tells nothing"

    def digests(self) -> Iterator[str]:
        """A digest goes on working days only, once a person and day, from the hour on, with something new."""
        new = Counter(row.mail_id for row in self.records.notices)
        seen: Counter[tuple[int, date]] = Counter()
        for mail in self.records.mails.values():
            if mail.template != "digest":
                continue
            name = f"digest to {self.who(mail.person)} on {mail.day}"
            if not self.records.days.works(mail.day, mail.made_at):
                yield f"{name}: {mail.day:%A} is no working day"
            if mail.made_at.astimezone(LONDON).hour < DIGEST_HOUR or london_day(mail.made_at) != mail.day:
                yield f"{name}: made at {mail.made_at.astimezone(LONDON):%Y-%m-%d %H:%M}"
            if not new[mail.id]:
                yield f"{name}: nothing new in it"
            seen[mail.person, mail.day] += 1
            if seen[mail.person, mail.day] == 2:
                yield f"{name}: the second on one day"

    def unmailed(self) -> Iterator[str]:
        """No line waits longer than for the next digest, and none is withdrawn that is still owed."""
        for row in self.records.notices:
            if row.status == "withdrawn":
                if not self.may_go(row):
                    yield f"{row.key}: made on {row.made_on}, withdrawn though it was still owed"
                continue
            until = self.next_digest(row)
            if row.status == "owed" and until is not None:
                yield f"{row.key}: made on {row.made_on}, still not mailed at the end"
            elif row.mail_id is not None and until is not None and self.records.mails[row.mail_id].day > until:
                yield f"{row.key}: made on {row.made_on}, mailed on {self.records.mails[row.mail_id].day}, not by {until}"

    def next_digest(self, row: Any) -> date | None:
        """The latest day on which the line should have gone; None where that lies after the end."""
        if row.at_once:
            return row.made_on
        weekly = {role for who, _, role in self.records.held(row.made_on) if who == row.person} <= SCRUTINY
        day = row.made_on + timedelta(days=7 - row.made_on.weekday() if weekly else 1)
        while not self.records.days.works(day, moment(day, time(0))):
            day += timedelta(days=1)
        return day if moment(day, time(DIGEST_HOUR, 59)) <= self.ticks[-1] else None

    def may_go(self, row: Any) -> bool:
        """Whether something happened by which a line is no longer owed: to its clock, its person, or a higher rung."""
        case, day = row.case_id, row.made_on
        until = self.records.mails[row.mail_id].day if row.mail_id is not None else self.next_digest(row) or date.max
        last = min(until, london_day(self.ticks[-1]))
        if not sees(self.records, row.person, case, moment(last, time(23))):
            return True
        declared, _ = self.records.in_conflict(case, self.records.written_by(moment(last, time(23))))
        if row.person in declared:
            return True
        if row.clock_id is not None:
            if any(
                day <= london_day(one.since) <= until for one in epochs(self.records, self.records.clocks[row.clock_id])
            ):
                return True
            same = [one for one in self.records.notices if one.clock_id == row.clock_id and one.person == row.person]
            if any(one.id > row.id and one.due_on == row.due_on for one in same):
                return True
            if any(who == row.person and at.date() >= day for who, _, at, _ in self.snoozed(row.clock_id)):
                return True
        days = [day + timedelta(days=n) for n in range((last - day).days + 1)]
        return any(away(self.records, row.person, one)[1] is not None for one in days)

    def absences(self) -> Iterator[str]:
        """Who is away isn't told where somebody stands in; who stands in is told only for somebody who is away."""
        base = defaultdict(list)
        for row in self.records.notices:
            base[row.key.rpartition("/")[0]].append(row)
        for row in self.records.notices:
            others = [one for one in base[row.key.rpartition("/")[0]] if one.person != row.person]
            if STANDS_IN in row.why and not any(
                row.person == away(self.records, o.person, row.made_on)[1] for o in others
            ):
                yield f"{row.key}: {self.who(row.person)} stands in for nobody who was away on {row.made_on}"
            if NOBODY_STANDS_IN in row.why and not any(away(self.records, o.person, row.made_on)[0] for o in others):
                yield f"{row.key}: told to {self.who(row.person)}, though nobody it is for was away on {row.made_on}"
            if row.mail_id is None or row.status != "mailed" or f"/{RECORDED}/" in row.key:
                continue
            mail = self.records.mails[row.mail_id]
            day = mail.day
            gone, deputy = away(self.records, row.person, day)
            if not gone:
                continue
            if deputy is not None and self.could_tell(row, deputy, mail.made_at):
                yield f"{row.key}: mailed to {self.who(row.person)}, away on {day}; {self.who(deputy)} stands in"
            elif deputy is None and not self.managers_know(row, others, day):
                yield f"{row.key}: {self.who(row.person)} was away on {day}, nobody stands in, and no manager was told"

    def managers_know(self, row: Any, others: list[Any], day: date) -> bool:
        managers = {who for who, _, role in self.records.held(day) if role == "business_manager"} - {row.person}
        knew = {one.person for one in others} | self.acted(row)
        return not managers or bool(managers & knew)

    def could_tell(self, row: Any, deputy: int, at: datetime) -> bool:
        """Whether the deputy could have been told in the person's place: sees the case, and didn't do it."""
        return sees(self.records, deputy, row.case_id, at) and deputy not in self.acted(row)

    def acted(self, row: Any) -> set[int]:
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

    def snoozes(self) -> Iterator[str]:
        """Whoever snoozed a clock is mailed no line of it that was made before its next rung, or another date."""
        for clock in self.records.clocks.values():
            for person, _, at, until in self.snoozed(clock.id):
                for row in self.records.notices:
                    mail = self.records.mails.get(row.mail_id)
                    if row.clock_id == clock.id and row.person == person and mail is not None and mail.made_at > at:
                        if row.made_on < min(until, mail.day) and mail.day < until and row.made_on <= london_day(at):
                            yield f"{row.key}: snoozed until {until}, mailed on {mail.day}"

    def narrative(self) -> Iterator[str]:
        """Not one free word, nobody's name and no pseudonym stands in any mail."""
        texts = {row.body.lower() for row in self.records.rows("SELECT body FROM text")}
        if not any(self.mark in text for text in texts):
            yield f"the mark {self.mark} is in no free word: nothing can be said of narrative"
        # What isn't marked a declaration wrote in a person's stead: whole sentences, and references.
        forbidden = {self.mark, *(text for text in texts if self.mark not in text and " " in text)}
        forbidden |= {person.name.lower() for person in self.records.people.values()}
        for mail in self.records.mails.values():
            if mail.content is not None:
                said = words_of(mail.content)
                for word in sorted(word for word in forbidden if word in said):
                    yield f"{mail.key}: {word} stands in it"
            elif mail.status == "sent":
                yield f"{mail.key}: sent without words"

    def name(self, clock: Any) -> str:
        return f"{self.reference(clock.case_id)} {clock.key}"

    def reference(self, case: int) -> str:
        return str(self.records.cases[case].reference)

    def who(self, person: int) -> str:
        return str(self.records.people[person].email.partition("@")[0])

    def names(self, people: set[int]) -> str:
        return ", ".join(sorted(self.who(one) for one in people)) or "nobody"


def instead(row: Any) -> bool:
    """Whether the line is told in place of somebody who is away."""
    return STANDS_IN in row.why or NOBODY_STANDS_IN in row.why
