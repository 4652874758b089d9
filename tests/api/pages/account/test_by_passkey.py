"""A passkey is a full sign-in; for some roles the only one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.api.pages.account.people import Somebody
from tests.api.pages.site import OWN
from tests.api.signing_in.authenticator import PRESENT
from tests.api.signing_in.clock import older
from workflow.tables.rows import GUESS

Comes = Callable[[str], Somebody]


def test_a_passkey_alone_signs_in(comes_on_each: Comes) -> None:
    """Without an address: the passkey knows whose it is. It leads to where one was going."""
    officer = comes_on_each("officer").set_up(password=False, app=False, passkey=True)
    done = officer.answers("/sign-in?next=/cases", "/sign-in/passkey")
    assert (303, "/cases") == (done.status_code, done.headers["location"])
    assert ["passkey"] == officer.hows


@pytest.mark.parametrize("lie", [{"origin": "https://evil.example"}, {"flags": PRESENT}, {"host": "evil.example"}])
def test_one_that_lies_signs_nobody_in(comes: Comes, lie: dict[str, object]) -> None:
    """Another site's, or one that asked for no finger, face or PIN."""
    officer = comes("officer").set_up(passkey=True)
    assert 422 == officer.answers("/sign-in", "/sign-in/passkey", **lie).status_code
    assert [] == officer.hows


def test_an_answer_counts_once_and_in_its_browser(comes: Comes) -> None:
    """Posted again or from elsewhere it signs nobody in; that it counts for five minutes is tried beside the steps."""
    officer, thief = comes("officer").set_up(passkey=True), comes("officer")
    said = officer.answer_to("/sign-in")
    thief.client.get("/sign-in")
    assert 422 == thief.client.post("/sign-in/passkey", data=said, headers=OWN).status_code
    assert 303 == officer.client.post("/sign-in/passkey", data=said, headers=OWN).status_code
    assert 422 == officer.client.post("/sign-in/passkey", data=said, headers=OWN).status_code
    assert 1 == len(officer.hows)


def test_who_needs_a_passkey_adds_one_first(comes_on_each: Comes) -> None:
    """A scrutineer's password and code reach nothing but adding a passkey; from then on, nothing at all."""
    scrutineer = comes_on_each("scrutineer").set_up()
    assert "/" == scrutineer.signs_in().headers["location"]
    assert ["passkey wanted"] == scrutineer.hows
    for path in ("/", "/cases", "/account/ways/password", "/account/ways/app"):
        answer = scrutineer.get(path)
        assert (303, "/account/ways") == (answer.status_code, answer.headers["location"])
    assert "Your role signs in with a passkey" in scrutineer.at("/account/ways").text
    assert 422 == scrutineer.post("/account/ways/done").status_code
    assert 303 == scrutineer.answers("/account/ways/passkeys", "/account/ways/passkeys").status_code
    assert "/" == scrutineer.post("/account/ways/done").headers["location"]
    assert ["passkey"] == scrutineer.hows
    assert 200 == scrutineer.at("/").status
    older(scrutineer.site.database, GUESS, "at", timedelta(hours=1))
    first = scrutineer.gives_password()
    assert "Recovery code" in scrutineer.at(first.headers["location"]).text
    refused = scrutineer.gives_code(first, scrutineer.code(1))
    assert 422 == refused.status_code
    assert "Your role signs in with a passkey" in refused.text
    assert ["passkey"] == scrutineer.hows


def test_who_lost_the_passkey_adds_another(comes: Comes) -> None:
    """Password and recovery code reach nothing but that; the lost one doesn't count as done."""
    scrutineer = comes("scrutineer").set_up(passkey=True)
    first = scrutineer.gives_password()
    assert "/" == scrutineer.gives_code(first, scrutineer.codes[0]).headers["location"]
    assert ["passkey wanted"] == scrutineer.hows
    assert 422 == scrutineer.post("/account/ways/done").status_code
    assert ["passkey wanted"] == scrutineer.hows


def test_the_policy_says_whose(comes: Comes) -> None:
    """A partnership may ask it of others, or of nobody."""
    world = comes("officer").site.world
    assert world is not None
    world.policy('title = "T"\nedition = "2"\n[sign_in]\npasskeys_for = ["review_officer"]\n')
    officer, scrutineer = comes("officer").set_up(), comes("scrutineer").set_up()
    officer.signs_in()
    scrutineer.signs_in()
    assert (["passkey wanted"], ["code"]) == (officer.hows, scrutineer.hows)
