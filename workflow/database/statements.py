"""Statements of one act, compiled once for each kind of database and run by its driver's own cursor.

SQLAlchemy writes the SQL, keeps the connection and its transaction; what it would do anew at every execution (look the
statement up, wrap the result) is left out: that cost more than the queries. Only the engine's hot path uses this;
everything else runs Core. Knows no table. See docs/decisions/0010.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Date, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

Values = Mapping[str, Any]
CONNECTION = "casekeeper_connection"
"""Where a writing session keeps the connection that its transaction is on."""


class Statement:
    """A Core statement, ready to run. An INSERT names every column that it fills.

    ``lists``: how many values each list that is bound by name will have.
    """

    def __init__(self, core: Executable, lists: Mapping[str, int] | None = None) -> None:
        self._core, self._lists = core, lists or {}
        self._compiled: dict[str, _Compiled] = {}

    def all(self, session: Session, values: Values) -> list[Any]:
        """Every row, its columns by name."""
        connection, ready = self._on(session)
        return ready.read(_run(connection, ready, ready.bind(values)).fetchall())

    def first(self, session: Session, values: Values) -> Any | None:
        """The first row, or None."""
        connection, ready = self._on(session)
        row = _run(connection, ready, ready.bind(values)).fetchone()
        return None if row is None else ready.read((row,))[0]

    def one(self, session: Session, values: Values) -> Any:
        """The first row, which there must be."""
        row = self.first(session, values)
        if row is None:
            raise LookupError(f"no row: {self._core}")
        return row

    def run(self, session: Session, values: Values) -> int:
        """Writes; gives how many rows it met."""
        connection, ready = self._on(session)
        count: int = _run(connection, ready, ready.bind(values)).rowcount
        return count

    def run_each(self, session: Session, rows: Iterable[Values]) -> None:
        """Writes once for each of the rows."""
        connection, ready = self._on(session)
        bound = [ready.bind(values) for values in rows]
        if len(bound) == 1:
            _run(connection, ready, bound[0])
        elif bound:
            _run(connection, ready, bound, many=True)

    def _on(self, session: Session) -> tuple[Connection, _Compiled]:
        connection = session.info.get(CONNECTION)
        if connection is None or connection.closed:
            connection = session.info[CONNECTION] = session.connection()
        ready = self._compiled.get(connection.dialect.name)
        if ready is None:
            ready = self._compiled[connection.dialect.name] = _Compiled(self._core, self._lists, connection.dialect)
        return connection, ready


class _Compiled:
    """The statement's SQL for one kind of database, and how values go in and rows come out."""

    def __init__(self, core: Any, lists: Mapping[str, int], dialect: Dialect) -> None:
        compiled: SQLCompiler = core.compile(dialect=dialect)
        if compiled.insert_prefetch:
            raise ValueError(f"the INSERT leaves columns to Python's defaults: {compiled.insert_prefetch}")
        # A list in an IN is written out: one placeholder for each of its values.
        places = {name: [None] * length for name, length in lists.items() if name in compiled.binds}
        written = compiled.construct_expanded_state({**compiled.params, **places})
        self._lists = [(name, written.parameter_expansion[name]) for name in places]
        self.sql = written.statement
        processors = {
            name: process
            for name, bound in compiled.binds.items()
            if (process := _processor(bound.type, dialect)) is not None
        }
        self._fixed = {
            name: processors[name](value) if name in processors else value
            for name, value in written.parameters.items()
            if value is not None
        }
        self._processors = [
            (name, processors[name]) for name in written.parameters if name in processors and name not in self._fixed
        ]
        order = written.positiontup
        self._pick: Callable[[Values], Any] | None = None if order is None else _picker(order)
        columns = list(getattr(core, "exported_columns", ()))
        row: Any = namedtuple("row", [column.key for column in columns])  # type: ignore[misc]
        self._row: Callable[[Iterable[Any]], Any] = row._make
        self._readers = [
            (number, process)
            for number, column in enumerate(columns)
            if (process := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]

    def bind(self, values: Values) -> Any:
        """The values as the driver takes them."""
        bound = {**self._fixed, **values}
        for name, places in self._lists:
            bound.update(zip(places, bound.pop(name), strict=True))
        for name, process in self._processors:
            bound[name] = process(bound[name])
        return bound if self._pick is None else self._pick(bound)

    def read(self, rows: Iterable[Any]) -> list[Any]:
        """The driver's rows with their types."""
        if not self._readers:
            return [self._row(row) for row in rows]
        found = []
        for row in rows:
            cells = list(row)
            for number, process in self._readers:
                cells[number] = process(cells[number])
            found.append(self._row(cells))
        return found


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What turns a value of this type into the driver's; a day for SQLite by its own method, ten times as fast."""
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    return _iso_day if process is not None and isinstance(kind, Date) else process


def _iso_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _picker(order: Sequence[str]) -> Callable[[Values], Any]:
    if len(order) > 1:
        return itemgetter(*order)
    return lambda bound: tuple(bound[name] for name in order)


def _run(connection: Connection, ready: _Compiled, parameters: Any, *, many: bool = False) -> Any:
    cursor = connection.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(ready.sql, parameters)
    except connection.dialect.loaded_dbapi.Error as fault:
        # What SQLAlchemy itself would raise: callers know one kind of error, whichever way a statement went.
        dbapi_error = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(
            ready.sql, parameters, fault, dbapi_error, hide_parameters=True, dialect=connection.dialect
        ) from fault
    return cursor
