"""Clocks that prompt where no law and no agreement sets a time: nothing may wait unseen, and nothing nags.

How long they last is policy, like every length; what stands here is a local default. None of them is ever a breach.
"""

from __future__ import annotations

from states.clocks import Basis, Clock, Starts, on_move, working_days
from states.conditions import Guard

LOCAL = Basis("Local default, where the partnership's own arrangements say nothing", checked=False)


def prompted(
    key: str,
    label: str,
    days: int,
    starts: Starts,
    stops: tuple[str, ...],
    *,
    whom: tuple[str, ...] = ("owner",),
    when: Guard | None = None,
    extended_by: str = "business_manager",
) -> Clock:
    """A word to ``whom`` once so many working days have gone since ``starts``, and now and then until ``stops``."""
    return Clock(
        key=key,
        label=label,
        lasts=working_days(days),
        starts=starts,
        stops=stops,
        chase="prompt",
        chased=whom,
        basis=LOCAL,
        when=when,
        milestone=True,
        extended_by=extended_by,
    )


def reopened(*stops: str, whom: tuple[str, ...] = ("owner",), extended_by: str = "business_manager") -> Clock:
    """Where nothing new came to light, what was met before the end doesn't run anew: this does, until ``stops``.

    Those are the ends, and the states from which on something else is chased again.
    """
    label = "Reopened: carry it on, or end it"
    return prompted("reopened", label, 20, on_move("reopen"), stops, whom=whom, extended_by=extended_by)


def all_below_ended(key: str, label: str, days: int, kind: str, starts: Starts, stops: tuple[str, ...]) -> Clock:
    """Runs in a state only while no case of ``kind`` below is open: before that, each of those is chased itself."""
    return prompted(key, label, days, starts, stops, when=Guard("none_open", "", (kind,), ("children",)))
