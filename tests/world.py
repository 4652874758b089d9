"""A small partnership for tests: three statutory partners, three relevant agencies, the business unit, its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session, select

from workflow import directory, policy_editions
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.engine.firing import fire
from workflow.engine.opening import open_case
from workflow.policy_editions import By
from workflow.storage import Database
from workflow.tables import Agency, Partnership, Person, RoleHeld

POLICY = """
title = "Testing Partnership"
edition = "1"
"""
AGENCIES = {
    "unit": "Business unit",
    "council": "Council",
    "police": "Police",
    "icb": "Integrated care board",
    "school": "Hillside School",
    "housing": "Housing association",
    "probation": "Probation service",
}
PEOPLE = [
    ("officer", "unit", "review_officer"),
    ("manager", "unit", "business_manager"),
    ("chair", "council", "review_chair"),
    ("dsp_council", "council", "delegated_partner"),
    ("dsp_police", "police", "delegated_partner"),
    ("dsp_icb", "icb", "delegated_partner"),
    ("lead_council", "council", "agency_lead"),
    ("lead_police", "police", "agency_lead"),
    ("lead_school", "school", "agency_lead"),
    ("lead_housing", "housing", "agency_lead"),
    ("lead_probation", "probation", "agency_lead"),
    ("user_school", "school", "agency_user"),
    ("user_housing", "housing", "agency_user"),
    ("colleague_housing", "housing", "agency_user"),
    ("user_probation", "probation", "agency_user"),
    ("scrutineer", "", "scrutineer"),
    ("executive", "council", "executive"),
    ("auditor", "", "auditor"),
    ("administrator", "", "administrator"),
]
SINCE = date(2020, 1, 1)


def london(day: str, hour: int = 10) -> datetime:
    """An instant on a winter's day: London's clock is UTC then."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=hour)


@dataclass(slots=True)
class World:
    """A partnership in a real database, and a civil clock that the test moves."""

    database: Database
    now: datetime
    ids: dict[str, int]
    partnership: str = "NM"

    def at(self, day: str, hour: int = 10) -> World:
        """Moves the civil clock."""
        self.now = london(day, hour)
        return self

    def act(self, session: Session, who: str, *, on: str | None = None, recorded_for: str | None = None) -> Act:
        """An act by ``who``, on a day if not today, recorded for another if named."""
        today = self.now.date()
        return Act.begun(
            session,
            self.partnership,
            directory.doer(session, self.ids[who], self.partnership, today),
            self.now,
            recorded_for=email(recorded_for) if recorded_for else None,
            happened_on=date.fromisoformat(on) if on else None,
        )

    def policy(self, text: str) -> str:
        """Puts a policy in force, confirmed by the business manager; its digest."""
        with self.database.writing() as session:
            edition = policy_editions.put_forward(session, self.partnership, text, by=By("test"), now=self.now)
            by = policy_editions.person(session, directory.doer(session, self.ids["manager"], "NM", self.now.date()))
            return policy_editions.confirm(session, self.partnership, edition.digest, by=by, now=self.now).digest

    def open(
        self, who: str, kind: str, answers: Mapping[str, object], *, parent: str | None = None, on: str | None = None
    ) -> Casework:
        """Opens a case and commits."""
        with self.database.writing() as session:
            return open_case(self.act(session, who, on=on), kind, answers, parent=parent)

    def fire(
        self,
        who: str,
        reference: str,
        move: str,
        answers: Mapping[str, object] | None = None,
        *,
        on: str | None = None,
        recorded_for: str | None = None,
        revision: int | None = None,
    ) -> Casework:
        """Makes a move and commits."""
        with self.database.writing() as session:
            act = self.act(session, who, on=on, recorded_for=recorded_for)
            return fire(act, reference, move, answers or {}, expected_revision=revision)


def email(who: str) -> str:
    """The address of one of the people."""
    return f"{who}@northmoor.example"


def populate(database: Database, day: str = "2026-11-23") -> World:
    """Writes the partnership into an empty, migrated database."""
    now = london(day)
    with database.writing() as session:
        session.add(Partnership(code="NM", name="Testing Partnership"))
        session.flush()
        session.add_all(Agency(partnership="NM", key=key, name=name) for key, name in AGENCIES.items())
        for who, agency, role in PEOPLE:
            person = Person(email=email(who), name=who.replace("_", " ").title())
            session.add(person)
            session.flush()
            session.add(RoleHeld(person=person.id or 0, partnership="NM", agency=agency, role=role, from_on=SINCE))
        session.flush()
        policy_editions.put_forward(session, "NM", POLICY, by=By("test"), now=now)
        ids = {person.email.partition("@")[0]: person.id or 0 for person in session.exec(select(Person))}
    return World(database, now, ids)
