"""The moves that every kind has: note, reopen, opened in error, correct a date, confirm or dispute what was recorded,
merge, transfer, link, put on an agenda.

``with_common_moves`` adds them to a declaration; ``planned`` makes a milestone.
"""

from __future__ import annotations

from dataclasses import replace

from states import roles
from states.asks import Ask
from states.clocks import Basis, Clock, on_opening, working_days
from states.conditions import Guard
from states.language import Machine, Move, State, Tell
from states.moves.access_moves import access_moves
from states.moves.agenda import agenda_moves
from states.moves.asked import LATE as LATE  # kinds take what all of them ask from here
from states.moves.asked import REASON as REASON
from states.moves.asked import RECORDERS as RECORDERS
from states.moves.chasing_moves import chasing_moves
from states.moves.clock_moves import clock_moves, pause_checks
from states.moves.conflict_moves import conflict_moves
from states.moves.decisions import WITHDRAW
from states.moves.elsewhere import ENDS_ELSEWHERE, elsewhere_moves
from states.moves.rulebook_moves import newer_rules
from states.moves.subjects import subject_moves

OPENED_IN_ERROR = "opened_in_error"

NOTE = Ask(key="note", label="Note", type="text", kept_in_case=False, hint="Progress, correspondence, what was said")
WHICH_DATE = Ask(key="which", label="Which date is wrong", type="dated", kept_in_case=False)
RIGHT_DATE = Ask(key="right_date", label="The right date", type="day", past=True, kept_in_case=False)
WHICH_ENTRY = Ask(key="which", label="Which entry", type="entry", kept_in_case=False)
AWARE_AGAIN = Ask(
    key="aware_again_on",
    label="If something new came to light: when it became known",
    type="day",
    hint="Time limits begin anew from that day. If nothing is new, leave it out: what was still owed when the case "
    "ended is owed by the date it had",
    required=False,
    past=True,
)


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
    reopening_needs: tuple[Guard, ...] = (),
    keepers: tuple[str, ...] = (),
    hear_of_it: tuple[str, ...] = (),
) -> Machine:
    """The machine with the moves every kind has; ``doers`` may write notes besides the business unit.

    A reopened case goes to ``reopens_to``; its clocks start anew from the new date, or from ``reopening_asks``, and
    keep the dates they had where there is none. ``reopening_needs``: what is judged then.
    ``keepers``: who alone, and in person, corrects a date, reopens, says that it was opened in error, or takes it to
    newer rules; else the business unit.
    ``hear_of_it``: audiences that hear of a reopening and of a case opened in error, besides its owner and opener.
    """
    ends = tuple(state.key for state in machine.states if state.final)
    running = tuple(state.key for state in machine.states if not state.final)
    machine = replace(machine, states=(*machine.states, *ENDS_ELSEWHERE))
    elsewhere = tuple(state.key for state in ENDS_ELSEWHERE)
    everywhere = (*running, *ends, *elsewhere, OPENED_IN_ERROR)
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
            group="put_right",
            for_another=False,
            as_said=True,
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
            as_said=True,
        ),
        Move(
            "dispute_recorded",
            "Dispute what was recorded for me",
            everywhere,
            by=(roles.RECORDED_FOR,),
            asks=(WHICH_ENTRY, REASON),
            quiet=True,
            for_another=False,
            as_said=True,
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
            (*ends, *elsewhere, OPENED_IN_ERROR),
            reopens_to,
            by=keepers or (roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR),
            asks=(AWARE_AGAIN, *reopening_asks, REASON),
            needs=reopening_needs,
            reopens=True,
            for_another=not keepers,
            effect=WITHDRAW,
            group="put_right",
            tells=(Tell("reopened", "A case was reopened", (*told_owner, *hear_of_it)),),
        ),
        Move(
            OPENED_IN_ERROR,
            "Opened in error",
            running,
            OPENED_IN_ERROR,
            by=keepers or (roles.BUSINESS_MANAGER,),
            asks=(REASON,),
            group="put_right",
            for_another=not keepers,
            tells=(
                Tell(
                    OPENED_IN_ERROR, "A case was opened in error and is closed", (*told_owner, *hear_of_it), dated=False
                ),
            ),
        ),
        newer_rules(running, keepers),
        *elsewhere_moves(machine, keepers, hear_of_it),
        *subject_moves(machine),
        *agenda_moves(machine),
        *chasing_moves(machine, by=(*RECORDERS, *doers)),
    )
    end = State(OPENED_IN_ERROR, "Opened in error", final=True, aside=True)
    stops = (OPENED_IN_ERROR, *elsewhere)
    every = (*machine.clocks, *pause_checks(machine))
    stopped = tuple(replace(clock, stops=tuple(dict.fromkeys((*clock.stops, *stops)))) for clock in every)
    return replace(
        machine,
        states=(*machine.states, end),
        moves=(*machine.moves, *common, *clock_moves(machine), *conflict_moves(machine), *access_moves(everywhere)),
        clocks=stopped,
    )
