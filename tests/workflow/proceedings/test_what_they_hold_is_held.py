"""What proceedings hold up is held in every review, at every move that does it, unless it says who agreed, and when."""

from __future__ import annotations

from typing import Any

import pytest

from states.moves.reviews.national_bodies import TOLD_ON
from tests.lifecycles import table
from tests.workflow import situations
from tests.workflow.every_move.children import lcspr
from tests.workflow.every_move.full import EACH_AGREES, WORDS
from tests.workflow.every_move.reports import CHECKS, DRAFT, PLAN, approved
from tests.workflow.every_move.trying import Trials
from tests.workflow.queries.test_waiting import commissioned
from tests.workflow.referrals import ADULTS
from tests.workflow.situations import row
from tests.world import World
from workflow.errors import Refused

ASKED = {"agencies_asked": ["housing"], "returns_due_on": "2026-12-07", "request": WORDS}
AGREED = {"held_agreed": "The officer in the case, by telephone", "held_agreed_on": "2026-11-23"}
SAYS = {
    "interviews": "Proceedings hold up interviews with practitioners",
    "family": "Proceedings hold up contact with the family",
    "publication": "Proceedings hold up publication and sharing of the report",
}


def held(world: World, case: str, *what: str) -> str:
    """The case with a police investigation that holds these up."""
    told = {"proceeding": "police", "proceeding_effect": WORDS, "next_check_on": "2027-01-11", "holds": list(what)}
    world.fire("officer", case, "add_proceedings", told)
    return case


def only_if_agreed(
    world: World, case: str, move: str, answers: dict[str, Any], what: str, who: str = "officer"
) -> None:
    """Refused for this alone, and with half of what was agreed; then made with who agreed, and when."""
    for half in ({}, {"held_agreed": AGREED["held_agreed"]}, {"held_agreed_on": AGREED["held_agreed_on"]}):
        before = row(world, case).revision
        with pytest.raises(Refused) as refused:
            world.fire(who, case, move, answers | half)
        assert [True] == [reason.startswith(SAYS[what]) for reason in refused.value.reasons]
        assert before == row(world, case).revision
    world.fire(who, case, move, answers | AGREED)


def drafted(world: World, case: str) -> str:
    """A commissioned review, its report drafted."""
    world.fire("reviewer", case, "declare_interest", {"reviewer_conflict": "none"})
    world.fire("officer", case, "start_fieldwork", {"advocate_considered": WORDS})
    world.fire("reviewer", case, "draft_report", DRAFT)
    return case


def test_a_rapid_review_asks_agencies_only_with_what_was_agreed(world: World) -> None:
    """They look into their own part, and ask their practitioners."""
    case = held(world, situations.rapid_review(world), "interviews")
    only_if_agreed(world, case, "ask_agencies", ASKED, "interviews")
    world.fire("officer", case, "ask_agencies", ASKED | AGREED)


def test_a_hold_on_interviews_holds_all_of_fieldwork(world: World) -> None:
    """Its beginning, what agencies are asked, the draft that rests on it, and going back to it."""
    case = held(world, commissioned(world), "interviews")
    world.fire("reviewer", case, "declare_interest", {"reviewer_conflict": "none"})
    only_if_agreed(world, case, "ask_agencies", ASKED, "interviews")
    only_if_agreed(world, case, "start_fieldwork", {"advocate_considered": WORDS}, "interviews")
    only_if_agreed(world, case, "draft_report", DRAFT, "interviews", "reviewer")
    only_if_agreed(world, case, "back_to_fieldwork", {"reason": WORDS}, "interviews")


def test_a_hold_that_comes_during_fieldwork_holds_the_draft(world: World) -> None:
    """And one that has ended holds nothing."""
    case = commissioned(world)
    world.fire("reviewer", case, "declare_interest", {"reviewer_conflict": "none"})
    world.fire("officer", case, "start_fieldwork", {"advocate_considered": WORDS})
    held(world, case, "interviews")
    with pytest.raises(Refused, match=SAYS["interviews"]):
        world.fire("reviewer", case, "draft_report", DRAFT)
    world.fire("officer", case, "end_proceedings", {"row": "1", "reason": WORDS})
    world.fire("reviewer", case, "draft_report", DRAFT)


@pytest.mark.parametrize(
    "later",
    [
        {"invitation": "takes_part"},
        {"invitation": "declined"},
        {"advocate": "offered"},
        {"family_comments": "She wants the draft"},
        {"chosen_pseudonym": "Fern"},
        {"draft_shown_on": "2026-11-23"},
        {"told_on": "2026-11-23"},
    ],
    ids=lambda one: next(iter(one)),
)
def test_contact_with_the_family_is_held_in_any_form(world: World, later: dict[str, str]) -> None:
    """Of somebody who takes part already, when the hold comes; that nobody approaches them can be said."""
    case = commissioned(world)
    world.fire("reviewer", case, "add_family", {"contact": "mother", "invitation": "takes_part"})
    held(world, case, "family")
    only_if_agreed(world, case, "update_family", {"row": "1"} | later, "family", "reviewer")
    world.fire("reviewer", case, "update_family", {"row": "1", "contact": "mother of Fern"})
    stopped = {"invitation": "not_approached", "not_approached_why": "Until the trial is over"}
    world.fire("reviewer", case, "update_family", {"row": "1"} | stopped)
    world.fire("reviewer", case, "add_family", {"contact": "father"} | stopped)
    only_if_agreed(world, case, "add_family", {"contact": "aunt", "invitation": "invited"}, "family")


def test_the_draft_is_shared_with_nobody_while_publication_is_held(world: World) -> None:
    """Neither with the family, nor with the agencies that check it."""
    case = commissioned(world)
    world.fire("officer", case, "add_family", {"contact": "mother", "invitation": "takes_part"})
    held(world, drafted(world, case), "publication")
    only_if_agreed(world, case, "update_family", {"row": "1", "draft_shown_on": "2026-11-23"}, "publication")
    world.fire("officer", case, "update_family", {"row": "1", "told_on": "2026-11-23"})
    only_if_agreed(world, case, "record_checks", CHECKS, "publication", "reviewer")


def test_what_the_family_said_of_the_draft_is_contact(world: World) -> None:
    """Both holds are said where both stand in the way."""
    case = held(world, drafted(world, commissioned(world)), "family", "publication")
    with pytest.raises(Refused) as refused:
        world.fire("reviewer", case, "record_checks", CHECKS)
    assert [True, True] == [
        reason.startswith(SAYS[what])
        for what, reason in zip(("family", "publication"), refused.value.reasons, strict=True)
    ]
    world.fire("reviewer", case, "record_checks", CHECKS | AGREED)


def approved_lcspr(world: World) -> str:
    """A practice review whose report every partner approved, its publication planned, checked by a second person."""
    trials = Trials(world, table("practice_review"))
    case = lcspr(trials)
    told = dict.fromkeys(TOLD_ON, "2026-11-23")
    world.fire("officer", case, "tell_national_bodies", {"reviewers_named": "One", **told})
    approved(trials, case)
    world.fire("officer", case, "plan_publication", PLAN | {"publish_on": "2026-12-09"})
    world.fire("manager", case, "check_anonymity", {"anonymity": WORDS})
    return case


def test_nothing_goes_out_while_publication_is_held(world: World) -> None:
    """Neither the copies nor the report; that it goes on lets nothing else out."""
    case = held(world, approved_lcspr(world), "publication")
    only_if_agreed(world, case, "send_copies", {"copies_to": ["panel", "secretary_of_state"]}, "publication")
    world.at("2026-12-09")
    only_if_agreed(world, case, "publish", {"published_at": "The website"}, "publication")


def test_the_improvements_are_held_as_the_report_is(world: World) -> None:
    """They are made public where the report isn't."""
    case = held(world, approved_lcspr(world), "publication")
    justified = {"not_published_why": WORDS, "improvements": WORDS, "positions": EACH_AGREES}
    only_if_agreed(world, case, "not_publish", justified, "publication", "dsp_police")


def test_a_learning_review_holds_what_proceedings_hold(world: World) -> None:
    """The event with practitioners, what is written of it, and sharing the learning."""
    case = world.open("officer", "learning_review", {"purpose": WORDS, "subjects": ADULTS}).reference
    held(world, case, "interviews", "publication")
    only_if_agreed(world, case, "ask_agencies", ASKED, "interviews")
    only_if_agreed(world, case, "hold_review", {"attended": ["police"], "discussion": WORDS}, "interviews")
    only_if_agreed(world, case, "write", {"learning": WORDS}, "interviews")
    for one in situations.children(world, case):
        world.fire("manager", one, "waive", {"reason": WORDS})
    only_if_agreed(world, case, "close", {"shared_how": WORDS}, "publication")
