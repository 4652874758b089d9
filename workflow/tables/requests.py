"""Sign-ins, API tokens, and requests that were answered already."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from workflow.tables.moments import Moment


class WebSession(SQLModel, table=True):
    """A sign-in, kept here so that it can be ended. ``digest`` is the cookie's SHA-256.

    Its times are by the database's clock.
    """

    __tablename__ = "web_session"
    digest: str = Field(primary_key=True, max_length=64)
    person: int = Field(foreign_key="person.id", index=True)
    csrf: str
    made_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Token(SQLModel, table=True):
    """A bearer token for the API, kept as its SHA-256."""

    digest: str = Field(primary_key=True, max_length=64)
    person: int = Field(foreign_key="person.id", index=True)
    made_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class IdempotentRequest(SQLModel, table=True):
    """A request that succeeded, by who sent it and its key, so that twice does it once with the same answer."""

    __tablename__ = "idempotent_request"
    person: int = Field(primary_key=True, foreign_key="person.id")
    key: str = Field(primary_key=True, max_length=200)
    fingerprint: str = Field(max_length=64)
    status: int
    reference: str
    revision: int
    made_at: datetime = Field(sa_type=Moment)
