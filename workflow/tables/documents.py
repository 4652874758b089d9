"""The templates of letters and documents that partnerships made their own."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from workflow.tables.moments import Moment


class DocumentTemplate(SQLModel, table=True):
    """A template as somebody put it in force; the latest edition of a document counts, and none is ever written over.

    ``sha256`` names its bytes in the file store; "" goes back to the default. ``applied_by`` is an address, or the
    login name of whoever ran the command.
    """

    __tablename__ = "document_template"
    partnership: str = Field(primary_key=True, foreign_key="partnership.code")
    key: str = Field(primary_key=True, max_length=40, description="the document's")
    edition: int = Field(primary_key=True, description="1, 2, 3 … of each document")
    sha256: str = Field(max_length=64)
    name: str = Field(description="what the file was called")
    applied_by: str
    applied_person: int | None = Field(default=None, foreign_key="person.id")
    applied_at: datetime = Field(sa_type=Moment)
