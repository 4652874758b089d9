"""Time limits as data: how long, from what, until what, owed to whom, by which law, and who is chased when.

Counting days is ``calendar.py``'s; this knows neither holidays nor today.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from states.conditions import Guard

UNITS = {"working days": "working day", "calendar days": "day", "months": "month"}
EXTENDED_BY = ("nobody", "deciders", "board_chair", "statutory_partners", "business_manager", "scrutineer")
"""Who gives a limit more time. "deciders" is older rulebooks' word for whoever may decide on some review."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule stands: the document, its edition and place. ``checked`` False: wording not yet read at source."""

    document: str
    edition: str = ""
    where: str = ""
    checked: bool = True

    def __str__(self) -> str:
        words = ", ".join(part for part in (self.document, self.where, self.edition) if part)
        return words if self.checked else f"{words} (wording not checked)"


@dataclass(frozen=True, slots=True)
class Lasts:
    """A length of time: ``number`` of a key of ``UNITS``; counted backwards from the start where ``before``."""

    number: int
    unit: str
    before: bool = False

    def __str__(self) -> str:
        one = UNITS[self.unit]
        words = f"{self.number} {one if self.number == 1 else one + 's'}"
        return f"{words} before" if self.before else words


def working_days(number: int) -> Lasts:
    """``number`` working days; day 0 is the day it starts."""
    return Lasts(number, "working days")


def working_days_before(number: int) -> Lasts:
    """``number`` working days before the day that it is counted from."""
    return Lasts(number, "working days", before=True)


def months(number: int) -> Lasts:
    """``number`` months, to the same day of the month, clamped to its end."""
    return Lasts(number, "months")


@dataclass(frozen=True, slots=True)
class Starts:
    """What sets a clock going: ``on`` is opening, answer, state, move or register; ``key`` names which.

    ``later`` names the answer of a later move that counts in its stead where that move brings the clock about.
    """

    on: str
    key: str = ""
    later: str = ""

    def __str__(self) -> str:
        return {
            "opening": "the case opens",
            "answer": f"the date given as {self.key}",
            "register": f"the next check of {self.key}",
        }.get(self.on, f"{self.on} {self.key}")


def on_opening() -> Starts:
    """From the day the case was opened."""
    return Starts("opening")


def on_answer(key: str, *, later: str = "") -> Starts:
    """From the day given as the answer ``key``; from ``later``, where a later move gives that and starts the clock."""
    return Starts("answer", key, later)


def on_state(key: str) -> Starts:
    """From the day the case came into state ``key``."""
    return Starts("state", key)


def on_move(key: str) -> Starts:
    """From the day of move ``key``; each time anew."""
    return Starts("move", key)


def on_register(key: str) -> Starts:
    """Due on the earliest day on which a row of the register is to be looked at next; at rest while there is none."""
    return Starts("register", key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time limit of a kind.

    ``lasts`` None: due on the very day that starts it (a date somebody agreed to). ``every``: what recurs, in place of
    ``lasts``: due again so long after each move that restarts it. ``stops`` names states and moves;
    ``ended_by``: the answers, days all, the last of which is when it ended, in place of the day of what stops it.
    ``resumes`` those that set a stopped clock going again with its date, ``restarts`` moves that start it anew.
    ``chase`` names a ladder of rungs in the policy; "" is never chased. ``milestone``: planned back from the limit,
    chases owner and business manager only. ``expectation``: never shown as a breach. ``outlives``: runs on after the
    case's end, as what is owed after a decision does. ``lapses``: so does this, and once its day has passed it ends of
    itself, without breach: nobody owes anything (a report kept public for a year).
    Where ``when`` reads the children, it runs in the state that starts it, exactly as long as that holds.
    ``chased``: the audiences that ``whose_turn`` in its ladder of rungs stands for.
    ``extended_by``: a clock owed to the Panel or the Secretary of State by nobody, only explained.
    ``while_paused``: it runs as long as any other limit of the case is paused, and belongs last among the clocks.
    """

    key: str
    label: str
    lasts: Lasts | None
    starts: Starts
    stops: tuple[str, ...]
    resumes: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    chase: str = "ordinary"
    basis: Basis
    owed_to: str = ""
    when: Guard | None = None
    milestone: bool = False
    expectation: bool = False
    extended_by: str = "business_manager"
    chased: tuple[str, ...] = ()
    every: Lasts | None = None
    ended_by: tuple[str, ...] = ()
    outlives: bool = False
    lapses: bool = False
    while_paused: bool = False

    @property
    def length(self) -> Lasts | None:
        """How long it takes, once or each time; None for an agreed date."""
        return self.every or self.lasts

    @property
    def starts_ahead(self) -> bool:
        """Whether what starts it may lie ahead: the day that it is due on, or that it is counted back from."""
        return self.length is None or self.length.before

    @property
    def owed_once(self) -> bool:
        """Whether it is a limit that may be missed: neither planned, nor expected, nor due again and again."""
        return self.lasts is not None and not (self.milestone or self.expectation or self.lapses)

    @property
    def runs_on(self) -> bool:
        """Whether the case's end leaves it running."""
        return self.outlives or self.lapses

    def lasting(self, length: Lasts | None) -> Clock:
        """The same, so long; as declared where nothing is said."""
        if length is None:
            return self
        length = replace(length, before=self.length is not None and self.length.before)
        return replace(self, every=length) if self.every is not None else replace(self, lasts=length)

    @property
    def why_fixed(self) -> str:
        """Why nobody may move it: the law says to whom it is owed, and by when; "" where somebody may."""
        if self.extended_by != "nobody":
            return ""
        if self.while_paused:
            return f"“{self.label}” can't be moved: record it, or let what is paused run again."
        owed = f"is owed to the {self.owed_to}" if self.owed_to else "is fixed by law"
        return f"“{self.label}” {owed}: it can't be moved, only explained. Record why it is late when it is done."


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of chasing: working days from the due date (before: negative), and whom it reaches."""

    at: int
    to: tuple[str, ...]
    at_once: bool = False

    @property
    def key(self) -> str:
        """The rung's name in a notice's key, such as ``late5``."""
        return f"before{-self.at}" if self.at < 0 else f"late{self.at}" if self.at else "due"


@dataclass(frozen=True, slots=True)
class Chase:
    """A ladder of rungs, in order of ``at``; after the last, the same people every ``then_every`` working days."""

    key: str
    rungs: tuple[Rung, ...]
    then_every: int = 5
    then_to: tuple[str, ...] = ("owner",)

    def rung(self, number: int) -> Rung:
        """The rung of that number from 0; past the last, the repeating one."""
        if number < len(self.rungs):
            return self.rungs[number]
        past = number - len(self.rungs) + 1
        return Rung(self.rungs[-1].at + past * self.then_every, self.then_to)
