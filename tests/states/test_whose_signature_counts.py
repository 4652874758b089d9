"""Whose signature counts in which state, by hand: elsewhere partners may sign, and nobody waits for it."""

from dataclasses import replace

from states.defaults import england
from states.kinds import machines, shaped
from states.moves.decisions import partners_count, partners_sign

COUNTS = {
    ("adult_review", "checked_with_family_and_agencies"): {"decision"},
    ("incident", "considering"): {"view"},
    ("incident", "notifiable"): {"view"},
    ("practice_review", "checked_with_family_and_agencies"): {"decision"},
    ("rapid_review", "awaiting_agreement"): {"decision"},
    ("rapid_review", "reconsidering"): {"decision"},
}


def test_where_partners_signatures_count() -> None:
    """Nowhere else: on what the board's chair decides they say where they stand."""
    found = {
        (machine.key, state.key): set(counted)
        for machine in machines().values()
        for state in machine.states
        if (counted := partners_count(machine, state.key))
    }
    assert COUNTS == found
    adults = machines()["adult_review"]
    assert any(partners_sign(move) and "recommended" in move.sources for move in adults.moves)


def test_where_the_partners_decide_theirs_count() -> None:
    """By a policy that has them decide on safeguarding adults reviews."""
    adults = shaped(machines()["adult_review"], replace(england(), sar_decided_by="statutory_partners"))
    assert {"decision"} == partners_count(adults, "recommended")
