"""The moves that change a time limit, on every kind that has one: ask for more time, extend, pause, let it run again.

What is owed to the national body or the Secretary of State can only be explained, never moved.
"""

from __future__ import annotations

from states import roles
from states.asks import Ask
from states.clocks import Basis, Clock, months, on_move
from states.conditions import Guard, predicate
from states.facts import Doer, Facts
from states.language import Machine, Move, Tell
from states.moves.asked import REASON

DECIDERS = (roles.DELEGATED_PARTNER, roles.REVIEW_CHAIR, roles.BOARD_CHAIR)
MAY_MOVE = {
    "nobody": (),
    "deciders": DECIDERS,
    "board_chair": (roles.BOARD_CHAIR,),
    "statutory_partners": (roles.DELEGATED_PARTNER,),
    "business_manager": (roles.BUSINESS_MANAGER, *DECIDERS),
    "scrutineer": (roles.SCRUTINEER,),
}
"""Who extends or pauses a clock, by its ``extended_by``: a review's months those who decided that it is held."""
DECIDED_BY: dict[str, tuple[str, ...]] = {
    "deciders": ("delegated_partners", "review_chair"),
    "board_chair": ("board_chair",),
    "statutory_partners": ("delegated_partners",),
}
"""Of the limits that those who decided extend: who hears that more time is asked for."""

EXTEND, PAUSE, RESUME, ASK_EXTENSION = "extend_clock", "pause_clock", "resume_clock", "ask_extension"
CHECK_PAUSE = "check_pause"
CLOCK_MOVES = (EXTEND, PAUSE, RESUME, ASK_EXTENSION, CHECK_PAUSE)

WHICH_CLOCK = Ask(
    key="clock",
    label="Which time limit",
    type="clock",
    hint="What is owed to the national body or the Secretary of State isn't listed: it can't be moved, only explained",
    kept_in_case=False,
)
NEW_DUE_ON = Ask(key="new_due_on", label="New due date", type="day", kept_in_case=False)
WANTED_ON = Ask(key="wanted_on", label="Date wanted", type="day", kept_in_case=False)
AUTHORITY = Ask(
    key="authority", label="Who authorised it: decision or minute", type="line", most=120, kept_in_case=False
)
STILL_RESTS = Ask(key="pause_check", label="What was asked, and why it still rests", type="text", kept_in_case=False)
TOLD = ("owner", "opener")
OF_MONTHS = ("delegated_partners", "scrutineer", "executive", "business_manager", "review_chair")
"""Who hears besides of what those who decided a review do with its months."""


@predicate("a_clock_is")
def a_clock_is(facts: Facts, status: str, *keys: str) -> bool:
    """One of these clocks has that status."""
    return any(ticking.status == status and ticking.key in keys for ticking in facts.clocks)


@predicate("ahead_of_today")
def ahead_of_today(facts: Facts, key: str) -> bool:
    """The day given as ``key`` is still to come."""
    day = facts.given.get(key)
    return day is None or str(day) > facts.today.isoformat()


def movable(machine: Machine) -> tuple[Clock, ...]:
    """The clocks that somebody may extend or pause."""
    return tuple(
        clock for clock in machine.clocks if clock.extended_by != "nobody" and own_move(machine, clock) is None
    )


def own_move(machine: Machine, clock: Clock) -> Move | None:
    """The move by which an agreed date is agreed anew, where the kind has one: that, and no extension, moves it."""
    if clock.length is not None or clock.starts.on != "answer":
        return None
    return next(
        (m for m in machine.moves if not m.reopens and any(ask.key == clock.starts.key for ask in m.asks)), None
    )


def why_not(machine: Machine, clock: Clock, doer: Doer) -> str:
    """Why this person can't extend or pause this clock, as a sentence; "" where they may."""
    if clock.why_fixed:
        return clock.why_fixed
    own = own_move(machine, clock)
    if own is not None:
        return f"“{clock.label}” is a date that was agreed: to change it, use “{own.label}”"
    who = MAY_MOVE[clock.extended_by]
    if any(doer.holds(role) for role in who):
        return ""
    return f"“{clock.label}” can be moved by: {', '.join(roles.doer_title(role) for role in who)}"


def clock_moves(machine: Machine) -> tuple[Move, ...]:
    """The moves for a kind, as far as it has a clock that somebody may move; for more time also a date's."""
    clocks = movable(machine)
    if not clocks:
        return _asking(machine)
    keys = _keys(clocks)
    anywhere = any(clock.runs_on for clock in clocks)
    sources = tuple(state.key for state in machine.states if anywhere or not state.final)
    by = tuple(dict.fromkeys(role for clock in clocks for role in MAY_MOVE[clock.extended_by]))
    runs = _some("running", "None of the time limits that can be moved is running", keys)
    return (
        *_asking(machine),
        Move(
            EXTEND,
            "Extend a time limit",
            sources,
            by=by,
            asks=(WHICH_CLOCK, NEW_DUE_ON, REASON, AUTHORITY),
            needs=(runs, _ahead(NEW_DUE_ON)),
            tells=_told(clocks, "clock_extended", "A time limit was extended"),
            effect=EXTEND,
            group="dates",
        ),
        Move(
            PAUSE,
            "Pause a time limit",
            sources,
            by=by,
            asks=(WHICH_CLOCK, REASON, AUTHORITY),
            needs=(runs,),
            tells=_told(clocks, "clock_paused", "A time limit was paused"),
            effect=PAUSE,
            group="dates",
        ),
        Move(
            RESUME,
            "Let a paused time limit run again",
            sources,
            by=by,
            asks=(WHICH_CLOCK,),
            needs=(_some("paused", "No time limit is paused", keys),),
            tells=_told(clocks, "clock_resumed", "A paused time limit runs again"),
            effect=RESUME,
            group="dates",
        ),
        *_looking(clocks, sources, by),
    )


def pause_checks(machine: Machine) -> tuple[Clock, ...]:
    """Where those who decided may pause its months: a pause is looked at each month, as a hold is, while it lasts."""
    if not _months(movable(machine)):
        return ()
    ends = tuple(state.key for state in machine.states if state.final)
    return (
        Clock(
            key="pause_check",
            label="Monthly check of a pause",
            lasts=None,
            every=months(1),
            starts=on_move(PAUSE),
            stops=(RESUME, *ends),
            restarts=(CHECK_PAUSE,),
            chase="monthly",
            basis=Basis("The partnership's plan for reviews"),
            milestone=True,
            extended_by="nobody",
            while_paused=True,
        ),
    )


def _looking(clocks: tuple[Clock, ...], sources: tuple[str, ...], by: tuple[str, ...]) -> tuple[Move, ...]:
    """The check of a pause, by those whose the paused limits are, where it is chased."""
    if not _months(clocks):
        return ()
    paused = _some("paused", "No time limit is paused", _keys(clocks))
    label = "Record the monthly check of a pause"
    return (
        Move(
            CHECK_PAUSE, label, sources, by=by, asks=(STILL_RESTS,), needs=(paused,), effect=CHECK_PAUSE, group="dates"
        ),
    )


def _months(clocks: tuple[Clock, ...]) -> tuple[str, ...]:
    """Those of the clocks that are a review's months, which those who decided on it extend."""
    return tuple(clock.key for clock in clocks if clock.extended_by in ("board_chair", "statutory_partners"))


def _told(clocks: tuple[Clock, ...], key: str, says: str) -> tuple[Tell, ...]:
    """Word that a limit was moved: to owner and opener, and of a review's months to all whom they concern."""
    told = (Tell(key, says, TOLD, dated=False),)
    if not (theirs := _months(clocks)):
        return told
    when = Guard("given_is", "", ("clock", *theirs), ("given",))
    return (*told, Tell(f"months_{key}", f"{says}: the months of a review", OF_MONTHS, when=when, dated=False))


def _asking(machine: Machine) -> tuple[Move, ...]:
    """Whoever can't grant more time may ask for it: of a limit, and of a date that was agreed."""
    clocks = tuple(clock for clock in machine.clocks if clock.extended_by != "nobody")
    if not clocks:
        return ()
    anywhere = any(clock.runs_on for clock in clocks)
    # The months of a review are extended by those who decided it: there the manager asks.
    manager = (roles.BUSINESS_MANAGER,) if any(clock.extended_by in DECIDED_BY for clock in clocks) else ()
    return (
        Move(
            ASK_EXTENSION,
            "Ask for more time",
            tuple(state.key for state in machine.states if anywhere or not state.final),
            by=(roles.REVIEW_OFFICER, *manager, roles.at_owner(roles.AGENCY_USER), roles.at_owner(roles.AGENCY_LEAD)),
            asks=(WHICH_CLOCK, WANTED_ON, REASON),
            needs=(
                _some("running", "No time limit is running for which more time can be asked", _keys(clocks)),
                _ahead(WANTED_ON),
            ),
            tells=_asked(clocks),
            quiet=True,
            effect=ASK_EXTENSION,
            group="dates",
        ),
    )


def _keys(clocks: tuple[Clock, ...]) -> tuple[str, ...]:
    return tuple(clock.key for clock in clocks)


def _some(status: str, says: str, keys: tuple[str, ...]) -> Guard:
    return Guard("a_clock_is", says, (status, *keys), ("clocks",))


def _ahead(ask: Ask) -> Guard:
    return Guard("ahead_of_today", f"{ask.label} must be after today", (ask.key,), ("given", "today"))


def _asked(clocks: tuple[Clock, ...]) -> tuple[Tell, ...]:
    """Word of a request: to the business manager, and to those who decide where the clock is theirs."""
    says = "More time is asked for: decide whether a time limit is extended"
    told = [Tell("extension_asked", says, ("business_manager",), dated=False)]
    for whose, audience in DECIDED_BY.items():
        theirs = tuple(clock.key for clock in clocks if clock.extended_by == whose)
        if theirs:
            when = Guard("given_is", "", ("clock", *theirs), ("given",))
            told.append(Tell(f"extension_to_{whose}", says, audience, when=when, dated=False))
    return tuple(told)
