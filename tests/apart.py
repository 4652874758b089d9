"""Whether one thing takes longer than another: pairs of measurements, as many as it needs to tell on a busy machine.

What else the machine does makes single measurements longer, by chance either of a pair; the median of many pairs'
differences comes out from under it, the sooner the calmer the machine is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import median

SURE = 1.95
"""Ranks to either side of the median, in roots of how many there are, between which the true one lies: 9,999 in 10,000.

Half of all differences are below the true median: how many of n are is binomial, with a deviation of sqrt(n) / 2.
"""
EACH = 20


@dataclass(frozen=True, slots=True)
class Apart:
    """Of so many pairs' differences the median, and between which two the true one surely lies; unit as measured."""

    pairs: int
    median: float
    low: float
    high: float

    def surely_by_more_than(self, most: float) -> bool:
        """Whether the one takes longer than the other by more than that, whatever else the machine did."""
        return self.low > most or self.high < -most

    def surely_by_no_more_than(self, most: float) -> bool:
        """Whether neither takes longer by more than that."""
        return -most <= self.low and self.high <= most


def apart(difference: Callable[[int], float], most: float, *, least: int, at_most: int) -> Apart:
    """How far apart two things are; measured until it is sure whether by more than ``most``, or ``at_most`` times.

    ``difference`` measures a pair, whose number it is given: it lets now the one come first, now the other.
    """
    found = list[float]()
    while True:
        found += [difference(len(found) + number) for number in range(EACH)]
        if len(found) < least:
            continue
        now = of(found)
        if len(found) >= at_most or now.surely_by_more_than(most) or now.surely_by_no_more_than(most):
            return now


def of(differences: Sequence[float]) -> Apart:
    """What these differences say, 20 at least."""
    number, ordered = len(differences), sorted(differences)
    aside = ceil(number / 2 - SURE * sqrt(number)) - 1
    return Apart(number, median(ordered), ordered[aside], ordered[-1 - aside])
