"""Decisions as they were put: what was signed stays what it was, and the next one names it."""

from __future__ import annotations

import json

import pytest

from tests.journeys.adults import DECISION, RECOMMENDATION
from tests.workflow import situations
from tests.workflow.referrals import referral
from tests.workflow.situations import PARTNERS, PROPOSAL, rows
from tests.world import World
from workflow.engine.casework import seen
from workflow.queries import case_view, decisions
from workflow.queries.decisions import Decision

RECONSIDERED = {"reconsidered_outcome": "lcspr", "reconsidered_rationale": "The Panel's reasons weigh"}
OPINION = {"opinion": "comments", "opinion_text": "Sound, but say why no LCSPR"}


def made(world: World, reference: str, who: str = "officer") -> list[Decision]:
    """The case's decisions as somebody sees them."""
    with world.database.reading() as session:
        case, today = seen(session, reference, world.ids[who], world.now.date()), world.now.date()
        entries = case_view.entries(session, case)
        return decisions.decisions(session, case, entries, world.ids[who], today)


def opened_by(world: World, reference: str, who: str = "officer") -> Decision | None:
    """The decision that opened the case, as somebody sees it."""
    with world.database.reading() as session:
        case, today = seen(session, reference, world.ids[who], world.now.date()), world.now.date()
        above, _ = case_view.relatives(session, case, world.ids[who], today)
        return decisions.opened_by(world.act(session, who), case, above)


def body(world: World, seq: int, reference: str) -> dict[str, object]:
    """What an entry's hash is of."""
    question = """
        SELECT e.body FROM entry e JOIN casefile c ON c.id = e.case_id WHERE c.reference = :reference AND e.seq = :seq
    """
    [found] = rows(world.database, question, reference=reference, seq=seq)
    return dict(json.loads(found.body))


def sent(world: World, outcome: str = "learning_taken") -> str:
    """A rapid review that was proposed, signed and sent."""
    reference = situations.rapid_review(world)
    world.fire("officer", reference, "meet", {"attended": ["police"], "discussion": "Long"})
    world.fire("officer", reference, "draft")
    world.fire("officer", reference, "propose", PROPOSAL | {"outcome": outcome})
    for partner in PARTNERS:
        world.fire(partner, reference, "agree")
    world.fire("officer", reference, "send")
    return reference


def test_a_decision_tells_all_that_was_put(world: World) -> None:
    """Each criterion with its reasoning, outcome, rationale, who proposed, when it happened and was recorded."""
    reference = situations.rapid_review(world)
    world.at("2026-11-26").fire("officer", reference, "meet", {"attended": ["police"], "discussion": "Long"})
    world.fire("officer", reference, "draft")
    world.at("2026-11-27").fire("officer", reference, "propose", PROPOSAL, on="2026-11-26")
    (one,) = made(world, reference)
    assert {"answer": "no", "reason": "Looked into"} == one.entry.answers["criteria_reg_11"]["a"]
    assert ("learning_taken", PROPOSAL["rationale"]) == (one.entry.answers["outcome"], one.entry.answers["rationale"])
    assert ("Officer", "2026-11-26", "2026-11-27") == (
        one.entry.by,
        one.entry.happened_on.isoformat(),
        one.entry.at.date().isoformat(),
    )
    assert (True, (), None) == (one.current, one.positions, one.followed)


def test_the_facts_are_told_as_they_stood(world: World) -> None:
    """What was learnt after the proposal changes nothing of what it says was known; narrative stands in its place."""
    reference = situations.proposed(world)
    for partner in PARTNERS:
        world.fire(partner, reference, "agree")
    world.fire("officer", reference, "send", {"panel_reference": "P-1"})
    (one,) = made(world, reference)
    assert "Long" == one.stood["discussion"]
    assert "panel_reference" not in one.stood
    assert not {"rationale", "outcome"} & set(one.stood), "what is answered isn't also what was known before"


def test_each_position_is_told_with_its_words(world: World) -> None:
    """Who took it for which agency, who wrote it down for them, the dissent in words; a changed one counts no more."""
    reference = situations.proposed(world)
    world.fire("dsp_police", reference, "dissent", {"dissent": "The threshold is not met"})
    world.at("2026-11-24").fire("officer", reference, "agree", recorded_for="dsp_icb", on="2026-11-23")
    world.fire("dsp_police", reference, "agree")
    world.fire("scrutineer", reference, "give_opinion", OPINION)
    dissent, recorded, agreed, opinion = made(world, reference)[0].positions
    assert ("Dsp Police", "Police", {"dissent": "The threshold is not met"}, False) == (
        dissent.by,
        dissent.agency,
        dissent.words,
        dissent.counts,
    )
    assert ("Dsp Icb", "Officer", "2026-11-23", "2026-11-24") == (
        recorded.by,
        recorded.recorded_by,
        recorded.happened_on.isoformat(),
        recorded.at.date().isoformat(),
    )
    assert ("agree", True) == (agreed.position, agreed.counts)
    assert ("opinion", "comments", {"opinion_text": OPINION["opinion_text"]}) == (
        opinion.purpose,
        opinion.position,
        opinion.words,
    )


def test_a_reconsidered_decision_names_the_first(world: World) -> None:
    """By its entry and hash, in the text that is signed; both stay to be read, and say which is which."""
    reference = sent(world)
    world.fire("officer", reference, "reply", {"panel_view": "disagrees", "panel_reply": "Think again"})
    world.fire("officer", reference, "reconsider", RECONSIDERED)
    first, second = made(world, reference)
    assert {"seq": first.entry.seq, "hash": first.entry.hash} == second.reconsiders
    assert second.reconsiders == body(world, second.entry.seq, reference)["reconsiders"]
    assert (True, second.entry.seq, None) == (second.anew, first.reconsidered_in, second.reconsidered_in)
    assert (["agree"] * 3, [], False, True) == (
        [one.position for one in first.positions],
        [one.position for one in second.positions],
        first.current,
        second.current,
    )
    assert first.followed is not None
    assert ("all_agreed", "Long") == (first.followed.move, second.stood["discussion"])


def test_a_revised_proposal_takes_the_first_ones_place(world: World) -> None:
    """Taken back before it was acted on: the next one names it, but reconsiders no decision that stood."""
    reference = situations.proposed(world)
    world.fire("officer", reference, "revise", {"reason": "A new fact"})
    world.fire("officer", reference, "propose", PROPOSAL)
    first, second = made(world, reference)
    assert first.withdrawn is not None
    assert ("revise", None, False, first.entry.seq) == (
        first.withdrawn.move,
        first.followed,
        second.anew,
        (second.reconsiders or {})["seq"],
    )


def test_what_is_proposed_of_something_else_reconsiders_nothing(world: World) -> None:
    """Views asked for, then the criteria answered: two decisions, the second the one that the first led to."""
    reference = situations.notifiable(world)
    views, decided = made(world, reference)
    assert ("ask_views", None, decided.entry) == (views.entry.move, views.reconsiders, views.followed)
    assert ("decide_notifiable", None, {"answer": "yes", "reason": "Known"}) == (
        decided.entry.move,
        decided.reconsiders,
        decided.entry.answers["criteria"]["a"],
    )


def test_the_papers_are_frozen_with_the_proposal(world: World) -> None:
    """What was attached before it was put is named by its hash in the entry; what comes later isn't."""
    reference = situations.action(world)
    situations.attach(world, reference, "user_housing", "housing")
    world.fire("user_housing", reference, "submit", {"submission": "All were trained"})
    (one,) = made(world, reference)
    assert ["0" * 64] == body(world, one.entry.seq, reference)["documents"]
    assert [("register.pdf", "0" * 64)] == [(paper.name, paper.sha256) for paper in one.papers]
    bare = situations.proposed(world)
    assert [] == body(world, made(world, bare)[0].entry.seq, bare)["documents"]


def test_a_hold_is_no_step_that_a_decision_led_to(world: World) -> None:
    """Rested and taken up again: what carried the case on is still what the chair decided on the recommendation."""
    reference = referral(world)
    world.fire("officer", reference, "acknowledge")
    world.fire("officer", reference, "recommend", RECOMMENDATION)
    world.fire("officer", reference, "hold", {"hold_reason": "The inquest"})
    (before,) = made(world, reference)
    assert (None, True) == (before.followed, before.current)
    world.fire("officer", reference, "resume", {"reason": "It is over"})
    world.fire("board_chair", reference, "initiate", {"sar_kind": "mandatory", **DECISION})
    (after,) = made(world, reference)
    assert after.followed is not None
    assert ("initiate", DECISION["decision_rationale"]) == (
        after.followed.move,
        after.followed.answers["decision_rationale"],
    )


def test_a_review_says_which_decision_opened_it(world: World) -> None:
    """The parent's proposal by its entry; a disagreement that a dissent opened was opened by none."""
    reference = sent(world, outcome="lcspr")
    child = next(
        one for one in situations.children(world, reference) if situations.row(world, one).kind == "practice_review"
    )
    opened = opened_by(world, child)
    assert opened is not None
    assert made(world, reference)[0].entry.hash == opened.entry.hash
    assert opened_by(world, situations.dissented(world)) is None
    notified = opened_by(world, reference)
    assert notified is not None
    assert "decide_notifiable" == notified.entry.move
    assert opened_by(world, situations.incident(world)) is None


@pytest.mark.parametrize("who", ["user_school", "user_housing"])
def test_what_opened_it_is_told_only_to_those_who_see_that(world: World, who: str) -> None:
    """An agency that was asked for a return sees neither the review above nor its decision."""
    reference = situations.rapid_review(world)
    asked = {"agencies_asked": ["school", "housing"], "request": "What you know"}
    world.fire("officer", reference, "ask_agencies", asked)
    theirs = situations.children(world, reference)
    mine = next(one for one in theirs if situations.row(world, one).owner_agency in who)
    assert opened_by(world, mine, who) is None
    assert made(world, mine, who) == []
