"""What should be impossible is looked for once a day."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import update

from notifications.checks import CHECKS
from notifications.worker import check_today
from tests.notifications.passes import NOW, queue
from tests.notifications.stage import MONDAY, case, clock, london, partnership, person
from workflow.chasing.owed import Line, owe
from workflow.database.storage import Database
from workflow.tables import Clock


def test_each_impossible_state_is_found_once_a_day(database: Database) -> None:
    """A clock nobody chases, one chased after its end, a line and a mail that wait for ever."""
    with database.writing() as session:
        partnership(session)
        olive = person(session, "olive", "agency_user@school")
        cases = [case(session, number, owner_person=olive) for number in range(3)]
        mute, ended, _ = [clock(session, one, MONDAY) for one in cases]
    assert {} == check_today(database, london(MONDAY - timedelta(days=1)))
    queue(database)
    with database.writing() as session:
        session.connection().execute(update(Clock).where(Clock.id == mute).values(next_rung_on=None))  # type: ignore[arg-type]
        session.connection().execute(update(Clock).where(Clock.id == ended).values(status="stopped"))  # type: ignore[arg-type]
        owe(session, [Line("entry/1", "NM", olive, cases[0], "Do the work", "you own it", MONDAY)])
    later = NOW + timedelta(days=15)
    assert dict.fromkeys(CHECKS, 1) == check_today(database, later)
    assert {} == check_today(database, later)
    assert dict.fromkeys(CHECKS, 1) == check_today(database, later + timedelta(days=1))
