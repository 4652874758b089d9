"""How PostgreSQL is opened: psycopg 3, connections tried before use, one instant for each reading session."""

from __future__ import annotations

from psycopg.errors import LockNotAvailable
from psycopg.pq import Conninfo
from sqlalchemy import URL, Connection, Engine, TextClause, create_engine, text
from sqlalchemy.exc import OperationalError

from workflow.errors import Clash

_QUEUE = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_SHARE = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))")


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


def unproved_hosts(url: URL) -> list[str]:
    """The hosts that a connection would reach whose certificate and name wouldn't be checked; none by a socket.

    What the address doesn't say is as the system's own variables have it (PGHOST, PGSSLMODE).
    """
    given = {name: value if isinstance(value, str) else ",".join(value) for name, value in url.query.items()}
    given |= {"host": url.host} if url.host else {}
    system = {one.keyword.decode(): (one.val or b"").decode() for one in Conninfo.get_defaults()}
    if (given.get("sslmode") or system["sslmode"]) == "verify-full":
        return []
    # The name is what somebody wrote; a number beside it (hostaddr) is what is really spoken with.
    hosts = given.get("hostaddr") or system["hostaddr"] or given.get("host") or system["host"]
    return [one for one in hosts.split(",") if one and not one.startswith(("/", "@"))]


def queue_on(connection: Connection, name: str) -> None:
    """Holds ``name`` until the transaction ends; ``Clash`` where another holds it for longer than the lock timeout."""
    _hold(connection, _QUEUE, name)


def share(connection: Connection, name: str) -> None:
    """Holds ``name`` beside others who share it; ``Clash`` as in ``queue_on``. Who queues is not overtaken."""
    _hold(connection, _SHARE, name)


def _hold(connection: Connection, how: TextClause, name: str) -> None:
    try:
        connection.execute(how, {"name": name})
    except OperationalError as fault:
        if isinstance(fault.orig, LockNotAvailable):
            raise Clash(
                "The first request with this key is still running. Try again in a moment.", reused=False
            ) from None
        raise
