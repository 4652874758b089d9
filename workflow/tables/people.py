"""Partnerships, their agencies and policies, people, and the roles that people hold in them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from workflow.tables.moments import Moment


class Partnership(SQLModel, table=True):
    """The tenant: everything belongs to one. ``code`` begins its references ("NM-2026-0147")."""

    code: str = Field(primary_key=True, max_length=8)
    name: str
    policy: str = Field(default="", description="digest of the policy edition in force")
    calendar: str = Field(default="", description="edition of the calendar that every open clock was last dated by")


class Agency(SQLModel, table=True):
    """A statutory partner, a relevant agency, or the business unit, which is an agency of its own."""

    partnership: str = Field(primary_key=True, foreign_key="partnership.code")
    key: str = Field(primary_key=True, max_length=40)
    name: str
    police: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="a competent authority: its people say what they read a case for (DPA 2018 s62)",
    )


class Person(SQLModel, table=True):
    """Somebody, across partnerships: one sign-in, one digest. Some never sign in."""

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str
    employer: str = ""
    left_on: date | None = None


class RoleHeld(SQLModel, table=True):
    """A role in a partnership, at an agency ("" for none), from a day to a day: the tenancy."""

    __tablename__ = "role_held"
    __table_args__ = (
        UniqueConstraint("person", "partnership", "role", "agency", "from_on"),
        Index("role_held_by_role", "partnership", "role", "agency"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id")
    partnership: str = Field(foreign_key="partnership.code")
    agency: str = ""
    role: str
    from_on: date
    to_on: date | None = None


class Absence(SQLModel, table=True):
    """Somebody is away, from a day to a day, both included; ``deputy`` is told in their place, where they may see."""

    __table_args__ = (Index("absence_by_person", "person", "until"), Index("absence_by_until", "until"))
    id: int | None = Field(default=None, primary_key=True)
    partnership: str = Field(foreign_key="partnership.code")
    person: int = Field(foreign_key="person.id")
    deputy: int | None = Field(default=None, foreign_key="person.id")
    from_on: date
    until: date
    said_by: int | None = Field(default=None, foreign_key="person.id")


class Holiday(SQLModel, table=True):
    """A day off that the partnership's calendar has beyond the published bank holidays, with who declared it."""

    partnership: str = Field(primary_key=True, foreign_key="partnership.code")
    day: date = Field(primary_key=True)
    name: str
    declared_by: str
    declared_at: datetime = Field(sa_type=Moment)


class CalendarEdition(SQLModel, table=True):
    """A calendar by which clocks were dated: its days off by name, as JSON, kept so that a change can say which day."""

    __tablename__ = "calendar_edition"
    edition: str = Field(primary_key=True)
    days: str = Field(sa_type=Text)
    projected_from: date


class PolicyEdition(SQLModel, table=True):
    """A policy as it was put forward and, by a second person, confirmed: the partnership's own TOML, kept for ever.

    ``applied_by`` is an address, or the login name of whoever ran the command. ``confirmed_at`` says that it came into
    force; a partnership's first does at once, confirmed by nobody.
    """

    __tablename__ = "policy_edition"
    __table_args__ = (
        # Nobody confirms their own proposal: not the engine's promise alone, the database's too.
        CheckConstraint("applied_person <> confirmed_person", name="a_second_person_confirms"),
    )
    partnership: str = Field(primary_key=True, foreign_key="partnership.code")
    digest: str = Field(primary_key=True, max_length=64)
    edition: str
    body: str
    instead_of: str = Field(default="", description="digest of the edition in force when it was put forward")
    applied_by: str
    applied_person: int | None = Field(default=None, foreign_key="person.id")
    applied_at: datetime = Field(sa_type=Moment)
    confirmed_by: str = ""
    confirmed_person: int | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


class Rulebook(SQLModel, table=True):
    """The rules that cases keep from opening to end, by digest."""

    digest: str = Field(primary_key=True, max_length=64)
    kind: str
    body: str


class Numbering(SQLModel, table=True):
    """The last number given in a partnership and year, over all kinds, so that a number says nothing of the kind."""

    __table_args__ = (ForeignKeyConstraint(["partnership"], ["partnership.code"]),)
    partnership: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int
