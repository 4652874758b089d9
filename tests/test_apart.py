"""The measure of two things' times itself: a difference that is there is found under noise, none is found in noise."""

from random import Random

import pytest

from tests.apart import apart


@pytest.mark.parametrize(("by", "found"), [(0.0, False), (1.5, False), (4.0, True), (-4.0, True)])
def test_what_is_apart_is_found_under_noise(by: float, *, found: bool) -> None:
    """Each of a pair disturbed by far more than the limit of two, and now and then by a hundred times as much."""
    chance = Random(20261123)

    def noise() -> float:
        return chance.expovariate(1 / 5) + (chance.random() < 0.02) * 200

    told = apart(lambda _: by + noise() - noise(), 2, least=60, at_most=4000)
    assert (found, not found) == (told.surely_by_more_than(2), told.surely_by_no_more_than(2)), told


def test_a_calm_machine_needs_no_more_than_the_least() -> None:
    """A difference below the limit is told by sixty pairs."""
    assert 60 == apart(lambda number: number % 3 / 10, 2, least=60, at_most=4000).pairs
