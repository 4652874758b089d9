"""Taking a case on as a way round what is asked of one that began here: signatures, and whether a case may be seen."""

from __future__ import annotations

import pytest

from states.kinds import machines
from tests.answers import INCIDENT
from tests.workflow import recommended, situations
from tests.workflow.situations import dump, row
from tests.workflow.taken_on import bare, taken_on
from tests.world import World
from workflow.errors import Invalid

ACTION = machines()["action"]


@pytest.mark.parametrize("who", ["officer", "manager"])
def test_no_action_is_taken_on_as_verified_below_a_recommendation_that_began_here(world: World, who: str) -> None:
    """One person would have it done with nobody's signature: it is taken on as it stood before, and verified here."""
    above = recommended.recommend(world, "sleep")
    before = dump(world.database)
    with pytest.raises(Invalid, match=f"{above} began in Casekeeper") as refused:
        taken_on(world, "action", bare(ACTION, "verified"), who=who, parent=above)
    assert ["state_now"] == list(refused.value.errors)
    assert before == dump(world.database)
    case = taken_on(world, "action", bare(ACTION, "evidence_submitted"), who=who, parent=above)
    assert "evidence_submitted" == row(world, case.reference).state


def test_below_one_that_was_taken_on_too_it_is_told_as_it_was(world: World) -> None:
    """What ran before Casekeeper was signed there: both say that they were taken on."""
    above = taken_on(world, "recommendation", bare(machines()["recommendation"], "in_progress")).reference
    case = taken_on(world, "action", bare(ACTION, "verified"), parent=above)
    assert "verified" == row(world, case.reference).state


def test_a_case_taken_on_names_only_cases_that_are_seen(world: World) -> None:
    """A hidden one and a missing one are refused in the same words, as where a case is opened."""
    hidden = world.open("officer", "incident", INCIDENT).reference
    situations.sql(world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=hidden)
    before = dump(world.database)
    told = bare(machines()["disclosure_request"], "received")
    for reference in (hidden, "NM-2026-9999"):
        with pytest.raises(Invalid) as refused:
            taken_on(world, "disclosure_request", told | {"about": reference})
        assert {"about": f"{reference} isn't the reference of a case that you see"} == refused.value.errors
    assert before == dump(world.database)
