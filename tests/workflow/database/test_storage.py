"""The database as it is opened: writers queue, readers see no half of anything, an exception leaves nothing."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.workflow import situations
from tests.workflow.situations import dump, rows
from tests.world import World
from workflow.database.storage import Database
from workflow.errors import Unusable
from workflow.migrations.migrate import migrate


def test_eight_writers_queue_and_none_is_turned_away(world: World) -> None:
    """Eight threads read, then write: no "database is locked", and every change is there."""
    references = [situations.incident(world) for _ in range(8)]

    def write(reference: str) -> None:
        for number in range(10):
            world.fire("officer", reference, "note", {"note": f"{number}"})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, references))
    assert 88 == rows(world.database, "SELECT COUNT(*) FROM entry")[0][0]


def test_a_reader_sees_no_half_done_work(world: World) -> None:
    """What a writer hasn't committed isn't there for anybody else."""
    reference = situations.incident(world)
    before = dump(world.database)
    with world.database.writing() as session:
        session.execute(text("UPDATE casefile SET title = 'half' WHERE reference = :r"), {"r": reference})
        assert before == dump(world.database)
    assert before != dump(world.database)


def test_an_exception_leaves_nothing(world: World) -> None:
    """Whatever is raised inside, nothing written in that block stays."""
    before = dump(world.database)
    with pytest.raises(KeyboardInterrupt):
        interrupted(world.database)
    assert before == dump(world.database)


def interrupted(database: Database) -> None:
    """A write that is broken off."""
    with database.writing() as session:
        session.execute(text("UPDATE person SET name = 'half'"))
        raise KeyboardInterrupt


def test_sqlite_is_opened_to_lose_nothing(sqlite_url: str) -> None:
    """Write-ahead log, every commit on disk, foreign keys held, and time to wait for another process."""
    database = Database(sqlite_url)
    with database.reading() as session:
        found = {
            pragma: session.execute(text(f"PRAGMA {pragma}")).scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000} == found


def test_a_writer_waits_for_another_process(sqlite_url: str) -> None:
    """A writer of another process is waited for, not given up on at once."""
    database = Database(sqlite_url)
    other = sqlite3.connect(database.engine.url.database or "", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write_something, database)
        assert not writing.done()
        other.execute("COMMIT")
        writing.result(timeout=60)
    other.close()
    database.close()


def write_something(database: Database) -> None:
    """One small write."""
    with database.writing() as session:
        session.execute(text("INSERT INTO partnership (code, name, policy, calendar) VALUES ('X', 'X', '', '')"))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "isn't a database address"),
        ("mysql://localhost/x", "mysql is neither"),
        ("sqlite://", "keeps its cases in a file"),
        ("sqlite:////proc/casekeeper/x.db", "can't be written"),
    ],
)
def test_an_address_that_cant_be_used_is_refused_in_a_sentence(url: str, sentence: str) -> None:
    """Each wrong address says what to do instead."""
    with pytest.raises(Unusable, match=sentence):
        Database(url)


def test_a_server_that_isnt_there_is_said_without_its_password() -> None:
    """Nobody's password stands in an error."""
    database = Database("postgresql://somebody:hunter2@127.0.0.1:1/casekeeper")
    with pytest.raises(Unusable, match="The database can't be used") as found:
        migrate(database)
    assert "hunter2" not in str(found.value)


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    """Somebody's letter isn't opened as a case file."""
    (tmp_path / "letter.db").write_text("Dear colleague, " * 100)
    with pytest.raises(Unusable):
        migrate(Database(f"sqlite:///{tmp_path / 'letter.db'}"))
