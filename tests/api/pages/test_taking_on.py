"""A case that ran before Casekeeper is taken on at the pages: page by page, and every page keeps what was typed."""

from __future__ import annotations

from typing import Any

from tests.api.pages.site import Site
from tests.journeys.browser import Page
from tests.workflow.situations import clocks, row

WHAT = {"sin_reference": "SIN-9", "former_reference": "LSCP/2026/7"}
NOW = {"state_now": "sent", "began_on": "2026-10-01", "state_since": "2026-10-29"}
BEFORE = {"earlier": [{"what": "meet", "on": "2026-10-19"}]}
ANSWERED = {"outcome": "learning_taken", "rationale": "First line\nSecond line"}


def filled(site: Site, who: str = "manager", **other: dict[str, Any]) -> Page:
    """The pages one after the other, each sent as it is filled in; gives the page that the last one leads to."""
    visit = site.visit(who)
    page = visit.at("/take-on/rapid_review")
    for typed in (WHAT, NOW | other.get("now", {}), BEFORE | other.get("before", {}), {}, ANSWERED):
        page = visit.send(page, typed)
    return page


def test_a_review_is_taken_on_page_by_page(site_on_each: Site) -> None:
    """Five pages, and the case stands where it stood, with its dates; its page says since when it ran, and as what."""
    site = site_on_each
    page = filled(site)
    reference = page.path.removeprefix("/cases/").partition("?")[0]
    assert (200, f"/cases/{reference}?saved=taken_on") == (page.status, page.path), page.text
    assert "ran before Casekeeper since 1 October 2026, as LSCP/2026/7" in page.text
    assert "First line" in page.text
    assert site.world is not None
    assert "sent" == row(site.world, reference).state
    assert "2026-10-29" == clocks(site.world, reference)["rapid_review"].stopped_on.isoformat()


def test_each_page_says_what_is_wrong_before_the_next(site: Site) -> None:
    """A page goes on once it can be read; what was typed stays, and going back asks nothing."""
    visit = site.visit("manager")
    page = visit.send(visit.at("/take-on/rapid_review"), WHAT | {"sin_reference": ""})
    assert (422, "What it is") == (page.status, page.text.partition(" page 1 of 5 ")[2][:10])
    assert "Enter: Reference of the notification" in page.text
    page = visit.send(page, WHAT)
    assert "page 2 of 5" in page.text
    page.form.fields["go"] = ["back"]
    page = visit.send(page, {})
    assert (200, "SIN-9") == (page.status, page.form.fields["sin_reference"][0])


def test_what_does_not_fit_together_is_said_on_its_page(site: Site) -> None:
    """The last page leads back to the one that must be mended, with all that was typed; nothing was written."""
    page = filled(site, before={"earlier": [{"what": "meet", "on": "2026-09-01"}]})
    assert 422 == page.status
    assert "page 3 of 5 What happened before" in page.text
    assert "Row 1: “Record the panel meeting” can't have happened before Thu 1 Oct 2026" in page.text
    assert [["SIN-9"], ["First line\nSecond line"]] == [page.form.fields[key] for key in ("sin_reference", "rationale")]
    assert [] == site.sql("SELECT 1 FROM casefile")
    visit = site.visit("manager")
    page = visit.send(page, BEFORE)
    for _ in range(2):
        page = visit.send(page, {})
    assert page.path.endswith("?saved=taken_on"), page.text


def test_one_more_row_keeps_the_page(site: Site) -> None:
    """Without JavaScript, a button that adds a row."""
    visit = site.visit("manager")
    page = visit.send(visit.send(visit.at("/take-on/rapid_review"), WHAT), NOW)
    page.form.fields["add_row"] = ["earlier"]
    page = visit.send(page, BEFORE)
    assert "page 3 of 5" in page.text
    assert "earlier.1.what" in page.form.choices


def test_the_unit_finds_its_way_there_and_nobody_else(site: Site) -> None:
    """From what needs you, from an opening's page, from the case that it belongs below; others see no link, no page."""
    officer, lead = site.visit("officer"), site.visit("lead_council")
    assert "/take-on" in officer.at("/open").html
    assert "/take-on" not in lead.at("/open").html
    assert "/take-on/incident" in officer.at("/open/incident").html
    assert "/take-on/incident" not in lead.at("/open/incident").html
    for path in ("/take-on", "/take-on/incident"):
        assert 403 == lead.get(path).status_code
    listed = officer.at("/take-on").html
    assert "/take-on/rapid_review" in listed
    assert "/take-on/agency_return" not in listed
    case = filled(site)
    reference = case.path.removeprefix("/cases/").partition("?")[0]
    assert f"/take-on?parent={reference}" in case.html
    below = officer.at(f"/take-on?parent={reference}").html
    assert f"/take-on/agency_return?parent={reference}" in below
    page = officer.at(f"/take-on/agency_return?parent={reference}")
    assert "below " + reference in page.text
    assert 404 == officer.get("/take-on?parent=NM-2026-9999").status_code


def test_the_timeline_tells_all_of_it(site: Site) -> None:
    """In words: the state, what happened before, the answers."""
    case = filled(site, now={"state_since": "2026-10-30"})
    page = site.visit("manager").at(case.path.partition("?")[0] + "/timeline")
    for words in ("Taken on", "Where it stands Sent to the national panel", "Record the panel meeting", "Second line"):
        assert words in page.text
