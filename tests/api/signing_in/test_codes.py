"""Codes of an authenticator app and recovery codes: right, in time, and once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from api.signing_in import authenticator_apps, recovery_codes
from api.signing_in.keys import Keys
from tests.api.signing_in.clock import code, confirm, new_secret
from tests.world import World
from workflow.tables.rows import AUTHENTICATOR_APP, RECOVERY_CODE

KEYS = Keys("a secret of these tests")


def app_of(world: World, who: str = "officer") -> str:
    """Sets up an app with the code of the step before; gives its secret."""
    secret = new_secret(world.database)
    with world.database.writing() as session:
        confirm(session, KEYS, world.ids[who], secret)
    return secret


def taken(world: World, typed: str, who: str = "officer") -> bool:
    """Whether a code is taken."""
    with world.database.writing() as session:
        return authenticator_apps.take(session, KEYS, world.ids[who], typed)


def test_a_code_counts_once(world: World) -> None:
    """Of eight hands with the same code one gets in; the code that confirmed the app counts for nothing more."""
    secret = app_of(world)
    assert not taken(world, code(world.database, secret, -1))
    now = code(world.database, secret)
    with ThreadPoolExecutor(8) as hands:
        assert 1 == sum(hands.map(lambda _: taken(world, now), range(8)))


@pytest.mark.parametrize(("steps", "expected"), [(-3, False), (0, True), (1, True), (3, False)])
def test_a_code_counts_for_a_step_either_side(world: World, steps: int, *, expected: bool) -> None:
    """A phone's clock may be off by half a minute, no more."""
    secret = app_of(world)
    assert expected == taken(world, code(world.database, secret, steps))


def test_an_earlier_code_is_refused_after_a_later_one(world: World) -> None:
    """Whoever looked over a shoulder gains nothing from the code before."""
    secret = app_of(world)
    assert taken(world, code(world.database, secret, 1))
    assert not taken(world, code(world.database, secret))


@pytest.mark.parametrize("typed", ["", "abcdef", "12345", "1234567", "１２３４５６", "000 000 000"])
def test_what_is_no_code_is_refused(world: World, typed: str) -> None:
    """Too short, too long, no digits, or digits of another script."""
    app_of(world)
    assert not taken(world, typed)


def test_spaces_in_a_code_do_no_harm_and_nobody_elses_counts(world: World) -> None:
    """Apps show three and three; another's app is another's."""
    secret = app_of(world)
    now = code(world.database, secret)
    assert not taken(world, now, "manager")
    assert taken(world, f"{now[:3]} {now[3:]}")


def test_the_secret_is_kept_encrypted(world: World) -> None:
    """The database's reader can't make codes; the QR code and the text say the same secret, without a style."""
    secret = app_of(world)
    with world.database.reading() as session:
        assert secret not in session.execute(select(AUTHENTICATOR_APP.c.secret)).scalar_one()
    told = authenticator_apps.new_app(secret, "officer@northmoor.example", "Casekeeper")
    assert f"secret={secret}" in told.address
    assert secret == told.spaced.replace(" ", "")
    drawn = told.qr_code()
    assert drawn.startswith(b"<?xml")
    assert b"style" not in drawn


def test_recovery_codes_count_once_each(world: World) -> None:
    """Ten of 120 bits, kept as hashes; each stands once, however it is typed, and for its person alone."""
    person = world.ids["officer"]
    with world.database.writing() as session:
        codes = recovery_codes.make(session, person)
    assert 10 == len(set(codes))
    with world.database.reading() as session:
        kept = " ".join(session.execute(select(RECOVERY_CODE.c.digest)).scalars())
    assert not any(one in kept for one in codes)

    def used(typed: str, whose: int = person) -> bool:
        with world.database.writing() as session:
            return recovery_codes.use(session, whose, typed)

    assert not used(codes[0], world.ids["manager"])
    with ThreadPoolExecutor(8) as hands:
        assert 1 == sum(hands.map(lambda _: used(codes[0]), range(8)))
    assert used(codes[1].lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    assert not used("")
    with world.database.reading() as session:
        assert 8 == recovery_codes.left(session, person)


def test_new_recovery_codes_end_those_before(world: World) -> None:
    """A list that was lost is worth nothing once there is a new one."""
    person = world.ids["officer"]
    with world.database.writing() as session:
        old = recovery_codes.make(session, person)
        new = recovery_codes.make(session, person)
        assert not recovery_codes.use(session, person, old[0])
        assert recovery_codes.use(session, person, new[0])
