"""What is asked every few seconds, or of every reader, is found by an index: it stays as fast as tables grow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.sql import visitors
from sqlmodel import Session

from notifications import absence, digests, one_worker_a_person, still_owed, summaries
from workflow.chasing import absences
from workflow.database.storage import Database
from workflow.queries import escalations

MONDAY = date(2026, 11, 23)
SEVERAL: dict[str, Any] = {name: [1, 2] for name in ("people", "lines", "part", "mails")}
SEVERAL |= {name: ["NM", "SV"] for name in ("awake", "partnerships", "works")}
DAYS = {"today", "cutoff", "since", "monday", "first_day", "week", "first", "last"}
ASKED: dict[str, tuple[Any, str]] = {
    "who is away today": (absences._WHO, "absence_by_until"),
    "another absence of theirs": (absences._OVERLAPPING, "absence_by_person"),
    "lines for somebody away": (absence.UNSETTLED, "notice_owed"),
    "whose lines": (absence.LINES_OF, "notice_owed"),
    "what a deputy may see": (absence.SEEN_BY, "notice USING INTEGER PRIMARY KEY"),
    "whom no other worker gathers for": (one_worker_a_person.FREE, "person USING INTEGER PRIMARY KEY"),
    "digests wanted": (digests.WANTED_DIGESTS, "notice_owed"),
    "mails at once": (digests.WANTED_AT_ONCE["summary"], "notice_owed"),
    "a mail's lines": (still_owed.LINES, "notice_by_mail"),
    "the snoozes of a mail's lines": (still_owed.LINES, "snooze"),
    "what else is theirs": (still_owed.REST, "casefile_by_owner"),
    "their clocks": (still_owed.REST, "clock USING INDEX"),
    "who is still there": (still_owed.PRESENT, "person USING INTEGER PRIMARY KEY"),
    "summaries made": (summaries.LATEST, "daily_run USING"),
    "open cases": (escalations._OPEN, "casefile_"),
    "late clocks": (escalations._LATE, "clock_to_chase"),
    "the worst of them": (escalations._LONG_LATE, "clock_to_chase"),
    "mail not delivered": (escalations._UNDELIVERED, "mail_by_person"),
}
SMALL = {"(subquery", "found", "own", "json_each"}
"""What may be read whole: what another step has found, and the list of what is asked for."""


@pytest.mark.parametrize("what", ASKED)
def test_it_is_found_by_its_index(sqlite_database: Database, what: str) -> None:
    """By the index named, and no table is read whole but through an index of what is owed."""
    statement, index = ASKED[what]
    with sqlite_database.reading() as session:
        plan = explained(session, statement)
    assert any(index in step for step in plan), plan
    whole = [step for step in plan if step.startswith("SCAN") and "USING INDEX notice_owed" not in step]
    assert [] == [step for step in whole if not any(name in step for name in SMALL)], plan


def explained(session: Session, statement: Any) -> list[str]:
    """The steps in which SQLite would answer; PostgreSQL reads a table as small as a test's whole, whatever it has."""

    def explain(*given: Any) -> tuple[str, Any]:
        return f"EXPLAIN QUERY PLAN {given[2]}", given[3]

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", explain, retval=True)
    names = {one.key for one in visitors.iterate(statement) if one.__visit_name__ == "bindparam" and one.required}
    given = {name: SEVERAL.get(name, MONDAY if name in DAYS else 1) for name in names}
    return [row[3] for row in connection.execute(statement, given).cursor.fetchall()]
