"""A mail as it is written down to be sent: one INSERT for all that one SELECT finds. Knows no reason for a mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select

# PostgreSQL's construct compiles for SQLite too, not the other way round: both say ON CONFLICT DO NOTHING.
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from workflow.tables.rows import MAIL, PERSON


def new_mails(
    key: ColumnElement[str],
    template: str,
    partnership: ColumnElement[str],
    person: ColumnElement[int],
    of: Callable[[Select[Any]], Select[Any]],
    *,
    address: ColumnElement[str] | None = None,
) -> ReturningInsert[Any]:
    """Mails of those keys to those persons, each once; ``of`` gives the SELECT its FROM and WHERE, ``person`` among it.

    To the person's address as it is, unless another is given.
    Binds ``today``, ``made`` (the instant) and ``host`` ("@…>", the end of the Message-IDs). Gives the new ids.
    """
    columns: dict[str, ColumnElement[Any]] = {
        "key": key,
        "message_id": literal("<") + func.replace(key, "/", ".") + bindparam("host"),
        "person": person,
        "address": PERSON.c.email if address is None else address,
        "template": literal(template),
        "partnership": partnership,
        "day": bindparam("today", type_=MAIL.c.day.type),
        "status": literal("queued"),
        **dict.fromkeys(("attempts", "unknown", "fence"), literal(0)),
        "made_at": bindparam("made", type_=MAIL.c.made_at.type),
        "next_at": bindparam("made", type_=MAIL.c.next_at.type),
        "answer": literal(""),
    }
    found = of(select(*(value.label(name) for name, value in columns.items())).distinct())
    made = insert(MAIL).from_select(tuple(columns), found, include_defaults=False).on_conflict_do_nothing()
    return made.returning(MAIL.c.id)
