"""The certified provider signs people in: out, back, once; anew when asked; and never for somebody else's code."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.api.openid.conftest import certified
from tests.api.openid.served import Browser, Served, address_of


@pytest.fixture
def issuer(served: Served, certified_once: str) -> str:
    """The certified provider, which is the school's."""
    served.add_provider("school", certified_once)
    served.invite("user_school")
    return certified_once


@pytest.fixture
def issuer_on_each(served_on_each: Served) -> Iterator[str]:
    """The same beside each database: for the test that goes the whole way."""
    with certified(served_on_each.back) as running:
        served_on_each.add_provider("school", running)
        served_on_each.invite("user_school")
        yield running


def at_the_door(browser: Browser, issuer: str, *, who: str = "user_school", back: str, **asked: str) -> httpx.Response:
    """Says at the provider who they are; the answer that sends them back, not yet followed."""
    asking = browser.follow(browser.client.get("/sign-in/with/1", params=asked), until=back)
    if asking.is_redirect:
        return asking
    assert "Who are you?" == asking.text
    typed = {"sub": f"id of {who}", "email": address_of(who), "verified": "yes"}
    return browser.follow(browser.client.post(str(asking.url), data=typed), until=back)


def sign_in(served: Served, browser: Browser, issuer: str, **asked: str) -> httpx.Response:
    """Signs in with the provider; the last answer."""
    return browser.follow(at_the_door(browser, issuer, back=served.back, **asked))


def test_it_signs_in_who_was_invited(served_on_each: Served, issuer_on_each: str) -> None:
    """Out with PKCE, back with a code, and on to where they wanted; the second time by their account alone."""
    served, browser = served_on_each, served_on_each.browser()
    people = served.count("person")
    last = sign_in(served, browser, issuer_on_each, next="/cases?show=late")
    assert (200, f"{served.home}/cases?show=late") == (last.status_code, str(last.url))
    assert [("provider",)] == [tuple(row) for row in served.sql("SELECT how FROM web_session")]
    assert [("id of user_school", served.world.ids["user_school"])] == [
        tuple(row) for row in served.sql("SELECT subject, person FROM identity")
    ]
    words = [row.what for row in served.sql("SELECT what FROM account_event ORDER BY id")]
    assert {"provider_added", "identity_bound", "invitation_used", "signed_in"} == set(words)
    served.sql(
        "UPDATE person SET email = 'renamed@northmoor.example' WHERE id = :id", id=served.world.ids["user_school"]
    )
    assert 200 == sign_in(served, served.browser(), issuer_on_each).status_code
    assert (2, 1, people) == tuple(served.count(table) for table in ("web_session", "identity", "person"))


def test_nothing_secret_is_kept_on_the_way(served: Served, issuer: str) -> None:
    """The request carries state, nonce and an S256 challenge; the database holds none of them, nor the cookie."""
    browser = served.browser()
    sent = browser.begin()
    assert ("code", "S256", "openid email") == (sent["response_type"], sent["code_challenge_method"], sent["scope"])
    kept = repr(served.sql("SELECT * FROM sign_in_step"))
    secrets = [sent["state"], sent["nonce"], sent["code_challenge"], browser.client.cookies["casekeeper-step"]]
    assert [] == [secret for secret in secrets if secret in kept]
    provider = served.sql("SELECT secret FROM identity_provider")[0]
    assert "not+a%secret" not in provider.secret


def test_a_callback_counts_once(served: Served, issuer: str) -> None:
    """The same answer a second time signs nobody in, in the same browser or another."""
    browser, other = served.browser(), served.browser()
    coming = at_the_door(browser, issuer, back=served.back).headers["location"]
    step = browser.client.cookies["casekeeper-step"]
    assert 303 == browser.get(coming).status_code
    for again in (browser, other):
        again.client.cookies.set("casekeeper-step", step)
        assert 403 == again.get(coming).status_code
    assert 1 == served.count("web_session")


def test_a_code_from_another_browser_signs_nobody_in(served: Served, issuer: str) -> None:
    """Whoever is sent somebody else's answer isn't signed in as them, on their own way or without."""
    coming = at_the_door(served.browser(), issuer, back=served.back).headers["location"]
    bystander, underway = served.browser(), served.browser()
    underway.begin()
    assert [403, 403] == [bystander.get(coming).status_code, underway.get(coming).status_code]
    assert (0, 0) == (served.count("web_session"), served.count("identity"))


def test_a_code_counts_once(served: Served, issuer: str) -> None:
    """A code that was used comes with a new sign-in's state: the provider refuses it, and so do we."""
    browser = served.browser()
    coming = httpx.URL(at_the_door(browser, issuer, back=served.back).headers["location"])
    assert 303 == browser.get(str(coming)).status_code
    thief = served.browser()
    state = thief.begin()["state"]
    assert 403 == thief.come_back(code=coming.params["code"], state=state, iss=issuer).status_code
    assert 1 == served.count("web_session")
    assert ["provider of school: no token for the code: invalid_grant"] == served.refusals()


def test_who_gives_up_at_the_provider_is_not_signed_in(served: Served, issuer: str) -> None:
    """The provider's no is a refusal like any other."""
    browser = served.browser()
    asking = browser.follow(browser.get("/sign-in/with/1"))
    last = browser.follow(browser.client.post(str(asking.url), data={"cancel": "yes"}))
    assert (403, 0) == (last.status_code, served.count("web_session"))
    assert ["provider of school: the provider says access_denied"] == served.refusals()


def test_proving_anew_makes_the_session_fresh(served: Served, issuer: str) -> None:
    """The provider asks again although it knows them; the session stays, under a new cookie, with a new proof."""
    browser = served.browser()
    sign_in(served, browser, issuer)
    before, cookie = served.sql("SELECT id, proved_at FROM web_session")[0], browser.cookie
    assert 200 == sign_in(served, browser, issuer, again="1").status_code
    after = served.sql("SELECT id, proved_at FROM web_session")
    assert [before.id] == [row.id for row in after]
    assert after[0].proved_at > before.proved_at
    assert cookie != browser.cookie
    assert "proved_again" in [row.what for row in served.sql("SELECT what FROM account_event")]


def test_proving_anew_wants_a_session(served: Served, issuer: str) -> None:
    """Nobody is sent out to prove anew who isn't signed in."""
    answer = served.browser().get("/sign-in/with/1?again=1")
    assert (303, "/sign-in") == (answer.status_code, answer.headers["location"])
