"""A form on a dead or too old session: kept for its person alone, given back as it was typed, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.api.pages.site import OWN, Site, Visit
from tests.api.pages.test_signing_in import moved_back
from tests.workflow.situations import incident, proposed
from tests.world import World
from workflow.accounts.forgetting import forget

IDLE = timedelta(minutes=16)
TYPED = "Typed before the session ended: “quotes”, <b>tags</b> &\r\na second line"


def world_of(site: Site) -> World:
    """The partnership of the site."""
    assert site.world is not None
    return site.world


def signed_in_again(site: Site, visit: Visit, who: str, going_to: str) -> str:
    """Signs in on the page they were led to; where that leads."""
    page = visit.get(going_to)
    assert 200 == page.status_code
    fields = {"person": str(world_of(site).ids[who]), "next": visit.at(going_to).form.fields["next"][0]}
    return visit.post("/sign-in", fields).headers["location"]


def sent_dead(site: Site, visit: Visit, path: str, typed: dict[str, Any], files: Any = None) -> str:
    """Fills the form at that path, idles out, sends it; where that leads."""
    page = visit.at(path)
    fields = {**page.form.fields, **typed}
    moved_back(site, visit, "seen_at", IDLE)
    answer = visit.post(page.form.action, fields, files)
    assert 303 == answer.status_code
    assert answer.headers["location"].startswith("/sign-in?next=")
    return answer.headers["location"]


def test_an_opening_comes_back_filled_in(site_on_each: Site) -> None:
    """After signing in, with everything that was typed; it isn't sent, and the draft is gone."""
    site = site_on_each
    visit = site.visit("officer")
    typed = {"summary": TYPED, "subjects.0.pseudonym": "Child A", "aware_on-day": "99", "types": ["seriously_harmed"]}
    leads = sent_dead(site, visit, "/open/incident", typed)
    assert "csrf" not in site.sql("SELECT body FROM draft")[0][0]
    back = signed_in_again(site, visit, "officer", leads)
    assert back.startswith("/open/incident?draft=")
    page = visit.at(back)
    assert "What you wrote is back" in page.html
    fields = page.form.fields
    assert (["Child A"], ["99"], ["seriously_harmed"]) == (
        fields["subjects.0.pseudonym"], fields["aware_on-day"], fields["types"]
    )  # fmt: skip
    assert TYPED.replace("\r\n", "\n") == fields["summary"][0].replace("\r\n", "\n")
    assert [] == site.sql("SELECT * FROM draft")
    assert [] == site.sql("SELECT * FROM casefile")
    assert 404 == visit.get(back).status_code


def test_each_kind_of_form_is_kept(site: Site) -> None:
    """A move, evidence (its file must be chosen again), a taking-on in its midst, an absence."""
    visit, reference = site.visit("officer"), incident(world_of(site))
    forms: list[tuple[str, dict[str, Any], Any, str]] = [
        (f"/cases/{reference}/moves/decide_notifiable", {"rationale": TYPED}, None, "rationale"),
        (
            f"/cases/{reference}/evidence",
            {"effect_on-year": "2027"},
            {"document": ("a.txt", b"x", "text/plain")},
            "effect_on-year",
        ),
        ("/take-on/incident", {"summary": TYPED}, None, "summary"),
        ("/away", {"until-year": "2027"}, None, "until-year"),
    ]
    for path, typed, files, name in forms:
        back = signed_in_again(site, visit, "officer", sent_dead(site, visit, path, typed, files))
        assert back.startswith(f"{path}?"), path
        page = visit.at(back)
        shown = next(form.fields[name] for form in page.forms if name in form.fields)
        assert [str(typed[name]).replace("\r\n", "\n")] == [one.replace("\r\n", "\n") for one in shown], path
        assert ("choose it again" in page.html) == (files is not None), path


def test_a_stale_signature_comes_back_with_its_reason(site_on_each: Site) -> None:
    """Ten minutes after the proof a signature wants another: what was typed stands there again, and is sent then."""
    site = site_on_each
    reference = proposed(world_of(site))
    visit = site.visit("dsp_police")
    path = f"/cases/{reference}/moves/dissent"
    page = visit.at(path)
    typed = {**page.form.fields, "dissent": [TYPED]}
    moved_back(site, visit, "proved_at", timedelta(minutes=11))
    answer = visit.post(page.form.action, typed)
    leads = answer.headers["location"]
    assert leads.startswith("/sign-in/again?next=")
    assert 0 == site.sql("SELECT count(*) FROM signature")[0][0]
    again = visit.at(leads)
    form = next(form for form in again.forms if form.action == "/sign-in/again")
    back = visit.post("/sign-in/again", form.fields).headers["location"]
    page = visit.at(back)
    assert "a second line" in page.form.fields["dissent"][0]
    assert 303 == visit.post(page.form.action, page.form.fields).status_code
    assert 1 == site.sql("SELECT count(*) FROM signature")[0][0]


def test_a_draft_is_its_persons_alone(site: Site) -> None:
    """Whoever signs in next on that browser gets a page that isn't there; the draft waits for its person."""
    visit = site.visit("officer")
    leads = sent_dead(site, visit, "/open/incident", {"summary": TYPED})
    back = signed_in_again(site, visit, "manager", leads)
    assert 404 == visit.get(back).status_code
    assert 404 == site.visit("user_school").get(back).status_code
    assert 404 == site.visit("user_school").get("/open/incident?draft=made-up").status_code
    assert TYPED[:20] in Visit(site.app, "officer").get(back).text


def test_a_draft_lasts_a_day(site: Site) -> None:
    """After 24 hours it is there for nobody, and the worker's next pass forgets it."""
    visit = site.visit("officer")
    leads = sent_dead(site, visit, "/open/incident", {"summary": TYPED})
    site.sql("UPDATE draft SET made_at = '2020-01-01T00:00:00.000Z'")
    assert 404 == visit.get(signed_in_again(site, visit, "officer", leads)).status_code
    with site.database.writing() as session:
        forget(session)
    assert [] == site.sql("SELECT * FROM draft")


@pytest.mark.parametrize("wrong", ["csrf", "origin", "cookie"])
def test_nobody_leaves_a_draft_in_anothers_name(site: Site, wrong: str) -> None:
    """A form without the session's own word, from another site or of no session is kept for nobody."""
    visit = site.visit("officer")
    page = visit.at("/open/incident")
    moved_back(site, visit, "seen_at", IDLE)
    fields = {**page.form.fields, "summary": [TYPED]} | ({"csrf": ["x"]} if wrong == "csrf" else {})
    headers = {**OWN} | ({"Origin": "https://evil.example"} if wrong == "origin" else {})
    client = visit.client
    if wrong == "cookie":
        client = site.stranger()
        client.cookies.set("casekeeper", "made-up")
    answer = client.post("/open/incident", data=fields, headers=headers, follow_redirects=False)
    assert (303, "/sign-in?next=/open/incident") == (answer.status_code, answer.headers["location"])
    assert [] == site.sql("SELECT * FROM draft")
