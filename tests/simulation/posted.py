"""Mails: digests on working days with something new, nothing left behind, nobody mailed who mayn't be, no narrative."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from tests.simulation.audiences import away, sees
from tests.simulation.chases import epochs
from tests.simulation.days import LONDON, london_day, moment
from tests.simulation.letters import words_of
from tests.simulation.part import Part

DIGEST_HOUR = 8
SCRUTINY = {"scrutineer", "lay_scrutineer"}
LEADERS = {"executive", "lead_partner"}


class Posted(Part):
    """What became of the mails."""

    def all(self) -> Iterator[str]:
        """Every violation."""
        yield from self.mails()
        yield from self.recipients()
        yield from self.digests()
        yield from self.summaries()
        yield from self.unmailed()
        yield from self.narrative()

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

    def recipients(self) -> Iterator[str]:
        """Whoever is mailed holds a role that day; what a mail tells they may see, or lead the partnership."""
        for mail in self.records.mails.values():
            roles = {role for who, _, role in self.records.held(mail.day) if who == mail.person}
            if mail.status == "sent" and not roles:
                yield f"{mail.key}: sent to {self.who(mail.person)}, who held no role on {mail.day}"
        for row in self.records.notices:
            if row.status == "mailed":
                mail = self.records.mails[row.mail_id]
                leads = any(who == row.person and role in LEADERS for who, _, role in self.records.held(mail.day))
                if not leads and not sees(self.records, row.person, row.case_id, mail.made_at):
                    yield f"{row.key}: told {self.who(row.person)} of a case that they may not open"

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
            if not new[mail.id] and not self.declares_anew(mail):
                yield f"{name}: nothing new in it"
            seen[mail.person, mail.day] += 1
            if seen[mail.person, mail.day] == 2:
                yield f"{name}: the second on one day"

    def declares_anew(self, mail: Any) -> bool:
        """Whether they scrutinise, and what they had declared of their independence by then was nearly a year old."""
        said = [
            row.said_at
            for row in self.records.rows("SELECT person, said_at FROM independence")
            if row.person == mail.person and row.said_at < mail.made_at
        ]
        scrutinises = any(who == mail.person and role == "scrutineer" for who, _, role in self.records.held(mail.day))
        return scrutinises and bool(said) and (mail.day - london_day(max(said))).days >= 365 - 28

    def summaries(self) -> Iterator[str]:
        """The leaders' summary comes once a week, on a working day, to those who lead."""
        weeks: Counter[tuple[int, tuple[int, int]]] = Counter()
        for mail in self.records.mails.values():
            if mail.template == "summary" and mail.key.startswith("summary/"):
                if not self.records.days.works(mail.day, mail.made_at):
                    yield f"{mail.key}: {mail.day:%A} is no working day"
                if not any(who == mail.person and role in LEADERS for who, _, role in self.records.held(mail.day)):
                    yield f"{mail.key}: {self.who(mail.person)} leads nothing"
                weeks[mail.person, mail.day.isocalendar()[:2]] += 1
        for (person, week), number in weeks.items():
            if number > 1:
                yield f"{number} weekly summaries to {self.who(person)} in week {week}"

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
                day = self.records.mails[row.mail_id].day
                yield f"{row.key}: made on {row.made_on}, mailed on {day}, not by {until}"

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
        """Whether something happened by which a line is owed no longer: to its person, its clock, by a higher rung."""
        until = self.records.mails[row.mail_id].day if row.mail_id is not None else self.next_digest(row) or date.max
        last = min(until, london_day(self.ticks[-1]))
        end = moment(last, time(23))
        stand = self.records.conflicts.at(row.case_id, self.records.written_by(end))
        if row.person in stand.declared or not sees(self.records, row.person, row.case_id, end):
            return True
        if row.clock_id is not None and self.overtaken(row, until):
            return True
        days = [row.made_on + timedelta(days=n) for n in range((last - row.made_on).days + 1)]
        return any(away(self.records, row.person, one)[1] is not None for one in days)

    def overtaken(self, row: Any, until: date) -> bool:
        """Whether the line's clock changed, was chased at a higher rung, or was snoozed before it went."""
        lives = epochs(self.records, self.records.clocks[row.clock_id])
        if any(row.made_on <= london_day(one.since) <= until for one in lives):
            return True
        same = [one for one in self.records.notices if one.clock_id == row.clock_id and one.person == row.person]
        if any(one.id > row.id and one.due_on == row.due_on and one.made_on <= until for one in same):
            return True
        return any(who == row.person and at.date() >= row.made_on for who, _, at, _ in self.snoozed(row.clock_id))

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
