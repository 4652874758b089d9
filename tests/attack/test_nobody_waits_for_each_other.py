"""An address is put right at the very moment at which a worker marks that person's mail: neither stops the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text, update

from notifications import again
from tests.notifications.passes import NOW, queue
from tests.notifications.stage import MONDAY, case, clock, partnership, person
from workflow.accounts.corrections import By
from workflow.chasing.owed import Line, owe
from workflow.database.storage import Database
from workflow.tables.rows import MAIL

WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def test_a_worker_tells_of_a_refused_mail_whoever_is_being_corrected(postgresql_database: Database) -> None:
    """It holds the manager's mail and owes the manager a line: the correction waits for both, holding neither."""
    database = postgresql_database
    with database.writing() as session:
        partnership(session)
        manager = person(session, "manager", "business_manager@unit")
        found = case(session, owner_agency="unit", owner_person=manager)
        clock(session, found, MONDAY)
    queue(database)

    def correct() -> str:
        with database.writing() as session:
            was, new = "manager@northmoor.example", "m.manager@northmoor.example"
            return again.correct(session, manager, new, was=was, by=By(None, "Marcus"), now=NOW)[0].new

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as worker:
            worker.execute(text("SET LOCAL lock_timeout = '2s'"))
            worker.execute(update(MAIL).values(attempts=1))
            correction = pool.submit(correct)
            while not correction.done():
                with database.reading() as session:
                    if session.execute(WAITS).scalar_one():
                        break
            owe(worker, [Line("undelivered/1", "NM", manager, found, "A mail", "you manage", MONDAY)])
        assert "m.manager@northmoor.example" == correction.result()
