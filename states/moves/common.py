"""The moves that every kind has: note, reopen, opened in error, correct a date, confirm or dispute what was recorded.

``with_common_moves`` adds them to a declaration; ``planned`` makes a milestone.
"""

from __future__ import annotations

from dataclasses import replace

from states import roles
from states.asks import Ask
from states.clocks import Basis, Clock, on_opening, working_days
from states.language import Machine, Move, State, Tell
from states.moves.chasing_moves import chasing_moves
from states.moves.clock_moves import clock_moves
from states.moves.conflict_moves import conflict_moves
from states.moves.rulebook_moves import newer_rules

OPENED_IN_ERROR = "opened_in_error"
RECORDERS = (roles.REVIEW_OFFICER, roles.BUSINESS_MANAGER)

REASON = Ask(key="reason", label="Reason", type="text", kept_in_case=False)
LATE = Ask(key="reason_if_late", label="If after the due date: why", type="text", required=False, kept_in_case=False)
NOTE = Ask(key="note", label="Note", type="text", kept_in_case=False, hint="Progress, correspondence, what was said")
WHICH_DATE = Ask(key="which", label="Which date is wrong", type="dated", kept_in_case=False)
RIGHT_DATE = Ask(key="right_date", label="The right date", type="day", past=True, kept_in_case=False)
WHICH_ENTRY = Ask(key="which", label="Which entry", type="entry", kept_in_case=False)
AWARE_AGAIN = Ask(key="aware_again_on", label="When the new information became known", type="day", past=True)


def planned(key: str, label: str, day: int, stops: tuple[str, ...], basis: Basis) -> Clock:
    """A milestone: the working day of the plan, counted from the opening."""
    return Clock(
        key=key,
        label=label,
        lasts=working_days(day),
        starts=on_opening(),
        stops=stops,
        chase="milestone",
        basis=basis,
        milestone=True,
    )


def with_common_moves(
    machine: Machine,
    *,
    reopens_to: str,
    doers: tuple[str, ...] = (),
    reopening_asks: tuple[Ask, ...] = (),
    keepers: tuple[str, ...] = (),
    hear_of_it: tuple[str, ...] = (),
) -> Machine:
    """The machine with the moves every kind has; ``doers`` may write notes besides the business unit.

    A reopened case goes to ``reopens_to``; its clocks start anew from the new date, or from ``reopening_asks``.
    ``keepers``: who alone, and in person, corrects a date, reopens, says that it was opened in error, or takes it to
    newer rules; else the business unit.
    ``hear_of_it``: audiences that hear of a reopening and of a case opened in error, besides its owner and opener.
    """
    ends = tuple(state.key for state in machine.states if state.final)
    running = tuple(state.key for state in machine.states if not state.final)
    everywhere = (*running, *ends, OPENED_IN_ERROR)
    told_owner = ("owner", "opener")
    common = (
        Move("note", "Add a note", running, by=(*RECORDERS, *doers), asks=(NOTE,), quiet=True),
        Move(
            "correct_date",
            "Correct a date",
            everywhere,
            by=keepers or RECORDERS,
            asks=(WHICH_DATE, RIGHT_DATE, REASON),
            effect="correct_date",
            for_another=False,
            tells=(
                Tell("date_corrected", "A date was corrected; what is due may have moved", told_owner, dated=False),
            ),
        ),
        Move(
            "confirm_recorded",
            "Confirm what was recorded for me",
            everywhere,
            by=(roles.RECORDED_FOR,),
            asks=(WHICH_ENTRY,),
            quiet=True,
            for_another=False,
        ),
        Move(
            "dispute_recorded",
            "Dispute what was recorded for me",
            everywhere,
            by=(roles.RECORDED_FOR,),
            asks=(WHICH_ENTRY, REASON),
            quiet=True,
            for_another=False,
            tells=(
                Tell(
                    "record_disputed",
                    "Somebody disputes what was recorded for them",
                    ("business_manager",),
                    at_once=True,
                ),
            ),
        ),
        Move(
            "reopen",
            "Reopen",
            (*ends, OPENED_IN_ERROR),
            reopens_to,
            by=keepers or (roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR),
            asks=(AWARE_AGAIN, *reopening_asks, REASON),
            reopens=True,
            for_another=not keepers,
            effect="withdraw_proposal",
            tells=(Tell("reopened", "A case was reopened", (*told_owner, *hear_of_it)),),
        ),
        Move(
            OPENED_IN_ERROR,
            "Opened in error",
            running,
            OPENED_IN_ERROR,
            by=keepers or (roles.BUSINESS_MANAGER,),
            asks=(REASON,),
            for_another=not keepers,
            tells=(
                Tell(
                    OPENED_IN_ERROR, "A case was opened in error and is closed", (*told_owner, *hear_of_it), dated=False
                ),
            ),
        ),
        newer_rules(running, keepers),
        *chasing_moves(machine, by=(*RECORDERS, *doers)),
    )
    end = State(OPENED_IN_ERROR, "Opened in error", final=True, aside=True)
    stopped = tuple(replace(clock, stops=(*clock.stops, OPENED_IN_ERROR)) for clock in machine.clocks)
    return replace(
        machine,
        states=(*machine.states, end),
        moves=(*machine.moves, *common, *clock_moves(machine), *conflict_moves(machine)),
        clocks=stopped,
    )
