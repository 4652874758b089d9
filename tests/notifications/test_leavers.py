"""Who leaves on a later day: from that day nothing is left with which they could come in, in one pass of the worker."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text

from api.signing_in import passwords, recovery_codes, sessions, tokens
from notifications.sweep import sweep
from tests.notifications.stage import london
from tests.world import World
from workflow.accounts import leaving
from workflow.tables.moments import database_now
from workflow.tables.rows import AUTHENTICATOR_APP, IDENTITY, IDENTITY_PROVIDER, PASSKEY

MONDAY, FRIDAY, AFTER = date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 30)
HELD = ("password", "passkey", "authenticator_app", "recovery_code", "identity")


def count(world: World, statement: str, **bound: Any) -> int:
    """What a statement counts."""
    with world.database.reading() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {statement}"), bound).scalar_one())


def left_to(world: World, who: str) -> dict[str, int]:
    """What somebody could still come in with."""
    it = world.ids[who]
    held = {table: count(world, f"{table} WHERE person = :it", it=it) for table in HELD}
    live = {table: count(world, f"{table} WHERE person = :it AND ended_at IS NULL", it=it) for table in ENDED}
    return held | live


ENDED = ("web_session", "token")
ONE_OF_EACH = dict.fromkeys(HELD, 1) | {"recovery_code": recovery_codes.HOW_MANY} | dict.fromkeys(ENDED, 1)
NOTHING = dict.fromkeys((*HELD, *ENDED), 0)


@pytest.fixture
def equipped(world: World) -> World:
    """The partnership, in which two people have every way of signing in, a session and a token."""
    with world.database.writing() as session:
        now = database_now(session)
        provider = {"partnership": "NM", "agency": "council", "name": "P", "issuer": "https://p.example"}
        session.connection().execute(
            insert(IDENTITY_PROVIDER).values(**provider, id=1, client="c", secret="s", made_at=now)
        )
        for who in ("officer", "user_housing"):
            it = world.ids[who]
            passwords.put(session, it, "a long password of theirs")
            recovery_codes.make(session, it)
            sessions.begin(session, it, how="code")
            tokens.issue(session, it)
            app = {"person": it, "secret": "kept", "last_step": 0, "confirmed_at": now}
            session.connection().execute(insert(AUTHENTICATOR_APP).values(**app))
            key = {"person": it, "credential": who.encode(), "public_key": b"k", "sign_count": 0, "name": "Key"}
            session.connection().execute(insert(PASSKEY).values(**key, made_at=now))
            session.connection().execute(insert(IDENTITY).values(provider=1, subject=who, person=it, made_at=now))
    return world


def goes(world: World, who: str, on: date) -> None:
    """Records on Monday that they leave."""
    with world.database.writing() as session:
        leaving.leave(session, world.ids[who], on=on, now=world.now, today=MONDAY, by=world.ids["manager"])


def test_on_their_day_all_of_it_ends(equipped: World) -> None:
    """Not a day before; nobody else's; and what ended is in the events, once."""
    goes(equipped, "officer", FRIDAY)
    for day in (MONDAY, FRIDAY - timedelta(days=1)):
        sweep(equipped.database, london(day))
        assert ONE_OF_EACH == left_to(equipped, "officer")
    for hour in (1, 9, 10):
        sweep(equipped.database, london(FRIDAY, hour))
    sweep(equipped.database, london(AFTER))
    assert NOTHING == left_to(equipped, "officer")
    assert ONE_OF_EACH == left_to(equipped, "user_housing")
    with equipped.database.reading() as session:
        its = {"it": equipped.ids["officer"]}
        wanted = "SELECT by, detail FROM account_event WHERE what = 'left' AND person = :it ORDER BY id"
        events = session.execute(text(wanted), its)
        first, second = list(events)
    assert (equipped.ids["manager"], f"from {FRIDAY}") == tuple(first)
    assert second.by is None
    assert all(one in second.detail for one in ("1 sessions", "1 tokens", "1 passwords", "1 passkeys", "1 identities"))


def test_a_day_without_a_worker_is_made_up_for(equipped: World) -> None:
    """Whose day came while none ran is seen off by the next pass, beside those whose day it is."""
    goes(equipped, "officer", FRIDAY)
    goes(equipped, "user_housing", AFTER)
    sweep(equipped.database, london(MONDAY))
    sweep(equipped.database, london(AFTER))
    assert [NOTHING, NOTHING] == [left_to(equipped, who) for who in ("officer", "user_housing")]
