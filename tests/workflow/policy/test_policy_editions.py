"""A policy is put forward by one person and put in force by another; what happened to an edition is never undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from states.policy import PolicyFaults
from tests.workflow.situations import dump, sql
from tests.world import POLICY, World, populate
from workflow.database.storage import Database
from workflow.errors import CasekeeperError, Invalid, NotFound, NotPermitted, Refused
from workflow.people import directory
from workflow.policy import editions, policies
from workflow.policy.editions import By
from workflow.tables import Partnership, PolicyEdition

WAITS = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
"""Whether somebody waits in this database: of others, tests that run beside this one have their own."""


def edition(name: str, more: str = "") -> str:
    """A policy of that edition."""
    return POLICY.replace('edition = "1"', f'edition = "{name}"') + more


def by(world: World, who: str) -> By:
    """One of the people, as somebody who handles policies."""
    with world.database.reading() as session:
        doer = directory.doer(session, world.ids[who], "NM", world.now.date())
        return editions.person(session, doer)


def put_forward(world: World, text: str, who: str = "manager") -> PolicyEdition:
    """Puts a policy forward, an hour after whatever was done last."""
    world.now += timedelta(hours=1)
    with world.database.writing() as session:
        return editions.put_forward(session, "NM", text, by=by(world, who), now=world.now)


def confirm(world: World, name: str, who: str = "administrator") -> PolicyEdition:
    """Confirms an edition."""
    world.now += timedelta(hours=1)
    with world.database.writing() as session:
        return editions.confirm(session, "NM", name, by=by(world, who), now=world.now)


def standing(world: World) -> dict[str, str]:
    """How each edition stands."""
    with world.database.reading() as session:
        of = session.get_one(Partnership, "NM")
        return {one.edition: editions.status(of, one) for one in editions.every(session, "NM")}


def in_force(world: World) -> str:
    """The name of the edition that new cases are opened under."""
    with world.database.reading() as session:
        return policies.in_force(session, "NM").edition


def test_the_first_policy_is_in_force_at_once(world: World) -> None:
    """There may be no second person yet: nobody confirmed it, and that is said."""
    with world.database.reading() as session:
        first = editions.in_force(session, "NM")
    assert first is not None
    assert ("1", "test", "", True) == (first.edition, first.applied_by, first.confirmed_by, bool(first.confirmed_at))


def test_a_second_person_puts_it_in_force(world: World) -> None:
    """Until then the old one is: with who did what, when."""
    put_forward(world, edition("2"))
    assert ("1", {"1": "in force", "2": "waits"}) == (in_force(world), standing(world))
    found = confirm(world, "2")
    assert ("2", {"1": "was in force", "2": "in force"}) == (in_force(world), standing(world))
    people = ("manager@northmoor.example", "administrator@northmoor.example")
    assert people == (found.applied_by, found.confirmed_by)
    assert found.confirmed_at == world.now
    assert found.applied_at == world.now - timedelta(hours=1)


def test_nobody_confirms_their_own(world: World) -> None:
    """Not by the engine, nor under another address, nor by the database."""
    waits = put_forward(world, edition("2"))
    with pytest.raises(Refused, match="somebody else must confirm"):
        confirm(world, "2", "manager")
    sql(world.database, "UPDATE person SET email = 'new@northmoor.example' WHERE email LIKE 'manager@%'")
    with pytest.raises(Refused, match="somebody else must confirm"):
        confirm(world, "2", "manager")
    with pytest.raises(IntegrityError):
        sql(
            world.database,
            "UPDATE policy_edition SET confirmed_person = applied_person WHERE digest = :digest",
            digest=waits.digest,
        )
    assert "1" == in_force(world)


def test_an_operator_is_another_person_only_to_somebody_named(world: World) -> None:
    """A login name puts forward; it never confirms."""
    with world.database.writing() as session:
        editions.put_forward(session, "NM", edition("2"), by=By("root"), now=world.now)
    with world.database.writing() as session, pytest.raises(NotPermitted, match="a person whom we know"):
        editions.confirm(session, "NM", "2", by=By("toor"), now=world.now)
    assert "manager@northmoor.example" == confirm(world, "2", "manager").confirmed_by


@pytest.mark.parametrize("who", ["officer", "dsp_police", "scrutineer", "auditor", "executive"])
def test_others_neither_put_forward_nor_confirm(world: World, who: str) -> None:
    """A policy is the business managers' and the administrators'."""
    with pytest.raises(NotPermitted):
        by(world, who)


def test_of_racing_proposals_the_confirmed_one_wins(world: World) -> None:
    """The older one stays, not in force, and can't be confirmed by somebody who looked at other differences."""
    put_forward(world, edition("2"))
    put_forward(world, edition("3"), "administrator")
    assert {"1": "in force", "2": "waits", "3": "waits"} == standing(world)
    confirm(world, "3", "manager")
    assert {"1": "was in force", "2": "overtaken", "3": "in force"} == standing(world)
    with pytest.raises(Refused, match="put forward before edition 3"):
        confirm(world, "2")
    assert "3" == in_force(world)


def test_two_confirmations_at_once(world: World) -> None:
    """One wins; the other hears that it was overtaken. Not both, not neither."""
    for name in ("2", "3"):
        put_forward(world, edition(name))

    def confirming(name: str) -> str:
        try:
            with world.database.writing() as session:
                who = By("administrator@northmoor.example", world.ids["administrator"])
                return editions.confirm(session, "NM", name, by=who, now=world.now).edition
        except CasekeeperError as fault:
            return str(fault)

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(confirming, ("2", "3")), key=len)
    assert (in_force(world), True) == (said[0], "came into force" in said[1]), said
    assert ["in force", "overtaken", "was in force"] == sorted(standing(world).values())


def test_a_confirmation_waits_for_one_that_is_under_way(postgresql_database: Database) -> None:
    """Where several may write at once, the second looks at what the first left, not at what it found."""
    world = populate(postgresql_database)
    for name in ("2", "3"):
        put_forward(world, edition(name))
    who = By("administrator@northmoor.example", world.ids["administrator"])

    def confirming(name: str) -> None:
        with world.database.writing() as session:
            editions.confirm(session, "NM", name, by=who, now=world.now)

    with ThreadPoolExecutor(1) as pool:
        with world.database.writing() as session:
            editions.confirm(session, "NM", "3", by=who, now=world.now)
            other = pool.submit(confirming, "2")
            while not other.done() and not sql(world.database, WAITS):
                pass
        with pytest.raises(Refused, match="put forward before edition 3"):
            other.result(timeout=60)
    assert ("3", "overtaken") == (in_force(world), standing(world)["2"])


def test_what_waits_can_be_taken_back(world: World) -> None:
    """It stays in the list as withdrawn, and can't be confirmed after."""
    put_forward(world, edition("2"))
    with world.database.writing() as session:
        found = editions.withdraw(session, "NM", "2", by=by(world, "administrator"), now=world.now)
    assert ("administrator@northmoor.example", world.now) == (found.withdrawn_by, found.withdrawn_at)
    assert {"1": "in force", "2": "withdrawn"} == standing(world)
    with pytest.raises(Refused, match="was withdrawn"):
        confirm(world, "2")
    with pytest.raises(Refused, match="was withdrawn"):
        put_forward(world, edition("2"))
    with world.database.writing() as session, pytest.raises(Refused, match="is in force already"):
        editions.withdraw(session, "NM", "1", by=By("root"), now=world.now)


def test_the_same_words_again_change_nothing(world: World) -> None:
    """In force or waiting, they are given back as they stand."""
    put_forward(world, edition("2"))
    before = dump(world.database)
    assert ["1", "2"] == [put_forward(world, text, "administrator").edition for text in (POLICY, edition("2"))]
    assert before == dump(world.database)


def test_an_editions_name_stands_once(world: World) -> None:
    """With other words it is another edition; so is an earlier one brought back."""
    with pytest.raises(Refused, match=r"edition 1 with other words \(in force\)"):
        put_forward(world, edition("1", "ratified_on = 2026-11-01\n"))
    put_forward(world, edition("2"))
    with pytest.raises(Refused, match=r"edition 2 with other words \(waits\)"):
        put_forward(world, edition("2", "ratified_on = 2026-11-01\n"))
    confirm(world, "2")
    with pytest.raises(Refused, match=r"was in force before\. To bring it back, give its file an edition name"):
        put_forward(world, POLICY)
    put_forward(world, edition("1 again"))
    assert "1 again" == confirm(world, "1 again").edition


def test_what_cant_be_taken_isnt_put_forward(world: World) -> None:
    """Faults, agencies that aren't there, and words that have a meaning where editions are compared."""
    before = dump(world.database)
    with pytest.raises(PolicyFaults):
        put_forward(world, edition("2", "titel = 'x'"))
    with pytest.raises(Invalid, match="doesn't have: moon"):
        put_forward(world, edition("2", '[partners]\nstatutory = ["council", "police", "moon"]\n'))
    with pytest.raises(Invalid, match="has a meaning"):
        put_forward(world, edition("national"))
    assert before == dump(world.database)


def test_an_edition_is_named_by_its_name_or_digest(world: World) -> None:
    """Enough of the digest; what fits nothing names those there are."""
    waits = put_forward(world, edition("2"))
    with world.database.reading() as session:
        assert {"2"} == {editions.named(session, "NM", name).edition for name in ("2", waits.digest, waits.digest[:8])}
        for name in ("3", waits.digest[:3], ""):
            with pytest.raises(NotFound, match="There are: 2, 1"):
                editions.named(session, "NM", name)
        texts = [editions.text_named(session, "NM", name) for name in ("national", "in-force", "2")]
    assert ["", POLICY, edition("2")] == texts


def test_the_latest_stands_first(world: World) -> None:
    """As a page lists them."""
    for name in ("2", "3"):
        put_forward(world, edition(name))
    assert ["3", "2", "1"] == list(standing(world))
    with world.database.reading() as session:
        assert ["3", "2"] == [one.edition for one in editions.waiting(session, "NM")]
