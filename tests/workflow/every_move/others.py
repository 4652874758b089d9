"""The ways of cases that are no reviews: recommendations, actions, disagreements, challenges, meetings, requests."""

from __future__ import annotations

from typing import Any

from tests.workflow import meetings_brought_to as meetings
from tests.workflow import situations
from tests.workflow.every_move.common import ends_elsewhere, rest, with_everything
from tests.workflow.every_move.full import WORDS
from tests.workflow.every_move.trying import Trials
from tests.workflow.telling import RAISED
from tests.world import email

PUT: dict[str, Any] = {
    "about": "Thresholds",
    "challenge": WORDS,
    "wanted": WORDS,
    "addressed_to": ["council", "police"],
}


def recommendation(trials: Trials) -> None:
    """Proposed, agreed, its actions set and verified, done, its impact reviewed; or not accepted, not implemented."""
    world = trials.world

    def proposed() -> str:
        asked = {"what": "Teach staff", "source": "audit", "source_report": "Audit 3", "level": "single_agency"}
        asked |= {"finding": WORDS, "outcome_wanted": WORDS, "measure": WORDS}
        return world.open("officer", "recommendation", asked).reference

    trials.other = proposed()
    case = proposed()
    trials.at(case)
    world.fire("manager", case, "not_accept", {"reason": WORDS})
    trials.at(case)
    case = proposed()
    world.fire("manager", case, "agree")
    trials.at(case)
    world.fire("manager", case, "not_implement", {"reason": WORDS})
    trials.at(case)
    case = situations.submitted(world)
    world.fire("officer", case, "verify", {"verification": WORDS})
    above = situations.rows(
        world.database,
        "SELECT p.reference FROM casefile c JOIN casefile p ON p.id = c.parent WHERE c.reference = :it",
        it=case,
    )[0].reference
    trials.at(above)
    world.fire("officer", above, "complete")
    trials.at(above)
    world.fire("officer", above, "review_impact", {"achieved": "yes", "impact": WORDS})
    trials.at(above)
    case = proposed()
    world.fire("manager", case, "supersede", {"reason": WORDS})
    trials.at(case)
    ends_elsewhere(trials, proposed)
    case = proposed()
    rest(trials, case, "manager", "decision")
    with_everything(trials, case, "chair")


def action(trials: Trials) -> None:
    """Open, submitted on evidence, sent back, verified; cancelled; superseded."""
    world = trials.world
    trials.other = situations.action(world)
    case = situations.action(world)
    trials.at(case)
    situations.attach(world, case, "user_housing", "housing")
    trials.at(case)
    world.fire("user_housing", case, "submit", {"submission": WORDS})
    trials.at(case)
    world.fire("officer", case, "send_back", {"reason": WORDS})
    trials.at(case)
    world.fire("user_housing", case, "submit", {"submission": WORDS})
    world.fire("dsp_police", case, "verify", {"verification": WORDS})
    trials.at(case)
    for move in ("cancel", "supersede"):
        case = situations.action(world)
        world.fire("manager", case, move, {"reason": WORDS})
        trials.at(case)
    ends_elsewhere(trials, lambda: situations.action(world))
    case = situations.action(world)
    rest(trials, case, "manager", "progress")
    with_everything(trials, case, "user_housing")


def disagreement(trials: Trials) -> None:
    """Up the national ladder, stage by stage, to the scrutineer's view and the executive's decision; or resolved."""
    world = trials.world

    def raised(stage: str = "stage_1") -> str:
        return world.open("lead_school", "disagreement", RAISED | {"enters_at": stage}).reference

    trials.other = raised()
    case = raised()
    trials.at(case)
    for stage in ("stage_2", "stage_3", "stage_4", "stage_5"):
        world.fire("lead_school", case, f"to_{stage}", {"stage_outcome": WORDS})
        trials.at(case)
    world.fire("executive", case, "ask_view", {"stage_outcome": WORDS, "question": WORDS})
    trials.at(case)
    world.fire("scrutineer", case, "give_view", {"view": WORDS})
    trials.at(case)
    world.fire("executive", case, "decide", {"decision": WORDS, "decision_rationale": WORDS})
    trials.at(case)
    case = raised("stage_4")
    world.fire("dsp_council", case, "resolve", {"outcome": WORDS})
    trials.at(case)
    case = raised()
    world.fire("lead_school", case, "withdraw", {"reason": WORDS})
    trials.at(case)
    ends_elsewhere(trials, raised)
    case = raised()
    rest(trials, case, "manager", "stage_1")
    with_everything(trials, case, "lead_school")


def challenge(trials: Trials) -> None:
    """Raised, disputed or accepted, answered, with the executive; satisfied or not; its impact reviewed."""
    world = trials.world

    def raised() -> str:
        return world.open("scrutineer", "challenge", PUT).reference

    def unsatisfied() -> str:
        case = raised()
        world.fire("dsp_council", case, "accept", {"acceptance": WORDS})
        world.fire("dsp_police", case, "respond", {"response": WORDS})
        world.fire("scrutineer", case, "not_satisfied", {"unsatisfied_because": WORDS})
        return case

    trials.other, case = raised(), raised()
    trials.at(case)
    world.fire("dsp_council", case, "dispute", {"dispute": WORDS})
    trials.at(case)
    world.fire("dsp_council", case, "accept", {"acceptance": WORDS})
    trials.at(case)
    world.fire("dsp_police", case, "respond", {"response": WORDS})
    trials.at(case)
    world.fire("scrutineer", case, "satisfy", {"satisfied_because": WORDS})
    trials.at(case)
    case = unsatisfied()
    trials.at(case)
    world.fire("executive", case, "executive_respond", {"executive_response": WORDS})
    trials.at(case)
    world.fire("scrutineer", case, "record_unsatisfied", {"left_open": WORDS})
    trials.at(case)
    case = raised()
    world.fire("scrutineer", case, "withdraw_challenge", {"withdrawn_because": WORDS})
    trials.at(case)
    ends_elsewhere(trials, raised, by="scrutineer")
    case = raised()
    rest(trials, case, "scrutineer", "response")
    with_everything(trials, case, "dsp_council")


def meeting(trials: Trials) -> None:
    """Planned, papers out, held, minuted, the minutes agreed; cancelled."""
    world = trials.world
    trials.other = meetings.planned(world)
    meetings.flag(world, situations.incident(world))
    case = meetings.planned(world)
    trials.at(case)
    world.fire("officer", case, "send_papers")
    meetings.flag(world, situations.incident(world))
    trials.at(case)
    world.fire("officer", case, "hold", {"chaired_by": email("chair"), "attendance": meetings.ALL_CAME})
    trials.at(case)
    world.fire("officer", case, "draft_minutes", {"minutes": WORDS})
    trials.at(case)
    world.fire("chair", case, "agree_minutes")
    trials.at(case)
    case = meetings.planned(world)
    world.fire("officer", case, "cancel", {"reason": WORDS})
    trials.at(case)
    ends_elsewhere(trials, lambda: meetings.planned(world))
    case = meetings.held(world)
    rest(trials, case, "manager", "minutes")
    with_everything(trials, case, "chair")


def disclosure_request(trials: Trials) -> None:
    """Received, advised on, decided by another, released or refused; withdrawn."""
    world = trials.world
    asked = {"requester": "freedom", "requested_by": "FOI 12", "wanted": WORDS, "received_on": "2026-11-23"}

    def received() -> str:
        return world.open("officer", "disclosure_request", asked).reference

    def decided(decision: str) -> str:
        case = received()
        world.fire("officer", case, "prepare", {"proposed": decision, "grounds": WORDS, "without_advice": WORDS})
        trials.at(case)
        world.fire("manager", case, "decide", {"decision": decision, "reasons": WORDS})
        trials.at(case)
        return case

    trials.other, case = received(), received()
    trials.at(case)
    world.fire("officer", case, "ask_advice", {"advice_wanted": WORDS})
    trials.at(case)
    case = decided("disclose")
    world.fire("officer", case, "redact", {"redactions": WORDS})
    trials.at(case)
    world.fire("manager", case, "check_redactions", {"redactions_checked": WORDS})
    trials.at(case)
    world.fire("officer", case, "release", {"released": WORDS, "released_to": "An office", "how": "portal"})
    trials.at(case)
    case = decided("refuse")
    world.fire("officer", case, "refuse", {"refusal": WORDS})
    trials.at(case)
    case = received()
    world.fire("officer", case, "withdraw", {"reason": WORDS})
    trials.at(case)
    ends_elsewhere(trials, received)
    case = received()
    rest(trials, case, "manager", "freedom")
    with_everything(trials, case, "chair")


def outside_request(trials: Trials) -> None:
    """Received, agencies asked, replied to; nothing held; withdrawn."""
    world = trials.world
    asked = {"area": "Otherton", "contact": "Their unit", "their_reference": "O-1", "track": "child"}

    def received() -> str:
        return world.open("officer", "outside_request", asked | {"wanted": WORDS, "wanted_by": "2026-12-09"}).reference

    trials.other, case = received(), received()
    trials.at(case)
    for move, answers in (
        ("reply", {"sent": WORDS, "sent_to": "By secure mail"}),
        ("hold_nothing", {"searched": WORDS}),
        ("withdraw", {"reason": WORDS}),
    ):
        case = received()
        world.fire("officer", case, move, answers)
        trials.at(case)
    case = received()
    returns = {"agencies_asked": ["school"], "returns_due_on": "2026-12-07", "request": WORDS}
    world.fire("officer", case, "ask", returns)
    trials.at(case)
    ends_elsewhere(trials, received)
    with_everything(trials, received(), "chair")
