"""When lines become mails, on each database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from notifications.digests import Gathered, gather
from tests.notifications.stage import MONDAY, case, london, partnership, person
from workflow.chasing.owed import Line, owe
from workflow.database.storage import Database
from workflow.tables import Mail, Notice, RoleHeld

SATURDAY = date(2026, 11, 28)
HOST = "northmoor.example"


def owed(session: Session, person_id: int, case_id: int, key: str = "1", *, at_once: bool = False) -> None:
    """One line that somebody is owed."""
    line = Line(f"entry/{key}", "NM", person_id, case_id, "Do the work", "you own it", MONDAY, at_once=at_once)
    owe(session, [line])


def mails(database: Database) -> list[str]:
    """Keys of the mails there are."""
    with database.reading() as session:
        return list(session.exec(select(Mail.key).order_by(Mail.key)).all())


def made(database: Database, *times: datetime) -> list[Gathered]:
    """What a pass at each of these times made."""
    return [gather(database, now, HOST) for now in times]


@pytest.fixture
def olive(database: Database) -> tuple[int, int]:
    """Olive and her case, in Northmoor."""
    with database.writing() as session:
        partnership(session)
        number = person(session, "olive", "agency_user@school")
        return number, case(session, owner_person=number)


def test_a_digest_goes_once_a_day_with_all_that_is_new(database: Database, olive: tuple[int, int]) -> None:
    """Not before the hour; later lines wait for the next working day's."""
    with database.writing() as session:
        owed(session, *olive, "1")
        owed(session, *olive, "2")
    early, on_time, again = made(database, london(MONDAY, 7, 59), london(MONDAY, 8), london(MONDAY, 8, 1))
    assert (Gathered(), Gathered(digests=1), Gathered()) == (early, on_time, again)
    with database.writing() as session:
        owed(session, *olive, "3")
    assert [Gathered(), Gathered(digests=1)] == made(database, london(MONDAY, 17), london(MONDAY + timedelta(1), 8))
    assert [f"digest/{olive[0]}/2026-11-23", f"digest/{olive[0]}/2026-11-24"] == mails(database)
    with database.reading() as session:
        carried = session.exec(select(Notice.key, Notice.status, Mail.day).join(Mail).order_by(Notice.key)).all()
    tuesday = MONDAY + timedelta(1)
    assert [("entry/1", "mailed", MONDAY), ("entry/2", "mailed", MONDAY), ("entry/3", "mailed", tuesday)] == [
        tuple(row) for row in carried
    ]


def test_nothing_new_is_no_digest(database: Database, olive: tuple[int, int]) -> None:
    """Somebody who is owed nothing new hears nothing."""
    assert [Gathered(), Gathered()] == made(database, london(MONDAY, 8), london(MONDAY, 12))


def test_no_digest_on_a_day_off(database: Database, olive: tuple[int, int]) -> None:
    """At weekends and bank holidays lines wait for the next working day."""
    with database.writing() as session:
        owed(session, *olive)
    christmas = date(2026, 12, 25)
    days = [SATURDAY, SATURDAY + timedelta(1), christmas, christmas + timedelta(3), christmas + timedelta(4)]
    assert [Gathered()] * 4 + [Gathered(digests=1)] == made(database, *(london(day, 9) for day in days))


def test_lines_at_once_go_at_once(database: Database, olive: tuple[int, int]) -> None:
    """At any hour of any day, once; those that wait at the same moment in one mail, the next one in its own."""
    with database.writing() as session:
        owed(session, *olive, "1", at_once=True)
        owed(session, *olive, "2", at_once=True)
    assert [Gathered(at_once=1), Gathered()] == made(database, london(SATURDAY, 23), london(SATURDAY, 23))
    with database.writing() as session:
        owed(session, *olive, "3", at_once=True)
    assert [Gathered(at_once=1)] == made(database, london(SATURDAY, 23))
    assert ["notice/1", "notice/3"] == mails(database)
    with database.reading() as session:
        ids = session.exec(select(Mail.message_id, Notice.id).join(Notice).order_by(Notice.id)).all()
    assert [(f"<notice.{mail}@{HOST}>", line) for mail, line in ((1, 1), (1, 2), (3, 3))] == [tuple(row) for row in ids]


def test_the_earliest_hour_of_a_persons_partnerships_counts(database: Database, olive: tuple[int, int]) -> None:
    """Whoever serves two partnerships gets one digest for both, when the earlier one's hour has come."""
    with database.writing() as session:
        partnership(session, "SV", policy="[digest]\ndigest_hour = 7\n")
        session.add(RoleHeld(person=olive[0], partnership="SV", role="auditor", from_on=date(2020, 1, 1)))
        owed(session, *olive)
        owed(session, person(session, "other", "auditor"), olive[1], "2")
    assert [Gathered(digests=1), Gathered(digests=1)] == made(database, london(MONDAY, 7), london(MONDAY, 8))


@pytest.mark.parametrize("day", [date(2026, 3, 30), date(2026, 10, 26)])
def test_the_hour_is_londons(database: Database, olive: tuple[int, int], day: date) -> None:
    """On either side of the clocks' change 8 o'clock is London's, whatever UTC says."""
    with database.writing() as session:
        owed(session, *olive)
    before, on_time = made(database, london(day, 7, 59), london(day, 8))
    assert (Gathered(), Gathered(digests=1)) == (before, on_time)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # one is enough for counting days
def test_ten_days_make_one_digest_a_working_day(database: Database, olive: tuple[int, int]) -> None:
    """With hourly passes through both changes of the clocks, a working day has one digest and another day none."""
    with database.writing() as session:
        for number in range(40):
            owed(session, *olive, str(number))
    for change in (date(2026, 3, 27), date(2026, 10, 23)):
        for hour in range(24 * 5):
            with database.writing() as session:
                owed(session, *olive, f"{change}/{hour}")
            gather(database, london(change, 0) + timedelta(hours=hour), HOST)
    days = ["2026-03-27", "2026-03-30", "2026-03-31", "2026-10-23", "2026-10-26", "2026-10-27"]
    assert [f"digest/{olive[0]}/{day}" for day in days] == mails(database)


@pytest.fixture
def sam(database: Database, olive: tuple[int, int]) -> tuple[int, int]:
    """A scrutineer, and Olive's case."""
    with database.writing() as session:
        return person(session, "sam", "scrutineer", "lay_scrutineer"), olive[1]


def test_a_scrutineers_digest_is_weekly(database: Database, sam: tuple[int, int]) -> None:
    """On the first working day of the week: one, with all of the week; what is formal goes at once as ever."""
    with database.writing() as session:
        owed(session, *sam, "1")
    tuesday, days = MONDAY + timedelta(1), [timedelta(n) for n in range(8)]
    assert [Gathered(digests=1)] == made(database, london(MONDAY, 8))
    with database.writing() as session:
        for number in (2, 3):
            owe(session, [Line(f"entry/{number}", "NM", *sam, "Do the work", "you are", tuesday)])
        owed(session, *sam, "4", at_once=True)
    assert [Gathered(at_once=1)] == made(database, london(tuesday, 8))
    found = made(database, *(london(tuesday + day, 8) for day in days))
    assert [0, 0, 0, 0, 0, 0, 1, 0] == [one.digests for one in found]
    assert [f"digest/{sam[0]}/2026-11-23", f"digest/{sam[0]}/2026-11-30"] == mails(database)[:2]


def test_a_scrutineers_week_begins_on_its_first_working_day(database: Database, sam: tuple[int, int]) -> None:
    """After a bank holiday on Monday it is Tuesday; a Tuesday without a worker is made up for on Wednesday."""
    monday = date(2026, 12, 28)
    with database.writing() as session:
        owe(session, [Line("entry/1", "NM", *sam, "Do the work", "you are", monday - timedelta(4))])
    times = [london(monday, 9), london(monday + timedelta(1), 7), london(monday + timedelta(2), 9)]
    assert [0, 0, 1] == [one.digests for one in made(database, *times)]


def test_who_holds_another_role_too_hears_daily(database: Database, sam: tuple[int, int]) -> None:
    """A scrutineer who also acts for an agency somewhere isn't only a scrutineer."""
    with database.writing() as session:
        session.add(RoleHeld(person=sam[0], partnership="NM", agency="school", role="agency_lead", from_on=MONDAY))
        owe(session, [Line("entry/1", "NM", *sam, "Do the work", "you are", MONDAY + timedelta(1))])
    assert [Gathered(digests=1)] == made(database, london(MONDAY + timedelta(1), 8))


def test_a_first_line_at_ten_goes_at_ten(database: Database, olive: tuple[int, int]) -> None:
    """Waiting at the digest hour isn't required; only the second one of a day waits (decision 15)."""
    assert [Gathered(), Gathered()] == made(database, london(MONDAY, 8), london(MONDAY, 9, 59))
    with database.writing() as session:
        owed(session, *olive)
    assert [Gathered(digests=1)] == made(database, london(MONDAY, 10))
