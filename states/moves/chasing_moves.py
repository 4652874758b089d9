"""The move by which somebody who is chased says "not now": it holds for them alone, until the clock is chased again.

What the law fixes can't be put off: nobody may move it, so nobody stops being reminded of it.
"""

from __future__ import annotations

from states.asks import Ask
from states.conditions import Guard
from states.language import Machine, Move
from states.moves.asked import REASON

SNOOZE = "snooze"
ASKS = (
    Ask(
        key="clock",
        label="Which time limit",
        type="clock",
        hint="You hear no more of it until its next reminder is due. What is fixed by law isn't listed",
        kept_in_case=False,
    ),
    REASON,
)


def chasing_moves(machine: Machine, by: tuple[str, ...]) -> tuple[Move, ...]:
    """The move for a kind, as far as it has a clock that is chased and not fixed by law."""
    clocks = tuple(clock for clock in machine.clocks if clock.chase and not clock.why_fixed)
    if not clocks:
        return ()
    anywhere = any(clock.runs_on for clock in clocks)
    keys = tuple(clock.key for clock in clocks)
    runs = Guard(
        "a_clock_is", "None of the time limits that can be snoozed is running", ("running", *keys), ("clocks",)
    )
    return (
        Move(
            SNOOZE,
            "Snooze reminders to me",
            tuple(state.key for state in machine.states if anywhere or not state.final),
            by=by,
            asks=ASKS,
            needs=(runs,),
            quiet=True,
            for_another=False,
            as_said=True,
            effect=SNOOZE,
            group="dates",
        ),
    )
