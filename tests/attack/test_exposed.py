"""What an outsider may look for: documentation, folders, what a version control left, methods that echo, the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.api.pages.account.people import real_site
from tests.journeys.browser import HOME
from tests.world import World
from workflow.database.storage import Database
from workflow.tables.rows import INVITATION, PASSKEY, PASSWORD, PERSON, TOKEN, WEB_SESSION

NOT_THERE = (
    *("/docs", "/redoc", "/openapi.json", "/api/v1/docs", "/api/v1/redoc"),
    *("/static", "/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/api/", "/health", "/health/"),
    *("/.git/config", "/.git/HEAD", "/static/.git/config", "/.env", "/pyproject.toml", "/var/casekeeper.db"),
    *("/demo/clock", "/demo/mailbox", "/demo/mailbox/1", "/debug", "/admin", "/test"),
)
OPEN = ("/health/live", "/health/ready", "/metrics", "/api/v1/openapi.json", "/sign-in")
"""All that answers without a sign-in and isn't part of signing in: by intention."""


@pytest.fixture
def outsider(world: World, tmp_path: Path) -> TestClient:
    """Somebody who isn't signed in, at an installation that isn't the demo."""
    return TestClient(real_site(world, tmp_path).app, base_url=HOME, follow_redirects=False)


def test_nothing_more_is_there_than_is_meant(outsider: TestClient) -> None:
    """Neither folders nor documentation nor the demo; what is open says nothing of anybody."""
    answers = {path: outsider.get(path).status_code for path in NOT_THERE}
    assert {404} == set(answers.values()), answers
    assert {200} == {outsider.get(path).status_code for path in OPEN}
    assert not any(name in outsider.get("/metrics").text for name in ("Hannah", "Northmoor", "example"))


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_no_method_echoes_what_was_sent(outsider: TestClient, method: str) -> None:
    """Nobody answers to it, and what came isn't sent back."""
    for path in ("/sign-in", "/api/v1/work", "/health/live", "/static/manifest.json", "/"):
        answer = outsider.request(method, path, headers={"X-Sent": "canary"})
        assert answer.status_code in {401, 404, 405}, (path, answer.status_code)
        assert "canary" not in answer.text


def test_another_sites_script_is_let_read_nothing(outsider: TestClient) -> None:
    """No answer names an origin that may, whoever asks, however they ask first."""
    for path in ("/sign-in", "/api/v1/work", "/api/v1/openapi.json", "/metrics", "/static/manifest.json"):
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        for method in ("GET", "OPTIONS", "POST"):
            named = [name for name in outsider.request(method, path, headers=asked).headers if "access-control" in name]
            assert [] == named


def test_nobody_is_there_at_the_start(database: Database) -> None:
    """A new installation has no person, password or token that somebody could know."""
    with database.reading() as session:
        for table in (PERSON, PASSWORD, PASSKEY, TOKEN, WEB_SESSION, INVITATION):
            assert [] == session.execute(select(table)).all()
