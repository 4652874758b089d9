"""The trail: entries in a hash chain, and the narrative that stands beside them so that it can be erased lawfully."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKeyConstraint
from sqlalchemy import Text as LongText
from sqlmodel import Field, SQLModel

from workflow.tables.moments import DatabaseNow, Moment


class Entry(SQLModel, table=True):
    """One thing that happened to a case. ``body`` is the very text hashed; the other columns are copies of it.

    ``actor`` None: the engine itself. ``at`` is the civil clock, ``recorded_at`` the database's, which nobody moves.
    """

    __table_args__ = (ForeignKeyConstraint(["case_id"], ["casefile.id"]),)
    case_id: int = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    partnership: str
    actor: int | None = Field(default=None, foreign_key="person.id")
    recorded_for: int | None = Field(default=None, foreign_key="person.id")
    move: str
    happened_on: date
    at: datetime = Field(sa_type=Moment)
    recorded_at: datetime | None = Field(
        default=None, sa_column=Column(Moment, server_default=DatabaseNow(), nullable=False)
    )
    body: str = Field(sa_type=LongText)
    hash: str = Field(max_length=64)


class Text(SQLModel, table=True):
    """A piece of narrative: its salted digest is in the entry, its words and salt here."""

    __table_args__ = (ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),)
    case_id: int = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    ask: str = Field(primary_key=True)
    salt: str
    body: str = Field(sa_type=LongText)
    erased_on: date | None = None
