"""Reading a case for a reason through the pages, on each database: asked, fresh, noted, shown, and over in an hour."""

from __future__ import annotations

import re

import pytest

from tests.api.pages.looking import REASON, last, looks
from tests.api.pages.site import Site, Visit
from tests.journeys.browser import Page
from tests.workflow import situations
from tests.workflow.breaking import pass_an_hour
from tests.workflow.situations import sql

BANNER = "Reading for a reason"


def stale(site: Site) -> None:
    """Everybody proved who they are long ago."""
    sql(site.database, "UPDATE web_session SET proved_at = '2020-01-01T00:00:00.000Z'")


def opened(visit: Visit, reference: str) -> Page:
    """Says why, and is led to the case."""
    return visit.sends(visit.at(f"/cases/{reference}/read"), REASON)


def test_an_auditor_reads_one_case_for_a_reason(site_on_each: Site) -> None:
    """From the list without titles to the case: a banner until when, no buttons; the log names the leave."""
    site = site_on_each
    reference = situations.incident(site.world, summary="Known on the first day")
    visit = site.visit("auditor")
    listed = visit.at("/audit")
    assert reference in listed.text
    assert "Child A" not in listed.html
    assert f"/cases/{reference}/read" in listed.html
    assert 404 == visit.get(f"/cases/{reference}").status_code
    page = opened(visit, reference)
    assert (200, f"/cases/{reference}") == (page.status, page.path)
    assert BANNER in page.text
    assert "You may read it until" in page.text
    assert "Known on the first day" in page.text
    look = looks(site.world)[-1]
    assert ("case", True) == (look.what, look.reading is not None)
    assert "Read for an audit" in site.visit("officer").at(f"/cases/{reference}/timeline").text
    assert BANNER in visit.at(f"/cases/{reference}/timeline").text
    pass_an_hour(site.world)
    assert 404 == visit.get(f"/cases/{reference}").status_code


def test_broken_glass_shows_no_way_to_act(site_on_each: Site) -> None:
    """No move, no form but signing out, no document; what is posted anyway is refused and changes nothing."""
    site = site_on_each
    reference = situations.proposed(site.world)
    sql(site.database, "UPDATE casefile SET restriction = 'restricted' WHERE reference = :r", r=reference)
    visit = site.visit("dsp_police")
    page = opened(visit, reference)
    assert BANNER in page.text
    main = page.html.partition("<main")[2]
    assert not re.search(r"/moves/|<form|/open/|/documents/|/take-on", main)
    assert [f for f in page.forms if f.action != "/sign-out"] == []
    refused = "Only who takes part in it may act"
    before = site.dump()["entry"]
    for way in ("/moves/agree", "/evidence", "/documents/rapid_review_report"):
        answer = visit.get(f"/cases/{reference}{way}")
        assert 403 == answer.status_code, way
        assert refused in answer.text
    for way in ("/moves/agree", "/evidence"):
        assert 403 == visit.post(f"/cases/{reference}{way}", {"csrf": visit.csrf}).status_code
    assert before == site.dump()["entry"]


def test_the_glass_wants_a_fresh_sign_in(site_on_each: Site) -> None:
    """Asking and sending alike; nothing is opened by a session that proved itself more than ten minutes ago."""
    site = site_on_each
    reference = situations.incident(site.world)
    visit = site.visit("lead_probation")
    page = visit.at(f"/cases/{reference}/read")
    stale(site)
    again = f"/sign-in/again?next=/cases/{reference}/read"
    assert again == visit.get(f"/cases/{reference}/read").headers["location"]
    answer = visit.post(f"/cases/{reference}/read", {"csrf": page.form.fields["csrf"][0], **REASON})
    assert (303, again) == (answer.status_code, answer.headers["location"])
    assert [] == site.sql("SELECT id FROM reading")


def test_missing_other_partnerships_and_excluded_are_the_same_bytes(site_on_each: Site) -> None:
    """Whoever may break glass is asked why, of any reference in their partnership: it tells them of none."""
    site = site_on_each
    reference = situations.incident(site.world)
    visits = [site.visit("lead_probation"), site.visit("lead_school")]
    words = [visit.csrf for visit in visits]
    sql(
        site.database,
        "INSERT INTO exclusion (root, person, from_on, case_id, seq) VALUES (:c, :p, '2026-11-01', :c, 1)",
        c=situations.row(site.world, reference).id,
        p=site.world.ids["lead_probation"],
    )
    sql(site.database, "INSERT INTO partnership (code, name, policy, calendar) VALUES ('SM', 'Southmoor', '', '')")
    sql(site.database, "UPDATE role_held SET partnership = 'SM' WHERE person = :p", p=site.world.ids["lead_school"])
    excluded, elsewhere = visits
    others = situations.incident(site.world)
    asked = [excluded.at(f"/cases/{one}/read") for one in (reference, "NM-2026-9999", others)]
    assert [200] * 3 == [page.status for page in asked]
    assert 1 == len(
        {re.sub(rf'NM-2026-[0-9]{{4}}|"{page.form.fields["form_id"][0]}"', "", page.html) for page in asked}
    )
    assert 404 == excluded.get("/cases/NM-2026-1/read").status_code
    there, nowhere = (elsewhere.get(f"/cases/{one}/read") for one in (reference, "NM-2026-9999"))
    assert (404, nowhere.content) == (there.status_code, there.content)
    for visit, word in zip(visits, words, strict=True):
        sent = {"csrf": word, **REASON}
        there, nowhere = (visit.post(f"/cases/{one}/read", sent) for one in (reference, "NM-2026-9999"))
        assert (404, nowhere.content) == (there.status_code, there.content)
    assert [] == site.sql("SELECT id FROM reading")


@pytest.mark.parametrize("who", ["administrator", "executive", "scrutineer", "user_school"])
def test_other_roles_dont_even_ask(site: Site, who: str) -> None:
    """One answer, whatever the reference; the emergency's link isn't on their page."""
    reference = situations.incident(site.world)
    visit = site.visit(who)
    there, nowhere = (visit.get(f"/cases/{one}/read") for one in (reference, "NM-2026-9999"))
    assert (403, nowhere.content) == (there.status_code, there.content)
    assert 403 == visit.get("/read-a-case").status_code
    assert "/read-a-case" not in visit.at("/").html


def test_the_way_there_by_a_reference(site: Site) -> None:
    """From what needs them; a reference that isn't one is said at its field."""
    reference = situations.incident(site.world)
    visit = site.visit("lead_probation")
    assert "/read-a-case" in visit.at("/").html
    assert f"/cases/{reference}/read" == visit.at(f"/read-a-case?reference={reference.lower()}+").path
    wrong = visit.at("/read-a-case?reference=Child+A")
    assert 422 == wrong.status
    assert "Enter a reference, such as NM-2026-0147" in wrong.text


def test_that_a_reference_was_tried_is_noted(site: Site) -> None:
    """Who tries one after the other is found in the read log."""
    visit = site.visit("lead_probation")
    before = last(site.world)
    visit.get("/cases/NM-2026-9999/read")
    assert [("search", "NM-2026-9999")] == [(one.what, one.detail) for one in looks(site.world, before)]


def test_without_a_reason_the_form_comes_back(site: Site) -> None:
    """With the sentence at its field."""
    reference = situations.incident(site.world)
    visit = site.visit("lead_probation")
    page = visit.sends(visit.at(f"/cases/{reference}/read"), {"reason": " "})
    assert 422 == page.status
    assert 'href="#reason"' in page.html
    assert 404 == visit.get(f"/cases/{reference}").status_code


def test_who_takes_part_is_led_to_the_case(site: Site) -> None:
    """They need no reason, and none is kept."""
    reference = situations.incident(site.world)
    visit = site.visit("officer")
    assert f"/cases/{reference}" == visit.get(f"/cases/{reference}/read").headers["location"]
    assert f"/cases/{reference}" == visit.post(
        f"/cases/{reference}/read", {"csrf": visit.csrf, **REASON}
    ).headers["location"]  # fmt: skip
    assert [] == site.sql("SELECT id FROM reading")


def test_below_and_above_stay_closed(site: Site) -> None:
    """The page of the case names no relative, and theirs are as if they weren't there."""
    incident = situations.notifiable(site.world)
    site.world.fire("officer", incident, "notify", {"sin_reference": "SIN-1"})
    (below,) = situations.children(site.world, incident)
    visit = site.visit("lead_probation")
    assert below not in opened(visit, incident).html.replace(f"{incident}", "")
    assert 404 == visit.get(f"/cases/{below}").status_code
    for path in ("/", "/cases?show=all", f"/cases?show=all&q={incident}"):
        assert incident not in visit.at(path).text.replace(f"“{incident}”", "")


def test_an_auditor_reviews_a_broken_glass(site_on_each: Site) -> None:
    """What needs the auditor leads there; what was read under it stands beside; the finding is kept."""
    site = site_on_each
    reference = situations.incident(site.world)
    breaker, auditor = site.visit("lead_probation"), site.visit("auditor")
    opened(breaker, reference)
    breaker.at(f"/cases/{reference}/timeline")
    assert "1 broken glass waits for your review" in auditor.at("/").text
    site.world.at("2026-11-26")
    assert "1 broken glass waits for your review, 1 late" in auditor.at("/").text
    listed = auditor.at("/audit")
    assert "1 day late" in listed.text
    assert "A child at the school may come to harm tonight" in listed.text
    ((number,),) = site.sql("SELECT id FROM reading")
    page = auditor.at(f"/audit/broken-glass/{number}")
    assert "Its history" in page.text
    wrong = auditor.sends(page, {"finding": ""})
    assert (422, True) == (wrong.status, "Was it justified?" in wrong.text)
    done = auditor.sends(page, {"verdict": "justified", "finding": "The school rang"})
    assert (200, "/audit?saved=reviewed") == (done.status, done.path)
    assert "Yes. The school rang" in auditor.at(f"/audit/broken-glass/{number}").text
    again = auditor.sends(page, {"verdict": "justified", "finding": "Once more"})
    assert 409 == again.status
    assert "waits for your review" not in auditor.at("/").text
    assert "The broken glass was reviewed" in site.visit("officer").at(f"/cases/{reference}/timeline").text


@pytest.mark.parametrize("path", ["/audit", "/audit/broken-glass/1", "/read-log", "/read-log/export", "/accounts-log"])
def test_the_auditors_pages_are_the_auditors(site: Site, path: str) -> None:
    """Nobody else's, the administrator's least of all."""
    for who in sorted(site.world.ids.keys() - {"auditor"}):
        assert 403 == site.visit(who).get(path).status_code, who
    assert site.visit("auditor").get(path).status_code in (200, 404)
