"""Who has the last word on a disagreement, the partnership's policy says: each way of it to its end.

A case keeps the rules it began under; it moves to newer ones only where somebody says so.
"""

from typing import Any

from tests.journeys.reviews import WORDS, offered
from tests.journeys.stage import Stage

RAISED: dict[str, Any] = {
    "about": "Child K",
    "raised_by": "police",
    "with_agencies": ["council"],
    "disputed": WORDS,
    "risk": WORDS,
    "safety_now": WORDS,
    "wanted": WORDS,
    "enters_at": "stage_4",
}
ASKED = {"stage_outcome": WORDS, "question": WORDS}
DECISION = {"decision": WORDS, "decision_rationale": WORDS}
ARBITER = """
mode = "arbiter"
managed = "The arbiter hears both sides within a day and rules in writing."
reported_to = "The executive and the next meeting of the partnership"
view_within = "3 working days"
"""
ON_VIEW = "The scrutineer has spoken about a disagreement: a decision is wanted"
DECIDED = "A disagreement was decided"


def test_an_arbiters_decision_ends_it(stage: Stage) -> None:
    """In the policy's time; how it is managed and to whom reported stands where the arbiter writes; nobody for them."""
    case = _asked(stage, ARBITER)
    scrutineer = stage.as_("scrutineer")
    shown = scrutineer.see(case)
    assert ("view_requested", "2026-11-26") == (shown["state"], shown["due_on"])
    form = stage.browser("scrutineer").at(f"/cases/{case}/moves/decide").text
    assert "rules in writing. Reported to: The executive and the next meeting of the partnership" in form
    for who in ("executive", "dsp_police", "dsp_council", "officer"):
        assert stage.as_(who).tries(case, "decide", DECISION).status_code in (403, 404), who
    assert 403 == stage.as_("officer").tries(case, "decide", DECISION, recorded_for="scrutineer").status_code
    assert "give_view" not in offered(stage, "scrutineer", case)
    assert "decided" == scrutineer.move(case, "decide", DECISION)["state"]
    _ended(stage, case, DECIDED, "dsp_police", "dsp_council", "manager")


def test_an_advisers_view_leaves_the_decision_to_the_executive(stage: Stage) -> None:
    """The view is independent; the executive decides, on a clock of the policy's."""
    case = _asked(stage, 'mode = "advisory"\nview_within = "2 working days"\ndecided_within = "3 working days"')
    scrutineer, executive = stage.as_("scrutineer"), stage.as_("executive")
    assert "2026-11-25" == scrutineer.see(case)["due_on"]
    assert 404 == executive.get(f"/cases/{case}").status_code
    scrutineer.move(case, "give_view", {"view": WORDS})
    stage.post()
    assert 1 == len(stage.told("executive", ON_VIEW))
    assert ("view_given", "2026-11-26") == (executive.see(case)["state"], executive.see(case)["due_on"])
    for who in ("scrutineer", "dsp_police", "dsp_council"):
        assert 403 == stage.as_(who).tries(case, "decide", DECISION).status_code
    assert "decided" == executive.move(case, "decide", DECISION)["state"]
    _ended(stage, case, DECIDED, "scrutineer", "dsp_police", "dsp_council", "manager")


def test_a_mediator_leaves_it_to_the_agencies(stage: Stage) -> None:
    """What the mediation came to is the scrutineer's to write; the agencies that take part decide, nobody else."""
    case = _asked(stage, 'mode = "mediation"\ndecided_within = "2 working days"')
    scrutineer = stage.as_("scrutineer")
    assert "In mediation" in stage.browser("scrutineer").at(f"/cases/{case}").text
    scrutineer.move(case, "give_view", {"view": WORDS})
    stage.post()
    for who in ("dsp_police", "dsp_council"):
        assert 1 == len(stage.told(who, ON_VIEW))
    assert "2026-11-25" == scrutineer.clock(case, "decision")["due_on"]
    assert 403 == scrutineer.tries(case, "decide", DECISION).status_code
    assert 404 == stage.as_("dsp_icb").tries(case, "decide", DECISION).status_code
    assert "decided" == stage.as_("dsp_council").move(case, "decide", DECISION)["state"]
    _ended(stage, case, DECIDED, "scrutineer", "dsp_police", "manager")


def test_a_school_and_a_charity_decide_after_mediation_too(stage: Stage) -> None:
    """Neither has a partner of its own: the lead of each may, and the business manager hears that one is wanted."""
    said = {"raised_by": "school", "with_agencies": ["housing"]}
    case = _asked(stage, 'mode = "mediation"', by="lead_school", **said)
    stage.as_("scrutineer").move(case, "give_view", {"view": WORDS})
    stage.post()
    assert 1 <= len(stage.told("manager", ON_VIEW))
    assert "decided" == stage.as_("lead_housing").move(case, "decide", DECISION)["state"]
    _ended(stage, case, DECIDED, "scrutineer", "lead_school", "manager")


def test_without_a_last_word_the_last_stage_decides(stage: Stage) -> None:
    """Nobody can ask the scrutineer, who hears all the same; the owners of the last stage decide."""
    stage.world.policy(_policy('mode = "none"'))
    police = stage.as_("dsp_police")
    case = police.open("disagreement", RAISED)
    assert not {"ask_view", "give_view"} & set(offered(stage, "scrutineer", case))
    assert 409 == police.tries(case, "decide", DECISION).status_code, "not before the last stage"
    police.move(case, "to_stage_5", {"stage_outcome": WORDS})
    assert 403 == stage.as_("dsp_council").tries(case, "decide", DECISION).status_code
    assert 403 == stage.as_("scrutineer").tries(case, "decide", DECISION).status_code
    assert "decided" == stage.as_("executive").move(case, "decide", DECISION)["state"]
    _ended(stage, case, DECIDED, "scrutineer", "dsp_police", "dsp_council", "manager")


def test_a_case_keeps_the_rules_it_began_with(stage: Stage) -> None:
    """One policy is in force at a time; what began before it goes on as it began, unless it is moved with a reason."""
    police, manager = stage.as_("dsp_police"), stage.as_("manager")
    kept, moved = police.open("disagreement", RAISED), police.open("disagreement", RAISED)
    stage.world.policy(_policy(ARBITER))
    new = police.open("disagreement", RAISED)
    manager.move(moved, "newer_rules", {"reason": WORDS})
    for case in (kept, moved, new):
        police.move(case, "ask_view", ASKED)
    labels = {case: manager.see(case)["state_label"] for case in (kept, moved, new)}
    asked = "Scrutineer asked to decide"
    assert {kept: "View requested", moved: asked, new: asked} == labels
    assert ["2026-11-30", "2026-11-26", "2026-11-26"] == [manager.see(case)["due_on"] for case in (kept, moved, new)]
    scrutineer = stage.as_("scrutineer")
    scrutineer.move(kept, "give_view", {"view": WORDS})
    assert "decided" == stage.as_("executive").move(kept, "decide", DECISION)["state"]
    for case in (moved, new):
        assert 409 == scrutineer.tries(case, "give_view", {"view": WORDS}).status_code
        assert "decided" == scrutineer.move(case, "decide", DECISION)["state"]


def _policy(last_word: str) -> str:
    return f'title = "Testing Partnership"\nedition = "2"\n[last_word]\n{last_word}\n'


def _asked(stage: Stage, last_word: str, *, by: str = "dsp_police", **others: Any) -> str:
    """A disagreement at the delegated partners under that last word, on which the scrutineer is asked."""
    stage.world.policy(_policy(last_word))
    case = stage.as_(by).open("disagreement", RAISED | others)
    stage.as_(by).move(case, "ask_view", ASKED)
    stage.post()
    assert 1 == len(stage.told("scrutineer", "You are asked about a disagreement"))
    return case


def _ended(stage: Stage, case: str, says: str, *heard: str) -> None:
    """It has ended, those have heard of it once, and no mail holds a word of it."""
    stage.post()
    shown = stage.as_("manager").see(case)
    assert (True, []) == (
        shown["final"],
        [
            one["key"]
            for one in shown["clocks"]
            if one["status"] in ("running", "late") and "learning" not in one["key"]
        ],
    )
    assert dict.fromkeys(heard, 1) == {who: len(stage.told(who, says)) for who in heard}
    assert [] == [mail for mail in stage.mails() if WORDS in mail.whole]
    assert stage.trail_is_whole()
