"""A password is good until its person changes it, or it becomes known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.api.pages.account import people
from tests.api.pages.account.people import Somebody
from tests.api.signing_in.clock import older
from workflow.tables.rows import GUESS, PASSWORD

PASS = people.PASSWORD


def test_an_old_password_still_signs_in(comes: Callable[[str], Somebody]) -> None:
    """Nobody is made to change it after some months: who must, chooses a weaker one."""
    officer = comes("officer").set_up()
    older(officer.site.database, PASSWORD, "set_at", timedelta(days=3650))
    assert "/" == officer.signs_in().headers["location"]
    assert 200 == officer.get("/").status_code


def test_a_password_is_typed_unseen_and_pasted(comes: Callable[[str], Somebody]) -> None:
    """Its field masks it and is one that password managers fill; nothing keeps anybody from pasting."""
    page = comes("officer").at("/sign-in").html
    field = page[page.index('name="password"') - 200 : page.index('name="password"') + 200]
    assert ('type="password"' in field, 'autocomplete="current-password"' in field, "onpaste" in page) == (
        True,
        True,
        False,
    )


def test_a_new_password_wants_the_present_one(comes: Callable[[str], Somebody]) -> None:
    """However fresh the proof is; tries at it are counted like any others."""
    officer, at, new = comes("officer").set_up(), "/account/ways/password", "a river under the stairs"
    officer.signs_in()
    older(officer.site.database, GUESS, "at", timedelta(hours=1))
    assert 'name="present"' in officer.at(at).html
    answers = [officer.post(at, password=new, present=tried).status_code for tried in ("", "otter", new, PASS.upper())]
    assert ([422] * 4, 429) == (answers, officer.post(at, password=new, present=PASS).status_code)
    older(officer.site.database, GUESS, "at", timedelta(hours=1))
    assert 303 == officer.post(at, password=new, present=PASS).status_code
