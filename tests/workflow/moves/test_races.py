"""Two people at the same moment: one wins, the other sees what changed, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.figures import Figure, times
from tests.workflow import situations
from tests.workflow.situations import children, row, rows
from tests.world import World
from workflow import invariants
from workflow.engine.trail import verify
from workflow.errors import Stale

ROUNDS = times(50, campaign=1000)


@pytest.mark.campaign
@pytest.mark.timeout(600)
def test_of_two_with_the_same_revision_one_wins(world: World, figure: Figure) -> None:
    """Round by round: each time exactly one move is made, and the loser hears whose."""
    reference, start = situations.action(world), Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        for number in range(ROUNDS):
            revision = row(world, reference).revision

            def progress(who: str, revision: int = revision, told: str = f"{number}") -> Stale | None:
                start.wait()
                return tried(world, who, reference, told, revision)

            outcomes = list(threads.map(progress, ("user_housing", "officer")))
            [lost] = [stale for stale in outcomes if stale is not None]
            assert (revision + 1, ["Report progress"]) == (lost.revision, [change.label for change in lost.changes])
    assert ROUNDS + 1 == row(world, reference).revision
    whole(world)
    figure(f"two who race, {world.database.engine.name}", f"{ROUNDS} races, 1 winner each")


def test_notes_at_the_same_moment_all_stay(world: World) -> None:
    """Eight people writing notes on one case: each is an entry, none overwrites another."""
    reference = situations.incident(world)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: world.fire("officer", reference, "note", {"note": str(n)}), range(40)))
    assert 41 == row(world, reference).seq
    whole(world)


def test_three_partners_agree_at_the_same_moment(world: World) -> None:
    """Whoever comes last makes it agreed, once: no signature misses another."""
    for reference in [situations.proposed(world) for _ in range(5)]:
        with ThreadPoolExecutor(3) as threads:
            list(threads.map(lambda who, on=reference: world.fire(who, on, "agree"), situations.PARTNERS))
        assert "agreed" == row(world, reference).state
    assert 5 == rows(world.database, "SELECT COUNT(*) FROM entry WHERE move = 'all_agreed'")[0][0]
    whole(world)


def test_children_ending_together_are_each_told_to_the_parent(world: World) -> None:
    """Returns of one review waived at once: no deadlock, and the parent has an entry for each."""
    review = situations.rapid_review(world)
    asked = {"agencies_asked": ["school", "housing", "police", "probation"], "request": "All"}
    world.fire("officer", review, "ask_agencies", asked)
    with ThreadPoolExecutor(4) as threads:
        waived = threads.map(lambda one: world.fire("manager", one, "waive", {"reason": "x"}), children(world, review))
        list(waived)
    assert 4 == rows(world.database, "SELECT COUNT(*) FROM entry WHERE move = 'child_ended'")[0][0]
    whole(world)


def tried(world: World, who: str, reference: str, told: str, revision: int) -> Stale | None:
    """A progress note on that revision; what was said where somebody else was first."""
    try:
        world.fire(who, reference, "progress", {"brag": "green", "progress_note": told}, revision=revision)
    except Stale as stale:
        return stale
    return None


def whole(world: World) -> None:
    """The trail verifies and nothing impossible stands."""
    with world.database.reading() as session:
        assert [] == verify(session)[1]
        assert [] == invariants.check(session)
