"""The wrong people of the journeys: all of them before each step of one matter; and their check can fail."""

from __future__ import annotations

import pytest

from states import roles
from tests.answers import PDF
from tests.joining import joins
from tests.journeys.questions import IS_SERIOUS, PROPOSAL, SIBLINGS
from tests.journeys.stage import Stage
from tests.journeys.wrong_people import Step

NOTE = {"note": "Looked into"}


def test_everybody_else_is_refused_before_each_step(stage: Stage) -> None:
    """From the officer's log to the first signature, every person whose step it isn't tries it, of every role."""
    joins(stage.world, "lead_partner", "council", "lead_partner")
    joins(stage.world, "lay_scrutineer", "", "lay_scrutineer")
    stage.wrong_people.everybody = True
    officer, pages = stage.as_("officer"), stage.browser("officer")
    incident = pages.opens("incident", SIBLINGS)
    officer.move(incident, "ask_views", {"views_asked_on": "2026-11-23"})
    stage.as_("dsp_police").move(incident, "give_view", {"view": "notifiable", "view_reason": "Harmed"})
    pages.moves(incident, "decide_notifiable", IS_SERIOUS)
    officer.attach(incident, "minutes.pdf")
    (child,) = officer.move(incident, "notify", {"sin_reference": "SIN-1"})["children"]
    review: str = child["reference"]
    asked = officer.move(review, "ask_agencies", {"agencies_asked": ["housing"], "request": "All"})
    (returned,) = (one["reference"] for one in asked["children"] if one["kind"] == "agency_return")
    stage.as_("user_housing").move(returned, "submit", {"involvement": "Two visits"})
    pages.records(returned, "note", {**NOTE}, whose="lead_housing", file=("note.pdf", PDF))
    officer.move(review, "meet", {"attended": ["council"], "discussion": "All that is known was read"})
    officer.move(review, "draft", {"without_returns": "The rest is known"})
    officer.move(review, "propose", PROPOSAL)
    stage.as_("dsp_icb").move(review, "agree")
    tried = stage.wrong_people
    assert set(roles.TITLES) == set(tried.refused)
    assert 13 == tried.steps
    assert tried.refused.total() > 13 * 12


def test_who_is_out_is_among_the_wrong(stage: Stage) -> None:
    """Whoever is excluded, has a conflict, or isn't named on what is restricted is tried though the move is theirs."""
    officer, manager = stage.as_("officer"), stage.as_("manager")
    incident = officer.open("incident", SIBLINGS)
    view = Step(incident, "give_view")
    assert [] == stage.wrong_people.wrong(view, "dsp_icb")[2]
    manager.move(incident, "exclude", {"whom": "dsp_police@northmoor.example", "reason": "Her brother"})
    assert ["dsp_police"] == stage.wrong_people.wrong(view, "dsp_icb")[2]
    named = [{"person": f"{who}@northmoor.example"} for who in ("dsp_icb", "chair")]
    manager.move(incident, "restrict", {"named": named, "reason": "Well known"})
    out = set(stage.wrong_people.wrong(view, "dsp_icb")[2])
    assert {"dsp_police", "dsp_council", "scrutineer"} < out
    assert not {"dsp_icb", "chair"} & out


def test_who_is_permitted_makes_the_check_fail(stage: Stage) -> None:
    """Handed somebody whose step it is, the check complains; so it does where something is written without a yes."""
    incident = stage.as_("officer").open("incident", SIBLINGS)
    step = Step(incident, "note")

    def sends(who: str) -> object:
        return stage.as_(who).tries(incident, "note", NOTE)

    assert "manager" not in {who for sort in stage.wrong_people.wrong(step, "officer") for who in sort}
    with pytest.raises(AssertionError, match=r"manager.*200"):
        stage.wrong_people.refuse(step, ["manager"], sends)

    def writes(who: str) -> object:
        stage.as_("officer").tries(incident, "note", NOTE)
        return sends(who)

    with pytest.raises(AssertionError, match="something was written by auditor"):
        stage.wrong_people.refuse(step, ["auditor"], writes)


def test_an_unreadable_answer_is_no_refusal(stage: Stage) -> None:
    """Who is told what is wrong with their answers was let in to give them."""
    incident = stage.as_("officer").open("incident", SIBLINGS)
    with pytest.raises(AssertionError, match="422"):
        stage.wrong_people.refuse(
            Step(incident, "note"), ["manager"], lambda who: stage.as_(who).tries(incident, "note", {})
        )
