"""A password opens nothing by itself: a code, a recovery code or a passkey goes with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from api.signing_in.guesses import account_of
from api.signing_in.keys import keys_of
from tests.api.pages.account.people import PASSWORD, Somebody
from tests.api.signing_in.clock import AHEAD, older
from tests.world import email
from workflow.tables.moments import NOW, database_now
from workflow.tables.rows import GUESS, SIGN_IN_STEP

Comes = Callable[[str], Somebody]


def test_password_and_code_sign_in(comes_on_each: Comes) -> None:
    """They lead to where one was going, with a new session; the password alone begins none."""
    officer = comes_on_each("officer").set_up()
    first = officer.gives_password(going_to="/cases?show=late")
    assert 303 == first.status_code
    assert first.headers["location"].startswith("/sign-in/code?step=")
    assert [] == officer.hows
    assert 303 == officer.get("/").status_code
    done = officer.gives_code(first, officer.code())
    assert (303, "/cases?show=late") == (done.status_code, done.headers["location"])
    assert ["code"] == officer.hows
    assert 200 == officer.get("/").status_code
    assert ["signed_in"] == officer.events


def test_the_cookie_on_the_way_is_kept_from_scripts(comes: Comes) -> None:
    """HttpOnly and SameSite, as the session's."""
    cookie = comes("officer").get("/sign-in").headers["set-cookie"]
    assert cookie.startswith("casekeeper-step=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_a_recovery_code_stands_once_for_the_app(comes: Comes) -> None:
    """The second time it is refused."""
    officer = comes("officer").set_up()
    assert 303 == officer.gives_code(officer.gives_password(), officer.codes[0]).status_code
    assert ["recovery code"] == officer.hows
    assert "code_used" in officer.events
    assert 422 == officer.gives_code(officer.gives_password(), officer.codes[0]).status_code


def test_a_passkey_stands_for_the_code(comes: Comes) -> None:
    """Who has a password and a passkey, and no app, is asked for the passkey."""
    officer = comes("officer").set_up(app=False, passkey=True)
    first = officer.gives_password(going_to="/cases")
    done = officer.answers(first.headers["location"], "/sign-in/passkey")
    assert (303, "/cases") == (done.status_code, done.headers["location"])
    assert ["passkey"] == officer.hows


@pytest.mark.parametrize("typed", ["", "000000", "nonsense", "0000-0000-0000-0000-0000-0000"])
def test_a_wrong_code_is_refused(comes: Comes, typed: str) -> None:
    """The page comes back with a sentence; nobody is signed in."""
    officer = comes("officer").set_up()
    answer = officer.gives_code(officer.gives_password(), typed)
    assert 422 == answer.status_code
    assert "There is a problem" in answer.text
    assert [] == officer.hows


def test_a_step_is_its_browsers_and_soon_over(comes: Comes) -> None:
    """Who saw the second page's address gains nothing; after five minutes, or once used, it begins anew."""
    officer, thief = comes("officer").set_up(), comes("officer")
    thief.client.get("/sign-in")
    first = officer.gives_password()
    stolen = thief.gives_code(first, officer.code())
    assert (303, "/sign-in") == (stolen.status_code, stolen.headers["location"])
    assert 303 == thief.get(first.headers["location"]).status_code
    older(officer.site.database, SIGN_IN_STEP, "made_at", timedelta(minutes=5, seconds=1))
    late = officer.gives_code(first, officer.code())
    assert (303, "/sign-in") == (late.status_code, late.headers["location"])
    assert [] == officer.hows
    older(officer.site.database, GUESS, "at", timedelta(hours=1))
    again = officer.gives_password()
    assert "/" == officer.gives_code(again, officer.code()).headers["location"]
    assert "/sign-in" == officer.gives_code(again, officer.code(1)).headers["location"]


def test_a_password_without_a_second_factor_is_none(comes: Comes) -> None:
    """Somebody who set a password and no more is answered like a stranger."""
    officer = comes("officer").set_up(app=False)
    assert 422 == officer.gives_password().status_code
    stranger = officer.gives_password(address="nobody@northmoor.example")
    assert 422 == stranger.status_code


def test_who_left_is_nobody(comes: Comes) -> None:
    """Neither password nor passkey opens anything any more."""
    officer = comes("officer").set_up(passkey=True)
    officer.site.sql("UPDATE person SET left_on = '2026-11-23' WHERE id = :id", id=officer.person)
    assert 422 == officer.gives_password().status_code
    assert 422 == officer.answers("/sign-in", "/sign-in/passkey").status_code
    assert [] == officer.hows


def test_guesses_slow_down_and_lock_nobody_out(comes_on_each: Comes) -> None:
    """The fifth has to wait, right or wrong, and is told how long; afterwards the right one signs in."""
    officer = comes_on_each("officer").set_up()
    for _ in range(4):
        assert 422 == officer.gives_password("wrong one for sure").status_code
    waits = within_its_second(officer)
    assert 429 == waits.status_code
    assert "1" == waits.headers["retry-after"]
    assert "Wait 1 second, then try again" in waits.text
    older(officer.site.database, GUESS, "at", timedelta(minutes=6))
    assert "/" == officer.signs_in().headers["location"]


def within_its_second(officer: Somebody) -> httpx.Response:
    """What the right password is answered while four wrong ones were typed just now: before a second is over."""
    four = GUESS.insert().values(account=account_of(keys_of(officer.site.here.settings), email(officer.who)), at=NOW)
    while True:
        with officer.site.database.writing() as session:
            session.connection().execute(GUESS.delete())
            session.connection().execute(four, [{}] * 4)
            began = database_now(session)
        answer = officer.gives_password()
        with officer.site.database.reading() as session:
            if database_now(session) - began < timedelta(seconds=1):
                return answer


def test_codes_are_guessed_as_often_as_passwords(comes: Comes) -> None:
    """Whoever has the password has no more tries at the code: both count together."""
    officer = comes("officer").set_up()
    first = officer.gives_password()
    assert [422] * 3 == [officer.gives_code(first, f"{number:06}").status_code for number in range(3)]
    older(officer.site.database, GUESS, "at", AHEAD)
    assert [429] * 3 == [officer.gives_code(first, f"{number:06}").status_code for number in range(3, 6)]
    assert 429 == officer.gives_code(first, officer.codes[0]).status_code


def test_a_password_is_never_given_back(comes: Comes) -> None:
    """Neither what was typed nor the address in another's words: the page shows the address alone, escaped."""
    answer = comes("officer").gives_password("<b>very secret words", address='"><script>x@northmoor.example')
    assert "very secret" not in answer.text
    assert "<script>x" not in answer.text
    assert "&lt;script&gt;x" in answer.text


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(comes: Comes, wanted: str) -> None:
    """An address of another site becomes our first page."""
    assert "/" == comes("officer").set_up().signs_in(going_to=wanted).headers["location"]


def test_another_sites_form_is_refused(comes: Comes) -> None:
    """Nobody is signed in as somebody else without knowing it."""
    officer = comes("officer").set_up(passkey=True)
    typed = {"address": email("officer"), "password": PASSWORD}
    for path in ("/sign-in", "/sign-in/code", "/sign-in/passkey"):
        assert 403 == officer.client.post(path, data=typed, headers={"Origin": "https://evil.example"}).status_code
