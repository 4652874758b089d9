"""Who an audience is on a day, on each database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import Session, select

from states.audiences import AUDIENCES
from tests.notifications.stage import LONG_AGO, MONDAY, case, london, partnership, person
from workflow.chasing.audience import WHY, people, people_of
from workflow.database.storage import Database
from workflow.tables import Conflict, Member, Person, RoleHeld
from workflow.tables.rows import ENTRY

STATUTORY = ("council", "police", "icb")
TODAY = MONDAY


def who(session: Session, case_id: int, *audiences: str, today: date = TODAY) -> dict[str, str]:
    """Names of those found with their why."""
    found = people_of(session, case_id, "NM", audiences, today, STATUTORY)
    assert len(found) == len({one for one, _ in found}), "somebody was found twice"
    names = {}
    for number, why in found:
        row = session.get(Person, number)
        assert row is not None
        names[row.email.partition("@")[0]] = why
    return names


def staff(session: Session) -> dict[str, int]:
    """One holder of every role that an audience looks for, and some who aren't there any more."""
    partnership(session)
    people = {
        name: person(session, name, *held)
        for name, *held in (
            ("olive", "agency_user@school"),
            ("user", "agency_user@school"),
            ("lead", "agency_lead@school"),
            ("cop", "agency_lead@police", "delegated_partner@police"),
            ("nurse", "delegated_partner@icb"),
            ("mayor", "delegated_partner@council"),
            ("head", "delegated_partner@school"),
            ("officer", "review_officer@unit"),
            ("manager", "business_manager@unit"),
            ("chief", "lead_partner@council"),
            ("chair", "review_chair"),
            ("judge", "board_chair"),
            ("critic", "scrutineer"),
            ("boss", "executive"),
            ("counsel", "legal_adviser"),
        )
    }
    gone = person(session, "gone", "agency_lead@school", "business_manager@unit", left_on=TODAY)
    ended = person(session, "ended")
    for role in ("agency_lead", "executive"):
        session.add(RoleHeld(person=ended, partnership="NM", agency="school", role=role, from_on=LONG_AGO, to_on=TODAY))
    session.flush()
    return people | {"gone": gone, "ended": ended}


def test_each_audience_is_those_who_hold_it_today(database: Database) -> None:
    """Every key finds its people at the right agency, without whoever left or whose role ended today."""
    with database.writing() as session:
        people_ = staff(session)
        number = case(session, owner_person=people_["olive"], opener=people_["officer"])
        expected = {
            "owner": {"olive"},
            "opener": {"officer"},
            "agency_lead": {"lead"},
            "agency_partner": {"head"},
            "review_officers": {"officer"},
            "business_manager": {"manager"},
            "delegated_partners": {"cop", "nurse", "mayor", "head"},
            "statutory_partners": {"cop", "nurse", "mayor"},
            "lead_partners": {"chief"},
            "review_chair": {"chair"},
            "board_chair": {"judge"},
            "scrutineer": {"critic"},
            "executive": {"boss"},
            "legal_adviser": {"counsel"},
        }
        assert expected == {key: set(who(session, number, key)) for key in AUDIENCES}
        assert {WHY[key] for key in AUDIENCES} == {
            why for key in AUDIENCES for why in who(session, number, key).values()
        }


def test_a_case_whose_owner_left_goes_to_the_owning_agency(database: Database) -> None:
    """Or one that is nobody's own: the agency's users, lead and delegated partner; at the unit, its staff."""
    with database.writing() as session:
        people_ = staff(session)
        left = case(session, 1, owner_person=people_["gone"])
        school = {"olive", "user", "lead", "head"}
        assert school == set(who(session, left, "owner"))
        assert {"your agency owns it"} == set(who(session, left, "owner").values())
        assert school == set(who(session, case(session, 2), "owner"))
        assert {"officer", "manager"} == set(who(session, case(session, 3, owner_agency="unit"), "owner"))


def test_the_first_audience_says_why(database: Database) -> None:
    """Each person is found once, and told the first reason."""
    with database.writing() as session:
        people_ = staff(session)
        number = case(session, owner_agency="police", owner_person=people_["cop"])
        assert {"cop": "you own it", "manager": "you are the business manager"} == who(
            session, number, "owner", "agency_lead", "agency_partner", "business_manager"
        )


@pytest.mark.parametrize(
    ("audience", "says"),
    [
        ("owner", "nobody at the agency that owns it holds a role"),
        ("opener", "whoever opened it holds no role any more"),
        ("agency_lead", "nobody is the agency's lead"),
        ("agency_partner", "the agency that owns it has no delegated partner"),
    ],
)
def test_an_empty_audience_falls_to_the_business_manager(database: Database, audience: str, says: str) -> None:
    """With the vacant role named, so that it is filled."""
    with database.writing() as session:
        staff(session)
        number = case(session, owner_agency="hospice")
        assert {"manager": says} == who(session, number, audience)


def test_one_statutory_partner_without_a_delegated_partner_is_a_vacancy(database: Database) -> None:
    """The others hear as ever; that nobody hears for the third is the business manager's to put right."""
    with database.writing() as session:
        people_ = staff(session)
        held = select(RoleHeld).where(RoleHeld.person == people_["mayor"])
        session.delete(session.exec(held).one())
        found = who(session, case(session), "statutory_partners")
        vacancy = "one of the statutory partners has no delegated safeguarding partner"
        assert {"cop", "nurse", "manager"} == set(found)
        assert vacancy == found["manager"]


def test_both_sides_of_a_case_are_told_apart(database: Database) -> None:
    """A role at the agency whose case it is, at those it is shared with, at all of them; a side without one is told."""
    with database.writing() as session:
        staff(session)
        number = case(session, owner_agency="school")
        for agency in ("police", "icb"):
            session.add(Member(case_id=number, agency=agency, from_on=LONG_AGO))
        session.flush()
        assert {"head"} == set(who(session, number, "delegated_partner@owner"))
        assert {"cop", "nurse"} == set(who(session, number, "delegated_partner@answering"))
        assert {"head", "cop", "nurse"} == set(who(session, number, "delegated_partner@party"))
        lead = who(session, number, "agency_lead@answering")
        assert {
            "cop": "you are an agency lead at an agency asked about it",
            "manager": "no agency lead is there at an agency asked about it",
        } == lead


def test_a_scrutineer_with_a_conflict_is_passed_over(database: Database) -> None:
    """In all of the family, and only there; another scrutineer hears, or the business manager that there is none."""
    with database.writing() as session:
        people_ = staff(session)
        number, other = case(session, 1), case(session, 2)
        declared = Conflict(root=number, person=people_["critic"], case_id=number, seq=1)
        entry_of(session, number)
        session.add(declared)
        session.flush()
        assert {"manager": "nobody is the independent scrutineer"} == who(session, number, "scrutineer")
        assert {"critic"} == set(who(session, other, "scrutineer"))
        # Named without the role, as was once possible: nothing is told to whoever isn't a scrutineer.
        declared.substitute = people_["boss"]
        session.add(declared)
        session.flush()
        assert {"manager": "nobody is the independent scrutineer"} == who(session, number, "scrutineer")
        held = RoleHeld(person=people_["boss"], partnership="NM", agency="", role="scrutineer", from_on=TODAY)
        session.add(held)
        session.flush()
        assert {"boss": "you are the independent scrutineer"} == who(session, number, "scrutineer")


def entry_of(session: Session, case_id: int) -> None:
    """An entry for the declaration to point to."""
    row = {"case_id": case_id, "seq": 1, "partnership": "NM", "move": "note", "happened_on": TODAY, "body": "{}"}
    session.execute(insert(ENTRY), row | {"at": london(TODAY), "hash": "0" * 64})


def test_the_business_manager_hears_of_a_vacancy_before_their_own_turn(database: Database) -> None:
    """Where they'd get the line anyway, it still names the role that nobody holds."""
    with database.writing() as session:
        staff(session)
        number = case(session, owner_agency="hospice")
        assert {"manager": "nobody is the agency's lead"} == who(session, number, "agency_lead", "business_manager")


def test_roles_of_another_partnership_dont_count(database: Database) -> None:
    """The same agency key elsewhere is another agency; nobody there is found for a case here."""
    with database.writing() as session:
        partnership(session, "NM")
        partnership(session, "SV")
        person(session, "here", "agency_lead@school", code="NM")
        there = person(session, "there", "agency_lead@school", code="SV")
        number = case(session, owner_person=there)
        assert {"here"} == set(who(session, number, "owner", "agency_lead"))


def test_a_role_counts_from_its_first_day(database: Database) -> None:
    """The day before, it doesn't."""
    with database.writing() as session:
        partnership(session)
        new = person(session, "new")
        session.add(RoleHeld(person=new, partnership="NM", role="executive", from_on=TODAY))
        number = case(session)
        assert {"new"} == set(who(session, number, "executive"))
        assert set() == set(who(session, number, "executive", today=TODAY - timedelta(days=1)))


def test_statements_are_built_once() -> None:
    """A move asks for the same audiences again and again: it gets the same statement."""
    assert people(("owner", "executive")) is people(("owner", "executive"))
