"""A file that somebody sends, taken in at whatever door; one with a virus in it leaves an account, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from workflow.database.storage import Database
from workflow.errors import Infected
from workflow.people.account_events import note
from workflow.uploads.files import Coming, Files


@contextmanager
def taken_in(
    database: Database, files: Files, name: str, content: IO[bytes], *, person: int, partnership: str, about: str
) -> Iterator[Coming]:
    """As ``Files.coming``; ``about`` says where it was to go, such as a case's reference, never what it was called."""
    try:
        with files.coming(name, content) as coming:
            yield coming
    except Infected as fault:
        detail = f"{about}: {fault.virus}, SHA-256 {fault.sha256}"
        with database.writing() as session:
            note(session, "infected_file_refused", person=person, by=person, partnership=partnership, detail=detail)
        raise
