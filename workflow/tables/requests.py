"""Requests that were answered already."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from workflow.tables.moments import Moment


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
