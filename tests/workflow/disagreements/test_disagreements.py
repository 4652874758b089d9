"""A disagreement's guards through the engine: who raises it, for whom, below what, and who hears what becomes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.joining import joins
from tests.workflow import situations
from tests.workflow.telling import CLOCKS, RAISED, told
from tests.world import World
from workflow.errors import Invalid, NotFound, NotOffered, NotPermitted, Refused


def raised(world: World, who: str = "lead_school", **others: Any) -> str:
    """A disagreement of the school with the council, among heads of service."""
    return world.open(who, "disagreement", RAISED | others).reference


@pytest.mark.parametrize("who", ["user_school", "lead_school", "officer", "manager"])
def test_an_agency_raises_its_own_and_the_business_unit_anybodys(world: World, who: str) -> None:
    """A school's people for the school; officers and the business manager for whoever told them."""
    case = raised(world, who)
    assert "stage_3" == world.fire("lead_school", case, "withdraw", {"reason": "x"}).facts["enters_at"]


@pytest.mark.parametrize("who", ["lead_police", "dsp_council", "user_housing", "executive", "chair"])
def test_nobody_raises_one_for_another_agency(world: World, who: str) -> None:
    """Refused with the sentence, whoever else they are."""
    with pytest.raises(Refused) as refused:
        raised(world, who)
    says = "You can raise a disagreement for your own agency; the business unit records others' for them"
    assert [says] == list(refused.value.reasons)


@pytest.mark.parametrize("who", ["auditor", "administrator", "scrutineer"])
def test_who_is_on_no_side_raises_none(world: World, who: str) -> None:
    """Their roles don't let them: the scrutineer has challenges."""
    with pytest.raises(NotPermitted):
        raised(world, who)


def test_an_agency_cant_disagree_with_itself(world: World) -> None:
    """All that is wrong is said at once."""
    with pytest.raises(Refused) as refused:
        raised(world, "lead_police", with_agencies=["school", "council"])
    assert 2 == len(refused.value.reasons)
    assert refused.value.reasons[1].startswith("An agency can't disagree with itself")


def test_only_a_decision_has_dissents(world: World) -> None:
    """Nobody takes the fast way by calling a disagreement a dissent; below a rapid review a partner may."""
    says = "A dissent stands below the decision that it is from: say at which stage this enters the ladder"
    with pytest.raises(Refused) as refused:
        raised(world, enters_at="dissent")
    assert [says] == list(refused.value.reasons)
    review = situations.proposed(world)
    own = {"raised_by": "police", "enters_at": "dissent"}
    assert "stage_4" == world.open("dsp_police", "disagreement", RAISED | own, parent=review).state


def test_a_stage_that_the_ladder_hasnt_got_is_no_answer(world: World) -> None:
    """Nor is a formal stage one that may be recorded afterwards."""
    with pytest.raises(Invalid) as invalid:
        raised(world, enters_at="stage_6")
    assert ["enters_at"] == list(invalid.value.errors)
    formal = [{"stage": "stage_3", "on": "2026-11-20", "who": "Heads", "outcome": "None"}]
    with pytest.raises(Invalid) as invalid:
        raised(world, stages_before=formal)
    assert ["stages_before"] == [key.partition(".")[0] for key in invalid.value.errors]


def test_a_second_dissent_of_an_agency_opens_no_second_disagreement(world: World) -> None:
    """While the first is open; each partner that dissents has one of its own; once it has ended, another may come."""
    review = situations.proposed(world)
    world.fire("dsp_police", review, "dissent", {"dissent": "No"})
    world.fire("dsp_police", review, "agree")
    world.fire("dsp_police", review, "dissent", {"dissent": "No after all"})
    assert 1 == len(situations.children(world, review))
    world.fire("dsp_icb", review, "dissent", {"dissent": "Nor we"})
    first, _ = situations.children(world, review)
    world.fire("lead_police", first, "withdraw", {"reason": "Talked about"})
    world.fire("officer", review, "revise", {"reason": "Rewritten"})
    world.fire("officer", review, "propose", situations.PROPOSAL)
    world.fire("dsp_police", review, "dissent", {"dissent": "Still no"})
    assert 3 == len(situations.children(world, review))


def test_the_scrutineer_hears_of_every_disagreement_and_every_outcome(world: World) -> None:
    """Raised, climbed, resolved, withdrawn, reopened, opened in error: nobody can keep it from them."""
    case = raised(world, enters_at="stage_1")
    assert "scrutineer" in told(world, case, "A disagreement was raised at stage 1")
    world.fire("user_school", case, "to_stage_2", {"stage_outcome": "None"})
    assert "scrutineer" in told(world, case, "A disagreement has come to stage 2")
    world.fire("lead_council", case, "resolve", {"outcome": "A plan"})
    assert "scrutineer" in told(world, case, "A disagreement was resolved")
    world.fire("manager", case, "reopen", {"aware_again_on": "2026-11-23", "reason": "It didn't hold"})
    assert "scrutineer" in told(world, case, "A case was reopened")
    world.fire("manager", case, "opened_in_error", {"reason": "A mistake"})
    assert "scrutineer" in told(world, case, "A case was opened in error")
    other = raised(world)
    world.fire("lead_school", other, "withdraw", {"reason": "Settled"})
    assert "scrutineer" in told(world, other, "A disagreement was withdrawn")


def test_a_conflicted_scrutineers_substitute_hears_of_them(world: World) -> None:
    """And the one in conflict of none."""
    joins(world, "substitute", "", "scrutineer")
    case = raised(world)
    world.fire("scrutineer", case, "declare_conflict", {"conflict": "A governor of the school"})
    world.fire("manager", case, "name_substitute", {"substitute": "substitute@northmoor.example"})
    world.fire("lead_school", case, "to_stage_4", {"stage_outcome": "None"})
    heard = told(world, case, "A disagreement has come to stage 4")
    assert ("substitute" in heard, "scrutineer" in heard) == (True, False)


def test_what_was_learned_is_owed_after_the_end_and_not_while_it_is_open_again(world: World) -> None:
    """Reopened, it begins at the first stage, and nothing is owed that can't be given."""
    case = raised(world)
    world.fire("lead_council", case, "resolve", {"outcome": "A plan"})
    clocks = {row.key: row.status for row in situations.rows(world.database, CLOCKS, case=case)}
    assert {"stage_3": "met", "learning_resolved": "running"} == {
        key: "met" if status == "stopped" else status for key, status in clocks.items()
    }
    reopened = world.fire("manager", case, "reopen", {"aware_again_on": "2026-11-23", "reason": "It didn't hold"})
    clocks = {row.key: row.status for row in situations.rows(world.database, CLOCKS, case=case)}
    assert ("stage_1", "stopped", "running") == (reopened.state, clocks["learning_resolved"], clocks["stage_1"])
    with pytest.raises(NotOffered):
        world.fire("officer", case, "record_learning", {"learning": "x", "procedure_changes": False})


def test_leaders_and_chairs_see_it_from_their_stage_on(world: World) -> None:
    """Not before; who came to see it once stays, whatever becomes of it."""
    ladder = '[[ladder.stages]]\nkey = "{0}"\nname = "{0}"\nwithin = "1 working day"\nraised_by = "{0}"\n'
    stages = "".join(ladder.format(role) for role in ("agency_lead", "review_chair", "executive"))
    world.policy(f'title = "Testing Partnership"\nedition = "2"\n{stages}[last_word]\nmode = "none"\n')
    case = raised(world, enters_at="stage_1")
    for who in ("chair", "executive"):
        with pytest.raises(NotFound):
            world.fire(who, case, "resolve", {"outcome": "x"})
    world.fire("lead_school", case, "to_stage_2", {"stage_outcome": "None"})
    with pytest.raises(NotFound):
        world.fire("executive", case, "resolve", {"outcome": "x"})
    world.fire("lead_school", case, "to_stage_3", {"stage_outcome": "None"})
    with pytest.raises(Refused):
        world.fire("chair", case, "resolve", {"outcome": "x"})
    assert date(2026, 11, 24) == world.fire("officer", case, "note", {"note": "x"}).due_on
    assert "resolved" == world.fire("executive", case, "resolve", {"outcome": "A plan"}).state
