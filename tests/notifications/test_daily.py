"""Daily work is done once a civil day, whatever the clocks do."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session, select

from notifications.daily import once_a_day
from tests.notifications.stage import london
from workflow.database.storage import Database
from workflow.tables import DailyRun


def test_ten_years_have_as_many_runs_as_days(database: Database) -> None:
    """Asked every three hours around each change of the clocks, and at noon of every other day: a run a day."""
    if not database.is_sqlite:
        days = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)]
    else:
        days = [date(2026, 1, 1) + timedelta(days=n) for n in range(3652)]
    runs: list[int] = []

    def do(session: Session) -> None:
        runs.append(1)

    for day in days:
        changes = day.month in (3, 10) and day.isoweekday() == 7 and day.day > 24
        hours = range(0, 25, 3) if changes or len(days) == 4 else (12,)
        for hour in hours:
            once_a_day(database, "check", london(day, 0) + timedelta(hours=hour) - timedelta(minutes=1), do)
    with database.reading() as session:
        marked = session.exec(select(DailyRun.day)).all()
    assert len(runs) == len(marked) == len(set(marked))
    assert set(days) <= set(marked)


def test_work_that_fails_is_done_again(database: Database) -> None:
    """The mark stands in the work's own transaction."""

    def fail(session: Session) -> None:
        raise OSError

    now = london(date(2026, 11, 23))
    for _ in range(2):
        try:
            once_a_day(database, "check", now, fail)
        except OSError:
            continue
    assert once_a_day(database, "check", now, lambda session: None)
    assert not once_a_day(database, "check", now, lambda session: None)
