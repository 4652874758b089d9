"""Links between cases: said on one, read on both, taken away again; and what a joint pair shares of its actions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.workflow import situations
from tests.workflow.referrals import referral
from tests.workflow.situations import children, row, rows
from tests.world import World
from workflow import invariants
from workflow.engine.casework import seen
from workflow.engine.trail import verify
from workflow.errors import Invalid, NotPermitted
from workflow.queries import case_view
from workflow.queries.links import in_words_for, links_of, shared_with

WHY = "One family"


def link(world: World, one: str, other: str, how: str = "related", who: str = "officer") -> None:
    """Somebody links two cases."""
    world.fire(who, one, "link_case", {"other": other, "as": how, "reason": WHY})


def linked(world: World, case: str, who: str = "manager") -> list[tuple[str, str, str]]:
    """The links that somebody sees on a case: reference, kind, direction."""
    with world.database.reading() as session:
        viewer, today = world.ids[who], world.now.date()
        found = links_of(session, seen(session, case, viewer, today), viewer, today)
    return [(one.reference, one.kind, one.direction) for one in found]


def moved(world: World, case: str) -> list[str]:
    """The moves of a case's entries."""
    asked = "SELECT e.move FROM entry e JOIN casefile c ON c.id = e.case_id WHERE c.reference = :r ORDER BY e.seq"
    return [one.move for one in rows(world.database, asked, r=case)]


def test_a_link_is_an_entry_on_both_and_seen_from_both(world: World) -> None:
    """Neither gets a new revision; taken away, it is gone from both, and both say so."""
    one, other = situations.incident(world), situations.incident(world)
    before = row(world, one).revision, row(world, other).revision
    link(world, one, other)
    assert [(other, "related", "to")] == linked(world, one)
    assert [(one, "related", "from")] == linked(world, other)
    assert (["opened", "link_case"], ["opened", "linked"]) == (moved(world, one), moved(world, other))
    world.fire("officer", other, "unlink_case", {"other": one, "reason": "Another family"})
    assert ([], []) == (linked(world, one), linked(world, other))
    assert ("unlinked", "unlink_case") == (moved(world, one)[-1], moved(world, other)[-1])
    assert before == (row(world, one).revision, row(world, other).revision)
    with world.database.reading() as session:
        assert [] == verify(session)[1]
        assert [] == invariants.check(session)


def test_two_cases_are_linked_once_so_whichever_says_it(world: World) -> None:
    """The same link again is refused from either side; a link of another kind isn't."""
    child, adult = situations.incident(world), referral(world)
    link(world, child, adult)
    for one, other in ((child, adult), (adult, child)):
        with pytest.raises(Invalid, match="is linked to this case so already"):
            link(world, one, other)
    link(world, adult, child, "joint")
    assert {"related", "joint"} == {kind for _, kind, _ in linked(world, child)}


def test_only_a_childs_and_an_adults_case_are_joint(world: World) -> None:
    """By the kind's own track, else by whom it is about; a case about nobody is neither."""
    child, adult = situations.incident(world), referral(world)
    for one, other in ((child, situations.incident(world)), (adult, situations.recommendation(world))):
        with pytest.raises(Invalid) as refused:
            link(world, one, other, "joint")
        assert ["as"] == list(refused.value.errors)
    link(world, child, adult, "joint")
    assert [(adult, "joint", "to")] == linked(world, child)


def test_a_joint_pair_shows_each_others_recommendations_and_actions(world: World) -> None:
    """With whose they are, when due and where they stand; what a related case has isn't shown."""
    review, adult, other = situations.rapid_review(world), referral(world), situations.incident(world)
    link(world, review, adult, "joint")
    link(world, adult, other)
    answers: dict[str, Any] = {"what": "Teach", "source": "review", "level": "single_agency", "urgent": True}
    answers |= {"finding": "Unknown", "outcome_wanted": "Known", "measure": "Asked"}
    above = world.open("officer", "recommendation", answers, parent=review).reference
    world.open("officer", "recommendation", answers, parent=other)
    world.fire("manager", above, "agree", {"response": "Yes"})
    due = {"agency": "housing", "what": "Train everybody", "due_on": "2027-01-29"}
    world.fire("officer", above, "set_actions", {"actions": [due]})
    with world.database.reading() as session:
        viewer, today = world.ids["manager"], world.now.date()
        links = links_of(session, seen(session, adult, viewer, today), viewer, today)
        shared = shared_with(session, links, viewer, today)
    told = [(one.reference, one.below, one.agency, str(one.due_on), one.state_label) for one in shared]
    [action] = children(world, above)
    assert (action, review, "Housing association", "2027-01-29", "Open") in told
    assert {above, action} == {one.reference for one in shared}


def test_links_are_for_officers_and_the_manager(world: World) -> None:
    """Whoever else sees both cases can't link them."""
    one, other = situations.incident(world), situations.incident(world)
    for who in ("chair", "dsp_police", "scrutineer"):
        with pytest.raises(NotPermitted):
            link(world, one, other, who=who)


def test_an_ended_case_is_linked_still_and_a_merge_isnt_a_link_to_take_away(world: World) -> None:
    """What belongs together is often found out late; what a merge said, only a reopening unsays."""
    one, other = situations.incident(world), situations.incident(world)
    world.fire("manager", one, "merge", {"into": other, "reason": "One matter"})
    with pytest.raises(Invalid, match="has no link to this case that can be taken away"):
        world.fire("officer", one, "unlink_case", {"other": other, "reason": "x"})
    link(world, one, other)
    assert [(other, "merged", "to"), (other, "related", "to")] == linked(world, one)


def test_a_case_that_one_may_not_see_isnt_hinted_at(world: World) -> None:
    """Neither in the list nor in what is shared, nor by its reference in the words of the timeline."""
    one, other = situations.rapid_review(world), situations.rapid_review(world)
    link(world, one, other)
    situations.sql(world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=other)
    assert [] == linked(world, one)
    with world.database.reading() as session:
        viewer, today = world.ids["manager"], world.now.date()
        case = seen(session, one, viewer, today)
        entries = in_words_for(session, case_view.entries(session, case), viewer, today)
    assert "Another case" == entries[-1].answers["other"]
    assert other not in str([entry.answers for entry in entries])


def test_links_both_ways_at_once_are_one_link(world: World) -> None:
    """Two officers link the same pair from its two sides: one is told that it is linked; no deadlock."""
    for _ in range(10):
        one, other = situations.incident(world), situations.incident(world)

        def said(way: tuple[str, str]) -> str:
            try:
                link(world, *way)
            except Invalid as refused:
                return refused.errors["other"]
            return ""

        with ThreadPoolExecutor(2) as threads:
            found = list(threads.map(said, ((one, other), (other, one))))
        assert [False, True] == sorted(bool(words) for words in found)
        assert 1 == len(linked(world, one))
