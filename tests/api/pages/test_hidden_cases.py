"""A case that isn't yours answers as one that doesn't exist, byte for byte; nothing else tells them apart either."""

from __future__ import annotations

import re

import pytest

from tests.answers import PDF
from tests.api.pages.site import Site
from tests.workflow import situations

WAYS = ("", "/timeline", "/evidence", "/evidence/1", "/moves/note", "/moves/none", "/moves/note?for=1")
OUTSIDERS = ("user_school", "executive", "auditor", "administrator", "lead_probation")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_missing_and_forbidden_are_the_same_bytes(site: Site, who: str) -> None:
    """Status and body alike, however the case is asked for, by everybody who doesn't see it."""
    hidden = situations.action(site.world)
    visit = site.visit(who)
    for way in WAYS:
        there, nowhere = (visit.get(f"/cases/{reference}{way}") for reference in (hidden, "NM-2026-9999"))
        assert 404 == there.status_code == nowhere.status_code
        assert there.content == nowhere.content
    sent = {"csrf": visit.csrf, "note": "In", "kind": "audit", "shows": "output"}
    for way in ("/moves/note", "/moves/submit", "/evidence"):
        answers = [
            visit.post(f"/cases/{reference}{way}", sent, {"document": ("a.pdf", PDF)})
            for reference in (hidden, "NM-2026-9999")
        ]
        assert answers[0].status_code == answers[1].status_code >= 400
        assert _varying(answers[0].text) == _varying(answers[1].text)


def test_below_a_hidden_case_nothing_is_opened(site: Site) -> None:
    """The opening's page and post answer alike for a hidden and a missing parent."""
    hidden = situations.recommendation(site.world)
    visit = site.visit("user_school")
    there, nowhere = (visit.get(f"/open/action?parent={reference}") for reference in (hidden, "NM-2026-9999"))
    assert (404, there.content) == (there.status_code, nowhere.content)


def test_no_list_names_it(site: Site) -> None:
    """Neither the lists nor what needs you, nor a search for the very reference."""
    hidden = situations.action(site.world)
    for who in OUTSIDERS:
        for path in ("/", "/cases?show=all", "/actions?show=all", f"/cases?show=all&q={hidden}"):
            assert hidden not in site.visit(who).at(path).text


def test_every_role_sees_its_own_and_no_other_agencys(site: Site) -> None:
    """An action: its agency and the members see it, others don't. Written by hand, not derived from the code."""
    action = situations.action(site.world)
    sees = {
        "officer", "manager", "chair", "dsp_council", "dsp_police", "dsp_icb", "user_housing", "lead_housing",
        "colleague_housing", "scrutineer",
    }  # fmt: skip
    found = {who for who in site.world.ids if site.visit(who).get(f"/cases/{action}").status_code == 200}
    assert sees == found


def _varying(page: str) -> str:
    """A page without its one-time words."""
    return re.sub(r'value="[\w-]{20,}"', "", page)
