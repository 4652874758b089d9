"""A role that signs in with a passkey does nothing with less: not by a recovery, not in a session from before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from api.pages.account.code import PASSKEY_WANTED
from api.pages.account.ways_page import AT
from api.signing_in import tokens
from tests.api.pages.account.people import Somebody, real_site
from tests.api.pages.site import Site
from tests.world import World, email
from workflow.accounts import granting
from workflow.people import directory
from workflow.tables import RoleHeld


@pytest.fixture
def site(world: World, tmp_path: Path) -> Site:
    """The pages, outside the demo, on each database in turn."""
    return real_site(world, tmp_path / "files")


def comes(site: Site, who: str) -> Somebody:
    """Somebody at a browser of their own."""
    return Somebody(site, who, site.stranger())


def give(world: World, who: str, role: str, from_on: date) -> None:
    """An administrator gives somebody a role."""
    today = world.now.date()
    with world.database.writing() as session:
        by = directory.doer(session, world.ids["administrator"], "NM", today)
        more = {"name": "", "agency": "", "from_on": from_on, "today": today}
        granting.give(session, "NM", email(who), by=by, role=role, **more)


def test_mailbox_and_app_are_no_passkey(site: Site) -> None:
    """By a link of recovery the app's code opens no more than at the sign-in page; a recovery code adds a passkey."""
    owner = comes(site, "administrator").set_up(passkey=True)
    other = comes(site, "administrator").begins("recovery")
    refused = other.post(f"{AT}/proof", code=owner.code())
    assert (422, True) == (refused.status_code, PASSKEY_WANTED in refused.text)
    assert "six digits" not in other.at(f"{AT}/proof").html
    assert 303 == other.get(f"{AT}/passkeys").status_code
    assert ["recovery"] == other.hows
    assert 303 == other.post(f"{AT}/proof", code=owner.codes[0]).status_code
    assert 200 == other.get(f"{AT}/passkeys").status_code


@pytest.mark.parametrize("ahead", [0, 9])
def test_a_session_from_before_the_role_doesnt_count(world: World, site: Site, ahead: int) -> None:
    """Signed in by password and code, then made an administrator, from today or later: in again, to add a passkey."""
    somebody = comes(site, "user_housing").set_up()
    somebody.signs_in()
    assert 200 == somebody.get("/cases").status_code
    with world.database.writing() as session:
        token = tokens.issue(session, world.ids["user_housing"])
    give(world, "user_housing", "administrator", world.now.date() + timedelta(days=ahead))
    for path in ("/cases", "/people"):
        answer = somebody.get(path)
        assert (303, True) == (answer.status_code, answer.headers["location"].startswith("/sign-in"))
    with world.database.reading() as session:
        assert tokens.bearer(session, token, world.now.date()) is None
    assert "token_ended" in somebody.events

    again = comes(site, "user_housing")
    again.secret = somebody.secret
    assert 303 == again.gives_code(again.gives_password(), again.code(1)).status_code
    assert AT == again.get("/people").headers["location"]
    assert 303 == again.answers(f"{AT}/passkeys", f"{AT}/passkeys").status_code
    assert 303 == again.post(f"{AT}/done").status_code
    assert 200 == again.get("/cases").status_code


def test_another_role_ends_nothing(world: World, site: Site) -> None:
    """Where the policy wants no passkey, sessions and tokens go on."""
    somebody = comes(site, "user_housing").set_up()
    somebody.signs_in()
    with world.database.writing() as session:
        token = tokens.issue(session, world.ids["user_housing"])
    give(world, "user_housing", "panel_member", world.now.date())
    assert 200 == somebody.get("/cases").status_code
    with world.database.reading() as session:
        assert tokens.bearer(session, token, world.now.date()) is not None


def test_a_role_that_never_began_wants_nothing(world: World, site: Site) -> None:
    """Given from a day on, and ended from that day."""
    day = world.now.date() + timedelta(days=9)
    with world.database.writing() as session:
        session.add(
            RoleHeld(person=world.ids["officer"], partnership="NM", role="administrator", from_on=day, to_on=day)
        )
    somebody = comes(site, "officer").set_up()
    somebody.signs_in()
    assert 200 == somebody.get("/cases").status_code


def test_a_policy_that_wants_one_now_ends_what_began_with_less(world: World, site: Site) -> None:
    """From the moment on at which it is in force."""
    somebody = comes(site, "officer").set_up()
    somebody.signs_in()
    assert 200 == somebody.get("/cases").status_code
    world.policy('title = "T"\nedition = "2"\n[sign_in]\npasskeys_for = ["review_officer"]\n')
    assert 303 == somebody.get("/cases").status_code
