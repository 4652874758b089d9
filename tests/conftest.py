"""What tests share: real databases, SQLite and PostgreSQL, fresh for each test, and a partnership in them."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import structlog
from hypothesis import HealthCheck, settings
from psycopg.sql import SQL, Identifier
from sqlmodel import SQLModel

from tests.clamd import clamd
from tests.figures import CAMPAIGN, FIGURE, Figure, table
from tests.postgresql import address, server
from tests.world import World, populate
from workflow.database.storage import Database
from workflow.migrations.migrate import migrate

# The same examples each time, other ones in a campaign; how long one takes is the machine's affair.
settings.register_profile(
    "tests", derandomize=not CAMPAIGN, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")

MEMORY = "/dev/shm"
ROOM = 4 << 30
"""Bytes that must be free there."""
ON_ONE = tuple(f"tests/api/{part}/" for part in ("by_link", "command_line", "documents", "json", "pages", "signing_in"))
"""Where a test of both databases waits for a campaign with the second: promises.md has both for what is below."""


def pytest_configure() -> None:
    """Temporary folders are in memory where there is room: SQLite waits for the disk at each commit, as it must in use.

    For all tests together; a folder goes with its test unless that fails.
    """
    with suppress(FileNotFoundError):
        if shutil.disk_usage(MEMORY).free > ROOM:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What may take longest goes first, so that at the end no core is left alone with it.

    What stands above the engine is tried on SQLite, and in a campaign on PostgreSQL too.
    """
    items.sort(key=_at_most, reverse=True)
    above = [item for item in items if item.nodeid.startswith(ON_ONE) and _on_postgresql(item)]
    for item in above:
        item.add_marker("campaign")
    if above and not CAMPAIGN:
        config.hook.pytest_deselected(items=above)
        kept = set(items) - set(above)
        items[:] = [item for item in items if item in kept]


def pytest_collection_finish() -> None:
    """What is imported and collected by now lives until the end: the garbage collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the figures that the tests came to, those of tests that failed included."""
    ended = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    if found := table(one for report in ended if report.when == "call" for one in report.user_properties):
        terminalreporter.section("figures, in full" if CAMPAIGN else "figures")
        terminalreporter.write("\n".join([*found, ""]))


def _on_postgresql(item: pytest.Item) -> bool:
    """Whether it is the second of a pair, one for each database."""
    spec = getattr(item, "callspec", None)
    return spec is not None and spec.params.get("database_url") == "postgresql"


def _at_most(item: pytest.Item) -> float:
    """The seconds that a test is given, where it is another number than the usual; the others keep their places."""
    given = item.get_closest_marker("timeout")
    return 0 if given is None else float(given.args[0])


@pytest.fixture(autouse=True)
def plain_log() -> Iterator[None]:
    """A command run inside a test configures the log of its process; the next test begins with the plain one."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Keeps a figure for the table at the end."""
    return lambda tried, found: record_property(f"{FIGURE}{tried}", found)


@pytest.fixture(scope="session")
def clamd_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The socket of a virus scanner, started once."""
    with clamd(tmp_path_factory.mktemp("clamd")) as at:
        yield at


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[str]:
    """The name of an empty, migrated PostgreSQL database, to be a template; dropped at the end."""
    name = f"ck_template_{secrets.token_hex(4)}"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        database = Database(address(name))
        migrate(database)
        database.close()
        yield name
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh SQLite database."""
    shutil.copy(migrated_sqlite, tmp_path / "casekeeper.db")
    return f"sqlite:///{tmp_path / 'casekeeper.db'}"


@pytest.fixture(scope="session")
def shared_postgresql(migrated_postgresql: str) -> Iterator[str]:
    """The name of one PostgreSQL database that tests use in turn."""
    yield from copy_of(migrated_postgresql)


@pytest.fixture
def postgresql_url(shared_postgresql: str) -> str:
    """The shared PostgreSQL database, emptied: ten times as fast as a new one."""
    url = address(shared_postgresql)
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")  # rows go whatever points to them
        emptied = [SQL("DELETE FROM {}").format(Identifier(table)) for table in SQLModel.metadata.tables]
        connection.execute(SQL("; ").join(emptied))  # in one round trip
        connection.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
    return url


@pytest.fixture
def own_postgresql_url(migrated_postgresql: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own, dropped after it: for tests that change more than rows."""
    for name in copy_of(migrated_postgresql):
        yield address(name)


def copy_of(template: str) -> Iterator[str]:
    """The name of a new database that is a copy of another; dropped afterwards."""
    name = f"ck_{secrets.token_hex(6)}"
    with psycopg.connect(server(), autocommit=True) as connection:
        copied = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY WAL_LOG")
        connection.execute(copied.format(Identifier(name), Identifier(template)))
        # No test cuts the server's power: a commit that waits for the disk, as it does in use, only costs time here.
        connection.execute(SQL("ALTER DATABASE {} SET synchronous_commit = off").format(Identifier(name)))
        yield name
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database of each kind in turn, open."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A fresh SQLite database, open."""
    opened = Database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """A PostgreSQL database, open: for what only it can do."""
    opened = Database(postgresql_url)
    yield opened
    opened.close()


@pytest.fixture
def world(database: Database) -> World:
    """The small partnership, on each database in turn; it is Monday 23 November 2026, ten in the morning."""
    return populate(database)
