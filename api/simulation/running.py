"""A throw-away installation for one simulated time: made, lived in, counted, removed whatever happens."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from api.simulation.acting import Actors
from api.simulation.agenda import Agenda
from api.simulation.casebook import Casebook
from api.simulation.counting import Outcome, count
from api.simulation.partnership import found
from api.simulation.playing import Time
from api.simulation.span import DAWN, Span, instant
from workflow.database.storage import Database
from workflow.migrations.migrate import migrate
from workflow.uploads.files import Files

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of one's own in it, with a name nobody can guess


def simulate(span: Span) -> Outcome:
    """Lives through the span and counts what came of it; leaves nothing behind."""
    with throw_away() as folder:
        return live(span, folder)


def live(span: Span, folder: Path) -> Outcome:
    """As ``simulate``, in a folder where the database ``casekeeper.db`` stays for whoever wants to look at it."""
    database = Database(f"sqlite:///{folder / 'casekeeper.db'}")
    try:
        migrate(database)
        random = Random(span.seed)  # noqa: S311 - the same seed must give the same time
        people = found(database, span, random)
        actors = Actors(people, Files(folder / "files"), random)
        began = instant(span.first, DAWN)
        Time(span, people, actors, random, Agenda(), Casebook(people), began, people.calendar()).pass_by()
        return count(database, people.code, span)
    finally:
        database.close()


@contextmanager
def throw_away() -> Iterator[Path]:
    """A folder of its own, in memory where this machine has such a place; gone afterwards."""
    place = IN_MEMORY if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="casekeeper-simulated-", dir=place) as folder:
        yield Path(folder)
