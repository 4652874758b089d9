"""How PostgreSQL is opened: psycopg 3, connections tried before use, one instant for each reading session."""

from __future__ import annotations

from psycopg.errors import LockNotAvailable
from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from workflow.errors import Clash

_QUEUE = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def engine(url: URL) -> Engine:
    """An engine on a PostgreSQL database."""
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=16,
        max_overflow=16,
        # A second request with the same key waits up to 5 s for the first, then is told so. No
        # compiling of queries: for what a batch of mails holds it took 35 ms, the answer 13, and it is done each time.
        connect_args={"options": "-c lock_timeout=5000 -c timezone=UTC -c statement_timeout=60000 -c jit=off"},
    )


def queue_on(connection: Connection, name: str) -> None:
    """Holds ``name`` until the transaction ends; ``Clash`` where another holds it for longer than the lock timeout."""
    try:
        connection.execute(_QUEUE, {"name": name})
    except OperationalError as fault:
        if isinstance(fault.orig, LockNotAvailable):
            raise Clash(
                "The first request with this key is still running. Try again in a moment.", reused=False
            ) from None
        raise
