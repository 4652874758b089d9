"""Chasing on each database: who gets which line, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select, update

from notifications import sweep as sweeping
from notifications.sweep import Swept, sweep
from tests.notifications.stage import MONDAY, case, clock, london, partnership, person
from workflow.database.storage import Database
from workflow.tables import Clock, Notice, Person

DUE = MONDAY


def lines(database: Database, status: str = "owed") -> list[tuple[str, str]]:
    """Who is owed which rung."""
    with database.reading() as session:
        rows = session.exec(select(Person.email, Notice.rung).join(Notice).where(Notice.status == status)).all()
    return sorted((email.partition("@")[0], rung) for email, rung in rows)


def one_case(session: Session, due_on: date = DUE) -> int:
    """A school's case of Olive's with one clock, and the people a chase climbs to."""
    partnership(session)
    olive = person(session, "olive", "agency_user@school")
    person(session, "lead", "agency_lead@school")
    person(session, "head", "delegated_partner@school")
    person(session, "manager", "business_manager@unit")
    person(session, "boss", "executive")
    return clock(session, case(session, owner_person=olive), due_on)


def test_each_rung_reaches_its_people_on_its_day(database: Database) -> None:
    """From five working days before to ten after, day by day: the ladder as the policy has it."""
    with database.writing() as session:
        one_case(session)
    seen: dict[str, list[tuple[str, str]]] = {}
    known: list[tuple[str, str]] = []
    for n in range(-10, 18):
        day = DUE + timedelta(days=n)
        sweep(database, london(day))
        with database.reading() as session:
            rows = session.exec(select(Person.email, Notice.rung, Notice.why).join(Notice)).all()
        now = sorted((email.partition("@")[0], rung) for email, rung, _ in rows)
        fresh = [one for one in now if one not in known]
        if fresh:
            seen[f"{day:%d %b}"] = fresh
        known = now
    assert {
        "16 Nov": [("olive", "before5")],
        "20 Nov": [("olive", "before1")],
        "23 Nov": [("olive", "due")],
        "24 Nov": [("lead", "late1"), ("olive", "late1")],
        "26 Nov": [("head", "late3"), ("olive", "late3")],
        "30 Nov": [("manager", "late5"), ("olive", "late5")],
        "07 Dec": [("lead", "late10"), ("manager", "late10"), ("olive", "late10")],
    } == seen


def test_a_line_says_what_why_and_which_clock(database: Database) -> None:
    """The task in the declaration's words, the reason, the due date; keyed by clock, date, rung and person."""
    with database.writing() as session:
        number = one_case(session)
    sweep(database, london(DUE))
    with database.reading() as session:
        line = session.exec(select(Notice)).one()
        assert f"clock/{number}/2026-11-23/due/{line.person}" == line.key
        assert ("Do the work", "you own it", DUE) == (line.task, line.why, line.due_on)
        assert ("owed", False) == (line.status, line.at_once)


def test_a_second_sweep_adds_nothing(database: Database) -> None:
    """However often it runs in a day."""
    with database.writing() as session:
        one_case(session)
    assert Swept(clocks=1, lines=1) == sweep(database, london(DUE))
    assert Swept() == sweep(database, london(DUE, 16))


def test_a_week_of_downtime_gives_one_line_not_seven(database: Database) -> None:
    """Everybody whom a rung would have reached meanwhile hears once, of the highest that has come."""
    with database.writing() as session:
        one_case(session)
    assert Swept(clocks=1, lines=4) == sweep(database, london(date(2026, 12, 1)))
    assert [("head", "late5"), ("lead", "late5"), ("manager", "late5"), ("olive", "late5")] == lines(database)
    with database.reading() as session:
        left = session.exec(select(Clock.next_rung, Clock.next_rung_on)).one()
    assert (6, date(2026, 12, 7)) == tuple(left)


def test_a_higher_rung_replaces_a_line_nobody_was_mailed_yet(database: Database) -> None:
    """For the same person; who is told at the lower rung only keeps theirs."""
    with database.writing() as session:
        one_case(session)
    sweep(database, london(date(2026, 11, 24)))
    sweep(database, london(date(2026, 11, 26)))
    assert [("head", "late3"), ("lead", "late1"), ("olive", "late3")] == lines(database)
    assert [("olive", "late1")] == lines(database, "withdrawn")


@pytest.mark.parametrize("change", [{"status": "stopped"}, {"due_on": DUE + timedelta(days=7)}])
def test_what_a_stopped_or_moved_clock_owed_is_withdrawn(database: Database, change: dict[str, object]) -> None:
    """The next sweep takes back what wasn't mailed yet."""
    with database.writing() as session:
        one_case(session)
    sweep(database, london(DUE))
    with database.writing() as session:
        session.connection().execute(update(Clock).values(**change, next_rung_on=None))
    assert Swept(withdrawn=1) == sweep(database, london(DUE, 10))
    assert [] == lines(database)


def test_a_moved_date_makes_a_new_key(database: Database) -> None:
    """The same rung for the new date is a line of its own."""
    with database.writing() as session:
        one_case(session)
    sweep(database, london(DUE))
    later = DUE + timedelta(days=7)
    with database.writing() as session:
        session.connection().execute(update(Clock).values(due_on=later, next_rung=2, next_rung_on=later))
    assert Swept(clocks=1, lines=1, withdrawn=1) == sweep(database, london(later))


def test_whoever_left_is_owed_nothing(database: Database) -> None:
    """Lines that wait for somebody who has left since are withdrawn."""
    with database.writing() as session:
        one_case(session)
    sweep(database, london(DUE))
    with database.writing() as session:
        session.connection().execute(update(Person).where(col(Person.email).like("olive@%")).values(left_on=DUE))
    sweep(database, london(DUE, 12))
    assert [("olive", "due")] == lines(database, "withdrawn")


def test_many_clocks_go_in_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A group larger than a batch is done whole, and each line made once."""
    monkeypatch.setattr(sweeping, "BATCH", 7)
    monkeypatch.setattr(sweeping, "CLAIM", sweeping.CLAIM.limit(7))
    with database.writing() as session:
        partnership(session)
        olive = person(session, "olive", "agency_user@school")
        for number in range(20):
            clock(session, case(session, number, owner_person=olive), DUE)
    assert Swept(clocks=20, lines=20) == sweep(database, london(DUE))


def test_sweeps_at_the_same_time_make_each_line_once(database: Database) -> None:
    """Four workers over two partnerships: as many lines as clocks, none doubled, none missed."""
    with database.writing() as session:
        for code in ("NM", "SV"):
            partnership(session, code)
            owner = person(session, f"owner-{code.lower()}", "agency_user@school", code=code)
            for number in range(150):
                made = case(session, number, code=code, owner_person=owner)
                clock(session, made, DUE + timedelta(days=number % 3), code=code)
    now = london(DUE + timedelta(days=2))
    with ThreadPoolExecutor(4) as workers:
        swept = [pass_.result() for pass_ in [workers.submit(sweep, database, now) for _ in range(4)]]
    again = sweep(database, now)
    assert 300 == sum(one.lines for one in swept) + again.lines
    with database.reading() as session:
        assert 300 == len(session.exec(select(Notice.id)).all())


def test_a_sweep_passes_over_what_somebody_is_saving(postgresql_database: Database) -> None:
    """A case that is held by a move keeps its clock for the next pass; the sweep doesn't wait."""
    database = postgresql_database  # SQLite has one writer at a time: there is nothing to pass over
    with database.writing() as session:
        one_case(session)
    with database.writing() as saving:
        saving.connection().execute(text("SELECT id FROM casefile FOR UPDATE"))
        assert Swept() == sweep(database, london(DUE))
    assert Swept(clocks=1, lines=1) == sweep(database, london(DUE))


def test_the_sweep_finds_its_clocks_by_index(sqlite_database: Database) -> None:
    """It stays as fast while the table grows; PostgreSQL scans a table as small as a test's whole, whatever it has."""
    with sqlite_database.reading() as session:
        for statement in (sweeping.GROUPS, sweeping.CLAIM):
            asked = statement.compile(dialect=session.connection().dialect)
            plan = session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {asked}", tuple("x" * 9)[: len(asked.params)]
            )
            assert "clock_to_chase" in str(plan.all())
