"""Who comes in by a provider: people who were invited, of its own agency, today. Nobody is created by signing in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from api.signing_in import passwords
from tests.api.openid.hostile import Hostile, now
from tests.api.openid.served import Browser, Served, address_of
from workflow.accounts.corrections import By, correct_address
from workflow.people import account_events
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import AUTHENTICATOR_APP


def signs_in(browser: Browser, provider: Hostile, number: int = 1, *, again: str = "", **claims: Any) -> httpx.Response:
    """Goes all the way with a token of these claims; our answer to the return."""
    sent = browser.begin(number, **({"again": again} if again else {}))
    provider.token = provider.signed(sent["nonce"], auth_time=now(), **claims)
    return browser.come_back(code="c", state=sent["state"])


def refused_for(served: Served, answer: httpx.Response, why: str) -> bool:
    """Whether nobody is in, made or matched, and the event says why."""
    made = [served.count(table) for table in ("web_session", "identity")]
    return (403, [0, 0], f"provider of school: {why}") == (answer.status_code, made, served.refusals()[-1])


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"email": "nobody@northmoor.example"}, "nobody here has the address"),
        ({"email": address_of("lead_school")}, "never invited, or the invitation has run out"),
        ({"email": address_of("user_housing")}, "no role at the provider's agency today"),
        ({"email": address_of("manager")}, "no role at the provider's agency today"),
        ({"email": address_of("scrutineer")}, "no role at the provider's agency today"),
        ({"email_verified": False}, "no address that the provider vouches for"),
        ({"email_verified": None}, "no address that the provider vouches for"),
        ({"email_verified": "true"}, "no address that the provider vouches for"),
        ({"email_verified": False, "xms_edov": True}, "no address that the provider vouches for"),
        ({"email": None}, "no address that the provider vouches for"),
        ({"email": ["user_school@northmoor.example"]}, "no address that the provider vouches for"),
        ({"email": "user_school@northmoor.example "}, ""),
        ({"email": "user_school%northmoor.example@elsewhere.example"}, "no address that the provider vouches for"),
        ({"email": None, "preferred_username": address_of("user_school")}, "no address that the provider vouches for"),
    ],
)
def test_only_who_was_invited_at_that_agency_comes_in(
    served: Served, school: Hostile, claims: dict[str, Any], why: str
) -> None:
    """Strangers, the uninvited, other agencies' people, whoever's address nobody vouches for: nobody is made."""
    for who in ("user_school", "user_housing", "manager", "scrutineer"):
        served.invite(who)
    people = served.count("person")
    answer = signs_in(served.browser(), school, **claims)
    assert people == served.count("person")
    assert answer.status_code == 303 if not why else refused_for(served, answer, why)


def test_every_refusal_reads_the_same(served: Served, school: Hostile) -> None:
    """Whether somebody is known, invited or gone can't be read from the page."""
    served.invite("user_school", ended=True)
    pages = {
        signs_in(served.browser(), school, email=email).text
        for email in ("nobody@northmoor.example", address_of("user_school"), address_of("lead_housing"))
    }
    pages.add(served.browser().come_back(code="c", state="s").text)
    assert 1 == len(pages)


@pytest.mark.parametrize(
    ("invitation", "comes_in"),
    [({}, True), ({"used": True, "lasts": -1}, True), ({"lasts": -1}, False), ({"ended": True}, False)],
)
def test_an_invitation_that_counts_is_needed(
    served: Served, school: Hostile, invitation: dict[str, Any], *, comes_in: bool
) -> None:
    """Open or used; not one that ran out or was ended."""
    served.invite("user_school", **invitation)
    assert (303 if comes_in else 403) == signs_in(served.browser(), school).status_code
    assert comes_in == bool(served.count("identity"))


def test_entras_own_word_for_a_verified_address_counts(served: Served, school: Hostile) -> None:
    """Microsoft Entra has no email_verified; that the address's domain is its tenant's, it says otherwise."""
    served.invite("user_school")
    assert 303 == signs_in(served.browser(), school, email_verified=None, xms_edov=True).status_code


LOSSES = {
    "left": "UPDATE person SET left_on = '2026-11-23' WHERE id = :id",
    "role ended": "UPDATE role_held SET to_on = '2026-11-23' WHERE person = :id",
}


@pytest.mark.parametrize("loss", LOSSES)
def test_who_left_is_known_and_not_let_in(served: Served, school: Hostile, loss: str) -> None:
    """Neither the first time nor when their account was matched long ago."""
    served.invite("user_school")
    person = served.world.ids["user_school"]
    for known in (True, False):
        if known:
            assert 303 == signs_in(served.browser(), school).status_code
        served.sql(LOSSES[loss], id=person)
        served.sql("DELETE FROM web_session")
        answer = signs_in(served.browser(), school)
        assert (403, 0) == (answer.status_code, served.count("web_session"))
        assert "provider of school: no role at the provider's agency today" == served.refusals()[-1]
        served.sql("DELETE FROM identity")
        served.sql("UPDATE person SET left_on = NULL")
        served.sql("UPDATE role_held SET to_on = NULL")


def test_an_account_stays_its_persons(served: Served, school: Hostile) -> None:
    """Matched once by address, then by account alone: another's address in its claims makes it nobody else."""
    for who in ("user_school", "lead_school"):
        served.invite(who)
    assert 303 == signs_in(served.browser(), school, sub="one").status_code
    assert 303 == signs_in(served.browser(), school, sub="one", email=address_of("lead_school")).status_code
    whose = [row.person for row in served.sql("SELECT person FROM web_session")]
    assert [served.world.ids["user_school"]] * 2 == whose
    # And a second account with the first one's address is nobody.
    assert 403 == signs_in(served.browser(), school, sub="two").status_code
    assert "provider of school: known there by another account (sub)" == served.refusals()[-1]
    assert 403 == signs_in(served.browser(), school, sub="ONE").status_code


def test_the_same_account_name_elsewhere_is_somebody_else(served: Served, school: Hostile) -> None:
    """Accounts are a provider's own: housing's "s-1" isn't the school's."""
    served.invite("user_school")
    assert 303 == signs_in(served.browser(), school, sub="s-1").status_code
    with Hostile.running() as housing:
        number = served.add_provider("housing", housing.issuer)
        answer = signs_in(served.browser(), housing, number, sub="s-1", email=address_of("user_school"))
        assert (403, 1) == (answer.status_code, served.count("web_session"))


def test_another_persons_proof_makes_nothing_fresh(served: Served, school: Hostile) -> None:
    """A colleague's new proof changes nobody's session, begins none, and matches no account."""
    for who in ("user_school", "lead_school"):
        served.invite(who)
    browser = served.browser()
    signs_in(browser, school, sub="one")
    before = served.sql("SELECT digest, proved_at FROM web_session")
    answer = signs_in(browser, school, again="1", sub="two", email=address_of("lead_school"))
    assert (403, before) == (answer.status_code, served.sql("SELECT digest, proved_at FROM web_session"))
    assert 1 == served.count("identity")
    assert 303 == signs_in(browser, school, again="1", sub="one").status_code
    assert browser.is_in()


def test_a_provider_that_ends_lets_nobody_in(served: Served, school: Hostile) -> None:
    """Who is on their way, who comes anew, and who was in: all are out; one put in its place knows nobody yet."""
    served.invite("user_school")
    inside, underway = served.browser(), served.browser()
    signs_in(inside, school)
    sent = underway.begin()
    school.token = school.signed(sent["nonce"])
    served.end_provider("school")
    assert 403 == underway.come_back(code="c", state=sent["state"]).status_code
    assert not inside.is_in()
    assert 404 == served.browser().get("/sign-in/with/1").status_code
    with Hostile.running() as other:
        assert 1 == served.add_provider("school", other.issuer)
        assert 0 == served.count("identity")
        assert 403 == signs_in(served.browser(), other, email="another@northmoor.example").status_code


def test_where_a_role_signs_in_with_a_passkey_the_provider_leads_to_adding_one(served: Served, school: Hostile) -> None:
    """The session opens nothing but setting up; and once they have a passkey, the provider doesn't do in its place."""
    served.invite("user_school")
    served.world.policy('title = "T"\nedition = "passkeys"\n[sign_in]\npasskeys_for = ["agency_user"]\n')
    browser = served.browser()
    assert 303 == signs_in(browser, school).status_code
    assert ["passkey wanted"] == [row.how for row in served.sql("SELECT how FROM web_session")]
    assert "/account/ways" == browser.get("/").headers["location"]
    served.sql(
        "INSERT INTO passkey (person, credential, public_key, sign_count, name, made_at)"
        " VALUES (:id, x'00', x'00', 0, 'key', '2026-01-01T00:00:00.000Z')",
        id=served.world.ids["user_school"],
    )
    assert 403 == signs_in(served.browser(), school).status_code
    assert "provider of school: a role of theirs signs in with a passkey" == served.refusals()[-1]
    served.sql("DELETE FROM passkey")
    served.world.policy('title = "T"\nedition = "no passkeys"\n')


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nX: y"])
def test_coming_back_leads_nowhere_else(served: Served, school: Hostile, wanted: str) -> None:
    """Where to go on to is a path of ours."""
    served.invite("user_school")
    browser = served.browser()
    sent = browser.begin(next=wanted)
    school.token = school.signed(sent["nonce"])
    assert "/" == browser.come_back(code="c", state=sent["state"]).headers["location"]


def test_a_provider_out_of_reach_is_said_so(served: Served) -> None:
    """A sentence and the way back; nothing of where it is or what it said."""
    served.add_provider("school", "http://127.0.0.1:9")
    answer = served.browser().get("/sign-in/with/1")
    assert 503 == answer.status_code
    assert "can’t be reached at the moment" in answer.text
    assert "127.0.0.1:9<" not in answer.text
    assert 404 == served.browser().get("/sign-in/with/77").status_code


def test_one_answer_eight_times_at_once_is_one_sign_in(served_on_each: Served) -> None:
    """Of the same return in eight requests at the same moment one signs in; on each database."""
    served_on_each.invite("user_school")
    with Hostile.running() as school:
        served_on_each.add_provider("school", school.issuer)
        first = served_on_each.browser()
        sent = first.begin()
        school.token = school.signed(sent["nonce"])
        browsers = [served_on_each.browser() for _ in range(8)]
        for one in browsers:
            one.client.cookies.set("casekeeper-step", first.client.cookies["casekeeper-step"])
        with ThreadPoolExecutor(8) as at_once:
            answers = list(at_once.map(lambda one: one.come_back(code="c", state=sent["state"]).status_code, browsers))
    assert [303, *[403] * 7] == sorted(answers)
    assert (1, 1, 1) == (served_on_each.count("web_session"), served_on_each.count("identity"), len(school.asked))


def test_another_sites_link_signs_nobody_in(served: Served, school: Hostile) -> None:
    """Who comes from there chooses on our own page how to sign in, and lands where they were going."""
    browser = served.browser()
    for site, leads in (("cross-site", "/sign-in?next=%2Fcases"), ("same-origin", school.issuer)):
        answer = browser.client.get("/sign-in/with/1", params={"next": "/cases"}, headers={"Sec-Fetch-Site": site})
        assert (303, True) == (answer.status_code, answer.headers["location"].startswith(leads)), answer.headers


def put_right(served: Served, by: str, was: str, new: str) -> None:
    """Somebody puts the address of the school's lead right."""
    with served.here.database.writing() as session:
        told = By(served.world.ids[by], by)
        correct_address(session, served.world.ids["lead_school"], new, was=was, by=told, now=served.world.now)


def invited(served: Served, by: str) -> None:
    """It is noted that somebody invited the school's lead."""
    with served.here.database.writing() as session:
        account_events.note(session, "invited", person=served.world.ids["lead_school"], by=served.world.ids[by])


def test_whoever_changed_an_address_binds_no_account_by_it(served: Served, school: Hostile) -> None:
    """They hold the address at the agency's provider: the person who can sign in isn't theirs until another invites."""
    victim = served.world.ids["lead_school"]
    with served.here.database.writing() as session:
        account_events.note(session, "signed_in", person=victim, by=victim, detail="code")
        passwords.put(session, victim, "otter lamp seventeen")
        session.connection().execute(
            insert(AUTHENTICATOR_APP).values(person=victim, secret="kept", last_step=0, confirmed_at=DatabaseNow())
        )
    try:
        put_right(served, "manager", address_of("lead_school"), "mine@northmoor.example")
        why = "somebody changed their address, and nobody else has invited them to it since"
        assert refused_for(served, signs_in(served.browser(), school, email="mine@northmoor.example"), why)
        invited(served, "manager")
        assert refused_for(served, signs_in(served.browser(), school, email="mine@northmoor.example"), why)
        invited(served, "administrator")
        assert 303 == signs_in(served.browser(), school, email="mine@northmoor.example").status_code
    finally:
        served.sql("DELETE FROM address_change")
        served.sql("UPDATE person SET email = :was WHERE id = :id", was=address_of("lead_school"), id=victim)
        for table in ("password", "authenticator_app"):
            served.sql(f"DELETE FROM {table} WHERE person = :id", id=victim)


def test_ending_a_provider_ends_what_may_only_add_a_passkey(served: Served, school: Hostile) -> None:
    """Who came by it and is to add a passkey adds none any more."""
    served.world.policy('title = "T"\nedition = "2"\n[sign_in]\npasskeys_for = ["agency_user"]\n')
    try:
        served.invite("user_school")
        browser = served.browser()
        assert 303 == signs_in(browser, school).status_code
        assert ["passkey wanted"] == [row.how for row in served.sql("SELECT how FROM web_session")]
        assert 200 == browser.get("/account/ways/passkeys").status_code
        served.end_provider("school")
        assert 303 == browser.get("/account/ways/passkeys").status_code
        assert [] == served.sql("SELECT how FROM web_session WHERE ended_at IS NULL")
    finally:
        served.world.policy('title = "T"\nedition = "3"\n')
