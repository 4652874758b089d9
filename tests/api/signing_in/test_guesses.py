"""How often one may guess: ten times in any five minutes, however many hands and addresses guess."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from api.signing_in import guesses, recovery_codes
from api.signing_in.guesses import (
    AT_ONCE,
    LATE,
    MOST,
    MOST_FROM_ONE,
    MOST_WRONG,
    WITHIN,
    TooManyGuesses,
    account_of,
    count,
    source_of,
    wait_after,
)
from api.signing_in.keys import Keys
from api.signing_in.proofs import Prover
from tests.api.signing_in.clock import AHEAD, code, confirm, new_secret, older
from tests.world import populate
from workflow.database.storage import Database
from workflow.tables.rows import ACCOUNT_EVENT, GUESS

KEYS = Keys("a secret of these tests")
SOMEBODY = account_of(KEYS, "somebody@northmoor.example")


def evaluated(database: Database, account: str = SOMEBODY) -> bool:
    """Whether a guess would be looked at now."""
    try:
        count(database, account)
    except TooManyGuesses:
        return False
    return True


def waits(database: Database) -> int:
    """The seconds that the next guess has to wait; 0 where it was looked at."""
    try:
        count(database, SOMEBODY)
    except TooManyGuesses as fault:
        return fault.seconds
    return 0


def test_a_thousand_guesses_side_by_side(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """From sixteen threads at once: not one more is looked at than may be without a wait."""
    with ThreadPoolExecutor(16) as hands:
        looked_at = sum(hands.map(lambda _: evaluated(database), range(1000)))
    with database.reading() as session:
        counted = session.execute(select(func.count()).select_from(GUESS)).scalar_one()
    with capsys.disabled():
        sys.stderr.write(f"\n1,000 guesses from 16 threads ({database.engine.dialect.name}): {looked_at} evaluated\n")
    assert looked_at == counted
    assert AT_ONCE <= looked_at <= MOST


def test_a_hundred_guesses_by_who_waits(sqlite_database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody who comes again the very second they may: never more than ten in any five minutes, never locked out."""
    at, moments = timedelta(), []
    while len(moments) < 100:
        wait = waits(sqlite_database)
        if wait:
            older(sqlite_database, GUESS, "at", timedelta(seconds=wait))
            at += timedelta(seconds=wait)
        else:
            moments.append(at)
    most = max(sum(begin <= one < begin + WITHIN for one in moments) for begin in moments)
    with capsys.disabled():
        sys.stderr.write(
            f"\n100 guesses evaluated take {at / timedelta(minutes=1):.0f} minutes; at most {most} in any 5\n"
        )
    assert most <= MOST
    assert at > timedelta(minutes=45)


def test_each_guess_waits_longer_than_the_one_before() -> None:
    """None for the first four, then 1, 2, 4, 8, 16, 32 seconds; after ten until the first is five minutes old."""
    ages = [timedelta()] * 12
    assert [0, 0, 0, 0, 1, 2, 4, 8, 16, 32] == [wait_after(ages[:n]).total_seconds() for n in range(10)]
    assert WITHIN + LATE == wait_after(ages[:10])


def test_a_guess_that_has_to_wait_is_not_counted(database: Database) -> None:
    """Who guesses on and on makes nobody's wait longer."""
    for _ in range(AT_ONCE):
        assert evaluated(database)
    older(database, GUESS, "at", AHEAD)
    assert not any(evaluated(database) for _ in range(20))
    older(database, GUESS, "at", timedelta(seconds=1, milliseconds=100) - AHEAD)
    assert evaluated(database)


def test_accounts_are_counted_by_themselves(database: Database) -> None:
    """Guesses at one address leave others alone; letters and spaces make no other account, and nobody reads which."""
    assert SOMEBODY == account_of(KEYS, " Somebody@Northmoor.Example ")
    assert "somebody" not in SOMEBODY
    for _ in range(AT_ONCE):
        assert evaluated(database)
    older(database, GUESS, "at", AHEAD)
    assert not evaluated(database)
    assert evaluated(database, account_of(KEYS, "another@northmoor.example"))


def test_the_tenth_is_noted(sqlite_database: Database) -> None:
    """An auditor reads that somebody was stopped."""
    for _ in range(MOST):
        if wait := waits(sqlite_database):
            older(sqlite_database, GUESS, "at", timedelta(seconds=wait))
            assert evaluated(sqlite_database)
    with sqlite_database.reading() as session:
        assert ["guesses_stopped"] == list(session.execute(select(ACCOUNT_EVENT.c.what)).scalars())


def test_thirty_wrong_codes_a_day_are_all(database: Database) -> None:
    """Who knows the password and guesses on at the app's codes; the right one waits too, a recovery code doesn't."""
    world = populate(database)
    officer, secret = world.ids["officer"], new_secret(database)
    with database.writing() as session:
        confirm(session, KEYS, officer, secret)
        spare = recovery_codes.make(session, officer)[0]
    prover = Prover(database, KEYS, world.now.date())
    for _ in range(MOST_WRONG):
        assert prover.code(officer, "no code") is None
        older(database, GUESS, "at", WITHIN + LATE)
    for typed in ("no code", code(database, secret)):
        with pytest.raises(TooManyGuesses) as waiting:
            prover.code(officer, typed)
        assert 20 < waiting.value.seconds / 3600 < 24
        older(database, GUESS, "at", WITHIN + LATE)
    assert "recovery code" == prover.code(officer, spare)
    assert prover.code(world.ids["manager"], "no code") is None
    with database.reading() as session:
        stopped = ACCOUNT_EVENT.c.what == "guesses_stopped"
        assert ["wrong codes of an app"] == list(
            session.execute(select(ACCOUNT_EVENT.c.detail).where(stopped)).scalars()
        )
    older(database, GUESS, "at", timedelta(hours=22))
    assert "code" == prover.code(officer, code(database, secret))


def tried_at(database: Database, number: int, source: str) -> bool:
    """Whether the first guess at one of many accounts would be looked at now."""
    try:
        count(database, account_of(KEYS, f"{number}@northmoor.example"), None, source)
    except TooManyGuesses:
        return False
    return True


def test_one_password_tried_at_many_accounts_is_slowed_down(database: Database) -> None:
    """A hundred accounts in five minutes from one address, side by side; from another the next is looked at."""
    here, there = source_of(KEYS, "203.0.113.7"), source_of(KEYS, "203.0.113.8")
    with ThreadPoolExecutor(8) as hands:
        looked_at = sum(hands.map(lambda number: tried_at(database, number, here), range(130)))
    assert MOST_FROM_ONE == looked_at
    assert tried_at(database, 131, there)
    assert tried_at(database, 132, source_of(KEYS, ""))
    older(database, GUESS, "at", WITHIN + LATE)
    assert tried_at(database, 133, here)
    with database.reading() as session:
        noted = session.execute(select(ACCOUNT_EVENT.c.what, ACCOUNT_EVENT.c.detail)).all()
        assert not session.execute(select(GUESS.c.id).where(GUESS.c.account.contains("203"))).all()
    assert [("guesses_stopped", "from one address")] == [tuple(one) for one in noted]


def test_what_strangers_try_adds_one_event_an_hour(database: Database) -> None:
    """However many addresses they make up, by whatever way; of somebody's account each refusal is noted."""
    somebody = populate(database).ids["officer"]

    def refused(person: int | None, detail: str = "") -> None:
        with database.writing() as session:
            guesses.note_refusal(session, person, detail=detail)

    for _ in range(3):
        refused(None)
        refused(None, "passkey")
        refused(somebody)
    older(database, ACCOUNT_EVENT, "at", timedelta(hours=1))
    refused(None)
    with database.reading() as session:
        noted = session.execute(select(ACCOUNT_EVENT.c.person, ACCOUNT_EVENT.c.detail)).all()
    assert [(None, ""), (None, ""), (None, "passkey"), *[(somebody, "")] * 3] == sorted(
        (tuple(one) for one in noted), key=lambda one: (one[0] or 0, one[1])
    )
