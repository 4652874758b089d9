"""Where a page goes that idled out: asked of the server, which ends no session, keeps none alive and tells nothing."""

from __future__ import annotations

from datetime import timedelta

from tests.api.pages.site import OWN, Site
from tests.api.pages.test_signing_in import moved_back

AWAY = {"idle-back": "/cases?kind=incident"}


def test_a_session_in_use_goes_on(site_on_each: Site) -> None:
    """The answer says since when it is idle; asking makes it no younger, and keeps no draft."""
    site = site_on_each
    visit = site.visit("officer")
    typed = {"csrf": visit.csrf, "idle-at": "/open/incident", "summary": "x", **AWAY}
    moved_back(site, visit, "seen_at", timedelta(minutes=10))
    for _ in range(2):
        idle = visit.post("/signed-out", typed).json()["idle"]
        assert 600 <= idle < 660
    assert [] == site.sql("SELECT * FROM draft")


def test_what_was_typed_is_kept_once_it_is_over(site_on_each: Site) -> None:
    """With the session's own word; the fields by which the page says where it was aren't among it."""
    site = site_on_each
    visit = site.visit("officer")
    typed = {"csrf": visit.csrf, "idle-at": "/open/incident", "idle-file": "yes", "parent": "NM-1", "summary": "x"}
    moved_back(site, visit, "seen_at", timedelta(minutes=16))
    leads = visit.post("/signed-out", typed | AWAY).json()["next"]
    assert leads.startswith("/signed-out?next=%2Fopen%2Fincident%3Fparent%3DNM-1%26draft%3D")
    ((body,),) = site.sql("SELECT body FROM draft")
    assert '{"texts": {"parent": ["NM-1"], "summary": ["x"]}, "file": true}' == body
    assert "is kept for 24 hours" in visit.get(leads).text


def test_nothing_is_kept_that_isnt_a_form_of_theirs(site: Site) -> None:
    """Another's word, a page that isn't kept, no form at all: it leads back to where they were, elsewhere never."""
    visit = site.visit("officer")
    csrf = visit.csrf
    moved_back(site, visit, "seen_at", timedelta(minutes=16))
    for fields, back in (
        ({"csrf": "made-up", "idle-at": "/open/incident", **AWAY}, "%2Fcases%3Fkind%3Dincident"),
        ({"csrf": csrf, "idle-at": "/people/new", **AWAY}, "%2Fcases%3Fkind%3Dincident"),
        ({"csrf": csrf, "idle-back": "https://evil.example/"}, "%2F"),
        ({"csrf": csrf, "idle-back": f"/cases?q={'x' * 600}"}, "%2F"),
        ({}, "%2F"),
    ):
        assert f"/signed-out?next={back}" == visit.post("/signed-out", fields).json()["next"]
    assert [] == site.sql("SELECT * FROM draft")


def test_another_site_can_ask_nothing(site: Site) -> None:
    """Neither since when somebody is idle, nor for a draft in their name."""
    visit = site.visit("officer")
    answer = visit.client.post("/signed-out", data=AWAY, headers=OWN | {"Origin": "https://evil.example"})
    assert 403 == answer.status_code


def test_the_browser_is_told_to_forget(site: Site) -> None:
    """The page that stands in the other's place clears what the browser kept, and leads nowhere but to us."""
    answer = site.stranger().get("/signed-out?next=//evil.example/")
    assert ('"cache", "storage"', "no-store") == (answer.headers["clear-site-data"], answer.headers["cache-control"])
    assert "evil" not in answer.text
