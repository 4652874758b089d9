"""Whatever is wrong with an answer or its ID token, nobody is signed in, and the browser hears the same sentence."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.api.openid.hostile import Hostile, key_named, now, without_padding
from tests.api.openid.served import Served

Alter = Callable[[Hostile, str], str]


def with_claims(**changed: Any) -> Alter:
    """A token whose signature holds, with these claims changed."""
    return lambda provider, nonce: provider.signed(nonce, **changed)


def unsigned(header: dict[str, Any]) -> Alter:
    """A token that says of itself that nobody signed it."""

    def made(provider: Hostile, nonce: str) -> str:
        parts = [without_padding(json.dumps(one).encode()) for one in (header, provider.claims(nonce))]
        return ".".join([*parts, ""])

    return made


def signed_with_public_key(encoding: Encoding, form: PublicFormat) -> Alter:
    """HS256 with what everybody knows as the shared secret."""

    def made(provider: Hostile, nonce: str) -> str:
        secret = key_named("first").public_key.public_bytes(encoding, form)
        header = {"alg": "HS256", "kid": "first"}
        said = ".".join(without_padding(json.dumps(one).encode()) for one in (header, provider.claims(nonce)))
        return f"{said}.{without_padding(hmac.digest(secret, said.encode(), 'sha256'))}"

    return made


def signed_by(key: RSAKey, **header: Any) -> Alter:
    """A token signed with a key that isn't the provider's."""
    return lambda provider, nonce: jwt.encode({"alg": "RS256"} | header, provider.claims(nonce), key)


def other_claims_under_the_signature(provider: Hostile, nonce: str) -> str:
    """A good token's signature under another's claims."""
    header, _, signature = provider.signed(nonce).split(".")
    said = without_padding(json.dumps(provider.claims(nonce, email="manager@northmoor.example")).encode())
    return f"{header}.{said}.{signature}"


FOREIGN = "foreign"
ALTERED: dict[str, Alter] = {
    "issuer": with_claims(iss="https://elsewhere.example"),
    "no issuer": with_claims(iss=None),
    "issuer with a slash": lambda provider, nonce: provider.signed(nonce, iss=provider.issuer + "/"),
    "audience": with_claims(aud="another"),
    "audience list": with_claims(aud=["another"]),
    "several audiences, no party": with_claims(aud=["casekeeper", "another"]),
    "several audiences, another party": with_claims(aud=["casekeeper", "another"], azp="another"),
    "no audience": with_claims(aud=None),
    "authorized party": with_claims(azp="another"),
    "nonce": with_claims(nonce="another"),
    "no nonce": lambda provider, nonce: provider.signed(nonce, nonce=None),
    "nonce in a list": lambda provider, nonce: provider.signed(nonce, nonce=[nonce]),
    "expired": lambda provider, nonce: provider.signed(nonce, exp=now() - 120),
    "no expiry": with_claims(exp=None),
    "expiry in words": with_claims(exp="never"),
    "expiry true": with_claims(exp=True),
    "issued long ago": lambda provider, nonce: provider.signed(nonce, iat=now() - 900),
    "issued in the future": lambda provider, nonce: provider.signed(nonce, iat=now() + 300, exp=now() + 600),
    "not issued": with_claims(iat=None),
    "not yet valid": lambda provider, nonce: provider.signed(nonce, nbf=now() + 300),
    "no subject": with_claims(sub=None),
    "empty subject": with_claims(sub=""),
    "subject as a number": with_claims(sub=7),
    "subject too long": with_claims(sub="s" * 256),
    "algorithm none": unsigned({"alg": "none"}),
    "algorithm None": unsigned({"alg": "None", "kid": "first"}),
    "no algorithm": unsigned({}),
    "HS256 with the public key": signed_with_public_key(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "HS256 with the public key, DER": signed_with_public_key(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    "HS256 with the public key, PKCS1": signed_with_public_key(Encoding.PEM, PublicFormat.PKCS1),
    "foreign key": signed_by(key_named(FOREIGN), kid=FOREIGN),
    "foreign key under the provider's name": signed_by(key_named(FOREIGN), kid="first"),
    "foreign key without a name": signed_by(key_named(FOREIGN)),
    "foreign key brought along": signed_by(key_named(FOREIGN), jwk=key_named(FOREIGN).as_dict(private=False)),
    "foreign key's address": signed_by(key_named(FOREIGN), kid="first", jku="http://127.0.0.1:1/keys"),
    "claims exchanged": other_claims_under_the_signature,
    "signature cut off": lambda provider, nonce: provider.signed(nonce).rpartition(".")[0] + ".",
    "two parts": lambda provider, nonce: provider.signed(nonce).rpartition(".")[0],
    "five parts": lambda provider, nonce: provider.signed(nonce) + ".a.b",
    "no token": lambda provider, nonce: "",
    "no JSON": lambda provider, nonce: f"{base64.b64encode(b'[[').decode()}.e30.e30",
    "too long": lambda provider, nonce: "a" * 40_000,
}


@pytest.fixture
def invited(served: Served, school: Hostile) -> Served:
    """Casekeeper, where the school's user was invited."""
    served.invite("user_school")
    return served


def refused(served: Served, status: int, body: str) -> bool:
    """Whether nobody is signed in, matched or made, and the page says what it always says."""
    made = [served.count(table) for table in ("web_session", "identity")]
    return (403, [0, 0], True) == (status, made, "didn’t let you in" in body and served.home not in body)


@pytest.mark.parametrize("altered", ALTERED)
def test_an_altered_token_signs_nobody_in(invited: Served, school: Hostile, altered: str) -> None:
    """Each thing that may be wrong with an ID token, one at a time."""
    browser = invited.browser()
    sent = browser.begin()
    school.token = ALTERED[altered](school, sent["nonce"])
    answer = browser.come_back(code="c", state=sent["state"])
    assert refused(invited, answer.status_code, answer.text)
    assert 1 == len(invited.refusals())
    assert sent["nonce"] not in invited.refusals()[0]
    if altered not in {"no token", "too long"}:
        assert invited.refusals()[0].startswith("provider of school: ID token: ")


@pytest.mark.parametrize(
    "changed", [{}, {"aud": ["casekeeper"]}, {"aud": ["casekeeper", "another"], "azp": "casekeeper"}]
)
def test_an_unaltered_token_signs_in(invited: Served, school: Hostile, changed: dict[str, Any]) -> None:
    """The same provider, way and test, with nothing wrong: so it is the alteration that is refused above."""
    browser = invited.browser()
    sent = browser.begin()
    school.token = school.signed(sent["nonce"], **changed)
    assert 303 == browser.come_back(code="c", state=sent["state"]).status_code
    assert browser.is_in()
    form = school.asked[0][1]
    assert ("casekeeper", "not+a%secret", "c") == (form["client_id"], form["client_secret"], form["code"])
    assert invited.back == form["redirect_uri"]


def test_a_token_of_one_sign_in_is_none_for_another(invited: Served, school: Hostile) -> None:
    """A token that was good for somebody's own sign-in doesn't fit the next, whose nonce is another."""
    first, second = invited.browser(), invited.browser()
    school.token = school.signed(first.begin()["nonce"])
    answer = second.come_back(code="c", state=second.begin()["state"])
    assert refused(invited, answer.status_code, answer.text)


@pytest.mark.parametrize("state", ["", "another", "é", "a" * 5000])
def test_another_state_signs_nobody_in(invited: Served, school: Hostile, state: str) -> None:
    """An answer to a question that wasn't put to this browser."""
    browser = invited.browser()
    sent = browser.begin()
    school.token = school.signed(sent["nonce"])
    answer = browser.come_back(code="c", state=state)
    assert refused(invited, answer.status_code, answer.text)
    assert [] == school.asked


def test_two_answers_in_one_are_none(invited: Served, school: Hostile) -> None:
    """A state that comes twice is no state."""
    browser = invited.browser()
    sent = browser.begin()
    school.token = school.signed(sent["nonce"])
    answer = browser.get(f"/sign-in/callback?code=c&state={sent['state']}&state={sent['state']}")
    assert refused(invited, answer.status_code, answer.text)


def test_who_comes_back_too_late_begins_anew(invited: Served, school: Hostile) -> None:
    """Ten minutes by the database's clock, and no longer."""
    browser = invited.browser()
    sent = browser.begin()
    school.token = school.signed(sent["nonce"])
    earlier = "strftime('%Y-%m-%dT%H:%M:%fZ', made_at, '-601 seconds')"
    invited.sql(f"UPDATE sign_in_step SET made_at = {earlier}")
    answer = browser.come_back(code="c", state=sent["state"])
    assert refused(invited, answer.status_code, answer.text)


@pytest.mark.parametrize("key", [{"use": "enc"}, {"alg": "RS512"}, {"kty": "oct", "k": "AAAA"}])
def test_a_key_that_is_for_something_else_proves_nothing(invited: Served, school: Hostile, key: dict[str, str]) -> None:
    """A key to encrypt with, for another algorithm, or that is a shared secret."""
    school.keys[0].update(key)
    browser = invited.browser()
    sent = browser.begin()
    school.token = school.signed(sent["nonce"])
    answer = browser.come_back(code="c", state=sent["state"])
    assert refused(invited, answer.status_code, answer.text)


@pytest.mark.parametrize("proved", [None, 0, "now", True, -3600, 3600])
def test_a_proof_that_is_not_new_makes_nothing_fresh(invited: Served, school: Hostile, proved: Any) -> None:
    """Who is to prove anew who they are needs a provider that says they just did."""
    browser = invited.browser()
    sent = browser.begin()
    school.token = school.signed(sent["nonce"])
    browser.come_back(code="c", state=sent["state"])
    before = invited.sql("SELECT digest, proved_at FROM web_session")
    sent = browser.begin(again="1")
    assert ("login", "0") == (sent["prompt"], sent["max_age"])
    at = now() + proved if isinstance(proved, int) and proved not in (0, True) else proved
    school.token = school.signed(sent["nonce"], auth_time=at)
    assert 403 == browser.come_back(code="c", state=sent["state"]).status_code
    assert before == invited.sql("SELECT digest, proved_at FROM web_session")
    assert "auth_time" in invited.refusals()[-1]


def test_one_providers_answer_is_not_anothers(invited: Served, school: Hostile) -> None:
    """Mix-up (RFC 9207): who set out for one provider and comes back from another isn't signed in."""
    with Hostile.running() as housing:
        invited.add_provider("housing", housing.issuer)
        for named, says in ((housing.issuer, False), (housing.issuer, True), ("", True)):
            school.describes["authorization_response_iss_parameter_supported"] = says
            invited.forget_providers()
            browser = invited.browser()
            sent = browser.begin()
            school.token = school.signed(sent["nonce"])
            answer = browser.come_back(code="c", state=sent["state"], **({"iss": named} if named else {}))
            assert refused(invited, answer.status_code, answer.text)
            # And the other's token, signed by its own key under its own name, is none of the school's.
            sent = browser.begin()
            school.token = housing.signed(sent["nonce"])
            answer = browser.come_back(code="c", state=sent["state"], iss=school.issuer)
            assert refused(invited, answer.status_code, answer.text)
        assert ([], []) == (housing.asked, [one for one in school.asked if "code" not in one[1]])


def test_no_secret_and_no_claim_reaches_the_page_or_the_events(
    invited: Served, school: Hostile, capfd: pytest.CaptureFixture[str]
) -> None:
    """What a provider says is nowhere to be read: not on the page, not in an event, not in the log."""
    browser = invited.browser()
    sent = browser.begin()
    canary = "canary-4711"
    body = json.dumps({"error": canary, "error_description": canary}).encode()
    school.answers["/token"] = (400, {"content-type": "application/json"}, body)
    pages = [browser.come_back(code=canary, state=sent["state"], iss=school.issuer).text]
    sent = browser.begin()
    pages.append(browser.come_back(error=canary, error_description=canary, state=sent["state"]).text)
    said = "".join([*pages, *invited.refusals(), *capfd.readouterr()])
    assert 2 == len(invited.refusals())
    assert [] == [one for one in (canary, "not+a%secret", sent["nonce"], sent["state"]) if one in said]
