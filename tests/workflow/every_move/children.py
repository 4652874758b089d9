"""The ways of cases on the children's side: incidents, rapid reviews, agencies' returns, practice reviews."""

from __future__ import annotations

from tests.workflow import situations
from tests.workflow.every_move.common import ends_elsewhere, rest, with_everything
from tests.workflow.every_move.full import WORDS
from tests.workflow.every_move.trying import Trials
from tests.workflow.situations import PARTNERS, PROPOSAL

ASKED = {"agencies_asked": ["school", "housing"], "returns_due_on": "2026-12-07", "request": WORDS}
ELSEWHERE = {"where": "another_area", "host_area": "Otherton", "home_area": "Northmoor"}
LED_ELSEWHERE = ELSEWHERE | {"led_by": "another", "lead_partnership": "Otherton"}
BOTH = {key: {"answer": "yes", "reason": WORDS} for key in "ab"}
NEITHER = {key: {"answer": "no", "reason": WORDS} for key in "ab"}
HOUSEHOLD = [{"pseudonym": "Child A", "age": 4}, {"pseudonym": "Adult P", "age": 34}]


def incident(trials: Trials) -> None:
    """Considered, notified or not, withdrawn, led elsewhere."""
    world = trials.world
    trials.other = situations.incident(world)
    case = situations.incident(world)
    trials.at(case)
    world.fire("officer", case, "ask_views", {"views_asked_on": "2026-11-23"})
    trials.at(case)
    world.fire("officer", case, "decide_notifiable", {"criteria": BOTH, "rationale": WORDS})
    trials.at(case)
    world.fire("officer", case, "notify", {"sin_reference": "SIN-1"})
    trials.at(case)
    case = situations.incident(world)
    world.fire("officer", case, "ask_views", {"views_asked_on": "2026-11-23"})
    world.fire("officer", case, "decide_not_notifiable", {"criteria": NEITHER, "rationale": WORDS})
    trials.at(case)
    case = situations.incident(world)
    world.fire("officer", case, "withdraw", {"reason": WORDS})
    trials.at(case)
    case = situations.incident(world, **LED_ELSEWHERE)
    trials.at(case)
    world.fire("officer", case, "conclude_elsewhere", {"lead_outcome": WORDS, "our_learning": WORDS})
    trials.at(case)
    ends_elsewhere(trials, lambda: situations.incident(world))
    case = situations.incident(world, subjects=HOUSEHOLD)
    world.fire("officer", case, "add_proceedings", INQUEST)
    trials.at(case)
    rest(trials, case, "manager", "tell_partners")
    with_everything(trials, case, "lead_council")


def agency_return(trials: Trials) -> None:
    """Requested, submitted, sent back, accepted; nil; waived."""
    world = trials.world

    def asked() -> str:
        above = situations.rapid_review(world)
        world.fire("officer", above, "ask_agencies", ASKED)
        trials.other, case = situations.children(world, above)
        return case

    case = asked()
    trials.at(case)
    world.fire("user_housing", case, "submit", {"involvement": WORDS})
    trials.at(case)
    world.fire("officer", case, "send_back", {"reason": WORDS})
    trials.at(case)
    world.fire("user_housing", case, "submit", {"involvement": WORDS})
    world.fire("officer", case, "accept")
    trials.at(case)
    case = asked()
    world.fire("user_housing", case, "nil", {"searched": WORDS})
    trials.at(case)
    case = asked()
    world.fire("manager", case, "waive", {"reason": WORDS})
    trials.at(case)
    ends_elsewhere(trials, asked)
    case = asked()
    world.fire("user_housing", case, "submit", {"involvement": WORDS})
    rest(trials, case, "manager", "acceptance")
    with_everything(trials, case, "user_housing")


def rapid_review(trials: Trials) -> None:
    """From opened to closed, by way of the panel's reply and a reconsideration; withdrawn; at rest."""
    world = trials.world
    trials.other = situations.rapid_review(world)
    case = situations.rapid_review(world)
    trials.at(case)
    world.fire("officer", case, "ask_agencies", ASKED)
    trials.at(case)
    for each in situations.children(world, case):
        world.fire("manager", each, "waive", {"reason": WORDS})
    world.fire("officer", case, "meet", {"attended": ["police"], "discussion": WORDS})
    trials.at(case)
    world.fire("officer", case, "draft")
    trials.at(case)
    world.fire("officer", case, "propose", PROPOSAL)
    trials.at(case)
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    trials.at(case)
    world.fire("officer", case, "send")
    trials.at(case)
    world.fire("officer", case, "further", {"further_wanted": WORDS})
    trials.at(case)
    world.fire("officer", case, "answer_panel", {"further_answer": WORDS})
    trials.at(case)
    world.fire("officer", case, "reply", {"panel_view": "disagrees", "panel_reply": WORDS})
    trials.at(case)
    again = {"reconsidered_outcome": "lcspr", "reconsidered_rationale": WORDS}
    world.fire("officer", case, "reconsider", again)
    trials.at(case)
    world.fire("officer", case, "reconsidered", {"reconsidered_without": WORDS})
    trials.at(case)
    case = situations.rapid_review(world)
    world.fire("manager", case, "withdraw", {"reason": WORDS})
    trials.at(case)
    case = situations.proposed(world)
    world.fire("officer", case, "add_proceedings", INQUEST)
    world.fire("officer", case, "hold", {"hold_reason": WORDS})
    trials.at(case)
    ends_elsewhere(trials, lambda: situations.rapid_review(world))
    case = situations.proposed(world)
    rest(trials, case, "scrutineer", "opinion")
    with_everything(trials, case, "chair")


INQUEST = {"proceeding": "inquest", "proceeding_effect": WORDS, "next_check_on": "2027-01-11", "holds": ["publication"]}


def lcspr(trials: Trials) -> str:
    """A practice review, opened by a rapid review that every partner agreed."""
    world, above = trials.world, situations.rapid_review(trials.world)
    world.fire("officer", above, "meet", {"attended": ["police"], "discussion": WORDS})
    world.fire("officer", above, "draft")
    world.fire("officer", above, "propose", PROPOSAL | {"outcome": "lcspr"})
    for partner in PARTNERS:
        world.fire(partner, above, "agree")
    return situations.children(world, above)[0]
