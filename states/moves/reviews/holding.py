"""What every review has besides: it may rest, with a check each month, and other proceedings run beside it.

A hold explains a delay: it moves no date. The months of a review are extended by those who decided it.
"""

from __future__ import annotations

from dataclasses import replace

from states.asks import Ask
from states.clocks import Basis, Clock, months, on_state
from states.language import Machine, Move, State, Tell
from states.moves.reviews.proceedings import HOLDERS, with_proceedings

ON_HOLD = "on_hold"


def as_review(machine: Machine) -> Machine:
    """The machine with a state at rest, its monthly check, and the register of parallel proceedings.

    What comes to hand while it rests is attached to it as at any other time.
    """
    running = tuple(state.key for state in machine.states if not state.final)
    ends = tuple(state.key for state in machine.states if state.final)
    why = Ask(key="hold_reason", label="Why it rests, and what it waits for", type="text")
    checked = Ask(key="hold_check", label="What was asked, and why it still rests", type="text", kept_in_case=False)
    back = Ask(key="reason", label="Why it goes on", type="text", kept_in_case=False)
    told = ("owner", "opener", "delegated_partners")
    moves = (
        Move(
            "hold",
            "Put on hold",
            running,
            ON_HOLD,
            by=HOLDERS,
            asks=(why,),
            group="dates",
            tells=(Tell("on_hold", "A review was put on hold: its time limits run on", (*told, "scrutineer")),),
        ),
        Move("check_hold", "Record the monthly check of the hold", (ON_HOLD,), by=HOLDERS, asks=(checked,)),
        Move(
            "resume",
            "Go on",
            (ON_HOLD,),
            by=HOLDERS,
            asks=(back,),
            back=True,
            tells=(Tell("resumed", "A review that was on hold goes on", (*told, "scrutineer")),),
        ),
    )
    checks = (
        Clock(
            key="hold_check",
            label="Monthly check of the hold",
            lasts=None,
            every=months(1),
            starts=on_state(ON_HOLD),
            stops=("resume", *ends),
            restarts=("check_hold",),
            chase="monthly",
            basis=Basis("The partnership's plan for reviews"),
            milestone=True,
        ),
    )
    rests = replace(
        machine,
        states=(*machine.states, State(ON_HOLD, "On hold", aside=True)),
        moves=(*machine.moves, *moves),
        clocks=(*machine.clocks, *checks),
        evidence=replace(machine.evidence, states=(*machine.evidence.states, ON_HOLD)),
    )
    return with_proceedings(rests)
