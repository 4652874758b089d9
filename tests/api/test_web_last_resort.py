"""The last resort, around an application that fails: one answer, and no word of what the error said."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.web.last_resort import LastResort


def fails(request: Request) -> PlainTextResponse:
    """Fails before anything was sent."""
    raise ValueError("canary")


def fails_late(request: Request) -> StreamingResponse:
    """Fails once its answer is under way."""

    async def parts():  # noqa: ANN202 - a generator that ends badly
        yield b"begun"
        raise ValueError("canary")

    return StreamingResponse(parts())


@pytest.fixture
def client() -> TestClient:
    app = Starlette(routes=[Route("/fails", fails), Route("/late", fails_late)])
    app.add_middleware(LastResort, answer=lambda _: PlainTextResponse("Sorry", 500))
    return TestClient(app)


def test_what_nobody_foresaw_is_answered_once(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    """Our own answer goes out; the log names the kind of error and the place, not its words."""
    reply = client.get("/fails")
    logged = "".join(capsys.readouterr())
    assert (500, "Sorry") == (reply.status_code, reply.text)
    assert "ValueError" in logged
    assert "test_web_last_resort.py" in logged
    assert "canary" not in logged


def test_an_answer_under_way_isnt_answered_again(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is added to what was sent already."""
    assert "Sorry" not in client.get("/late").text
    assert "canary" not in "".join(capsys.readouterr())
