"""The database: SQLite or PostgreSQL by one URL, opened for reading or for writing, committed here and nowhere else.

Nothing above this file knows which of the two it is. Settings of each stand in ``sqlite.py`` and ``postgresql.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError
from sqlmodel import Session

from workflow.database import postgresql, sqlite
from workflow.database.statements import CONNECTION
from workflow.errors import Unusable


class Database:
    """One database. Writers in this process queue on one lock where the database takes one writer at a time."""

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise Unusable(
                "CASEKEEPER_DATABASE_URL isn't a database address, such as sqlite:///var/casekeeper.db"
            ) from None
        name = parsed.get_backend_name()
        if name not in ("sqlite", "postgresql"):
            raise Unusable(f"Casekeeper runs on SQLite or PostgreSQL; {name} is neither")
        self.is_sqlite = name == "sqlite"
        self.engine: Engine = sqlite.engine(parsed) if self.is_sqlite else postgresql.engine(parsed)
        self._one_writer: AbstractContextManager[object] = Lock() if self.is_sqlite else nullcontext()
        self._kept: Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the database and changes nothing."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are durable once the block ends; an exception leaves nothing behind."""
        with (
            self._one_writer,
            self._writer() as connection,
            connection.begin(),
            Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session,
        ):
            session.info[CONNECTION] = connection
            yield session
            session.flush()

    def close(self) -> None:
        """Closes every connection."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        self.engine.dispose()

    @contextmanager
    def _writer(self) -> Iterator[Connection]:
        """A connection that says at BEGIN that it writes. SQLite's one writer keeps its own, opened once."""
        if not self.is_sqlite:
            with self.engine.connect() as connection:
                yield connection.execution_options(casekeeper_writes=True)
            return
        if self._kept is None:
            self._kept = self.engine.connect().execution_options(casekeeper_writes=True)
        yield self._kept


def unproved_hosts(url: str) -> list[str]:
    """The hosts that this database's address leads to without proof of who they are; none for a file or a socket."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return []
    return postgresql.unproved_hosts(parsed) if parsed.get_backend_name() == "postgresql" else []


def queue_on(session: Session, name: str) -> None:
    """Waits until no other transaction works under ``name``; SQLite's one writer waits for nobody.

    ``Clash`` where that takes longer than 5 seconds.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        postgresql.queue_on(connection, name)


def share(session: Session, name: str) -> None:
    """Works under ``name`` beside others who do so too, so that ``queue_on`` it waits; SQLite's one writer is alone.

    ``Clash`` where somebody who queued holds it for longer than 5 seconds.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        postgresql.share(connection, name)


def unreachable(fault: DBAPIError) -> str:
    """A sentence for a database that can't be used, without its password, and without what somebody wrote."""
    return f"The database can't be used: {words_of(fault) or type(fault).__name__}"


def words_of(fault: BaseException) -> str:
    """What may be logged of a failure: the first line of what the database or the system says, at most 300 characters.

    "" for every other, and for faults in what was to be written: those quote it.
    """
    if isinstance(fault, DBAPIError) and not isinstance(fault, DataError | IntegrityError):
        return (str(fault.orig).strip().splitlines() or [""])[0][:300]
    return (fault.strerror or "") if isinstance(fault, OSError) else ""
