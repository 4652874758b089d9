"""An address is put right: what is refused, what is kept, and that a name stays with what was said of the old one."""

from __future__ import annotations

import pytest
from sqlmodel import select

from tests.world import World, email
from workflow.accounts.corrections import By, correct_address, corrections
from workflow.errors import Invalid, NotFound
from workflow.people.directory import former_addresses
from workflow.tables import AddressChange, Partnership, Person, PolicyEdition, RoleHeld


def corrected(world: World, who: str, new: str, was: str = "", by_whom: str = "manager") -> None:
    """The manager, or who is named, puts somebody's address right."""
    with world.database.writing() as session:
        by = By(world.ids[by_whom], by_whom.title())
        correct_address(session, world.ids[who], new, was=was or email(who), by=by, now=world.now)


def test_who_when_and_what_it_was_is_kept(world: World) -> None:
    """Each correction stays, the latest first; the name belongs to every address that they had."""
    corrected(world, "lead_school", "Head@Hillside.example ")
    corrected(world.at("2026-11-25"), "lead_school", "office@hillside.example", was="head@hillside.example")
    with world.database.reading() as session:
        found = corrections(session, ["NM"])
        assert [
            ("head@hillside.example", "office@hillside.example", "Manager", world.now),
            (email("lead_school"), "head@hillside.example", "Manager", world.at("2026-11-23").now),
        ] == [(one.old, one.new, one.by, one.at) for one in found]
        assert "office@hillside.example" == session.get_one(Person, world.ids["lead_school"]).email
        assert {email("lead_school"): "Lead School", "head@hillside.example": "Lead School"} == former_addresses(
            session, "NM"
        )
        assert [] == corrections(session, ["SM"])


@pytest.mark.parametrize(
    ("typed", "was", "says"),
    [
        ("a@b..example", "", "isn't an email address"),
        (email("manager"), "", "is Manager's address already: enter another"),
        (email("manager").upper(), "", "is Manager's address already"),
        (email("lead_school"), "", "is the address already"),
        ("new@hillside.example", "old@hillside.example", "Somebody changed this address meanwhile"),
    ],
)
def test_what_cant_be_an_address_of_theirs_is_refused(world: World, typed: str, was: str, says: str) -> None:
    """A sentence at the field, and nothing is written."""
    with pytest.raises(Invalid) as refused:
        corrected(world, "lead_school", typed, was=was)
    assert says in refused.value.errors["email"]
    with world.database.reading() as session:
        assert (email("lead_school"), []) == (
            session.get_one(Person, world.ids["lead_school"]).email,
            session.exec(select(AddressChange)).all(),
        )


def test_nobody_and_somebody_who_left(world: World) -> None:
    """There is nothing to put right."""
    with world.database.writing() as session:
        session.get_one(Person, world.ids["lead_school"]).left_on = world.now.date()
    with pytest.raises(Invalid, match="has left: nothing more is mailed"):
        corrected(world, "lead_school", "head@hillside.example")
    world.ids["nobody"] = 999_999
    with pytest.raises(NotFound):
        corrected(world, "nobody", "head@hillside.example")


def test_only_where_a_policy_of_theirs_lets_mail_go(world: World) -> None:
    """Refused with the domains that are allowed; one of their partnerships is enough."""
    with world.database.writing() as session:
        session.exec(select(PolicyEdition)).one().body += '[mail]\ndomains = ["northmoor.example", "nhs.net"]\n'
    with pytest.raises(Invalid) as refused:
        corrected(world, "lead_school", "head@hillside.example")
    assert {
        "email": "Mail may not go to hillside.example: the policy allows northmoor.example, nhs.net."
    } == refused.value.errors
    corrected(world, "lead_school", "head@hillside.northmoor.example")
    with world.database.writing() as session:
        session.add(Partnership(code="SM", name="Southmoor"))
        session.flush()
        person, since = world.ids["lead_school"], world.now.date()
        session.add(RoleHeld(person=person, partnership="SM", role="agency_lead", from_on=since))
    was = "head@hillside.northmoor.example"
    with pytest.raises(Invalid) as refused:
        corrected(world, "lead_school", "head@hillside.example", was=was)
    assert "works for another partnership too" in refused.value.errors["email"]
    with world.database.writing() as session:
        session.add(RoleHeld(person=world.ids["manager"], partnership="SM", role="business_manager", from_on=since))
    corrected(world, "lead_school", "head@hillside.example", was=was)


@pytest.mark.parametrize("who", ["scrutineer", "auditor", "administrator"])
def test_whoever_watches_over_the_manager_isnt_redirected_by_the_manager(world: World, who: str) -> None:
    """Who reads somebody's mail may come in as them: that address is an administrator's to put right, another's."""
    for by in {"manager", who}:
        with pytest.raises(Invalid) as refused:
            corrected(world, who, "mine@northmoor.example", by_whom=by)
        assert "put right by an administrator, who isn't they" in refused.value.errors["email"]
    if who != "administrator":
        corrected(world, who, "right@northmoor.example", by_whom="administrator")
        with world.database.reading() as session:
            assert "right@northmoor.example" == session.get_one(Person, world.ids[who]).email
