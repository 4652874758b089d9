"""How often a promise is tried, and what came of it: in one table at the end of every run.

``make test`` tries each promise as often as fits into a quarter of an hour; ``make campaign`` in full.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

CAMPAIGN = "CASEKEEPER_CAMPAIGN" in os.environ
FIGURE = "figure: "
"""How a test's property begins that holds a figure: so it comes back from the process that ran the test."""

Figure = Callable[[str, str], None]
"""Keeps what was tried, in a few words, and the figure that was found."""


def times(usual: int, *, campaign: int) -> int:
    """How often something is tried in this run."""
    return campaign if CAMPAIGN else usual


def table(properties: Iterable[tuple[str, object]]) -> list[str]:
    """The lines of a table of all figures, by what was tried."""
    found = sorted((name.removeprefix(FIGURE), str(told)) for name, told in properties if name.startswith(FIGURE))
    wide = max((len(tried) for tried, _ in found), default=0)
    return [f"{tried:<{wide}}  {told}" for tried, told in found]
