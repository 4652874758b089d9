"""Lists: filters find what they say, and walking the pages shows every case once."""

from __future__ import annotations

import re

import pytest

from tests.api.pages.site import Site, Visit
from tests.workflow import situations

LINK = re.compile(r'<a class="govuk-link govuk-!-font-weight-bold" href="/cases/(NM-\d{4}-\d{4})"')
NEXT = re.compile(r'govuk-pagination__link" href="([^"]+)" rel="next"')


def walked(visit: Visit, path: str) -> list[str]:
    """Every reference from the first page to the last, in their order."""
    found: list[str] = []
    while path:
        page = visit.at(path)
        assert 200 == page.status
        found += LINK.findall(page.html)
        following = NEXT.search(page.html)
        path = following[1].replace("&amp;", "&") if following else ""
    return found


@pytest.mark.parametrize("sort", ["due_on", "-opened_on", "opened_on", "reference"])
def test_a_walk_shows_every_case_once(demo: Site, sort: str) -> None:
    """In every order: all of the demo's cases, each once, though many share a date and some have none."""
    every = {reference for (reference,) in demo.sql("SELECT reference FROM casefile")}
    found = walked(demo.visit("marcus_adeyemi"), f"/cases?show=all&sort={sort}")
    assert len(every) > 50
    assert sorted(every) == sorted(found)


ROWAN = "SELECT case_id FROM subject WHERE pseudonym = 'Child Rowan'"
OF_ROWAN = f"id IN ({ROWAN}) OR root IN ({ROWAN})"
"""Whom a case is about, or the case that it belongs to."""
CONDITIONS = {
    "/cases": "NOT final",
    "/cases?show=ended": "final",
    "/cases?show=late": "NOT final AND due_on < '2026-11-23'",
    "/cases?show=all&kind=agency_return": "kind = 'agency_return'",
    "/cases?show=all&agency=housing": "owner_agency = 'housing'",
    "/cases?show=all&q=SUPERVISION": "lower(title) LIKE '%supervision%'",
    "/cases?show=all&q=NM-2026-0010": "reference = 'NM-2026-0010'",
    "/cases?show=all&q=%25": "title LIKE '%!%%' ESCAPE '!'",
    "/cases?show=all&q=Child+Rowan": OF_ROWAN,
    "/cases?show=all&kind=rapid_review&state=closed": "kind = 'rapid_review' AND state = 'closed'",
    "/cases?show=all&state=closed": "true",
    "/actions?state=evidence_submitted": "kind = 'action' AND state = 'evidence_submitted'",
    "/actions": "kind = 'action' AND NOT final",
    "/actions?show=late": "kind = 'action' AND NOT final AND due_on < '2026-11-23'",
    "/actions?agency=police": "kind = 'action' AND owner_agency = 'police' AND NOT final",
}


@pytest.mark.parametrize("path", CONDITIONS)
def test_filters_find_what_they_say(demo: Site, path: str) -> None:
    """Held against plain SQL; the number found is said, and the form keeps what was chosen."""
    expected = {one for (one,) in demo.sql(f"SELECT reference FROM casefile WHERE {CONDITIONS[path]}")}
    visit = demo.visit("marcus_adeyemi")
    found = walked(visit, path)
    assert sorted(expected) == sorted(found)
    page = visit.at(path)
    assert f"{len(expected)} found" in page.text
    for name, value in re.findall(r"(\w+)=([^&]+)", path.partition("?")[2]):
        if name in page.form.fields:
            assert [value.replace("%25", "%").replace("+", " ")] == page.form.fields[name], name
        else:
            assert ("state", False) == (name, "kind=" in path), "states are offered where one kind is listed"


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "agency=nobody", "show=sideways", "sort=nonsense", "after=nonsense", "q=" + "x" * 300]
)
def test_what_no_filter_offers_is_no_fault(demo: Site, query: str) -> None:
    """An address somebody changed by hand gives a page or a refusal in words, never a failure."""
    answer = demo.visit("marcus_adeyemi").get(f"/cases?{query}")
    assert answer.status_code in (200, 422)
    assert answer.headers["content-type"].startswith("text/html")


def test_what_needs_whom(site: Site) -> None:
    """An action with evidence waits for the unit; the owner's own page doesn't ask for it any more."""
    action, review = situations.submitted(site.world), situations.proposed(site.world)
    assert action not in site.visit("user_housing").at("/").text
    assert "Evidence submitted: verify" in site.visit("officer").at("/").text
    for who in ("dsp_council", "dsp_police", "dsp_icb"):
        assert f"Rapid review {review}" in site.visit(who).at("/").text
        assert "agree or dissent" in site.visit(who).at("/").text
    site.visit("dsp_icb").moves(review, "agree")
    assert "agree or dissent" not in site.visit("dsp_icb").at("/").text
    assert "Nothing needs you today." in site.visit("user_school").at("/").text
    assert "agree or dissent" not in site.visit("scrutineer").at("/").text


def test_mail_is_for_those_who_look_after_it(site: Site) -> None:
    """The business manager and the administrator; nobody else finds the page, nor a link to it."""
    allowed = {who for who in site.world.ids if site.visit(who).get("/mail").status_code == 200}
    assert {"manager", "administrator"} == allowed
    linked = {who for who in site.world.ids if 'href="/mail"' in site.visit(who).at("/").html}
    assert allowed == linked
