"""Whoever can change somebody's address can't come in as them by it: not by links, nor by a role given elsewhere."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from api.post import post_of
from api.signing_in import invitations
from notifications import again
from notifications.delivery import Delivered, deliver
from notifications.link_mails import ENDED
from tests.api.pages.site import Site, site_of
from tests.attack.test_two_partnerships import southmoor
from tests.notifications.mailbox import Mailbox
from tests.workflow.situations import rows
from tests.world import World, email
from workflow.accounts.corrections import By, correct_address
from workflow.errors import Invalid, NotPermitted
from workflow.people import account_events
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


@pytest.mark.parametrize(("who", "by"), [("dsp_police", "manager"), ("auditor", "administrator")])
def test_who_invited_somebody_has_nothing_of_it_by_changing_the_address(
    world: World, running: Site, who: str, by: str
) -> None:
    """Invited first, redirected before the worker sends: the link has ended and never goes, nor another of theirs."""
    has_a_passkey(world, who)
    with world.database.writing() as session:
        invitations.invitations.write(session, world.ids[who], "recovery", by=None)
        invitations.invite(running.here, session, world.ids[who], by=world.ids[by])
    with world.database.writing() as session:
        told = By(world.ids[by], by)
        again.correct(session, world.ids[who], NEW, was=email(who), by=told, now=world.now)
    with closing(Mailbox()) as mailbox:
        mailbox.open()
        there = replace(post_of(running.here.settings), smtp_url=mailbox.post.smtp_url)
        assert Delivered(withdrawn=1) == deliver(world.database, there, world.now)
        assert [] == mailbox.received
    assert [ENDED] == [row.answer for row in rows(world.database, "SELECT answer FROM mail")]
    ended = rows(world.database, "SELECT purpose FROM invitation WHERE ended_at IS NOT NULL ORDER BY purpose")
    assert ["invitation", "recovery"] == [row.purpose for row in ended]
    with pytest.raises(NotPermitted, match="another manager"), world.database.writing() as session:
        invitations.invite(running.here, session, world.ids[who], by=world.ids[by])


def test_somebody_whose_provider_was_ended_is_somebody_still(world: World, running: Site) -> None:
    """They have nothing left that they sign in with, but came in before: who comes in as them comes in as somebody."""
    with world.database.writing() as session:
        account_events.note(session, "signed_in", person=world.ids["dsp_police"], by=None, detail="provider")
    correct(world, "dsp_police", "manager")
    with pytest.raises(NotPermitted, match="another manager"), world.database.writing() as session:
        invitations.invite(running.here, session, world.ids["dsp_police"], by=world.ids["manager"])


def test_a_newcomers_address_mistyped_is_put_right_and_invited_anew(world: World, running: Site) -> None:
    """Who can't sign in yet has nothing that could be taken from them."""
    newcomer = world.ids["user_housing"]
    with world.database.writing() as session:
        invitations.invite(running.here, session, newcomer, by=world.ids["manager"])
        account_events.note(session, "signed_in", person=newcomer, by=newcomer, detail="by link: invitation")
    correct(world, "user_housing", "manager")
    assert [None] == [row.ended_at for row in rows(world.database, "SELECT ended_at FROM invitation")]
    with world.database.writing() as session:
        invitations.invite(running.here, session, newcomer, by=world.ids["manager"])
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


@pytest.mark.parametrize(("held_here", "says"), [(False, "is somebody's address already"), (True, "is Jane's address")])
def test_a_taken_address_names_nobody_of_another_partnership(world: World, *, held_here: bool, says: str) -> None:
    """Whose it is hears who looks after a partnership in which they hold or held a role, and no other manager."""
    southmoor(world)
    since = world.now.date()
    with world.database.writing() as session:
        jane = Person(email="jane@southmoor.example", name="Jane")
        session.add(jane)
        session.flush()
        session.add(RoleHeld(person=jane.id or 0, partnership="SM", agency="police", role="agency_lead", from_on=since))
        if held_here:
            once = {"from_on": since - timedelta(days=9), "to_on": since}
            session.add(RoleHeld(person=jane.id or 0, partnership="NM", agency="police", role="agency_lead", **once))
    with pytest.raises(Invalid) as refused:
        correct(world, "lead_school", "manager", "jane@southmoor.example")
    assert says in refused.value.errors["email"]
