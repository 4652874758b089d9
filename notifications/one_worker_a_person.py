"""For each person one worker at a time gathers lines. Knows no line.

Lines are passed over while somebody holds them: two workers at one person's lines would each get some of them, one of
the two the day's digest, and the rest would wait for the next. So the person is taken first, whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session

from workflow.tables.rows import PERSON


def take(session: Session, people: Sequence[int]) -> Sequence[int]:
    """Those of the people whom nobody else gathers for now; theirs alone until the transaction ends.

    The others' turn comes with the next pass. SQLite has one writer: there it is everybody.
    """
    return session.execute(FREE, {"people": people}).scalars().all()


# Weaker than FOR UPDATE: whoever saves a case, and only refers to the person, doesn't wait for this.
FREE: Select[Any] = (
    select(PERSON.c.id)
    .where(PERSON.c.id.in_(bindparam("people", expanding=True)))
    .order_by(PERSON.c.id)
    .with_for_update(skip_locked=True, key_share=True)
)
