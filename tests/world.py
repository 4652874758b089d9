"""A small partnership for tests: three statutory partners, three relevant agencies, the business unit, its people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from sqlmodel import Session

from workflow.before_reading.declarations import declare_free
from workflow.database.storage import Database
from workflow.engine.act import Act
from workflow.engine.casework import Casework, seen
from workflow.engine.firing import fire
from workflow.engine.opening import open_case
from workflow.errors import DeclareFirst, NotFound, NotPermitted
from workflow.people import directory
from workflow.policy import editions
from workflow.policy.editions import By
from workflow.tables import Agency, Independence, Partnership, Person, RoleHeld

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
    ("board_chair", "", "board_chair"),
    ("reviewer", "", "independent_reviewer"),
    ("panel_member", "icb", "panel_member"),
    ("legal", "council", "legal_adviser"),
    ("executive", "council", "executive"),
    ("auditor", "", "auditor"),
    ("administrator", "", "administrator"),
]
SINCE = date(2020, 1, 1)


def london(day: str, hour: int = 10) -> datetime:
    """An instant on a winter's day: London's clock is UTC then."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=hour)


T = TypeVar("T")


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
            edition = editions.put_forward(session, self.partnership, text, by=By("test"), now=self.now)
            by = editions.person(session, directory.doer(session, self.ids["manager"], "NM", self.now.date()))
            return editions.confirm(session, self.partnership, edition.digest, by=by, now=self.now).digest

    def open(
        self, who: str, kind: str, answers: Mapping[str, object], *, parent: str | None = None, on: str | None = None
    ) -> Casework:
        """Opens a case and commits."""

        def opens() -> Casework:
            with self.database.writing() as session:
                return open_case(self.act(session, who, on=on), kind, answers, parent=parent)

        return self.declaring(who, opens)

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

        def fires() -> Casework:
            with self.database.writing() as session:
                act = self.act(session, who, on=on, recorded_for=recorded_for)
                return fire(act, reference, move, answers or {}, expected_revision=revision)

        return self.declaring(who, fires)

    def declaring(self, who: str, acts: Callable[[], T]) -> T:
        """What comes of an act: a scrutineer who is asked first declares that they are free, and acts then."""
        try:
            return acts()
        except DeclareFirst as first:
            self.declares(who, first.reference)
            return acts()

    def sees(self, who: str, reference: str) -> bool:
        """Whether they read the case today, once they have declared that they are free where they are asked to."""

        def looks() -> str:
            with self.database.reading() as session:
                return seen(session, reference, self.ids[who], self.now.date()).reference

        try:
            return reference == self.declaring(who, looks)
        except (NotFound, NotPermitted):
            return False

    def scrutineers_declare(self, reference: str) -> None:
        """Every scrutineer who is asked about the case declares that they are free."""
        with self.database.reading() as session:
            found = directory.by_address(session, self.partnership, self.now.date())
        for address in (address for address, doer in found.items() if doer.holds("scrutineer")):
            with suppress(NotFound, NotPermitted):
                self.declares(address.partition("@")[0], reference)

    def declares(self, who: str, reference: str) -> None:
        """Declares that they have no conflict in the case's family, and commits."""
        with self.database.writing() as session:
            declare_free(self.act(session, who), reference)


def email(who: str) -> str:
    """The address of one of the people."""
    return f"{who}@northmoor.example"


def independent(person: int, now: datetime) -> Independence:
    """A scrutineer's declaration for the appointment that they are related to nobody."""
    return Independence(partnership="NM", person=person, to_member=False, to_officer=False, said_at=now)


def populate(database: Database, day: str = "2026-11-23") -> World:
    """Writes the partnership into an empty, migrated database."""
    now = london(day)
    with database.writing() as session:
        session.add(Partnership(code="NM", name="Testing Partnership"))
        session.flush()
        session.add_all(
            Agency(partnership="NM", key=key, name=name, police=key == "police") for key, name in AGENCIES.items()
        )
        people = [Person(email=email(who), name=who.replace("_", " ").title()) for who, _, _ in PEOPLE]
        session.add_all(people)
        session.flush()
        ids = {who: person.id or 0 for (who, _, _), person in zip(PEOPLE, people, strict=True)}
        session.add_all(
            RoleHeld(person=ids[who], partnership="NM", agency=agency, role=role, from_on=SINCE)
            for who, agency, role in PEOPLE
        )
        session.add_all(independent(ids[who], now) for who, _, role in PEOPLE if role == "scrutineer")
        session.flush()
        editions.put_forward(session, "NM", POLICY, by=By("test"), now=now)
    return World(database, now, ids)
