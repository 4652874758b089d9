"""One's own account: where one is signed in, one's tokens, and ending either; nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.pages.site import Site, Visit
from tests.api.pages.test_signing_in import moved_back, sent_to_sign_in
from tests.journeys.browser import Form, Page

NEW = {"name": "Figures for the board", "purpose": "", "scopes": ["read", "export"], "days": "30"}


def form_to(page: Page, ending: str) -> Form:
    """The page's form that posts to an address with that ending."""
    return next(form for form in page.forms if form.action.endswith(ending) and form.action.startswith("/account"))


def issued(visit: Visit) -> str:
    """A new token's text, as the page shows it this once."""
    page = visit.sends(visit.at("/account/tokens/new"), NEW)
    assert 200 == page.status
    return page.html.partition('id="token">')[2].partition("<")[0]


def test_sessions_are_listed_and_ended(site_on_each: Site) -> None:
    """Each with its browser; one's own can be ended from another, and not the one in use."""
    site = site_on_each
    here, elsewhere = site.visit("officer"), Visit(site.app, "officer")
    page = here.at("/account")
    assert "This one" in page.html
    assert "testclient" in page.html
    form = next(form for form in page.forms if form.action.startswith("/account/sessions/"))
    answer = here.post(form.action, form.fields)
    assert (303, "/account?saved=ended") == (answer.status_code, answer.headers["location"])
    assert sent_to_sign_in(elsewhere)
    assert not sent_to_sign_in(here)
    assert 404 == here.post(form.action, form.fields).status_code


def test_all_others_end_at_once(site: Site) -> None:
    """Wherever one is signed in, this browser apart; it is noted as an event."""
    here, others = site.visit("officer"), [Visit(site.app, "officer") for _ in range(3)]
    form = form_to(here.at("/account"), "/end-others")
    here.post(form.action, form.fields)
    assert [True] * 3 == [sent_to_sign_in(one) for one in others]
    assert not sent_to_sign_in(here)
    assert [("session_ended", "3 others")] == [
        tuple(row) for row in site.sql("SELECT what, detail FROM account_event WHERE what = 'session_ended'")
    ]


def test_anothers_session_and_token_arent_there(site: Site) -> None:
    """Their ids, guessed or seen, end nothing: the same answer as for ids that are nobody's."""
    mine, theirs = site.visit("manager"), site.visit("officer")
    issued(theirs)
    ((session,),) = site.sql("SELECT id FROM web_session WHERE person = :it", it=site.world.ids["officer"])
    ((token,),) = site.sql("SELECT id FROM token")
    for path in (f"sessions/{session}", f"tokens/{token}", "sessions/none", "tokens/none"):
        assert 404 == mine.post(f"/account/{path}/end", {"csrf": mine.csrf}).status_code
    assert not sent_to_sign_in(theirs)
    assert 1 == site.sql("SELECT count(*) FROM token WHERE ended_at IS NULL")[0][0]


def test_ending_anything_wants_a_fresh_proof(site_on_each: Site) -> None:
    """Ten minutes after signing in the page has no button for it, and a form from before ends nothing; out one gets."""
    site = site_on_each
    here, elsewhere = site.visit("officer"), Visit(site.app, "officer")
    token = issued(elsewhere)
    page = here.at("/account")
    ending = [form for form in page.forms if form.action.startswith(("/account/sessions", "/account/tokens"))]
    all_of_them = Form("/account/tokens/end-all", ending[0].fields)
    moved_back(site, here, "proved_at", timedelta(minutes=11))
    for form in (*ending, all_of_them):
        answer = here.post(form.action, form.fields)
        assert (303, "/sign-in/again?next=/account") == (answer.status_code, answer.headers["location"])
    later = here.at("/account")
    assert "Prove again that it is you" in later.text
    assert [] == [form for form in later.forms if form.action.startswith(("/account/sessions", "/account/tokens"))]
    assert not sent_to_sign_in(elsewhere)
    bearer = {"Authorization": f"Bearer {token}"}
    assert 200 == site.stranger().get("/api/v1/cases", headers=bearer).status_code
    assert 303 == here.post("/sign-out", {"csrf": here.csrf}).status_code
    assert sent_to_sign_in(here)


def test_all_tokens_end_at_once(site_on_each: Site) -> None:
    """One's own, and nobody else's; it is noted as one event."""
    site = site_on_each
    here, other = site.visit("officer"), site.visit("manager")
    mine, theirs = [issued(here), issued(here)], issued(other)
    here.post("/account/tokens/end-all", {"csrf": here.csrf})
    answers = [
        site.stranger().get("/api/v1/cases", headers={"Authorization": f"Bearer {one}"}).status_code
        for one in (*mine, theirs)
    ]
    assert [401, 401, 200] == answers
    assert ["2, all"] == [row[0] for row in site.sql("SELECT detail FROM account_event WHERE what = 'token_ended'")]


def test_a_token_is_shown_once(site_on_each: Site) -> None:
    """On the page that issues it; afterwards its name, what it may do and until when, and only its hash is kept."""
    site = site_on_each
    visit = site.visit("officer")
    token = issued(visit)
    page = visit.at("/account")
    assert "Figures for the board" in page.html
    assert token not in page.html
    assert token not in repr(site.sql("SELECT * FROM token"))
    bearer = {"Authorization": f"Bearer {token}"}
    assert 200 == site.stranger().get("/api/v1/cases", headers=bearer).status_code
    form = next(form for form in page.forms if form.action.startswith("/account/tokens/"))
    assert 303 == visit.post(form.action, form.fields).status_code
    assert 401 == site.stranger().get("/api/v1/cases", headers=bearer).status_code
    assert ["token_issued", "token_ended"] == [
        row[0] for row in site.sql("SELECT what FROM account_event WHERE what LIKE 'token%' ORDER BY id")
    ]


def test_a_token_wants_a_fresh_proof(site: Site) -> None:
    """Ten minutes after signing in, one proves again who one is before a token is issued."""
    visit = site.visit("officer")
    page = visit.at("/account/tokens/new")
    moved_back(site, visit, "proved_at", timedelta(minutes=11))
    assert visit.get("/account/tokens/new").headers["location"].startswith("/sign-in/again?next=/account/tokens/new")
    assert 303 == visit.post(page.form.action, {**page.form.fields, **NEW}).status_code
    assert [] == site.sql("SELECT * FROM token")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"days": "367"}, "days"), ({"days": "0"}, "days"), ({"scopes": []}, "scopes"), ({"name": ""}, "name")],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field(site: Site, wrong: dict[str, object], field: str) -> None:
    """Nothing is issued, and what was typed stays."""
    visit = site.visit("officer")
    page = visit.sends(visit.at("/account/tokens/new"), NEW | wrong)
    assert (422, True) == (page.status, f'href="#{field}"' in page.html)
    assert [] == site.sql("SELECT * FROM token")


def test_staying_signed_in_begins_the_idle_time_anew(site_on_each: Site) -> None:
    """Fourteen minutes idle, then one press: the session lasts; without its own word it doesn't."""
    visit = site_on_each.visit("officer")
    csrf = visit.csrf
    moved_back(site_on_each, visit, "seen_at", timedelta(minutes=14))
    assert 204 == visit.post("/account/stay", {"csrf": csrf}).status_code
    moved_back(site_on_each, visit, "seen_at", timedelta(minutes=14))
    assert not sent_to_sign_in(visit)
    assert 403 == visit.post("/account/stay", {"csrf": "x"}).status_code
    moved_back(site_on_each, visit, "seen_at", timedelta(minutes=16))
    assert 303 == visit.post("/account/stay", {"csrf": csrf}).status_code
