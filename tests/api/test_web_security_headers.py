"""The headers every answer carries, and the one file a browser may keep."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from api.pages.rendering import STATIC, static_url
from api.web.security_headers import SecurityHeaders

SANDBOX = "default-src 'none'; sandbox"


def page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("case", headers={"cache-control": "public, max-age=60", "x-frame-options": "ALLOW"})


def document(request: Request) -> PlainTextResponse:
    return PlainTextResponse("document", headers={"content-security-policy": SANDBOX})


def failing(request: Request) -> PlainTextResponse:
    raise RuntimeError


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/", page),
        Route("/document", document),
        Route("/failing", failing),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return TestClient(SecurityHeaders(Starlette(routes=routes), secure=False), raise_server_exceptions=False)


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/failing", "/static/nothing-0123456789abcdef.css", "/static/manifest.json"]
)
def test_nothing_is_kept(client: TestClient, path: str) -> None:
    """Pages, errors and unhashed files are no-store, even where a route said otherwise."""
    assert "no-store" == client.get(path).headers["cache-control"]


@pytest.mark.parametrize("name", ["casekeeper.css", "casekeeper.js", "icon.svg"])
def test_a_file_named_by_its_content_is_kept_for_a_year(client: TestClient, name: str) -> None:
    """Its name changes when its content does, so a browser need never ask again."""
    reply = client.get(static_url(name))
    assert (200, "public, max-age=31536000, immutable") == (reply.status_code, reply.headers["cache-control"])


@pytest.mark.parametrize("path", ["/", "/nowhere", "/failing", "/document", static_url("casekeeper.css")])
def test_every_answer_is_sealed(client: TestClient, path: str) -> None:
    """No sniffing, no framing, no referrer to others, no sensors; a route can't loosen them."""
    headers = client.get(path).headers
    assert ("nosniff", "DENY", "same-origin", "same-origin") == (
        headers["x-content-type-options"], headers["x-frame-options"],
        headers["referrer-policy"], headers["cross-origin-opener-policy"],
    )  # fmt: skip
    policy = headers["content-security-policy"]
    assert all(one in policy for one in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"))
    assert "unsafe" not in policy


def test_a_route_may_have_a_policy_of_its_own(client: TestClient) -> None:
    """An uploaded document is served in a sandbox, and framed by nobody all the same."""
    sealed = f"{SANDBOX}; frame-ancestors 'none'; base-uri 'none'"
    assert sealed == client.get("/document").headers["content-security-policy"]


def test_transport_security_is_promised_only_over_https(client: TestClient) -> None:
    """For a year and every host below; the demo on loopback speaks http, and a browser mustn't learn otherwise."""
    assert "strict-transport-security" not in client.get("/").headers
    secure = TestClient(SecurityHeaders(Starlette(routes=[Route("/", page)]), secure=True))
    for path in ("/", "/nowhere"):  # a proxy in front speaks http with us, and may not say what it speaks outside
        assert "max-age=31536000; includeSubDomains" == secure.get(path).headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "text/plain; charset=utf-8"),
        (static_url("icon.svg"), "image/svg+xml; charset=utf-8"),
        (static_url("casekeeper.css"), "text/css; charset=utf-8"),
        (static_url("casekeeper.js"), "text/javascript; charset=utf-8"),
    ],
)
def test_text_says_how_it_is_written(client: TestClient, path: str, says: str) -> None:
    """Nobody guesses an encoding, not of a picture in XML either."""
    assert says == client.get(path).headers["content-type"]
