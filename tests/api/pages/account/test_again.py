"""What weighs most wants a proof that is at most ten minutes old, with everything that signing in wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.api.pages.account.people import PASSWORD, Somebody
from tests.api.pages.site import Site, site_of
from tests.api.signing_in.clock import AHEAD, older
from tests.world import World
from workflow.tables.rows import GUESS, WEB_SESSION

Comes = Callable[[str], Somebody]
AGAIN = "/sign-in/again"


def a_while_ago(who: Somebody) -> str:
    """Their proof is eleven minutes old; gives their cookie."""
    older(who.site.database, WEB_SESSION, "proved_at", timedelta(minutes=11))
    return who.client.cookies["casekeeper"]


def signed_in(who: Somebody) -> Somebody:
    """Signed in, a while ago."""
    who.signs_in()
    older(who.site.database, GUESS, "at", timedelta(hours=1))
    a_while_ago(who)
    return who


def test_password_and_code_prove_it_again(comes_on_each: Comes) -> None:
    """The session goes on under another cookie, and leads to where one was going; the old cookie is worth nothing."""
    officer = signed_in(comes_on_each("officer").set_up())
    old, csrf = officer.client.cookies["casekeeper"], officer.csrf
    assert (303, f"{AGAIN}?next=/account/ways/password") == (
        (answer := officer.get("/account/ways/password")).status_code,
        answer.headers["location"],
    )
    assert "Prove again that it is you" in officer.at(f"{AGAIN}?next=/account/ways/password").text
    done = officer.post(AGAIN, password=PASSWORD, code=officer.code(1), next="/account/ways/password")
    assert (303, "/account/ways/password") == (done.status_code, done.headers["location"])
    assert 200 == officer.get("/account/ways/password").status_code
    assert (old, csrf) != (officer.client.cookies["casekeeper"], officer.csrf)
    assert ["code"] == officer.hows
    assert "proved_again" in officer.events
    stranger = officer.site.stranger()
    stranger.cookies.set("casekeeper", old)
    assert 303 == stranger.get("/").status_code


@pytest.mark.parametrize(
    ("password", "right"), [(PASSWORD, False), ("wrong one for sure", True), ("", True), (PASSWORD, None)]
)
def test_half_of_it_proves_nothing(comes: Comes, password: str, *, right: bool | None) -> None:
    """A password without the code, or the code without the password; a wrong password uses no code up."""
    officer = signed_in(comes("officer").set_up())
    typed = {True: officer.code(1), False: "000000", None: ""}[right]
    assert 422 == officer.post(AGAIN, password=password, code=typed).status_code
    assert 303 == officer.get("/account/ways/password").status_code
    assert 303 == officer.post(AGAIN, password=PASSWORD, code=officer.code(1)).status_code


def test_guesses_are_counted_here_too(comes: Comes) -> None:
    """The fifth has to wait."""
    officer = signed_in(comes("officer").set_up())
    wrong = {"password": "no" * 8, "code": "000000"}
    assert [422] * 4 == [officer.post(AGAIN, **wrong).status_code for _ in range(4)]
    older(officer.site.database, GUESS, "at", AHEAD)
    assert 429 == officer.post(AGAIN, **wrong).status_code


def test_a_passkey_proves_it_again(comes: Comes) -> None:
    """One's own; another's proves nothing, and nor does a password where a role wants the passkey."""
    scrutineer = comes("scrutineer").set_up(passkey=True)
    scrutineer.answers("/sign-in", "/sign-in/passkey")
    a_while_ago(scrutineer)
    assert 403 == scrutineer.post(AGAIN, password=PASSWORD, code=scrutineer.code()).status_code
    other = comes("officer").set_up(passkey=True).key
    own, scrutineer.key = scrutineer.key, other
    assert 422 == scrutineer.answers(AGAIN, AGAIN).status_code
    scrutineer.key = own
    done = scrutineer.answers(f"{AGAIN}?next=/cases", AGAIN)
    assert (303, "/cases") == (done.status_code, done.headers["location"])
    assert 200 == scrutineer.get("/account/ways/passkeys").status_code


def test_a_forged_proof_is_refused(comes: Comes) -> None:
    """Without the session's word nothing is looked at."""
    officer = signed_in(comes("officer").set_up())
    assert 403 == officer.post(AGAIN, csrf="x", password=PASSWORD, code=officer.code(1)).status_code


def test_in_the_demo_one_says_so(site: Site) -> None:
    """One button, which makes the session fresh under another cookie."""
    visit = site.visit("officer")
    old = visit.cookie
    older(site.database, WEB_SESSION, "proved_at", timedelta(minutes=11))
    assert ("It is still me", "", "") in visit.at(f"{AGAIN}?next=/cases").buttons
    done = visit.post(AGAIN, {"csrf": visit.csrf, "next": "/cases"})
    assert (303, "/cases") == (done.status_code, done.headers["location"])
    assert old != visit.cookie


def test_the_demos_button_is_the_demos(world: World, tmp_path: Path) -> None:
    """A session of the demo proves nothing on an installation that is none."""
    officer = Somebody(site_of(world, tmp_path / "files", demo=False), "officer", site_of(
        world, tmp_path / "files", demo=False).stranger())  # fmt: skip
    officer.begins("demo")
    a_while_ago(officer)
    assert 422 == officer.post(AGAIN).status_code
    assert "You have nothing set up to prove it with" in officer.at(AGAIN).text
