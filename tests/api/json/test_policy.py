"""The policy for programs: each key in words, and how each edition stands."""

from __future__ import annotations

from tests.api.json.door import Door
from tests.world import POLICY


def test_the_policy_in_force_is_told_key_by_key(door: Door) -> None:
    """By whoever works by it; a newer edition takes its place once it is confirmed."""
    told = door.get("user_school", "/policy").json()
    assert ("NM", "1", False, None) == (told["partnership"], told["edition"], told["review_due"], told["review_on"])
    assert "15 working days" == told["values"]['durations."rapid_review.rapid_review"']
    door.world.policy(POLICY.replace('edition = "1"', 'edition = "2"') + "review_on = 2026-11-23\n")
    told = door.get("manager", "/policy").json()
    assert ("2", True, "2026-11-23") == (told["edition"], told["review_due"], told["review_on"])
    stands = {one["edition"]: (one["status"], one["confirmed_by"]) for one in told["editions"]}
    assert {"2": ("in force", "Manager"), "1": ("was in force", "")} == stands


def test_the_policy_isnt_for_everybody(door: Door) -> None:
    """A partnership of which they are no member isn't there; without a token nothing is told."""
    assert 422 == door.get("manager", "/policy", partnership="SM").status_code
    assert 401 == door.client.get("/api/v1/policy").status_code
