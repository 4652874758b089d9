"""Ids that a statement looks up, as each database says it: a list as one value, or each row's own by an index.

Written out, one placeholder an id, a thousand ids cost more to send and to plan than to look up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, String, bindparam
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine


class _Ids(TypeDecorator[Sequence[int]]):
    """An array in PostgreSQL, JSON in SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The value's type in this database."""
        kind: TypeEngine[Any] = String() if dialect.name == "sqlite" else ARRAY(Integer)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        """What is sent to the database."""
        return json.dumps(value) if dialect.name == "sqlite" else value


class one_of(FunctionElement[Any]):  # noqa: N801 - read as a condition, as SQLAlchemy's own are
    """The condition that a column holds one of the ids bound under this name, a list."""

    type = NullType()  # SQLite has no booleans: of one SQLAlchemy would ask "= 1", and no index would answer
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        super().__init__(column, bindparam(name, type_=_Ids))


@compiles(one_of)
def _postgresql_one_of(element: one_of, compiler: Any, **kw: Any) -> str:
    column, ids = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} = ANY ({ids})"


@compiles(one_of, "sqlite")
def _sqlite_one_of(element: one_of, compiler: Any, **kw: Any) -> str:
    column, ids = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - both are SQLAlchemy's own words


class probed(FunctionElement[int]):  # noqa: N801 - read as an id, as SQLAlchemy's own elements are
    """Another table's id, for the right side of ``==`` in an EXISTS: looked up by an index for each row.

    PostgreSQL would else read all that any row could ask for, and hash it: a million members to write 64 mails.
    """

    type = Integer()
    inherit_cache = True


@compiles(probed)
def _postgresql_probed(element: probed, compiler: Any, **kw: Any) -> str:
    return f"ANY (ARRAY[{compiler.process(element.clauses, **kw)}])"


@compiles(probed, "sqlite")
def _sqlite_probed(element: probed, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.clauses, **kw))
