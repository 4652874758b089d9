"""The made-up partnership whose time is simulated: the demo's people and policy, who come and go as people do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from sqlalchemy import bindparam, or_, select, update

from api.demo.declaring import declare_for_appointments
from api.demo.loading import NORTHMOOR, write_people
from api.demo.reading import read_folder
from api.simulation.habits import Habit, habit_of
from api.simulation.span import DAWN, Span, instant
from states.calendar import Calendar
from states.facts import Doer
from workflow.chasing import absences
from workflow.database.storage import Database
from workflow.days import calendars
from workflow.people import directory
from workflow.tables import Person, RoleHeld
from workflow.tables.rows import PERSON, ROLE_HELD

BEFORE = timedelta(days=400)
DEPUTIES = 0.6
"""How often somebody who is away has named who stands in for them, where there is a colleague."""

_LEFT = update(PERSON).where(PERSON.c.id == bindparam("who")).values(left_on=bindparam("day"))
_ENDED = (
    update(ROLE_HELD)
    .where(
        ROLE_HELD.c.person == bindparam("who"), or_(ROLE_HELD.c.to_on.is_(None), ROLE_HELD.c.to_on > bindparam("day"))
    )
    .values(to_on=bindparam("day"))
)
_ROLES = select(ROLE_HELD.c.agency, ROLE_HELD.c.role).where(ROLE_HELD.c.person == bindparam("who"))


@dataclass(slots=True)
class People:
    """Who there is today, by address; each with a habit that stays theirs."""

    database: Database
    code: str
    random: Random
    by_email: dict[str, Doer] = field(default_factory=dict)
    habits: dict[int, Habit] = field(default_factory=dict)
    away: dict[int, date] = field(default_factory=dict)

    def look(self, today: date) -> None:
        """Reads anew who holds a role."""
        with self.database.reading() as session:
            self.by_email = directory.by_address(session, self.code, today)
        for doer in self.all:
            if doer.person not in self.habits:
                self.habits[doer.person] = habit_of(self.random)

    def dawn(self, today: date) -> None:
        """Those whose absence is over are back."""
        self.away = {person: until for person, until in self.away.items() if until >= today}

    @property
    def all(self) -> list[Doer]:
        """Everybody with a role, in the order of their ids."""
        return sorted(self.by_email.values(), key=lambda doer: doer.person)

    @property
    def at(self) -> dict[str, list[str]]:
        """Addresses by agency, "" for those who work for none."""
        found: dict[str, list[str]] = {}
        for email, doer in sorted(self.by_email.items()):
            for agency in doer.agencies or {""}:
                found.setdefault(agency, []).append(email)
        return found

    def calendar(self) -> Calendar:
        """The days on which these people work, as known now."""
        with self.database.reading() as session:
            return calendars.of(session, self.code)

    def email_of(self, person: int) -> str:
        """The address of somebody who holds a role today."""
        return next(email for email, doer in self.by_email.items() if doer.person == person)

    def go_away(self, person: int, today: date) -> None:
        """Somebody is away for a while, from today or soon; most name a colleague who stands in for them."""
        doer = next((one for one in self.all if one.person == person), None)
        if doer is None or person in self.away:
            return
        first = today + timedelta(days=self.random.choice((0, 0, 2)))
        until = first + timedelta(days=self.random.choice((0, 4, 8, 13, 20)))
        with self.database.writing() as session:
            may = sorted(absences.may_stand_in(session, self.code, doer, today, doer))
            deputy = self.random.choice(may) if may and self.random.random() < DEPUTIES else ""
            absences.say_away(session, self.code, doer, first, until, deputy=deputy, today=today, said_by=doer)
        self.away[person] = until

    def come_back(self, person: int, today: date) -> None:
        """Somebody is back before the day they said."""
        if person in self.away:
            with self.database.writing() as session:
                absences.come_back(session, self.code, person, today)
            del self.away[person]

    def leave(self, person: int, today: date) -> None:
        """Somebody leaves: from today they hold no role."""
        with self.database.writing() as session:
            session.connection().execute(_LEFT, {"who": person, "day": today})
            session.connection().execute(_ENDED, {"who": person, "day": today})
        self.look(today)

    def succeed(self, person: int, today: date) -> None:
        """Somebody new takes over every role that the person held."""
        with self.database.writing() as session:
            roles = sorted({(row.agency, row.role) for row in session.execute(_ROLES, {"who": person})})
            new = Person(email=f"successor.{person}@northmoor.example", name=f"Successor {person}")
            session.add(new)
            session.flush()
            for agency, role in roles:
                held = RoleHeld(person=new.id or 0, partnership=self.code, agency=agency, role=role, from_on=today)
                session.add(held)
            session.flush()
            declare_for_appointments(session, self.code, instant(today, DAWN))
        self.look(today)


def found(database: Database, span: Span, random: Random) -> People:
    """Writes the partnership into an empty database; its people were there before the first day."""
    written = read_folder(NORTHMOOR)
    early = tuple(replace(held, since=span.first - BEFORE) for held in written.people)
    with database.writing() as session:
        write_people(session, replace(written, people=early), now=instant(span.first, DAWN))
        declare_for_appointments(session, written.code, instant(span.first, DAWN))
    people = People(database, written.code, random)
    people.look(span.first)
    return people
