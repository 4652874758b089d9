"""An independent reviewer sees a review while under contract: nobody lengthens their own, and what was, stays told."""

from __future__ import annotations

import pytest

from states.kinds import machines
from tests.workflow.every_move.reports import CONTRACT
from tests.workflow.situations import rows
from tests.workflow.taken_on import bare, taken_on
from tests.world import SINCE, World, email
from workflow.errors import NotPermitted
from workflow.tables import Person, RoleHeld

AGAIN = {key: value for key, value in CONTRACT.items() if key != "terms_of_reference"} | {"reason": "More time"}
SEEN = """
    SELECT m.from_on, m.to_on FROM member m JOIN person p ON p.id = m.person
    WHERE p.email = :who AND m.role = 'independent_reviewer' ORDER BY m.id
"""


def review(world: World) -> str:
    """A review of a child's case, in fieldwork."""
    told = bare(machines()["practice_review"], "fieldwork") | {"decided_on": "2026-02-02"}
    return taken_on(world, "practice_review", told).reference


def test_a_reviewer_doesnt_lengthen_their_own_contract(world: World) -> None:
    """Not by themselves, nor by recording it for an officer."""
    case = review(world)
    world.fire("officer", case, "replace_reviewer", AGAIN | {"contract_to": "2026-12-01"})
    with pytest.raises(NotPermitted):
        world.fire("reviewer", case, "replace_reviewer", AGAIN)
    with pytest.raises(NotPermitted):
        world.fire("reviewer", case, "replace_reviewer", AGAIN, recorded_for="officer")


def test_when_a_reviewer_saw_the_case_stays_true(world: World) -> None:
    """A contract that ended on 1 December isn't told as one to January, when somebody else is appointed then."""
    case = review(world)
    with world.database.writing() as session:
        other = Person(email=email("second_reviewer"), name="Second Reviewer")
        session.add(other)
        session.flush()
        session.add(RoleHeld(person=other.id or 0, partnership="NM", role="independent_reviewer", from_on=SINCE))
    world.fire("officer", case, "replace_reviewer", AGAIN | {"contract_to": "2026-12-01"})
    world.at("2027-01-11")
    world.fire("officer", case, "replace_reviewer", AGAIN | {"reviewer": email("second_reviewer")})
    (seen,) = rows(world.database, SEEN, who=email("reviewer"))
    assert ("2026-11-23", "2026-12-02") == (str(seen.from_on), str(seen.to_on))
    world.fire("officer", case, "replace_reviewer", AGAIN)
    (gone,) = rows(world.database, SEEN, who=email("second_reviewer"))
    assert "2027-01-11" == str(gone.to_on), "who is still under contract leaves today"
