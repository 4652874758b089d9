"""What somebody of a police force reads a family of cases for: said once a session, and kept with each look.

Data Protection Act 2018 s62, as enacted: from the logs of consultation one must be able to establish why and when
data was consulted and, so far as possible, by whom.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from states.asks import Ask, Known, Option
from workflow.engine.answers import read_answers
from workflow.errors import Invalid
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import PURPOSE

OTHER = "other"
WHICH = Ask(
    key="purpose",
    label="What do you read it for?",
    type="choice",
    options=(
        Option("take_part", "To take part in it for my force"),
        Option("follow", "To follow what my force has agreed to do"),
        Option("asked", "To answer a request for information"),
        Option("check", "To check what my force did or recorded"),
        Option(OTHER, "Something else"),
    ),
)
WORDS = Ask(
    key="words",
    label="Something else: what for",
    type="line",
    required=False,
    hint="In a few words, with no detail of anybody",
)
ASKS = (WHICH, WORDS)
P = PURPOSE.c
_SAID = select(P.purpose).where(P.web_session == bindparam("in_session"), P.root == bindparam("of_root"))
_NEW = insert(PURPOSE).values(said_at=DatabaseNow())
_AGAIN = (
    update(PURPOSE)
    .where(P.web_session == bindparam("in_session"), P.root == bindparam("of_root"))
    .values(purpose=bindparam("now_for"), said_at=DatabaseNow())
)


def said(session: Session, web_session: str, root: int) -> str:
    """What was said in this sign-in session for the family; "" if nothing yet. ``web_session``: its digest."""
    found = session.execute(_SAID, {"in_session": web_session, "of_root": root}).scalar()
    return str(found or "")


def say(session: Session, web_session: str, root: int, answers: object, today: date) -> None:
    """Keeps what the family is read for in this session; said again, it counts from now on.

    ``Invalid`` where none of the usual purposes is chosen, or another one without its words.
    """
    read = read_answers(ASKS, answers, Known(today=today)).values
    words = str(read.get(WORDS.key, ""))
    if (read[WHICH.key] == OTHER) != bool(words):
        raise Invalid({WORDS.key: "Say in a few words what for, if it is something else; leave this empty otherwise"})
    purpose = words or next(one.label for one in WHICH.options if one.value == read[WHICH.key])
    connection = session.connection()
    if connection.execute(_AGAIN, {"in_session": web_session, "of_root": root, "now_for": purpose}).rowcount == 0:
        connection.execute(_NEW, {"web_session": web_session, "root": root, "purpose": purpose})
