"""What every review has besides: it may rest, with a check each month, and other proceedings run beside it.

A hold explains a delay: it moves no date. The months of a review are extended by those who decided it.
"""

from __future__ import annotations

from dataclasses import replace

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, months, on_register, on_state
from states.conditions import Guard
from states.language import Machine, Move, Register, State, Tell
from states.moves.asked import RECORDERS
from states.moves.registers import register_moves

ON_HOLD = "on_hold"
HOLDERS = (*RECORDERS, roles.REVIEW_CHAIR)

PROCEEDINGS = Register(
    key="proceedings",
    title="Parallel proceedings",
    one="Parallel proceedings",
    named_by=("proceeding",),
    check="next_check_on",
    asks=(
        Ask(
            key="proceeding",
            label="What kind",
            type="choice",
            options=(
                Option("police", "Police investigation"),
                Option("cps", "Crown Prosecution Service, or trial"),
                Option("inquest", "Inquest"),
                Option("family_court", "Family court"),
                Option("child_death", "Child death review"),
                Option("domestic_abuse", "Domestic-abuse-related death review"),
                Option("homicide", "Mental-health homicide review"),
                Option("leder", "LeDeR: learning from lives and deaths"),
                Option("patient_safety", "Patient safety investigation"),
                Option("other", "Other"),
            ),
        ),
        Ask(key="proceeding_reference", label="Their reference", type="line", required=False),
        Ask(key="proceeding_contact", label="Whom to ask there", type="line", required=False),
        Ask(
            key="holds",
            label="What it holds up",
            type="choices",
            required=False,
            options=(
                Option("interviews", "Interviews with practitioners"),
                Option("family", "Contact with the family"),
                Option("publication", "Publication"),
                Option("nothing", "Nothing at present"),
            ),
        ),
        Ask(key="proceeding_effect", label="What was learnt, and what it means for the review", type="text"),
        Ask(key="next_check_on", label="Ask again on", type="day"),
    ),
)


def held_up(what: str, says: str) -> Guard:
    """No proceedings hold up ``what``: interviews, family or publication."""
    return Guard("no_row_holds", says, (PROCEEDINGS.key, "holds", what), ("answers",))


def held_up_or_reason(what: str, reason: str, says: str) -> Guard:
    """No proceedings hold up ``what``, or ``reason`` is given for going on."""
    args = (PROCEEDINGS.key, "holds", what, reason)
    return Guard("reason_unless_no_row_holds", says, args, ("answers", "given"))


def as_review(machine: Machine) -> Machine:
    """The machine with a state at rest, its monthly check, and the register of parallel proceedings."""
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
        *register_moves(
            PROCEEDINGS,
            (*running, ON_HOLD),
            HOLDERS,
            ("Add parallel proceedings", "Check parallel proceedings", "Parallel proceedings have ended"),
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
        Clock(
            key="proceedings",
            label="Parallel proceedings: ask again",
            lasts=None,
            starts=on_register(PROCEEDINGS.key),
            stops=ends,
            chase="milestone",
            basis=Basis("The partnership's register of parallel proceedings"),
            milestone=True,
        ),
    )
    return replace(
        machine,
        states=(*machine.states, State(ON_HOLD, "On hold", aside=True)),
        moves=(*machine.moves, *moves),
        clocks=(*machine.clocks, *checks),
        registers=(*machine.registers, PROCEEDINGS),
    )
