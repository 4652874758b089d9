"""Brings a database to this code's schema in one transaction, and refuses one that is newer than the code."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from workflow import recalling
from workflow.database.storage import Database, unreachable
from workflow.errors import Unusable

FOLDER = Path(__file__).parent
ONE_AT_A_TIME = 0x0CA5E  # PostgreSQL's advisory lock: two processes that start together migrate in turn


def migrate(database: Database) -> None:
    """Brings the schema up to date: all steps or none. ``Unusable`` where the database is newer, or out of reach."""
    try:
        with database.engine.connect() as connection:
            if database.is_sqlite:
                # SQLite ignores this pragma inside a transaction, so it comes first, on a connection of its own.
                connection.connection.driver_connection.execute("PRAGMA foreign_keys = 0")  # type: ignore[union-attr]
            try:
                _upgrade(connection.execution_options(casekeeper_writes=True), database)
            finally:
                connection.invalidate()
    except DBAPIError as fault:
        raise Unusable(unreachable(fault)) from fault


def require_current(database: Database) -> None:
    """``Unusable`` unless the schema is exactly this code's."""
    try:
        with database.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as fault:
        raise Unusable(unreachable(fault)) from fault
    _refuse_newer(found)
    if found != _head():
        raise Unusable("The database isn't set up for this version of Casekeeper. Run: casekeeper migrate")


def _upgrade(connection: Connection, database: Database) -> None:
    with connection.begin():
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        found = MigrationContext.configure(connection).get_current_revision()
        _refuse_newer(found)
        if found == _head():
            return
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        # By which words a case is found may have changed with the code; the cases of a new database are none.
        recalling.rebuild(connection)
        if database.is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise Unusable(
                    f"The migration would leave {len(broken)} rows without what they point to; nothing was changed"
                )


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))


def _head() -> str | None:
    return _scripts().get_current_head()


def _refuse_newer(found: str | None) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    if found is not None and found not in known:
        raise Unusable(
            f"The database was written by a newer Casekeeper (its schema is {found}). "
            "Start that version, or restore a backup."
        )
