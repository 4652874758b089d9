"""Whoever can change somebody's address can't come in as them by it: not by links, nor by a role given elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from api.signing_in import invitations
from tests.api.pages.site import Site, site_of
from tests.attack.test_two_partnerships import southmoor
from tests.workflow.situations import rows
from tests.world import World, email
from workflow.accounts.corrections import By, correct_address
from workflow.errors import Invalid, NotPermitted
from workflow.tables import Person, RoleHeld
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import PASSKEY

NEW = "mine@northmoor.example"


@pytest.fixture
def running(world: World, tmp_path: Path) -> Site:
    """An installation that isn't the demo, with the small partnership in it."""
    return site_of(world, tmp_path / "files", demo=False, secret_key="of-tests-alone-0123456789-abcdefghijklmnop")


def correct(world: World, who: str, by: str, new: str = NEW) -> None:
    """Puts somebody's address right."""
    with world.database.writing() as session:
        told = By(world.ids[by], by)
        correct_address(session, world.ids[who], new, was=email(who), by=told, now=world.now)


def has_a_passkey(world: World, who: str) -> None:
    """They have set up how they sign in."""
    row = {"person": world.ids[who], "credential": who.encode(), "public_key": b"k", "sign_count": 0, "name": "Phone"}
    with world.database.writing() as session:
        session.connection().execute(insert(PASSKEY).values(made_at=DatabaseNow()), row)


def test_who_changed_an_address_doesnt_invite_to_it(world: World, running: Site) -> None:
    """A link to the new address would set up a second way in, as a partner who signs off; another manager decides."""
    has_a_passkey(world, "dsp_police")
    correct(world, "dsp_police", "manager")
    with pytest.raises(NotPermitted, match="another manager or an administrator"), world.database.writing() as session:
        invitations.invite(running.here, session, world.ids["dsp_police"], by=world.ids["manager"])
    assert [] == rows(world.database, "SELECT id FROM invitation")
    with world.database.writing() as session:
        invitations.invite(running.here, session, world.ids["dsp_police"], by=world.ids["administrator"])
    assert 1 == len(rows(world.database, "SELECT id FROM invitation"))


def test_a_newcomers_address_mistyped_is_put_right_and_invited_anew(world: World, running: Site) -> None:
    """Who can't sign in yet has nothing that could be taken from them."""
    correct(world, "user_housing", "manager")
    with world.database.writing() as session:
        invitations.invite(running.here, session, world.ids["user_housing"], by=world.ids["manager"])
    assert 1 == len(rows(world.database, "SELECT id FROM invitation"))


def test_an_auditor_reads_who_changed_whose_address(world: World, site: Site) -> None:
    """From what to what, by whom, in the log of accounts."""
    correct(world, "dsp_police", "manager")
    page = site.visit("auditor").get("/accounts-log").text
    assert "Had their email address changed" in page
    assert f"from {email('dsp_police')} to {NEW}, by manager" in page


@pytest.mark.parametrize("by", ["manager", "administrator"])
def test_a_role_given_here_brings_nobodys_address_from_elsewhere(world: World, by: str) -> None:
    """Who manages one partnership gives anybody a role in it: that mustn't redirect the other's auditor or partner."""
    southmoor(world)
    with world.database.writing() as session:
        for name, role in (("auditor", "auditor"), ("partner", "delegated_partner")):
            person = Person(email=email(f"their_{name}"), name=name)
            session.add(person)
            session.flush()
            world.ids[f"their_{name}"] = person.id or 0
            since = world.now.date()
            session.add(RoleHeld(person=person.id or 0, partnership="SM", agency="police", role=role, from_on=since))
            session.add(RoleHeld(person=person.id or 0, partnership="NM", role="panel_member", from_on=since))
    for who in ("their_auditor", "their_partner"):
        with pytest.raises(Invalid):
            correct(world, who, by)


def test_who_is_to_watch_from_tomorrow_isnt_redirected_today(world: World) -> None:
    """An auditor appointed from the first of the month is one already to whoever they are to watch over."""
    first: date = world.now.date() + timedelta(days=1)
    with world.database.writing() as session:
        session.add(RoleHeld(person=world.ids["user_housing"], partnership="NM", role="auditor", from_on=first))
    with pytest.raises(Invalid, match="watches over"):
        correct(world, "user_housing", "manager")
