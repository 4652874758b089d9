"""How an instant is kept: timestamptz in PostgreSQL, sortable UTC text in SQLite; always aware in Python."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Integer, String, select
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Session

SQLITE_FORMAT = "%Y-%m-%dT%H:%M:%fZ"


class Moment(TypeDecorator[datetime]):
    """An instant in UTC, to the millisecond in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's type in this database."""
        kind: TypeEngine[Any] = String(24) if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """What is sent to the database; an instant without a zone is a mistake in the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        if dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """What comes from the database, aware."""
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if value is not None else None


class DatabaseNow(FunctionElement[datetime]):
    """The database's own clock, which nobody moves: leases, sessions, when an entry was recorded."""

    type = Moment()
    inherit_cache = True


@compiles(DatabaseNow)
def _postgresql_now(element: DatabaseNow, compiler: Any, **kw: Any) -> str:
    return "clock_timestamp()"


@compiles(DatabaseNow, "sqlite")
def _sqlite_now(element: DatabaseNow, compiler: Any, **kw: Any) -> str:
    return f"(strftime('{SQLITE_FORMAT}','now'))"


class DatabaseMinute(FunctionElement[int]):
    """The minute that the database's clock is in, counted since 1970: what limits are reckoned by."""

    type = Integer()
    inherit_cache = True


@compiles(DatabaseMinute)
def _postgresql_minute(element: DatabaseMinute, compiler: Any, **kw: Any) -> str:
    return "CAST(floor(extract(epoch FROM clock_timestamp()) / 60) AS integer)"


@compiles(DatabaseMinute, "sqlite")
def _sqlite_minute(element: DatabaseMinute, compiler: Any, **kw: Any) -> str:
    return "(CAST(strftime('%s','now') AS INTEGER) / 60)"


NOW = DatabaseNow()


def database_now(session: Session) -> datetime:
    """What the database's clock says at this moment, to reckon with: leases, sessions, limits."""
    now: datetime = session.execute(select(NOW)).scalar_one()
    return now
