"""Two workers that gather at the same moment, each on a connection of its own: for one person there is one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import select

from notifications.digests import Gathered, gather
from tests.notifications.stage import MONDAY, case, london, partnership, person
from tests.notifications.test_digests import HOST, owed
from workflow.database.storage import Database
from workflow.tables import Absence, Notice

NOW = london(MONDAY)
ONE_LINE = text("SELECT id FROM notice WHERE status = 'owed' AND person = :olive ORDER BY id LIMIT 1 FOR UPDATE")


@pytest.fixture
def other(postgresql_url: str) -> Iterator[Database]:
    """The same database, as another worker opens it."""
    opened = Database(postgresql_url)
    yield opened
    opened.close()


@pytest.fixture
def olive(postgresql_database: Database) -> tuple[int, int]:
    """Olive, who is owed three lines, and her case; Oscar, who is owed one."""
    with postgresql_database.writing() as session:
        partnership(session)
        found = person(session, "olive", "agency_user@school"), case(session)
        for number in range(3):
            owed(session, *found, f"{number}/{found[0]}")
        oscar = person(session, "oscar", "agency_user@school")
        owed(session, oscar, found[1], f"0/{oscar}")
        return found


@contextmanager
def halfway(database: Database, olive: int, meanwhile: Callable[[], None]) -> Iterator[None]:
    """A worker that is halfway through locking Olive's lines, when something happens meanwhile; once."""
    come: list[bool] = []

    def pause(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "FROM notice" in statement and "SKIP LOCKED" in statement and not come:
            come.append(True)
            assert connection.execute(ONE_LINE, {"olive": olive}).scalar() is not None
            meanwhile()

    event.listen(database.engine, "before_cursor_execute", pause)
    yield
    event.remove(database.engine, "before_cursor_execute", pause)
    assert come, "nobody locked any lines"


def statuses(database: Database, person_id: int) -> list[tuple[str, bool]]:
    """What became of somebody's lines, and whether they are in a mail."""
    with database.reading() as session:
        rows = session.exec(select(Notice.status, Notice.mail_id).where(Notice.person == person_id)).all()
    return [(status, mail is not None) for status, mail in rows]


def test_a_persons_lines_arent_split(postgresql_database: Database, other: Database, olive: tuple[int, int]) -> None:
    """Halfway through one worker's pass another one's begins and ends: all that Olive is owed is in today's digest."""
    found: list[Gathered] = []
    with halfway(postgresql_database, olive[0], lambda: found.append(gather(other, NOW, HOST))):
        found.append(gather(postgresql_database, NOW, HOST))
    assert [Gathered(), Gathered(digests=2)] == found
    assert [("mailed", True)] * 3 == statuses(postgresql_database, olive[0])


def test_who_is_handed_over_isnt_mailed_meanwhile(
    postgresql_database: Database, other: Database, olive: tuple[int, int]
) -> None:
    """While one worker hands Olive's lines over, another one makes no digest of some of them."""
    with postgresql_database.writing() as session:
        deputy = person(session, "dan", "agency_user@school")
        day = timedelta(1)
        session.add(
            Absence(partnership="NM", person=olive[0], deputy=deputy, from_on=MONDAY, until=MONDAY + day, said_by=None)
        )
    found: list[Gathered] = []
    with halfway(postgresql_database, olive[0], lambda: found.append(gather(other, NOW, HOST))):
        found.append(gather(postgresql_database, NOW, HOST))
    assert [Gathered(digests=1), Gathered(digests=1)] == found  # Oscar's at once, Dan's with all that was Olive's
    assert [("withdrawn", False)] * 3 == statuses(postgresql_database, olive[0])
    assert [("mailed", True)] * 3 == statuses(postgresql_database, deputy)


def test_whoever_saves_a_case_waits_for_nobody(
    postgresql_database: Database, other: Database, olive: tuple[int, int]
) -> None:
    """A move owes a line to somebody who is being gathered for: it is written at once."""

    def move() -> None:
        with other.writing() as session:
            session.execute(text("SET LOCAL lock_timeout = '200ms'"))
            owed(session, *olive, f"moved/{olive[0]}")

    with halfway(postgresql_database, olive[0], move):
        assert Gathered(digests=2) == gather(postgresql_database, NOW, HOST)
    assert [("mailed", True)] * 4 == statuses(postgresql_database, olive[0])
