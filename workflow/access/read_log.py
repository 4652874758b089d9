"""The read log: who was about to be shown what, when, and what for. No log, no read.

Its rows are written and committed before the first byte goes out; nothing ever changes them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import insert
from sqlmodel import Session

from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import LOOK

WORDS = {
    "case": "The case",
    "history": "Its history",
    "file": "A file",
    "document": "A document",
    "list": "A list",
    "search": "A search",
    "figures": "Figures",
    "export": "Data taken out",
    "read log": "The read log",
    "accounts log": "The log of accounts",
}
"""What may be looked at, as rules say it."""
_NEW = insert(LOOK).values(at=DatabaseNow())


@dataclass(frozen=True, slots=True)
class Looked:
    """One look. ``route`` is the rule's key, ``detail`` which file or which words; the rest as in the table.

    ``detail`` is kept whole, however long: what was cut off could be what was searched for.
    """

    person: int
    what: str
    route: str
    partnership: str = ""
    case_id: int | None = None
    detail: str = ""
    purpose: str = ""
    by_token: str = ""
    reading: int | None = None


def note(session: Session, looked: Looked) -> None:
    """Adds the look; the caller commits it before it shows anything."""
    if looked.what not in WORDS:
        raise LookupError(f"nothing is looked at so: {looked.what}")
    session.connection().execute(_NEW, asdict(looked))
