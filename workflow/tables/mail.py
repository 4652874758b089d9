"""What people are owed word of, the mails that carry it, and the marks of daily work."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from workflow.tables.moments import Moment

TO_FORMER, TO_NEW = "warning", "correction"
"""The templates of the mails that tell of an address that was put right: to the one before, and to the new one."""
UNMENDED = frozenset({TO_FORMER})
"""Templates of mails whose address nobody mends: it was somebody's before, and whoever reads there now may be another.

Such a mail goes nowhere else, is over once it is refused, and is never late: it reaches whom it can.
"""


class Notice(SQLModel, table=True):
    """One line that a person is owed. ``key``: clock/ID/DUE/RUNG/PERSON or entry/CASE/SEQ/TELL/PERSON.

    Every key ends with the person, so that who stands in for somebody is owed the same line once.
    ``task`` and ``why`` are a declaration's or policy's words, never a person's.
    """

    __table_args__ = (
        Index(
            "notice_owed",
            "person",
            "status",
            sqlite_where=text("status = 'owed'"),
            postgresql_where=text("status = 'owed'"),
        ),
        Index("notice_by_clock", "clock_id", "status"),
        Index("notice_by_mail", "mail_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    partnership: str
    person: int = Field(foreign_key="person.id")
    case_id: int = Field(foreign_key="casefile.id")
    clock_id: int | None = Field(default=None, foreign_key="clock.id")
    due_on: date | None = None
    rung: str = ""
    task: str
    why: str = Field(description="the audience that this person is of")
    at_once: bool = False
    template: str = Field(
        default="notice", sa_column_kwargs={"server_default": "notice"}, description="notice or summary, where at once"
    )
    made_on: date
    status: str = Field(default="owed", description="owed, mailed or withdrawn")
    mail_id: int | None = Field(default=None, foreign_key="mail.id")


class Mail(SQLModel, table=True):
    """One message to one person. ``key``: digest/PERSON/DAY, notice/ID or summary/PARTNERSHIP/PERSON/DAY.

    With a link that lets them in it is invitation/ID/NUMBER or recovery/ID/NUMBER; its content holds no such link.
    Of an address that was put right it is warning/ID or correction/ID, of the change.
    ``fence`` rises with each claim; a write back names the fence it was claimed under, so that a late one is refused.
    """

    __table_args__ = (
        Index(
            "mail_waiting",
            "next_at",
            sqlite_where=text("status IN ('queued','deferred','sending')"),
            postgresql_where=text("status IN ('queued','deferred','sending')"),
        ),
        Index(
            "mail_open",
            *("person", "status"),
            sqlite_where=text("status IN ('queued','deferred','sending','refused')"),
            postgresql_where=text("status IN ('queued','deferred','sending','refused')"),
        ),
        Index("mail_by_person", "person", "day"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    message_id: str = Field(unique=True)
    person: int = Field(foreign_key="person.id")
    address: str
    template: str = Field(description="digest, notice, summary, invitation, recovery, warning or correction")
    partnership: str = Field(default="", description="of a summary: whose figures it holds")
    day: date
    status: str = Field(default="queued", description="queued, sending, sent, deferred, refused or withdrawn")
    attempts: int = 0
    unknown: int = Field(default=0, description="times the bytes were handed over and no answer came")
    fence: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=Moment, description="the database's clock")
    made_at: datetime = Field(sa_type=Moment)
    next_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    again_at: datetime | None = Field(default=None, sa_type=Moment, description="when somebody had it sent again")
    answer: str = Field(default="", description="what the mail server last said, or why it was withdrawn")
    history: str | None = Field(default=None, description="what became of it before somebody had it sent again")
    content: bytes | None = Field(default=None, sa_type=LargeBinary)


class AddressChange(SQLModel, table=True):
    """Somebody's address was put right: by whom (None: at the command line), when, from what to what. Only added to."""

    __tablename__ = "address_change"
    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    old: str
    new: str
    by: int | None = Field(default=None, foreign_key="person.id")
    by_name: str = Field(description="their name then; at the command line the system's name for who typed it")
    at: datetime = Field(sa_type=Moment)


class DailyRun(SQLModel, table=True):
    """Daily work that was done for a civil day, so that it is done once."""

    __tablename__ = "daily_run"
    work: str = Field(primary_key=True)
    day: date = Field(primary_key=True)


class Heartbeat(SQLModel, table=True):
    """When a worker was last heard of, by the database's clock."""

    worker: str = Field(primary_key=True)
    heard_at: datetime = Field(sa_type=Moment)
