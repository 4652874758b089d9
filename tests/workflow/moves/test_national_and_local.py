"""A rapid review's decision: a local review with a national one suggested; practice and the child's voice answered."""

from __future__ import annotations

import pytest

from states.asks import Ask
from states.kinds import machines
from tests.workflow import situations
from tests.workflow.situations import PARTNERS, PROPOSAL, row, rows
from tests.world import World
from workflow.errors import Refused

PRACTICE = ("agencies_involved", "episodes", "childs_voice")
WHY = "The same gap was found in three areas this year"
MISSING = "A national review is suggested: give the partners' view on national importance, with reasons"


def meeting_held(world: World) -> str:
    """A rapid review of which drafting can start."""
    case = situations.rapid_review(world)
    world.fire("officer", case, "meet", {"attended": ["police"], "discussion": "Long"})
    return case


def below(world: World, case: str) -> list[str]:
    """The kinds of the cases below."""
    sql = "SELECT c.kind FROM casefile c JOIN casefile p ON p.id = c.parent WHERE p.reference = :one"
    return [one.kind for one in rows(world.database, sql, one=case)]


def test_national_and_local_go_together(world: World) -> None:
    """One decision says both, with the view on national importance; the local review begins with it."""
    case = meeting_held(world)
    world.fire("officer", case, "draft")
    both = PROPOSAL | {"outcome": "lcspr_and_national"}
    with pytest.raises(Refused) as refused:
        world.fire("officer", case, "propose", both)
    assert (MISSING,) == refused.value.reasons
    world.fire("officer", case, "propose", both | {"national_importance": WHY})
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    assert ["practice_review"] == below(world, case)


def test_a_national_review_alone_needs_the_view_too(world: World) -> None:
    """No local review is opened by it."""
    case = meeting_held(world)
    world.fire("officer", case, "draft")
    alone = PROPOSAL | {"outcome": "national_suggested"}
    with pytest.raises(Refused, match="national importance"):
        world.fire("officer", case, "propose", alone)
    world.fire("officer", case, "propose", alone | {"national_importance": WHY})
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    assert [] == below(world, case)


def test_a_reconsidered_decision_may_say_both(world: World) -> None:
    """With a view of its own; what the first decision gave doesn't stand in for it."""
    case = meeting_held(world)
    world.fire("officer", case, "draft")
    world.fire("officer", case, "propose", PROPOSAL | {"national_importance": "None"})
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    world.fire("officer", case, "send")
    world.fire("officer", case, "reply", {"panel_view": "disagrees", "panel_reply": "Think again"})
    anew = {"reconsidered_outcome": "lcspr_and_national", "reconsidered_rationale": "We missed it"}
    with pytest.raises(Refused) as refused:
        world.fire("officer", case, "reconsider", anew)
    assert (MISSING,) == refused.value.reasons
    world.fire("officer", case, "reconsider", anew | {"reconsidered_importance": WHY})
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    world.fire("officer", case, "reconsidered")
    assert ["practice_review"] == below(world, case)


def test_practice_is_answered_by_when_a_decision_is_proposed(world: World) -> None:
    """Left out when drafting starts, each has to be given with the proposal; all that is missing is said at once."""
    case = meeting_held(world)
    world.fire("officer", case, "draft")
    without = {key: value for key, value in PROPOSAL.items() if key not in PRACTICE}
    with pytest.raises(Refused) as refused:
        world.fire("officer", case, "propose", without)
    assert (
        "Give the agencies' dates of involvement",
        "Give the key practice episodes, with their analysis",
        "Say what the child said or showed, or that nobody heard them",
    ) == refused.value.reasons
    world.fire("officer", case, "propose", PROPOSAL)


def test_what_was_given_with_the_draft_stays(world: World) -> None:
    """The proposal needs it no second time; words lie beside their entry, dates in the case."""
    case = meeting_held(world)
    world.fire("officer", case, "draft", {key: PROPOSAL[key] for key in PRACTICE})
    drafted = row(world, case).seq
    world.fire("officer", case, "propose", {key: value for key, value in PROPOSAL.items() if key not in PRACTICE})
    facts = row(world, case).facts
    assert '"involved_from":"2024-09-02"' in facts
    assert "Nobody saw the children" not in facts
    asks = {
        one.ask
        for one in rows(
            world.database,
            "SELECT ask FROM text WHERE seq = :seq AND case_id = (SELECT id FROM casefile WHERE reference = :one)",
            seq=drafted,
            one=case,
        )
    }
    assert {"episodes.0.episode", "episodes.0.episode_happened", "episodes.0.episode_analysis", "childs_voice"} <= asks
    asked: dict[str, Ask] = machines()["rapid_review"].asks
    assert [False, True, True] == [asked[key].narrative for key in PRACTICE]


def test_involvement_ends_after_it_began(world: World) -> None:
    """A row that runs backwards is refused, with the draft and with the proposal."""
    case = meeting_held(world)
    wrong = {"agencies_involved": [{"agency": "police", "involved_from": "2026-03-01", "involved_to": "2026-02-01"}]}
    with pytest.raises(Refused, match="can't have ended before it began"):
        world.fire("officer", case, "draft", wrong)
    world.fire("officer", case, "draft")
    with pytest.raises(Refused, match="can't have ended before it began"):
        world.fire("officer", case, "propose", PROPOSAL | wrong)
