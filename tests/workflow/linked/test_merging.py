"""Two cases of one matter become one: which may, what goes over, what stays, and two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.workflow import situations
from tests.workflow.situations import children, clocks, row, rows
from tests.workflow.telling import told
from tests.world import World
from workflow import invariants
from workflow.engine.casework import seen
from workflow.engine.trail import verify
from workflow.errors import Invalid, NotPermitted
from workflow.queries import case_view
from workflow.queries.links import links_of, shared_with

WHY = {"reason": "Both are about the one incident"}
ROUNDS = 10


def merged(world: World, one: str, into: str) -> None:
    """The business manager merges a case into another."""
    world.fire("manager", one, "merge", {"into": into, **WHY})


def whole(world: World) -> None:
    """The trail verifies and nothing impossible stands."""
    with world.database.reading() as session:
        assert [] == verify(session)[1]
        assert [] == invariants.check(session)


def test_a_merged_case_ends_and_the_other_says_so_without_a_new_revision(world: World) -> None:
    """Its limits stop, its owner and opener hear; the other has an entry that names it, and nobody there is stale."""
    one, other = situations.incident(world, subjects=[{"pseudonym": "Child A", "age": 4}]), situations.incident(world)
    before = row(world, other)
    merged(world, one, other)
    assert ("merged_into", True) == (row(world, one).state, row(world, one).final)
    assert {"stopped"} == {clock.status for clock in clocks(world, one).values()}
    after = row(world, other)
    assert ("considering", before.revision, before.seq + 1) == (after.state, after.revision, after.seq)
    [(actor, body)] = rows(world.database, "SELECT actor, body FROM entry WHERE move = 'merged_from'")
    assert actor is None
    assert f'"cause":{{"case":"{one}"' in body
    assert "officer" in told(world, one, "A case was merged into another")
    whole(world)


def test_whom_only_the_merged_case_was_about_the_other_is_now_about_too(world: World) -> None:
    """By pseudonym, whatever its letters; in its facts, in words, with a new revision, as a row with its track."""
    one = situations.incident(
        world, subjects=[{"pseudonym": "child  A", "age": 4}, {"pseudonym": "Adult P", "age": 30}]
    )
    other = situations.incident(world)
    before = row(world, other).revision
    merged(world, one, other)
    asked = "SELECT s.pseudonym, s.track FROM subject s JOIN casefile c ON c.id = s.case_id WHERE reference = :r"
    found = [tuple(one) for one in rows(world.database, f"{asked} ORDER BY s.id", r=other)]
    assert [("Child A", "child"), ("Child B", "child"), ("Adult P", "adult")] == found
    with world.database.reading() as session:
        case = seen(session, other, world.ids["manager"], world.now.date())
        named = [one["pseudonym"] for one in case_view.facts_told(session, case)["subjects"]]
    assert ["Child A", "Child B", "Adult P"] == named
    assert before + 1 == row(world, other).revision
    whole(world)


def test_what_stands_below_the_merged_case_stays_there_and_is_shown_on_the_other(world: World) -> None:
    """Also of a case that was merged into the merged one before."""
    first, second, third = (situations.rapid_review(world) for _ in range(3))
    for case in (first, second):
        world.fire("officer", case, "ask_agencies", {"agencies_asked": ["school"], "request": "All you know"})
    merged(world, first, second)
    merged(world, second, third)
    assert [] == children(world, third)
    with world.database.reading() as session:
        viewer, today = world.ids["manager"], world.now.date()
        case = seen(session, third, viewer, today)
        links = links_of(session, case, viewer, today)
        shared = shared_with(session, links, viewer, today)
    assert [(second, "merged", "from")] == [(one.reference, one.kind, one.direction) for one in links]
    assert [*children(world, second), *children(world, first)] == [one.reference for one in shared]


@pytest.mark.parametrize(
    ("into", "says"),
    [
        ("itself", "Name another case: this is the reference of this one"),
        ("kind", "is of another kind: a case is merged into one of its own kind"),
        ("ended", "has ended: a case is merged into one that is open"),
        ("missing", "There is no case NM-2026-9999 that you can see here"),
    ],
)
def test_a_case_isnt_merged_into_itself_another_kind_or_an_ended_one(world: World, into: str, says: str) -> None:
    """Each is said at the question, and nothing is written."""
    case, ended = situations.incident(world), situations.incident(world)
    world.fire("officer", ended, "withdraw", {"reason": "No abuse"})
    other = situations.recommendation(world)
    before = situations.dump(world.database)
    names = {"itself": case, "kind": other, "ended": ended, "missing": "NM-2026-9999"}
    with pytest.raises(Invalid) as refused:
        merged(world, case, names[into])
    assert refused.value.errors["into"].endswith(says)
    assert before == situations.dump(world.database)


def test_only_the_manager_and_the_chair_merge(world: World) -> None:
    """An officer, a partner and the scrutineer may not."""
    one, other = situations.incident(world), situations.incident(world)
    for who in ("officer", "dsp_police", "scrutineer"):
        with pytest.raises(NotPermitted):
            world.fire(who, one, "merge", {"into": other, **WHY})
    assert "merged_into" == world.fire("chair", one, "merge", {"into": other, **WHY}).state


def test_a_merged_case_that_is_reopened_goes_on_by_itself(world: World) -> None:
    """Its link ends, the other's people can read it, and it says no longer what it was merged into."""
    one, other = situations.incident(world), situations.incident(world)
    merged(world, one, other)
    world.fire("manager", one, "reopen", {"aware_again_on": "2026-11-23", "reason": "Two matters after all"})
    assert "into" not in row(world, one).facts
    assert 1 == len(rows(world.database, "SELECT 1 FROM link WHERE ended_on IS NOT NULL"))
    [(body,)] = rows(world.database, "SELECT body FROM entry WHERE move = 'unmerged'")
    assert f'"cause":{{"case":"{one}"' in body
    whole(world)


def test_of_two_merged_into_each_other_at_once_one_wins(world: World) -> None:
    """No deadlock: one has ended, the other, still open, is told so; cases of two families, and below them."""
    for number in range(ROUNDS):
        make = situations.incident if number % 2 else situations.rapid_review
        pair, start = (make(world), make(world)), Barrier(2)

        def merge(way: tuple[str, str], start: Barrier = start) -> str:
            start.wait()
            try:
                merged(world, *way)
            except Invalid as refused:
                return refused.errors["into"]
            return ""

        with ThreadPoolExecutor(2) as threads:
            said = list(threads.map(merge, (pair, pair[::-1])))
        lost = next(one for one, words in zip(pair, said, strict=True) if words)
        won = next(one for one, words in zip(pair, said, strict=True) if not words)
        assert f"{won} has ended: a case is merged into one that is open" in said
        assert ("merged_into", False) == (row(world, won).state, row(world, lost).final)
    whole(world)


def test_a_ring_of_merges_at_once_leaves_no_deadlock(world: World) -> None:
    """Four cases, each into the next: whatever order they come in, each merge is whole or told why not."""
    for _ in range(ROUNDS):
        ring = [situations.incident(world) for _ in range(4)]
        start = Barrier(4)

        def merge(number: int, ring: list[str] = ring, start: Barrier = start) -> None:
            start.wait()
            try:
                merged(world, ring[number], ring[(number + 1) % 4])
            except Invalid:
                return

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(merge, range(4)))
        assert any(not row(world, one).final for one in ring)
    whole(world)
