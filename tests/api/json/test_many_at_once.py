"""Many programs at once against the real server: more writers than it has threads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from json import dumps
from threading import Thread

import pytest

from api.serving import listen, server
from tests.answers import INCIDENT
from tests.api.json.door import Door

MANY = 90


@pytest.fixture
def port(sqlite_door: Door) -> Iterator[int]:
    """The port of a server on the loopback."""
    at, serving = listen("127.0.0.1", 0), server(sqlite_door.app)
    thread = Thread(target=serving.run, kwargs={"sockets": [at]})
    thread.start()
    yield at.getsockname()[1]
    serving.should_exit = True
    thread.join()


def test_more_writers_than_threads_are_all_served(sqlite_door: Door, port: int) -> None:
    """Ninety openings at once on one lock: each is answered 201, and nobody waits for ever."""
    headers = sqlite_door.headers("officer") | {"Content-Type": "application/json"}
    body = dumps({"kind": "incident", "answers": INCIDENT})

    def send(_: int) -> int:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", "/api/v1/cases", body, headers)
        status = connection.getresponse().status
        connection.close()
        return status

    with ThreadPoolExecutor(MANY) as pool:
        assert [201] * MANY == list(pool.map(send, range(MANY)))
