"""Commands as processes of their own: the script, a port that is taken, a stop that drops nothing."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from json import dumps
from pathlib import Path
from threading import Thread

import pytest

from api.serving import listen
from api.signing_in import tokens
from tests.answers import INCIDENT
from tests.api.command_line.serving import SCRIPT, environment, served_at
from tests.world import populate
from workflow.database.storage import Database
from workflow.errors import Unusable
from workflow.tables.rows import CASEFILE


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`casekeeper serve` on a free port, ready."""
    with served_at(environment(sqlite_url, tmp_path)) as served:
        yield served


def get(port: int, path: str) -> int:
    """The status of an address, over a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_script_runs() -> None:
    """`casekeeper` is installed and ends with 0."""
    done = subprocess.run(  # noqa: PLW1510 - its code is what is asked
        [SCRIPT, "calendar", "due", "2026-11-23", "--working-days", "15"], capture_output=True, text=True
    )
    assert (0, "2026-12-14\n", "") == (done.returncode, done.stdout, done.stderr)


def test_a_port_that_is_taken(sqlite_url: str, tmp_path: Path) -> None:
    """Exit 1 and one sentence with the port's number."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        env = environment(sqlite_url, tmp_path)
        done = subprocess.run(  # noqa: PLW1510 - its code is what is asked
            [SCRIPT, "serve", "--port", port], env=env, capture_output=True, text=True
        )
    assert (1, 1) == (done.returncode, len(done.stderr.splitlines())), done.stderr
    assert f"Port {port} on 127.0.0.1 can't be had: Address already in use." in done.stderr


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_is_none(port: int) -> None:
    """A number that no port has is refused likewise."""
    with pytest.raises(Unusable, match="from 0 to 65535"):
        listen("127.0.0.1", port)


def test_sigterm_ends_well_and_drops_no_accepted_request(
    served: tuple[subprocess.Popen[str], int], sqlite_url: str
) -> None:
    """Whatever was accepted before the stop is answered, 201 as saved; the process ends with 0."""
    process, port = served
    database = Database(sqlite_url)
    world = populate(database)
    with database.writing() as session:
        token = tokens.issue(session, world.ids["officer"])
    today = {"incident_on": "2020-01-02", "aware_on": "2020-01-02"}
    body = dumps({"kind": "incident", "answers": INCIDENT | today})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connections = [HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(12)]
    for connection in connections:
        connection.request("GET", "/health/live")
        connection.getresponse().read()
    statuses: list[int] = []
    for connection in connections:
        connection.request("POST", "/api/v1/cases", body, headers)

    def answer(connection: HTTPConnection) -> None:
        statuses.append(connection.getresponse().status)

    readers = [Thread(target=answer, args=(connection,)) for connection in connections]
    for reader in readers:
        reader.start()
    # Answered after the others were sent: by then the server has read them all.
    assert 200 == get(port, "/health/live")
    process.send_signal(signal.SIGTERM)
    for reader in readers:
        reader.join()
    for connection in connections:
        connection.close()
    assert 0 == process.wait(60)
    assert [201] * 12 == statuses
    with database.reading() as session:
        assert 12 == len(session.execute(CASEFILE.select()).all())
    database.close()
