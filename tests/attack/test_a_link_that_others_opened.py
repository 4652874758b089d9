"""Who opened somebody's link before them has nothing of it once they are in: no session that goes on setting up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.pages.account.people import Somebody, real_site
from tests.api.pages.site import OWN
from tests.world import World, email
from workflow.accounts.corrections import By, correct_address

Comes = Callable[[str], Somebody]


@pytest.fixture
def comes(world: World, tmp_path: Path) -> Comes:
    """Somebody comes to the pages, on each database in turn."""
    site = real_site(world, tmp_path / "files")
    return lambda who: Somebody(site, who, site.stranger())


def may_set_a_password(somebody: Somebody) -> bool:
    """Whether their session still lets them change how the person signs in."""
    return somebody.get("/account/ways/password").status_code == 200


@pytest.mark.parametrize("how", ["invitation", "recovery", "recovery proved"])
def test_it_ends_as_the_person_signs_in(comes: Comes, how: str) -> None:
    """A manager invites them anew, another opens the mail; they sign in as ever, and the other's hour is over."""
    owner = comes("dsp_police").set_up(passkey=True)
    other = comes("dsp_police").begins(how)
    assert (how == "recovery") != may_set_a_password(other)
    assert 303 == owner.answers("/sign-in", "/sign-in/passkey").status_code

    assert 303 == other.get("/account/ways/password").status_code
    assert "/sign-in" in other.get("/account/ways/password").headers["location"]
    assert ["passkey"] == owner.hows


def test_it_ends_as_they_finish_setting_up(comes: Comes) -> None:
    """Two opened the same link: whoever finishes first is the only one in."""
    owner, other = comes("dsp_police").begins("invitation"), comes("dsp_police")
    assert 303 == owner.answers("/account/ways/passkeys", "/account/ways/passkeys", count=0).status_code
    other.begins("invitation")
    word = owner.site.sql("SELECT csrf FROM web_session WHERE ended_at IS NULL ORDER BY made_at LIMIT 1")[0].csrf
    done = owner.client.post("/account/ways/done", data={"csrf": word}, headers=OWN)
    assert (303, "/") == (done.status_code, done.headers["location"])
    assert not may_set_a_password(other)
    assert ["passkey"] == owner.hows


def test_it_ends_as_a_mistyped_address_is_put_right(comes: Comes, world: World) -> None:
    """The invitation went to somebody else, who opened it: their link is worth nothing any more, nor is its session."""
    other = comes("user_housing").begins("invitation")
    assert may_set_a_password(other)
    with world.database.writing() as session:
        by = By(world.ids["manager"], "Manager")
        was, right = email("user_housing"), "right@northmoor.example"
        correct_address(session, world.ids["user_housing"], right, was=was, by=by, now=world.now)
    assert not may_set_a_password(other)
