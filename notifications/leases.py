"""A lease's end by the database's own clock, as each database says it; nobody moves that clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from workflow.tables.moments import SQLITE_FORMAT, Moment

LEASE_SECONDS = 60


class LeaseEnd(FunctionElement[datetime]):
    """The moment a lease that is taken or renewed now runs out."""

    type = Moment()
    inherit_cache = True


@compiles(LeaseEnd)
def _postgresql_end(element: LeaseEnd, compiler: Any, **kw: Any) -> str:
    return f"(clock_timestamp() + interval '{LEASE_SECONDS} seconds')"


@compiles(LeaseEnd, "sqlite")
def _sqlite_end(element: LeaseEnd, compiler: Any, **kw: Any) -> str:
    return f"(strftime('{SQLITE_FORMAT}','now','+{LEASE_SECONDS} seconds'))"
