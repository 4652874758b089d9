"""Every move of every kind, tried on a real database: by the right person, by others, in other states, incompletely."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.figures import Figure
from tests.lifecycles import kinds, table
from tests.workflow.every_move import children, others, reports
from tests.workflow.every_move.common import people_join
from tests.workflow.every_move.trying import Trials
from tests.workflow.situations import rows
from tests.world import World

ROUTES: dict[str, Callable[[Trials], None]] = {
    name: getattr(module, name) for module in (children, reports, others) for name in kinds() if hasattr(module, name)
}


def test_every_kind_has_a_route() -> None:
    """A new kind comes with the ways that its cases go."""
    assert set(kinds()) == set(ROUTES)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(ROUTES))
def test_each_move_is_made_by_whom_it_is_for(world: World, figure: Figure, kind: str) -> None:
    """Each move succeeds by one whose it is; by others, in other states, incomplete it is refused, each in its way."""
    people_join(world)
    by_hand = table(kind)
    trials = Trials(world, by_hand, thorough=world.database.is_sqlite)
    ROUTES[kind](trials)
    itself = {line.move for line in by_hand.lines if line.of_itself}
    happened = {row.move for row in rows(world.database, "SELECT DISTINCT move FROM entry")}
    print(f"{kind}: {len(trials.made)} of {len(by_hand.moves - itself)} moves made; tried {dict(trials.tried)}")  # noqa: T201
    for (move, state), why in sorted(trials.shut.items()):
        print(f"  {move} in {state}: {' / '.join(sorted(set(why)))}")  # noqa: T201
    assert by_hand.moves - itself == trials.made
    assert itself <= happened
