"""Commands about tokens: issued for some acts and some days, listed without what they are, ended."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.api.command_line.conftest import Command
from tests.workflow import situations
from tests.workflow.situations import action
from tests.world import World, email


def test_a_token_alone_prints_just_the_token(world: World, casekeeper: Command) -> None:
    """As the contract has it: one line, nothing else; it is for everything, for 90 days."""
    typed = casekeeper("people", "token", email("officer"))
    assert (0, "", 1, True) == (typed.code, typed.err, len(typed.out.splitlines()), typed.out.startswith("ck_"))
    (one,) = casekeeper("people", "tokens", email("officer"), "--json").json
    assert (["read", "write", "sign", "export"], None) == (one["scopes"], one["used_at"])
    assert typed.out.strip() not in casekeeper("people", "tokens", email("officer")).out


def test_a_token_is_named_scoped_and_ended(world: World, casekeeper: Command) -> None:
    """By its id; each is an event, by nobody who is signed in."""
    words = ("--name", "Figures", "--scope", "read", "--scope", "export", "--days", 7, "--purpose", "yearly report")
    assert 0 == casekeeper("people", "token", email("officer"), *words).code
    (one,) = casekeeper("people", "tokens", email("officer"), "--json").json
    assert ("Figures", ["read", "export"], "yearly report") == (one["name"], one["scopes"], one["purpose"])
    assert 1 == casekeeper("people", "token-end", email("manager"), one["id"]).code
    assert 0 == casekeeper("people", "token-end", email("officer"), one["id"]).code
    assert [] == casekeeper("people", "tokens", email("officer"), "--json").json
    with world.database.reading() as session:
        told = session.execute(text("SELECT what, by FROM account_event ORDER BY id")).all()
    assert [("token_issued", None), ("token_ended", None)] == [tuple(row) for row in told]


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--scope", "all"), 2), (("--days", 0), 2), (("--days", 367), 2), (("--name", " "), 1)],
    ids=str,
)
def test_a_token_that_cant_be(world: World, casekeeper: Command, words: tuple[str, ...], code: int) -> None:
    """Refused in a sentence; nothing is issued."""
    typed = casekeeper("people", "token", email("officer"), *words)
    assert (code, "") == (typed.code, typed.out)
    assert [] == casekeeper("people", "tokens", email("officer"), "--json").json


def test_somebody_leaves_at_the_command_line(world: World, casekeeper: Command) -> None:
    """What is open is listed, what ended is counted; they are nobody afterwards, and no token is issued to them."""
    reference = action(world)
    casekeeper("people", "token", email("user_housing"))
    assert 1 == casekeeper("people", "leave", email("user_housing"), "--on", "2020-01-01").code
    typed = casekeeper("people", "leave", email("user_housing"))
    assert (0, True, True) == (typed.code, reference in typed.out, "1 tokens" in typed.out)
    assert 1 == casekeeper("people", "token", email("user_housing")).code
    assert email("user_housing") not in casekeeper("people", "list").out
    assert 1 == casekeeper("people", "leave", email("user_housing")).code


def test_whoever_keeps_a_restricted_case_alone_names_another(world: World, casekeeper: Command) -> None:
    """Leaving is refused with the case's name; with --keeper another manager or chair keeps it from then on."""
    reference = situations.incident(world)
    world.fire("manager", reference, "restrict", {"named": [{"person": email("chair")}], "reason": "x"})
    refused = casekeeper("people", "leave", email("chair"))
    assert (1, True) == (refused.code, f"Nobody else may lift the restriction of {reference}." in refused.err)
    assert 1 == casekeeper("people", "leave", email("chair"), "--keeper", email("officer")).code
    assert not world.sees("board_chair", reference)
    assert 0 == casekeeper("people", "leave", email("chair"), "--keeper", email("board_chair")).code
    assert world.sees("board_chair", reference)
