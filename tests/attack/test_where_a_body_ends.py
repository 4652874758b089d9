"""Where a request ends: nobody hides a second one in the body of the first."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from threading import Thread

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.serving import listen, server

SEEN: list[tuple[str, bytes]] = []


async def notes(scope: Scope, receive: Receive, send: Send) -> None:
    """Notes each request with its body."""
    request = Request(scope, receive)
    SEEN.append((request.url.path, await request.body()))
    await PlainTextResponse("noted")(scope, receive, send)


@pytest.fixture
def port() -> Iterator[int]:
    """A process as it serves, of an application that only notes what comes."""
    SEEN.clear()
    at, serving = listen("127.0.0.1", 0), server(notes)
    running = Thread(target=serving.run, kwargs={"sockets": [at]})
    running.start()
    yield at.getsockname()[1]
    serving.should_exit = True
    running.join()


def sent(port: int, content: bytes) -> bytes:
    """All that is answered to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as to:
        to.sendall(content)
        to.shutdown(socket.SHUT_WR)
        answer = b""
        while part := to.recv(4096):
            answer += part
    return answer


INNER = b"GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"


def test_chunks_count_where_a_length_is_said_too(port: int) -> None:
    """Refused, or read by its chunks: never by the length, which would swallow or show the second request."""
    head = b"POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    both = head + b"2\r\nab\r\n0\r\n\r\n"
    sent(port, both)
    assert SEEN in ([], [("/first", b"ab")])


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nContent-Length: 40",
        b"Content-Length: 5, 40",
        b"Content-Length: +5",
        b"Content-Length: 5\r\nTransfer-Encoding: xchunked",
        b"Content-Length : 5",
        b"Transfer-Encoding: chunked, identity",
    ],
)
def test_a_request_that_ends_in_two_places_is_refused(port: int, head: bytes) -> None:
    """400 or worse, and nothing of it reaches the application."""
    answer = sent(port, b"POST /first HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n\r\n" + INNER)
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501"))
    assert [] == SEEN
