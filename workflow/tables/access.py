"""Who may see a case beyond membership: exclusions, declarations, reading with a reason; and who has looked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from workflow.tables.moments import Moment


class Exclusion(SQLModel, table=True):
    """A person, or everybody of an agency, who sees nothing of a family of cases, whatever else they are in it."""

    __table_args__ = (
        Index("exclusion_by_root", "root"),
        ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
    )
    id: int | None = Field(default=None, primary_key=True)
    root: int = Field(foreign_key="casefile.id")
    person: int | None = Field(default=None, foreign_key="person.id")
    agency: str | None = None
    from_on: date
    to_on: date | None = None
    case_id: int
    seq: int


class Declaration(SQLModel, table=True):
    """That a scrutineer has no conflict of interest in a family of cases, said before they first read it.

    One who has is a ``Conflict``; the entry says so either way.
    """

    __table_args__ = (
        UniqueConstraint("root", "person"),
        ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
    )
    id: int | None = Field(default=None, primary_key=True)
    root: int = Field(foreign_key="casefile.id")
    person: int = Field(foreign_key="person.id", index=True)
    case_id: int
    seq: int


class Independence(SQLModel, table=True):
    """A scrutineer's declaration for the appointment, by two questions; the newest counts. ``detail`` says to whom.

    Related to an elected member, or the like, of a partner; or to an officer there in a role relevant to safeguarding.
    """

    id: int | None = Field(default=None, primary_key=True)
    partnership: str = Field(foreign_key="partnership.code")
    person: int = Field(foreign_key="person.id", index=True)
    to_member: bool
    to_officer: bool
    detail: str = ""
    said_at: datetime = Field(sa_type=Moment)
    ran_out_at: datetime | None = Field(
        default=None, sa_type=Moment, description="when it was found to count no more; the database's clock"
    )


class Reading(SQLModel, table=True):
    """Leave to read one case for a time and a reason: ``why`` is "break_glass" or "audit". Read only.

    Times are the database's clock; ``entry`` is the case's that tells of it. Broken glass is reviewed by an auditor.
    """

    __table_args__ = (
        Index("reading_by_person", "person", "case_id"),
        ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="casefile.id", index=True)
    person: int = Field(foreign_key="person.id")
    why: str
    reason: str
    seq: int
    made_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    review_due_on: date | None = None
    reviewed_by: int | None = Field(default=None, foreign_key="person.id")
    reviewed_at: datetime | None = Field(default=None, sa_type=Moment)
    finding: str = Field(default="", description="what the review found")


class Purpose(SQLModel, table=True):
    """What somebody reads a family of cases for, said once a session: of the police, the law wants it.

    Data Protection Act 2018 s62. It stays with the session when that gets a new cookie.
    """

    __table_args__ = (ForeignKeyConstraint(["web_session"], ["web_session.digest"], onupdate="CASCADE"),)
    web_session: str = Field(primary_key=True, max_length=64)
    root: int = Field(primary_key=True, foreign_key="casefile.id")
    purpose: str
    said_at: datetime = Field(sa_type=Moment)


class Look(SQLModel, table=True):
    """The read log: somebody was about to be shown something. Written, and kept, before the first byte goes out.

    ``route`` is the rule's, as in ``api/rules``; ``detail`` names which file, or what was searched for. Only added to.
    """

    __table_args__ = (Index("look_by_case", "case_id", "id"), Index("look_by_person", "person", "id"))
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    person: int = Field(foreign_key="person.id")
    partnership: str = ""
    case_id: int | None = Field(default=None, foreign_key="casefile.id")
    what: str = Field(description="a word of workflow/access/read_log.py")
    route: str
    detail: str = ""
    purpose: str = ""
    by_token: str = Field(default="", description="the token's id, where no browser asked")
    reading: int | None = Field(default=None, foreign_key="reading.id", description="under broken glass, or an audit")


class Asked(SQLModel, table=True):
    """How often somebody asked for something, by ``api/rules/limits.py``, in the last minute in which they did at all.

    ``minute`` is the database's, counted since 1970. One row for each thing: the next minute writes over it.
    """

    person: int = Field(primary_key=True, foreign_key="person.id")
    what: str = Field(primary_key=True, max_length=20)
    minute: int
    times: int
