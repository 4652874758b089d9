"""Every page tells browsers what it may do and that nobody keeps a copy, whatever it answers."""

from __future__ import annotations

import pytest

from api.web.security_headers import ALWAYS, CONTENT_SECURITY_POLICY
from tests.api.pages.site import Site
from tests.api.pages.test_forged_forms import pages_of

PARTS = {
    "kind": "incident",
    "key": "note",
    "number": "1",
    "mail_id": "1",
    "person_id": "1",
    "day": "2026-12-24",
    "provider": "1",
    "reading": "1",
    "session_id": "s",
    "token_id": "t",
}


@pytest.mark.parametrize("signed_in", [True, False])
def test_every_route_has_them(demo: Site, *, signed_in: bool) -> None:
    """All routes, found by looking at the application, with somebody signed in and with nobody."""
    reference = demo.sql("SELECT reference FROM casefile JOIN evidence ON evidence.case_id = casefile.id")[0][0]
    mail = next((demo.here.settings.files.parent / "mail").rglob("*.eml")).name.removesuffix(".eml")
    evidence = demo.sql("SELECT id FROM evidence")[0][0]
    client = demo.visit("marcus_adeyemi").client if signed_in else demo.stranger()
    statuses = set()
    for route in pages_of(demo):
        key = mail if "mailbox" in route.path else PARTS["key"]
        path = route.path.format(**PARTS | {"reference": reference, "evidence_id": evidence, "key": key})
        for method in route.methods or ():
            answer = client.request(method, path, follow_redirects=False)
            statuses.add(answer.status_code)
            held_against = {name: answer.headers.get(name) for name in ALWAYS}
            assert (path, ALWAYS) == (path, held_against)
            assert "no-store" == answer.headers["cache-control"]
            own = answer.headers["content-security-policy"]
            assert CONTENT_SECURITY_POLICY == own or "sandbox" in own
            assert "unsafe" not in own or "/html" in path, "only a mail's own styles, in a sandbox"
            assert answer.status_code < 500
    assert ({200, 403} if signed_in else {200, 303}) <= statuses


@pytest.mark.parametrize(
    "path", ["/nowhere", "/cases/NM-2026-9999", "/static/nothing.css", "/cases/%00", "/%2e%2e/etc"]
)
def test_pages_that_are_not_there_have_them(demo: Site, path: str) -> None:
    """Errors too."""
    answer = demo.visit("marcus_adeyemi").get(path)
    assert 404 == answer.status_code
    assert ALWAYS == {name: answer.headers.get(name) for name in ALWAYS}
    assert CONTENT_SECURITY_POLICY == answer.headers["content-security-policy"]
