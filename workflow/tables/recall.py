"""What finds a case again when something like it comes up. How each database looks in it is ``full_text.py``'s."""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class Recall(SQLModel, table=True):
    """The words of one case by which it is found: bare words, in their order, without those that say nothing.

    Beside it each database keeps an index of its own making; see the migration that made this table.
    """

    case_id: int = Field(primary_key=True, foreign_key="casefile.id")
    words: str = Field(sa_type=Text)
