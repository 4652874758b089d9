"""The ways of reviews that end in a report: of children, of adults, and for learning."""

from __future__ import annotations

from typing import Any

from tests.workflow.every_move.children import ASKED, INQUEST, lcspr
from tests.workflow.every_move.common import ends_elsewhere, rest, with_everything
from tests.workflow.every_move.full import AGREED, EACH_AGREES, NOT_MET, WORDS
from tests.workflow.every_move.trying import Trials
from tests.workflow.referrals import ADULTS, referral
from tests.workflow.situations import PARTNERS
from tests.world import email
from workflow.redating import redate

CONTRACT: dict[str, Any] = {
    "reviewer_name": "An independent reviewer",
    "reviewer": email("reviewer"),
    "contract_from": "2026-11-23",
    "contract_to": "2027-12-31",
    "terms_of_reference": WORDS,
}
DRAFT = {"report_version": "1", "findings": WORDS}
CHECKS = {"agencies_check": WORDS, "family_check": WORDS}
PLAN = dict.fromkeys(("day_checked", "telling", "statement", "legal_check", "published_where"), WORDS)
MET = {key: {"answer": "yes", "reason": WORDS} for key in NOT_MET}
DECISION = {"decision_rationale": WORDS, "former_employment": "None"}
NONE: dict[str, Any] = {"alternative": "learning_review", "purpose": WORDS}
BY_PARTNERS = """
title = "Testing Partnership"
edition = "partners decide"
[reviews]
sar_decided_by = "statutory_partners"
"""
TOLD_ON = ("panel_told_on", "ofsted_told_on", "department_told_on")
CONTACT = {"contact": "mother", "invitation": "takes_part", "draft_shown_on": "2026-11-23", "told_on": "2026-11-23"}


def report(trials: Trials, case: str, **more: object) -> None:
    """From before the reviewer is commissioned to the report approved, everything tried on the way."""
    world = trials.world
    trials.at(case)
    world.fire("officer", case, "commission", CONTRACT)
    trials.at(case)
    world.fire("reviewer", case, "declare_interest", {"reviewer_conflict": "none"})
    world.fire("officer", case, "add_family", CONTACT)
    trials.at(case)
    world.fire("officer", case, "start_fieldwork", more)
    trials.at(case)
    world.fire("reviewer", case, "draft_report", DRAFT)
    trials.at(case)
    world.fire("reviewer", case, "record_checks", CHECKS)
    trials.at(case)
    world.fire("officer", case, "put_up", {"approval_note": WORDS})
    trials.at(case)
    world.fire("dsp_police", case, "dissent", {"dissent": WORDS})
    for partner in ("dsp_council", "dsp_icb"):
        world.fire(partner, case, "agree")
    trials.at(case)
    world.fire("dsp_police", case, "agree")
    trials.at(case)


def approved(trials: Trials, case: str, **more: object) -> str:
    """The same to its end, nothing tried."""
    world = trials.world
    world.fire("officer", case, "commission", CONTRACT)
    world.fire("officer", case, "declare_interest", {"reviewer_conflict": "none"})
    world.fire("officer", case, "start_fieldwork", more)
    world.fire("officer", case, "draft_report", DRAFT)
    world.fire("officer", case, "record_checks", CHECKS)
    world.fire("officer", case, "put_up", {"approval_note": WORDS, "no_family": WORDS})
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    return case


def held_back(trials: Trials, case: str) -> None:
    """An approved report that an inquest holds, which then ends."""
    world = trials.world
    world.fire("officer", case, "add_proceedings", INQUEST)
    trials.at(case)
    world.fire("officer", case, "hold_report", {"reason": WORDS})
    trials.at(case)
    world.fire("officer", case, "end_proceedings", {"row": "1", "reason": WORDS})
    trials.at(case)


def at_rest(trials: Trials, case: str) -> None:
    """The review on hold."""
    trials.world.fire("officer", case, "hold", {"hold_reason": WORDS})
    trials.at(case)


def practice_review(trials: Trials) -> None:
    """From the decision to publication, held on the way; not published; discontinued; at rest."""
    world = trials.world
    # The Panel, Ofsted and the Department: each must have been told, and is asked for by itself.
    told = {"reviewers_named": "One"} | dict.fromkeys(TOLD_ON, "2026-11-23")
    trials.other = lcspr(trials)
    case = lcspr(trials)
    trials.at(case)
    world.fire("officer", case, "tell_national_bodies", told)
    report(trials, case)
    world.fire("officer", case, "plan_publication", PLAN | {"publish_on": "2026-12-09"})
    world.fire("manager", case, "check_anonymity", {"anonymity": WORDS})
    trials.at(case)
    world.fire("officer", case, "send_copies", {"copies_to": ["panel", "secretary_of_state"]})
    trials.at(case)
    made = lcspr(trials)
    world.fire("officer", made, "tell_national_bodies", told)
    held_back(trials, approved(trials, made))
    why = {"not_published_why": WORDS, "improvements": WORDS, "positions": EACH_AGREES}
    world.fire("dsp_police", made, "not_publish", why)
    trials.at(made)
    at_rest(trials, lcspr(trials))
    made = lcspr(trials)
    world.fire("dsp_icb", made, "discontinue", {"discontinued_why": WORDS, "positions": EACH_AGREES})
    trials.at(made)
    # Nobody had told the national bodies who reviews.
    world.fire("manager", made, "reopen", {"reason": WORDS})
    trials.at(made)
    ends_elsewhere(trials, lambda: lcspr(trials))
    made = lcspr(trials)
    rest(trials, made, "manager", "monitor")
    with_everything(trials, made, "chair")
    world.at("2026-12-09")
    trials.at(case)
    world.fire("officer", case, "publish", {"published_at": "The website"})
    trials.at(case)
    # A year on, what had to stay public for it need not.
    redate(world.at("2027-12-10").database, world.now)
    trials.at(case)


def adult_review(trials: Trials) -> None:
    """Referred, recommended, decided by the chair; the report; not commissioned; at rest."""
    world = trials.world
    trials.other = referral(world)
    case = recommended(trials, try_all=True)
    world.fire("board_chair", case, "initiate", DECISION | {"sar_kind": "mandatory"})
    report(trials, case, advocate_considered=WORDS)
    publication(trials, case)
    world.fire("board_chair", recommended(trials), "decline", DECISION | NONE | {"criteria_s44": NOT_MET})
    stopped = recommended(trials)
    world.fire("board_chair", stopped, "initiate", DECISION | {"sar_kind": "mandatory"})
    world.fire("board_chair", stopped, "discontinue", {"discontinued_why": WORDS})
    trials.at(stopped)
    otherwise(trials)


def adult_review_by_partners(trials: Trials) -> None:
    """The same where the partners decide: together, against, or with a dissent."""
    world = trials.world
    world.policy(BY_PARTNERS)
    trials.other = referral(world)
    case = recommended(trials, try_all=True)
    spoken = recommended(trials)
    against = recommended(trials, criteria_s44=NOT_MET, recommended="none", **NONE)
    stopped = recommended(trials)
    for partner in PARTNERS:
        world.fire(partner, stopped, "agree")
    world.fire("dsp_police", stopped, "discontinue", {"discontinued_why": WORDS, "positions": EACH_AGREES})
    trials.at(stopped)
    for one in (spoken, against):
        for partner in ("dsp_council", "dsp_icb"):
            world.fire(partner, one, "agree")
        world.fire("dsp_police", one, "dissent", {"dissent": WORDS})
        trials.at(one)
    world.fire("dsp_police", against, "agree")
    trials.at(against)
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    report(trials, case, advocate_considered=WORDS)
    publication(trials, case)
    otherwise(trials)


def publication(trials: Trials, case: str) -> None:
    """From approval to the public, and not."""
    world = trials.world
    held_back(trials, case)
    world.fire("officer", case, "release_report", {"reason": WORDS})
    world.fire("officer", case, "plan_publication", PLAN | {"publish_on": "2026-11-23"})
    world.fire("manager", case, "check_anonymity", {"anonymity": WORDS})
    trials.at(case)
    world.fire("officer", case, "publish", {"published_at": "The website"})
    trials.at(case)


def otherwise(trials: Trials) -> None:
    """The other ends of a safeguarding adults review, and what may come to any."""
    world = trials.world
    at_rest(trials, referral(world))
    ends_elsewhere(trials, lambda: referral(world))
    case = recommended(trials)
    rest(trials, case, "manager", "decision")
    with_everything(trials, case, "chair")


def recommended(trials: Trials, *, try_all: bool = False, **more: object) -> str:
    """A referral that the officer has recommended a mandatory review for."""
    world = trials.world
    at = trials.at if try_all else lambda case: None
    case = referral(world)
    at(case)
    world.fire("officer", case, "acknowledge")
    at(case)
    world.fire("officer", case, "ask_returns", ASKED)
    at(case)
    world.fire("officer", case, "want_more", {"more_wanted": WORDS})
    at(case)
    said = {"criteria_s44": MET, "recommended": "mandatory", "rationale": WORDS}
    world.fire("officer", case, "recommend", said | more)
    at(case)
    return case


def learning_review(trials: Trials) -> None:
    """Commissioned, held, written down, closed; discontinued; at rest."""
    world = trials.world

    def made() -> str:
        return world.open("officer", "learning_review", {"purpose": WORDS, "subjects": ADULTS}).reference

    trials.other, case = made(), made()
    trials.at(case)
    world.fire("officer", case, "add_proceedings", INQUEST)
    world.fire("officer", case, "hold_review", {"attended": ["police"], "discussion": WORDS})
    trials.at(case)
    world.fire("officer", case, "write", {"learning": WORDS})
    trials.at(case)
    world.fire("officer", case, "close", AGREED | {"shared_how": WORDS})
    trials.at(case)
    case = made()
    world.fire("manager", case, "discontinue", {"reason": WORDS})
    trials.at(case)
    at_rest(trials, made())
    ends_elsewhere(trials, made)
    case = made()
    rest(trials, case, "manager", "learning_review", "hold_check", "proceedings")
    with_everything(trials, case, "chair")
