"""A partnership in which everything is mixed that decides what a mail may say: drawn by a seed, rows only."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sqlmodel import Session, select

from notifications.digests import gather
from notifications.sweep import sweep
from tests.notifications.stage import LONG_AGO, MONDAY, case, clock, london, partnership, person, snooze
from workflow.database.storage import Database
from workflow.tables import Case, Clock, Member, Person, RoleHeld

PEOPLE, CASES = 24, 160
ROLES = (
    *("agency_user@school", "agency_lead@school", "agency_user@police", "delegated_partner@police", "executive"),
    *("business_manager@unit", "review_officer", "scrutineer", "lead_partner@police", "auditor"),
)
NOW = london(MONDAY)


def populate(database: Database, seed: int) -> None:
    """Mails that wait since Monday morning, and what has changed since: some of their lines aren't owed any more."""
    draw = Random(seed)
    with database.writing() as session:
        partnership(session)
        partnership(session, "SV", '[names]\nhelp_line = "Ring 01632 960001"\n')
        people = [person(session, "olive", "business_manager@unit"), person(session, "oscar", "agency_user@school")]
        people += [
            person(session, f"p{number}", *draw.sample(ROLES, draw.choice((1, 1, 2))), code=draw.choice(("NM", "SV")))
            for number in range(PEOPLE)
        ]
        for one in (people[0], *draw.sample(people[1:], PEOPLE // 4)):
            # A role with which one takes part: an auditor, named on a case or not, is told of none.
            session.add(RoleHeld(person=one, partnership="SV", agency="council", role="agency_user", from_on=LONG_AGO))
        for number in range(CASES):
            _case(session, draw, number, people)
    sweep(database, NOW)
    gather(database, NOW, "127.0.0.1")
    with database.writing() as session:
        _change(session, draw, people)


def _case(session: Session, draw: Random, number: int, people: list[int]) -> None:
    code = draw.choice(("NM", "NM", "SV"))
    owner = draw.choice((*people[:1] * 8, *people[:10], None))
    agency = draw.choice(("school", "police", "council"))
    made = case(session, number, code=code, owner_agency=agency, owner_person=owner)
    row = session.get_one(Case, made)
    row.restriction = draw.choice(("standard", "standard", "standard", "restricted", "sealed"))
    row.final = draw.random() < 0.1
    if draw.random() < 0.5:
        session.add(Member(case_id=made, person=owner or draw.choice(people), from_on=LONG_AGO))
    for key in ("limit", "other", "third")[: draw.choice((1, 2, 3))]:
        days = draw.choice((-20, -5, -3, 0, 0, 1, 5, 14, 21, 28, 40))
        chase = draw.choice(("ordinary", "ordinary", "statutory"))
        one = session.get_one(
            Clock, clock(session, made, _working(MONDAY + timedelta(days)), code=code, chase=chase, key=key)
        )
        one.expectation = draw.random() < 0.15
        if draw.random() < 0.2:
            one.next_rung_on = None


def _working(day: date) -> date:
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _change(session: Session, draw: Random, people: list[int]) -> None:
    for left in draw.sample(people[2:], 3):
        session.get_one(Person, left).left_on = MONDAY
    for held in session.exec(select(RoleHeld).order_by(RoleHeld.id)).all():  # type: ignore[arg-type]
        if held.person != people[0] and draw.random() < 0.08:
            held.to_on = MONDAY
    for member in session.exec(select(Member).order_by(Member.id)).all():  # type: ignore[arg-type]
        if draw.random() < 0.1:
            member.to_on = MONDAY
    snoozed = set[int]()
    for one in session.exec(select(Clock).order_by(Clock.id)).all():  # type: ignore[arg-type]
        chance = draw.random()
        if chance < 0.06:
            one.status = "stopped"
        elif chance < 0.1:
            one.due_on += timedelta(1)
        elif chance < 0.3 and one.case_id not in snoozed:
            snoozed.add(one.case_id)
            owner = session.get_one(Case, one.case_id).owner_person
            snooze(session, owner or draw.choice(people), one.case_id, one.id or 0)
            one.next_rung += draw.choice((0, 0, 1))
