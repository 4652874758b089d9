"""``casekeeper agency``: which agencies are police forces, whose people say what they read a case for."""

from __future__ import annotations

from tests.api.command_line.conftest import Command
from tests.workflow.situations import rows
from tests.world import World

ASKED = "SELECT key FROM agency WHERE police ORDER BY key"


def test_an_agency_is_a_police_force_or_none(world: World, casekeeper: Command) -> None:
    """Said when it is added, or later, or taken back; refused for an agency that there isn't."""
    assert 0 == casekeeper("agency", "add", "transport", "Transport Police", "--police").code
    assert 0 == casekeeper("agency", "police", "council").code
    assert 0 == casekeeper("agency", "police", "police", "--no").code
    assert ["council", "transport"] == [one.key for one in rows(world.database, ASKED)]
    typed = casekeeper("agency", "police", "moon")
    assert (1, True) == (typed.code, "NM has no agency moon; it has: " in typed.err)
