"""How people usually answer where chance alone would be unlike any partnership: by question, whoever asks it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

CHOSEN: Mapping[str, Mapping[str, float]] = {
    "where": {"here": 0},
    "led_by": {"us": 2},
    "as": {"related": 3},
    "outcome": {"lcspr": 3},
    "adult_is": {"alive": 2},
    "reviewer_conflict": {"none": 6},
    "invitation": {"takes_part": 3},
    "holds": {"nothing": 4},
    "came": {"present": 12, "deputy": 4},
    "state_now": {"published": 12, **dict.fromkeys(("on_hold", "opened_in_error", "merged_into", "transferred"), 0)},
}
"""How much likelier than the others some of the options are, 1 being as likely."""

DAYS: Mapping[str, tuple[int, int]] = {
    "contract_from": (0, 10),
    "contract_to": (90, 300),
    "returns_due_on": (7, 25),
    "next_check_on": (7, 45),
    "publish_on": (14, 40),
    "meets_on": (9, 40),
    "wanted_by": (10, 40),
    # More time is time beyond the day it is due on, which may be months ahead.
    **dict.fromkeys(("wanted_on", "new_due_on"), (20, 280)),
}
"""From how many days ahead to how many a day that is still to come is given; 10 to 110 where nothing is said."""
AHEAD = (10, 110)

LONG_AGO: Mapping[str, tuple[int, int]] = {"on": (-255, -200), "state_since": (-190, -20)}
BEFORE = (-420, -260)
"""The same for days in the life of a case that is taken on."""

AGES = ("age",)
YOUNGEST_ADULT, OLDEST = 18, 96

EACH_PARTNERS = ("positions",)
"""Lists with a line for each statutory partner."""

INDEPENDENT = ("reviewer", "substitute")
"""Who works for no agency of the partnership."""

TOGETHER: tuple[tuple[float, frozenset[str]], ...] = (
    (0.1, frozenset({"where", "host_area", "home_area", "placing_area", "led_by", "lead_partnership", "contributing"})),
    (0.4, frozenset({"earlier"})),
    (0.4, frozenset({"extensions"})),
    (0.3, frozenset({"reviewer"})),
    (0.3, frozenset({"dissent_set_out", "reconsidered_dissent"})),
    (0.3, frozenset({"without_signature", "reconsidered_without"})),
)
"""Questions that are answered together or not at all, and how often they are."""


def left_out(random: Random) -> frozenset[str]:
    """The questions that nobody answers this time, of those that are answered together."""
    return frozenset().union(*(asks for often, asks in TOGETHER if random.random() >= often))


def age(random: Random) -> int:
    """A child's age as often as an adult's."""
    return random.choice((random.randrange(YOUNGEST_ADULT), random.randrange(YOUNGEST_ADULT, OLDEST)))
