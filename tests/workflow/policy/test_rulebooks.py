"""Rulebooks: each case keeps the rules it was opened under, whatever the partnership changes later."""

from __future__ import annotations

from datetime import date

import pytest

from states.conditions import PREDICATES
from states.kinds import machines
from states.rulebook import digest_of, from_json, resolve, to_json
from tests.workflow import situations
from tests.workflow.situations import children, clocks, row, rows
from tests.world import POLICY, World
from workflow.errors import Unusable
from workflow.policy import policies, rulebooks

SLOWER = (
    POLICY.replace('edition = "1"', 'edition = "2"') + '[durations]\n"rapid_review.rapid_review" = "20 working days"\n'
)


@pytest.mark.parametrize("kind", sorted(machines()))
def test_a_stored_rulebook_says_what_was_resolved(world: World, kind: str) -> None:
    """Stored and read back: the same rules, the same name, stored once however often."""
    machine, policy = machines()[kind], policies.read(POLICY)
    with world.database.writing() as session:
        first, second = (rulebooks.store(session, machine, policy) for _ in range(2))
    assert first is second
    assert resolve(machine, policy) == first.rulebook
    [(digest, body)] = rows(world.database, "SELECT digest, body FROM rulebook")
    assert digest_of(from_json(body)) == digest == first.digest
    assert to_json(first.rulebook) == body


def test_the_same_rules_have_the_same_name_and_others_another() -> None:
    """A digest says which rules, not when or by whom they were resolved."""
    machine = machines()["rapid_review"]
    same = [digest_of(resolve(machine, policies.read(text))) for text in (POLICY, POLICY + "\n", SLOWER)]
    assert same[0] == same[1] != same[2]


def test_an_open_case_keeps_its_own_rules(world: World) -> None:
    """A longer limit is for cases opened from now on; a review under way stays due when it was."""
    first = situations.rapid_review(world)
    world.policy(SLOWER)
    second = situations.rapid_review(world)
    assert date(2026, 12, 14) == clocks(world, first)["rapid_review"].due_on
    assert date(2026, 12, 21) == clocks(world, second)["rapid_review"].due_on
    world.fire("officer", first, "note", {"note": "x"})
    assert row(world, first).rulebook != row(world, second).rulebook
    bodies = rows(world.database, "SELECT body FROM entry WHERE move = 'note'")
    assert f'"rulebook":"{row(world, first).rulebook}"' in bodies[0][0]


def test_children_take_the_rules_of_their_own_opening(world: World) -> None:
    """An incident from before, its review opened today: the review has today's rules."""
    reference = situations.notifiable(world)
    world.policy(SLOWER)
    world.fire("officer", reference, "notify", {"sin_reference": "S"})
    assert date(2026, 12, 21) == clocks(world, children(world, reference)[0])["rapid_review"].due_on


def test_a_rule_that_is_gone_stops_the_start(world: World) -> None:
    """Start-up refuses while an open case's rulebook names a guard that is gone; ended cases don't count."""
    reference = situations.action(world)
    with world.database.reading() as session:
        rulebooks.require_guards(session)
    gone = PREDICATES.pop("has_evidence")
    try:
        with world.database.reading() as session, pytest.raises(Unusable, match=r"action.*has_evidence"):
            rulebooks.require_guards(session)
        world.fire("manager", reference, "opened_in_error", {"reason": "Twice"})
        with world.database.reading() as session:
            rulebooks.require_guards(session)
    finally:
        PREDICATES["has_evidence"] = gone
