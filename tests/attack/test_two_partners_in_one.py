"""Somebody is the delegated partner of two agencies: what they say for one is never written down for the other."""

from __future__ import annotations

import pytest

from tests.workflow import situations
from tests.world import SINCE, World
from workflow.tables import RoleHeld

DISSENT = {"dissent": "The threshold is not met"}


def signed(world: World, reference: str) -> dict[str, str]:
    """Each agency's last position."""
    asked = "SELECT s.agency, s.position FROM signature s JOIN casefile c ON c.id = s.case_id WHERE c.reference = :case"
    return {
        row.agency: row.position for row in situations.rows(world.database, f"{asked} ORDER BY s.seq", case=reference)
    }


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        (("agree", "dissent"), {"icb": "agree", "police": "dissent"}),
        (("dissent", "agree"), {"icb": "dissent", "police": "agree"}),
        (("agree", "agree", "dissent"), {"icb": "dissent", "police": "agree"}),
        (("dissent", "dissent", "agree"), {"icb": "agree", "police": "dissent"}),
    ],
)
def test_each_agency_gets_a_position_of_its_own(world: World, moves: tuple[str, ...], expected: dict[str, str]) -> None:
    """The second position is the second agency's, whatever it says; only then may a first be changed."""
    with world.database.writing() as session:
        person = world.ids["dsp_police"]
        session.add(RoleHeld(person=person, partnership="NM", agency="icb", role="delegated_partner", from_on=SINCE))
    reference = situations.proposed(world)
    for move in moves:
        world.fire("dsp_police", reference, move, DISSENT if move == "dissent" else {})
    assert expected == signed(world, reference)
