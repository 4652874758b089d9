"""A refused form comes back with everything that was typed, and says what to do at the field that wants it."""

from __future__ import annotations

import html
from typing import Any

import pytest

from tests.answers import INCIDENT
from tests.api.pages.site import Site
from tests.workflow import situations

NASTY = "It said <b>\"no\"</b> & 'maybe'\n\n  indented, é ñ 漢\n</textarea><script>alert(1)</script>"


def test_an_incident_comes_back_whole(site: Site) -> None:
    """Text with markup, quotes and lines, rows, tick boxes and a 31 February: all there, nothing opened."""
    visit = site.visit("officer")
    opening = visit.at("/open/incident")
    before = site.dump()
    typed: dict[str, Any] = {
        "incident_on-day": "31", "incident_on-month": "2", "incident_on-year": "2026",
        "aware_on-day": "x", "aware_on-month": "", "aware_on-year": "20026",
        "types": ["died", "care_leaver_died"],
        "area": 'Flat "3", <Mill> Lane',
        "subjects.0.pseudonym": "Child <A>", "subjects.0.age": "four",
        "subjects.1.pseudonym": "", "subjects.1.age": "7", "subjects.1.expected_on-day": "30",
        "agencies": ["school", "police"],
        "summary": NASTY,
    }  # fmt: skip
    page = visit.sends(opening, typed)
    assert 422 == page.status
    again = page.form.fields
    for name, given in typed.items():
        assert (name, given if isinstance(given, list) else [given]) == (name, again[name])
    assert opening.form.fields["form_id"] == again["form_id"]
    assert "<script>alert" not in page.html
    assert before == site.dump()
    links = page.html.split('class="govuk-error-summary', 1)[1].split("</ul>", 1)[0]
    assert all(f'href="#{name}"' in links for name in ("incident_on-day", "aware_on-day", "subjects.0.pseudonym"))
    assert "<title>Error: " in page.html


def test_a_corrected_form_is_taken(site: Site) -> None:
    """What came back can be mended and sent, though it is the same form."""
    visit = site.visit("officer")
    page = visit.sends(visit.at("/open/incident"), {"summary": NASTY})
    done = visit.send(page, INCIDENT | {"summary": NASTY})
    assert done.path.endswith("?saved=opened")
    assert NASTY.split("\n", maxsplit=1)[0] in done.text
    assert html.escape(NASTY.splitlines()[-1], quote=False) in done.html


def drafting(site: Site) -> str:
    """A rapid review about to be proposed."""
    review = situations.rapid_review(site.world)
    site.world.fire("officer", review, "meet", {"attended": ["police"], "discussion": "All of it"})
    site.world.fire("officer", review, "draft")
    return review


def test_criteria_come_back(site: Site) -> None:
    """Each criterion's answer and reasoning is kept when the rest of the proposal is wanting."""
    review, visit = drafting(site), site.visit("officer")
    form = visit.at(f"/cases/{review}/moves/propose")
    names = sorted(name for name in form.form.choices if name.endswith(".answer"))
    assert len(names) >= 3
    typed = {names[0]: "yes", names[1]: "not_known", names[0].replace("answer", "reason"): NASTY}
    page = visit.sends(form, typed | {"rationale": NASTY})
    assert 422 == page.status
    assert typed | {"rationale": NASTY} == {name: page.form.fields[name][0] for name in (*typed, "rationale")}
    assert names[2] not in page.form.fields, "what nobody ticked stays blank"


def test_a_row_is_added_without_losing_any(site: Site) -> None:
    """The button posts the form back with one more blank row; nothing is written, nothing is called wrong."""
    visit = site.visit("officer")
    before = site.dump()
    typed = {"subjects.0.pseudonym": "Child A", "subjects.1.age": "3", "summary": NASTY, "incident_on-day": "31"}
    page = visit.sends(visit.at("/open/incident"), typed | {"add_row": "subjects"})
    assert 200 == page.status
    assert typed == {name: page.form.fields[name][0] for name in typed}
    assert "subjects.2.pseudonym" in page.form.fields
    assert "There is a problem" not in page.text
    more = visit.sends(page, {"add_row": "subjects"})
    assert "subjects.3.pseudonym" in more.form.fields
    assert before == site.dump()


DAYS = {
    "31 February": ("31", "2", "2026", "real date"),
    "a month in words": ("23", "Nov", "2026", ""),
    "tomorrow": ("24", "11", "2026", "today or in the past"),
    "no day at all": ("", "11", "2026", "real date"),
    "a day of digits elsewhere": ("²", "11", "2026", "real date"),
}


@pytest.mark.parametrize("name", DAYS)
def test_a_day_is_taken_or_given_back_as_it_was_typed(site: Site, name: str) -> None:
    """When it happened: read as officers write it, or refused in a sentence that is linked to the field."""
    day, month, year, sentence = DAYS[name]
    visit = site.visit("officer")
    reference = visit.opens("incident", INCIDENT)
    form = visit.at(f"/cases/{reference}/moves/note")
    typed = {"happened_on-day": day, "happened_on-month": month, "happened_on-year": year, "note": NASTY}
    page = visit.sends(form, typed)
    if not sentence:
        assert (200, f"/cases/{reference}?saved=note") == (page.status, page.path)
        return
    assert 422 == page.status
    assert typed == {part: page.form.fields[part][0] for part in typed}
    assert 'href="#happened_on-day"' in page.html
    assert sentence in page.text


def test_every_reason_is_given_at_once(site: Site) -> None:
    """A move that isn't ready says all that stands in its way, and keeps what was typed."""
    visit = site.visit("lead_council")
    reference = visit.opens("incident", INCIDENT)
    form = visit.at(f"/cases/{reference}/moves/decide_notifiable")
    assert "Not yet: Ask the statutory partners for their views first" in form.text
    page = visit.sends(form, {"rationale": NASTY})
    assert 422 == page.status
    assert [NASTY] == page.form.fields["rationale"]


def test_a_form_that_is_no_longer_this_persons_is_a_page_of_its_own(site: Site) -> None:
    """A role lost between opening the form and sending it: refused with 404 or 403, nothing written."""
    visit = site.visit("lead_housing")
    action = situations.action(site.world)
    form = visit.at(f"/cases/{action}/moves/progress")
    site.sql("UPDATE role_held SET to_on = '2026-11-23' WHERE person = :id", id=site.world.ids["lead_housing"])
    before = site.dump()
    answer = visit.post(form.form.action, form.form.fields | {"progress_note": [NASTY]})
    assert answer.status_code in (403, 404)
    assert before == site.dump()
