"""Where a case is begun: a few buttons for what a role opens often, one page for all that it may open."""

from __future__ import annotations

import re

from states.kinds import machines
from states.language import KIND_GROUPS
from tests.api.pages.site import Site

BUTTON = re.compile(r'<a class="govuk-button[^"]*"[^>]*href="/open/(\w+)"')
LISTED = re.compile(r'<a class="govuk-link[^"]*" href="/open/(\w+)">([^<]+)</a><br>([^<]+)</li>')
OFTEN = {
    "officer": ["incident", "meeting", "adult_review"],
    "manager": ["incident", "meeting", "adult_review"],
    "dsp_council": ["adult_review", "action", "disagreement"],
    "user_school": ["adult_review", "disagreement"],
    "scrutineer": ["challenge", "recommendation"],
    "legal": [],
    "auditor": [],
    "administrator": [],
}


def test_a_few_buttons_for_what_a_role_opens_often(site: Site) -> None:
    """Never more than three, statutory ones first; who opens nothing sees neither button nor link."""
    for who, kinds in OFTEN.items():
        html = site.visit(who).at("/").html
        assert (who, kinds) == (who, BUTTON.findall(html))
        listed = LISTED.findall(site.visit(who).at("/open").html)
        assert ('href="/open"' in html) == (len(listed) > len(kinds)), who


def test_one_page_has_all_that_they_may_open(site: Site) -> None:
    """By group, each with a sentence of what it is about, as declared; nothing that stands below another case alone."""
    for who, role in (("manager", "business_manager"), ("scrutineer", "scrutineer"), ("auditor", "auditor")):
        page = site.visit(who).at("/open")
        may = {machine.key: machine for machine in machines().values() if role in machine.opening.by}
        assert {(key, one.title, one.about) for key, one in may.items()} == set(LISTED.findall(page.html))
        headings = [title for key, title in KIND_GROUPS.items() if any(one.group == key for one in may.values())]
        assert headings == re.findall(r'<h2 class="govuk-heading-m">([^<]+)</h2>', page.html)
    assert "Your roles begin no case" in site.visit("auditor").at("/open").text


def test_lists_of_cases_are_for_who_may_take_part(site: Site) -> None:
    """By the rule: an administrator and an auditor have their own pages in the navigation, and no empty lists."""
    cases, plan = 'href="/cases"', 'href="/actions"'
    for who, expected in (("manager", True), ("legal", True), ("executive", True), ("auditor", False)):
        html = site.visit(who).at("/").html
        assert (who, expected, expected) == (who, cases in html, plan in html)
    html = site.visit("administrator").at("/").html
    assert (False, False, True) == (cases in html, plan in html, 'href="/people"' in html)
    assert "You see 0" not in html
