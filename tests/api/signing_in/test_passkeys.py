"""Passkeys: what they say is believed only where all of it holds."""

from __future__ import annotations

from typing import Any

import pytest

from api.signing_in import passkeys
from api.signing_in.keys import Keys
from api.signing_in.passkeys import Party
from tests.api.signing_in.authenticator import PRESENT, Authenticator, handle_of, text
from tests.world import World

KEYS = Keys("a secret of these tests")
HERE = Party.at("https://cases.example:8443")
SOMEBODYS = Authenticator("https://cases.example:8443")


def made(world: World, by: Authenticator, who: str = "officer", **lies: Any) -> bool:
    """Whether the passkey is taken when it is made."""
    with world.database.writing() as session:
        has = passkeys.of_person(session, world.ids[who])
        asked = passkeys.ask_to_make(KEYS, HERE, world.ids[who], "o@northmoor.example", "Officer", has)
        return passkeys.add(
            session, HERE, world.ids[who], asked.challenge, by.but(**lies).make(asked.options), " My\nphone "
        )


def proves(world: World, by: Authenticator, keys: Keys = KEYS, **lies: Any) -> int | None:
    """Whose passkey it is, as far as it is believed."""
    with world.database.writing() as session:
        asked = passkeys.ask_for(HERE)
        return passkeys.proved(session, keys, HERE, asked.challenge, by.but(**lies).answer(asked.options))


LIES = [
    {"origin": "https://evil.example"},
    {"origin": "http://cases.example:8443"},
    {"origin": "https://cases.example"},
    {"host": "evil.example"},
    {"flags": PRESENT},
    {"flags": 0},
]


def test_a_passkey_proves_its_person(world: World) -> None:
    """Made with a name and asked for without one; its host is the installation's."""
    assert Party("cases.example", "https://cases.example:8443") == HERE
    assert made(world, SOMEBODYS)
    assert world.ids["officer"] == proves(world, SOMEBODYS)
    with world.database.reading() as session:
        listed = passkeys.of_person(session, world.ids["officer"])
    assert ["Myphone"] == [one.name for one in listed]
    assert listed[0].used_at is not None


def test_a_passkey_outlives_the_installations_secret(world: World) -> None:
    """It knows its person by the former one, which is named beside the new; without that it proves nobody."""
    assert made(world, SOMEBODYS)
    knows = SOMEBODYS.but(handle=text(KEYS.mac("passkey", str(world.ids["officer"])).encode()))
    assert world.ids["officer"] == proves(world, knows, Keys("another", (KEYS.secret,)))
    assert proves(world, knows, Keys("another")) is None


@pytest.mark.parametrize("lie", LIES)
def test_one_that_lies_is_not_made(world: World, lie: dict[str, Any]) -> None:
    """Another origin or host, or nobody verified: not kept."""
    assert not made(world, SOMEBODYS, **lie)


@pytest.mark.parametrize("lie", [*LIES, {"id": b"another"}, {"key": Authenticator("x").key}, {"handle": text(b"x")}])
def test_one_that_lies_proves_nobody(world: World, lie: dict[str, Any]) -> None:
    """Likewise, and another's key, name or person."""
    assert made(world, SOMEBODYS)
    assert proves(world, SOMEBODYS, **lie) is None


def test_an_answer_to_another_challenge_proves_nobody(world: World) -> None:
    """What was answered once is worth nothing for the next challenge."""
    assert made(world, SOMEBODYS)
    said = SOMEBODYS.answer(passkeys.ask_for(HERE).options)
    with world.database.writing() as session:
        assert passkeys.proved(session, KEYS, HERE, passkeys.ask_for(HERE).challenge, said) is None


def test_a_copy_is_found_by_its_count(world: World) -> None:
    """A count that doesn't rise is of a copied key; one that never counts is left alone."""
    assert made(world, SOMEBODYS, count=5)
    assert world.ids["officer"] == proves(world, SOMEBODYS, count=6)
    assert proves(world, SOMEBODYS, count=6) is None
    assert proves(world, SOMEBODYS, count=3) is None
    assert world.ids["officer"] == proves(world, SOMEBODYS, count=7)


def test_a_passkey_has_one_person(world: World) -> None:
    """The same can't be made twice, for nobody else either; its person's handle is believed, and removing ends it."""
    assert made(world, SOMEBODYS)
    assert not made(world, SOMEBODYS, "manager")
    person = world.ids["officer"]
    options = passkeys.ask_to_make(KEYS, HERE, person, "o@northmoor.example", "Officer", []).options
    assert "officer" not in handle_of(options)
    assert person == proves(world, SOMEBODYS, handle=handle_of(options))
    with world.database.writing() as session:
        number = passkeys.of_person(session, person)[0].id
        assert not passkeys.remove(session, world.ids["manager"], number)
        assert passkeys.remove(session, person, number)
    assert proves(world, SOMEBODYS) is None


@pytest.mark.parametrize(
    "said", ["", "null", "[]", "{}", '{"id": 5}', '{"id": "!"}', "x" * 30_000, '{"id":"YQ","response":5}']
)
def test_nonsense_proves_nobody(world: World, said: str) -> None:
    """Whatever is posted is refused without a fault."""
    with world.database.writing() as session:
        asked = passkeys.ask_for(HERE)
        assert passkeys.proved(session, KEYS, HERE, asked.challenge, said) is None
        assert not passkeys.add(session, HERE, world.ids["officer"], asked.challenge, said, "")
