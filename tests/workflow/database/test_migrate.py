"""Migration: all steps or none, twice the same as once, never downwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from workflow import tables
from workflow.database.storage import Database
from workflow.errors import Unusable
from workflow.migrations.migrate import migrate, require_current


@pytest.fixture
def postgresql_url(own_postgresql_url: str) -> str:
    """A database of the test's own: these tests change more than rows."""
    return own_postgresql_url


INDEXS_OWN = {"recall": {"found"}}
"""Columns that one database keeps of its own making, for its index of words."""
SCRIPT = """
import sys
from workflow.migrations.migrate import migrate
from workflow.database.storage import Database
print("ready", flush=True)
migrate(Database(sys.argv[1]))
"""


def test_a_fresh_database_has_every_table_and_column(database: Database) -> None:
    """What the migrations made is what the code declares."""
    assert tables
    require_current(database)
    found = inspect(database.engine)
    for name, table in SQLModel.metadata.tables.items():
        columns = {column["name"] for column in found.get_columns(name)} - INDEXS_OWN.get(name, set())
        assert {column.name for column in table.columns} == columns
        assert {index.name for index in table.indexes} <= {index["name"] for index in found.get_indexes(name)}


def test_migrating_twice_changes_nothing(database: Database) -> None:
    """The second time there is nothing to do."""
    schema = inspect(database.engine).get_table_names()
    migrate(database)
    require_current(database)
    assert schema == inspect(database.engine).get_table_names()


def test_a_newer_database_is_refused(database: Database) -> None:
    """A database that a newer version wrote is left alone, with a sentence that says what to do."""
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for check in (migrate, require_current):
        with pytest.raises(Unusable, match=r"newer Casekeeper \(its schema is 9999\).*restore a backup"):
            check(database)


def test_a_database_that_was_never_set_up_is_said_so(tmp_path: Path) -> None:
    """The sentence names the command."""
    with pytest.raises(Unusable, match="casekeeper migrate"):
        require_current(Database(f"sqlite:///{tmp_path / 'new.db'}"))


def test_an_unwritable_folder_is_said_so(tmp_path: Path) -> None:
    """A file where a folder should be: no trace, a sentence."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(Unusable, match=r"can't be written|Check who owns"):
        Database(f"sqlite:///{tmp_path / 'taken' / 'casekeeper.db'}")


def test_killed_in_the_middle_it_is_old_or_new(tmp_path: Path) -> None:
    """Killed at moments all over its run, the database is as before or migrated, and can be migrated then."""
    took = timed(tmp_path / "timed.db", None)
    for number in range(8):
        path = tmp_path / f"{number}.db"
        timed(path, took * (number + 1) / 9)
        database = Database(f"sqlite:///{path}")
        found = {name for name in inspect(database.engine).get_table_names() if not name.startswith("recall_index")}
        assert found in (set(), {*SQLModel.metadata.tables, "alembic_version"})
        migrate(database)
        require_current(database)
        database.close()


def timed(path: Path, kill_after: float | None) -> float:
    """Migrates in a process of its own, killed after so many seconds from when it begins; gives how long it took."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, f"sqlite:///{path}"], stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert process.stdout is not None
    process.stdout.readline()
    begun = monotonic()
    try:
        process.wait(timeout=kill_after)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    process.stdout.close()
    return monotonic() - begun
