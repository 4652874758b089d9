"""What a policy asks a provider to say of how somebody signed in there: a token that doesn't say it lets nobody in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from tests.api.openid.conftest import certified
from tests.api.openid.hostile import Hostile, now
from tests.api.openid.served import Browser, Served, address_of

EDITIONS = count(1)
AMR, ACR = 'amr = ["mfa", "otp"]', 'acr = ["gold", "silver"]'
TOO_WEAK = "provider of school: ID token: not how the policy asks them to sign in"
ASK_FOR = "and to have its sign-in say so in the ID token: "


def puts_in_force(served: Served, asked: str, agency: str = "school") -> None:
    """A policy that asks this of an agency's provider; "" asks nothing of any."""
    table = f"[sign_in.providers.{agency}]\n{asked}\n" if asked else ""
    served.world.policy(f'title = "T"\nedition = "asks {next(EDITIONS)}"\n{table}')


Asks = Callable[..., None]


@pytest.fixture
def asks(served: Served, school: Hostile) -> Iterator[Asks]:
    """Puts such a policy in force, where the school's user was invited; at the end one that asks nothing."""
    served.invite("user_school")
    yield lambda *asked: puts_in_force(served, *asked)
    puts_in_force(served, "")


def comes_back(served: Served, school: Hostile, **claims: Any) -> httpx.Response:
    """Signs in with a token of these claims."""
    browser = served.browser()
    sent = browser.begin()
    school.token = school.signed(sent["nonce"], **claims)
    return browser.come_back(code="c", state=sent["state"])


GOOD = [
    ("", {}),
    ("", {"amr": ["pwd"], "acr": "bronze"}),
    (AMR, {"amr": ["mfa"]}),
    (AMR, {"amr": ["pwd", "otp"]}),
    (AMR, {"amr": [["mfa"], {"mfa": True}, None, 7, "mfa"]}),
    (ACR, {"acr": "silver"}),
    (f"{AMR}\n{ACR}", {"acr": "gold", "amr": ["otp"]}),
]


@pytest.mark.parametrize(("asked", "claims"), GOOD)
def test_who_signed_in_as_asked_comes_in(
    served: Served, school: Hostile, asks: Asks, asked: str, claims: dict[str, Any]
) -> None:
    """One of the values of each claim that is asked for; where nothing is, anything or nothing."""
    asks(asked)
    assert 303 == comes_back(served, school, **claims).status_code


WEAK: list[tuple[str, dict[str, Any], str]] = [
    (AMR, {}, "amr"),
    (AMR, {"amr": []}, "amr"),
    (AMR, {"amr": ["pwd"]}, "amr"),
    (AMR, {"amr": ["MFA", " mfa", "mfa ", "mfa\u0000", "mf", "mfamfa"]}, "amr"),
    (AMR, {"amr": [["mfa"]]}, "amr"),
    (AMR, {"amr": [{"mfa": "mfa"}, None, True, 1]}, "amr"),
    (AMR, {"amr": 0}, "amr"),
    (AMR, {"acr": "mfa"}, "amr"),
    (ACR, {}, "acr"),
    (ACR, {"acr": ""}, "acr"),
    (ACR, {"acr": "gold silver"}, "acr"),
    (ACR, {"acr": ["gold"]}, "acr"),
    (ACR, {"acr": {"gold": "gold"}}, "acr"),
    (ACR, {"acr": True}, "acr"),
    (ACR, {"acr": "Gold"}, "acr"),
    (ACR, {"amr": ["gold"]}, "acr"),
    (f"{AMR}\n{ACR}", {"acr": "gold"}, "amr"),
    (f"{AMR}\n{ACR}", {"amr": ["mfa"]}, "acr"),
    (f"{AMR}\n{ACR}", {}, "acr, amr"),
]


@pytest.mark.parametrize(("asked", "claims", "lacks"), WEAK)
def test_a_token_that_does_not_say_it_signs_nobody_in(
    served: Served, school: Hostile, asks: Asks, asked: str, claims: dict[str, Any], lacks: str
) -> None:
    """Missing, of another type, in a list within the list, or nearly: refused, with what to ask one's agency for."""
    asks(asked)
    answer = comes_back(served, school, **claims)
    assert 403 == answer.status_code
    assert ASK_FOR in answer.text
    assert (0, 0) == (served.count("web_session"), served.count("identity"))
    assert [f"{TOO_WEAK} ({lacks})"] == served.refusals()


@pytest.mark.parametrize("claims", [{"amr": "mfa"}, {"amr": {"mfa": "mfa"}}, {"amr": 7}, {"amr": True}])
def test_a_claim_that_is_no_list_signs_nobody_in(
    served: Served, school: Hostile, asks: Asks, claims: dict[str, Any]
) -> None:
    """RFC 8176 has amr as a list: whatever else comes isn't read as one."""
    asks(AMR)
    assert 403 == comes_back(served, school, **claims).status_code
    assert (0, 0) == (served.count("web_session"), served.count("identity"))
    assert served.refusals()[0].startswith("provider of school: ID token: ")


def test_the_sentence_says_what_to_ask_for_and_of_nobody(served: Served, school: Hostile, asks: Asks) -> None:
    """The policy's own values; the same to who is known, uninvited or nobody, since nobody was looked for."""
    asks(f"{ACR}\n{AMR}")
    addresses = (address_of("user_school"), address_of("lead_school"), "nobody@northmoor.example")
    pages = {comes_back(served, school, email=one, amr=["canary-4711"]).text for one in addresses}
    assert 1 == len(pages)
    (page,) = pages
    assert f"{ASK_FOR}acr gold or silver and amr mfa or otp." in page
    assert "canary-4711" not in page + "".join(served.refusals())


def test_only_the_agency_that_is_named_is_asked(served: Served, school: Hostile, asks: Asks) -> None:
    """What housing's provider must say, the school's needn't."""
    asks(AMR, "housing")
    assert 303 == comes_back(served, school).status_code


def test_a_new_proof_is_asked_the_same(served: Served, school: Hostile, asks: Asks) -> None:
    """Who proves anew by one factor, where the policy asks for two since, makes nothing fresh."""
    browser = served.browser()
    sent = browser.begin()
    school.token = school.signed(sent["nonce"])
    assert 303 == browser.come_back(code="c", state=sent["state"]).status_code
    asks(AMR)
    before = served.sql("SELECT digest, proved_at FROM web_session")
    for amr, status in ((["pwd"], 403), (["mfa"], 303)):
        assert before == served.sql("SELECT digest, proved_at FROM web_session")
        sent = browser.begin(again="1")
        school.token = school.signed(sent["nonce"], auth_time=now(), amr=amr)
        assert status == browser.come_back(code="c", state=sent["state"]).status_code
    assert before != served.sql("SELECT digest, proved_at FROM web_session")


def test_a_policy_that_comes_in_force_meanwhile_counts(served: Served, school: Hostile, asks: Asks) -> None:
    """Whoever is on the way then needs what it asks, though their provider wasn't asked for it."""
    browser = served.browser()
    sent = browser.begin()
    school.token = school.signed(sent["nonce"])
    asks(ACR)
    assert 403 == browser.come_back(code="c", state=sent["state"]).status_code


def test_the_provider_is_asked_for_it(served: Served, school: Hostile, asks: Asks) -> None:
    """By acr_values, or where it takes claims by those; and not at all where nothing is asked."""
    assert "acr_values" not in served.browser().begin()
    asks(f"{ACR}\n{AMR}")
    assert "gold silver" == served.browser().begin()["acr_values"]
    school.describes["claims_parameter_supported"] = True
    served.forget_providers()
    sent = served.browser().begin()
    wanted = json.loads(sent["claims"])["id_token"]
    assert ({"essential": True, "values": ["gold", "silver"]}, None) == (wanted["acr"], wanted["amr"])
    assert "acr_values" not in sent


def test_a_provider_that_can_not_says_so(served: Served, school: Hostile, asks: Asks) -> None:
    """Its standard error for it leads to the same sentence; where nothing was asked, to the usual one."""
    unmet = {"error": "unmet_authentication_requirements"}
    for asked, says in (("", "didn’t let you in here"), (AMR, ASK_FOR)):
        asks(asked)
        browser = served.browser()
        answer = browser.come_back(**unmet, state=browser.begin()["state"])
        assert (403, True) == (answer.status_code, says in answer.text)
    assert "provider of school: the provider says unmet_authentication_requirements" == served.refusals()[-1]


@pytest.fixture
def issuer(served_on_each: Served) -> Iterator[str]:
    """The certified provider, which is the school's, beside each database."""
    with certified(served_on_each.back) as running:
        served_on_each.add_provider("school", running)
        served_on_each.invite("user_school")
        yield running


def test_a_certified_provider_says_it(served_on_each: Served, issuer: str) -> None:
    """The whole way, on each database: asked for by claims; one that can't say the acr yet asks its person again."""
    puts_in_force(served_on_each, f'{AMR}\nacr = ["gold"]')
    for how, says in (({"acr": "gold", "amr": "pwd"}, ASK_FOR), ({"amr": "mfa"}, "Who are you?")):
        browser = served_on_each.browser()
        assert says in says_how(browser, how).text
        assert not browser.is_in()
    browser = served_on_each.browser()
    assert 200 == says_how(browser, {"acr": "gold", "amr": "mfa"}).status_code
    assert browser.is_in()


def says_how(browser: Browser, how: dict[str, str]) -> httpx.Response:
    """Signs in at the certified provider in this way; the last answer."""
    asking = browser.follow(browser.client.get("/sign-in/with/1"))
    assert "Who are you?" == asking.text
    typed = {"sub": "id of user_school", "email": address_of("user_school"), "verified": "yes"}
    return browser.follow(browser.client.post(str(asking.url), data=typed | how))
