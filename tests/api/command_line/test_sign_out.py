"""Whoever runs the installation signs people out: one person everywhere, or everybody."""

from __future__ import annotations

from sqlalchemy import text

from api.signing_in import sessions
from tests.api.command_line.conftest import Command
from tests.world import World, email


def begin(world: World, *people: str) -> dict[str, str]:
    """A session for each; their cookies."""
    with world.database.writing() as session:
        return {who: sessions.begin(session, world.ids[who], how="code") for who in people}


def still_in(world: World, cookies: dict[str, str]) -> set[str]:
    """Whose session counts."""
    with world.database.reading() as session:
        return {who for who, cookie in cookies.items() if sessions.signed_in(session, cookie, world.now.date())}


def test_one_person_is_signed_out_everywhere(world: World, casekeeper: Command) -> None:
    """Nobody else is; it is an event, by nobody who is signed in."""
    cookies = begin(world, "officer", "manager") | {"again": begin(world, "officer")["officer"]}
    typed = casekeeper("people", "sign-out", email("officer"))
    assert (0, "Ended: 2 sessions.\n") == (typed.code, typed.out)
    assert {"manager"} == still_in(world, cookies)
    with world.database.reading() as session:
        told = session.execute(text("SELECT what, person, by FROM account_event ORDER BY id")).all()
    assert [("session_ended", world.ids["officer"], None)] == [tuple(row) for row in told]


def test_everybody_is_signed_out(world: World, casekeeper: Command) -> None:
    """All people's sessions end; a second time there are none."""
    cookies = begin(world, "officer", "manager", "dsp_police")
    assert "Ended: 3 sessions.\n" == casekeeper("people", "sign-out", "--everybody").out
    assert set() == still_in(world, cookies)
    assert "Ended: 0 sessions.\n" == casekeeper("people", "sign-out", "--everybody").out


def test_whom_is_said_once(world: World, casekeeper: Command) -> None:
    """Neither nobody nor somebody and everybody."""
    for words in ((), (email("officer"), "--everybody"), ("nobody@northmoor.example",)):
        assert 1 == casekeeper("people", "sign-out", *words).code
