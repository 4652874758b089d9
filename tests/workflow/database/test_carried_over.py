"""What a step of the schema carries over from a database of before it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Integer, bindparam, text

from tests.workflow.situations import rows
from workflow.database.storage import Database
from workflow.migrations.migrate import FOLDER, migrate, require_current
from workflow.tables.moments import Moment

FIRST, SECOND = datetime(2026, 11, 2, 8, 30, tzinfo=UTC), datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
AT = bindparam("at", type_=Moment())
PERSON = text("INSERT INTO person (name, email, employer) VALUES (:name, :name, '')")
SAID = text(
    "INSERT INTO independence (partnership, person, to_member, to_officer, detail, said_at)"
    " VALUES ('NM', :person, :no, :no, '', :at)"
).bindparams(AT)
EVENT = text(
    "INSERT INTO account_event (at, what, person, partnership, detail) VALUES (:at, :what, :person, 'NM', :of)"
).bindparams(AT)
RAN_OUT = text("SELECT id, ran_out_at FROM independence ORDER BY id").columns(id=Integer, ran_out_at=Moment())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A database without a table."""
    return f"sqlite:///{tmp_path / 'before.db'}"


@pytest.fixture
def postgresql_url(own_postgresql_url: str) -> str:
    """The same, of the test's own."""
    with psycopg.connect(own_postgresql_url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return own_postgresql_url


def as_of(database: Database, revision: str) -> None:
    """Brings the empty database to the schema that it once had."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with database.engine.connect().execution_options(casekeeper_writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_a_declaration_that_ran_out_stays_so(database: Database) -> None:
    """0007: told of by an event until then, each by its number and its person, from the first that told of it."""
    as_of(database, "0006")
    with database.writing() as session:
        session.execute(text("INSERT INTO partnership (code, name, policy, calendar) VALUES ('NM', 'NM', '', '')"))
        for number in (1, 2):
            session.execute(PERSON, {"name": f"Scrutineer {number}"})
        for person in (1, 1, 2):
            session.execute(SAID, {"person": person, "no": False, "at": FIRST})
        for what, of, at in (
            ("independence_ran_out", "declaration 1", SECOND),
            ("independence_ran_out", "declaration 1", FIRST),
            ("independence_ran_out", "declaration 11", FIRST),
            ("independence_ran_out", "declaration 3", FIRST),
            ("independence_declared", "declaration 2", FIRST),
        ):
            session.execute(EVENT, {"person": 1, "what": what, "of": of, "at": at})

    migrate(database)

    require_current(database)
    with database.reading() as session:
        found = session.execute(RAN_OUT).all()
    assert [(1, FIRST), (2, None), (3, None)] == [tuple(row) for row in found]
    assert 5 == len(rows(database, "SELECT id FROM account_event"))
