"""Addresses that nobody's browser makes: each ends in a page, none in a fault of ours, none leads elsewhere."""

from __future__ import annotations

import pytest

from tests.api.pages.site import Site
from tests.workflow import situations
from tests.world import World

LEADS_NOWHERE = (
    *(
        "/cases?q=%00",
        "/cases?kind=%00",
        "/cases?agency=%00",
        "/cases?q=a%00b",
        "/actions?q=%00",
        "/actions?agency=%00",
    ),
    *("/cases/{0}%00", "/cases/{0}%00/timeline", "/cases/{0}%00/moves/note", "/cases/{0}/moves/%00", "/open/%00"),
    *("/open/action?parent=%00", "/cases/{0}/evidence/0", "/cases/{0}/evidence/-1", "/cases/{0}/evidence/2147483648"),
    *("/cases/{0}/evidence/99999999999999999999999", "/cases/{0}/evidence/%D9%A3", "/demo/mailbox/%00"),
)


def test_no_address_is_a_fault_of_ours(world: World, site: Site) -> None:
    """NUL, numbers beyond any database's, other people's digits: not found or not readable, on both databases."""
    reference = situations.incident(world)
    visit = site.visit("officer")
    answers = {path: visit.get(path.format(reference)).status_code for path in LEADS_NOWHERE}
    assert set() == set(answers.values()) - {404, 422}, answers


ELSEWHERE = ["//evil.example", "//[", "/\\evil.example", "/\t/evil.example", "https://evil.example", "evil", "\\\\evil"]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_nowhere_else(world: World, site: Site, wanted: str) -> None:
    """Whatever the address of the sign-in page says, people land on ours."""
    stranger = site.stranger()
    assert 200 == stranger.get("/sign-in", params={"next": wanted}).status_code
    answer = stranger.post("/sign-in", data={"person": str(world.ids["officer"]), "next": wanted})
    assert (303, "/") == (answer.status_code, answer.headers["location"])


@pytest.mark.parametrize("origin", ["http://[", "null", "", "http://evil.example", "127.0.0.1:8000", "http://a@b"])
def test_a_strange_origin_is_forged(world: World, site: Site, origin: str) -> None:
    """An origin that is no address is as foreign as another site's."""
    stranger = site.stranger()
    answer = stranger.post("/sign-in", data={"person": str(world.ids["officer"])}, headers={"Origin": origin})
    assert 403 == answer.status_code


@pytest.mark.parametrize("path", ["/sign-in/", "/cases//evil.example/", "/cases/NM-2026-0001/", "/people/"])
def test_a_slash_too_many_leads_nowhere(world: World, site: Site, path: str) -> None:
    """Not to the page without it, at whatever host the request names, before any rule."""
    elsewhere = {"Host": "evil.example"}
    browsers = (site.stranger(), site.visit("officer").client)
    answers = [one.get(path, headers=elsewhere, follow_redirects=False) for one in browsers]
    assert [(404, None)] * 2 == [(one.status_code, one.headers.get("location")) for one in answers]
