"""The cap on bodies, against a real FastAPI application and against messages no honest client sends."""

import asyncio
from typing import Annotated, Any

import pytest
from fastapi import Body, FastAPI, Request
from starlette.testclient import TestClient

from api.web.body_cap import BodyCap

MOST = 1000


def application() -> FastAPI:
    """An application that reads bodies in the ways ours does, and says how much it got."""
    app = FastAPI()

    @app.post("/form")
    @app.post("/upload/{name}")
    async def form(request: Request) -> int:
        return len(await request.form())

    @app.post("/api/v1/json")
    def read_json(answers: Annotated[dict[str, Any], Body()]) -> int:
        return len(answers)

    return app


@pytest.fixture
def client() -> TestClient:
    return TestClient(BodyCap(application(), MOST, {r"/upload/[a-z]+": 5000}))


def deliver(chunks: list[bytes], headers: list[tuple[bytes, bytes]], path: str = "/form") -> tuple[list[Any], int]:
    """What the cap sends for these chunks, and how many of them it took."""
    taken, sent = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        body = chunks[taken - 1]
        return {"type": "http.request", "body": body, "more_body": taken < len(chunks)}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    asyncio.run(BodyCap(application(), MOST)(scope, receive, send))
    return sent, taken


FORM = (b"content-type", b"application/x-www-form-urlencoded")


def test_a_body_within_the_cap_passes(client: TestClient) -> None:
    """Exactly the limit is still taken."""
    assert 200 == client.post("/form", content=b"a=" + b"x" * (MOST - 2), headers={"content-type": FORM[1]}).status_code


def test_an_honest_length_is_refused_before_a_byte_is_read() -> None:
    """A content-length above the cap is answered 413 at once."""
    sent, taken = deliver([b"x" * 2000], [FORM, (b"content-length", b"2000")])
    assert (413, 0) == (sent[0]["status"], taken)


@pytest.mark.parametrize(
    "headers",
    [
        [FORM],
        [FORM, (b"content-length", b"10")],
        [FORM, (b"content-length", b"-1")],
        [FORM, (b"content-length", b"ten")],
    ],
    ids=["absent", "lying", "negative", "no number"],
)
def test_bytes_are_counted_whatever_the_header_says(headers: list[tuple[bytes, bytes]]) -> None:
    """Reading stops at the chunk that goes over, and exactly one answer goes out."""
    sent, taken = deliver([b"a=" + b"x" * 398] * 50, headers)
    assert (413, 3) == (sent[0]["status"], taken)
    assert ["http.response.start", "http.response.body"] == [message["type"] for message in sent]


def test_json_gets_problem_details(client: TestClient) -> None:
    """A streamed body without a length, which FastAPI itself would answer with 400, gets our 413."""
    reply = client.post("/api/v1/json", content=iter([b'{"a": "', b"x" * 2000, b'"}']))
    assert (413, "application/problem+json") == (reply.status_code, reply.headers["content-type"])
    assert "must be 1 KB or less" in reply.json()["detail"]


def test_a_form_gets_a_page(client: TestClient) -> None:
    """A person reads a sentence that says what to do."""
    reply = client.post("/form", content=b"x" * 2000)
    assert (413, "text/html; charset=utf-8") == (reply.status_code, reply.headers["content-type"])
    assert "Nothing was saved" in reply.text


def test_a_path_may_have_its_own_limit(client: TestClient) -> None:
    """Uploads take more, up to their own limit; a path that only begins alike doesn't."""
    big = {"content": b"x" * 4000, "headers": {"content-type": "application/x-www-form-urlencoded"}}
    assert 200 == client.post("/upload/evidence", **big).status_code
    assert 413 == client.post("/upload/evidence/1", **big).status_code
    assert 413 == client.post("/upload/evidence", content=b"x" * 6000).status_code
