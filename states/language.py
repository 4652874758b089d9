"""The words in which a kind of case is declared: one frozen ``Machine``, from which everything else follows.

What isn't declared can't happen. Knows no case, no person, no database.
"""

from __future__ import annotations

from dataclasses import dataclass

from states.asks import Ask
from states.clocks import Clock
from states.conditions import Guard

GIVEN = {
    "@reference": "the reference of the case that opens it",
    "@agency": "the agency that whoever makes the move acts for",
    "@other_partners": "the statutory partners but that one",
    "@statutory": "the statutory partners",
    "@answer:": "the answer of the move to the ask named after the colon",
}
"""Where the value of an answer that a child is given may come from."""


@dataclass(frozen=True, slots=True)
class State:
    """A situation a case can be in. ``aside``: off the usual path, shown in the stepped list only while current.

    ``admits``: roles whose holders see the case from the moment it comes into this state. ``says``: what the
    partnership's policy says of it, shown while the case is there.
    """

    key: str
    label: str
    final: bool = False
    aside: bool = False
    admits: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class Tell:
    """Something people are owed word of: the task in words that may stand in a mail, and the audiences it goes to.

    ``says`` is the declaration's own text, never a person's: it holds no narrative. ``at_once``: its own mail now.
    ``dated`` False: when the case is due isn't said with it.
    """

    key: str
    says: str
    to: tuple[str, ...]
    at_once: bool = False
    when: Guard | None = None
    template: str = "notice"
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Opens:
    """Children that a move opens: one, or one for each agency or row of the answer ``each``.

    ``carries`` names answers that each child inherits; a row's columns are inherited by their keys. ``gives`` are
    answers besides: pairs of the child's ask and a value, or a key of ``GIVEN`` that says where it is found.
    """

    kind: str
    each: str = ""
    carries: tuple[str, ...] = ()
    when: Guard | None = None
    gives: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """A move that is a signature on the current proposal: what for, and its position, or the ask that gives it."""

    purpose: str
    position: str = ""
    position_from: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a case of a kind begins. ``by`` empty: only opened by another case's move. ``alone``: needs no parent."""

    by: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    needs: tuple[Guard, ...] = ()
    tells: tuple[Tell, ...] = ()
    parents: tuple[str, ...] = ()
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where files may be attached: in which states, by whom."""

    states: tuple[str, ...]
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Something somebody does to a case.

    ``target`` None: the state stays. ``of_itself``: done by the engine as soon as its guards hold. ``quiet``: an entry
    without a new revision (a note). ``proposes``: what signatures are on from now. ``reopens``: may leave an end.
    ``for_another`` False: can't be recorded for somebody else.
    """

    key: str
    label: str
    sources: tuple[str, ...]
    target: str | None = None
    by: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    needs: tuple[Guard, ...] = ()
    opens: tuple[Opens, ...] = ()
    tells: tuple[Tell, ...] = ()
    signs: Signs | None = None
    proposes: bool = False
    of_itself: bool = False
    quiet: bool = False
    reopens: bool = False
    for_another: bool = True
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """A kind of case, whole.

    ``members``: roles that see each case of the kind and what hangs below it. ``titled_by``, ``agency_from``,
    ``person_from``, ``subjects_from``: the asks whose answers are the case's title, owning agency, owning person and
    subjects; where nothing says whose it is, it is the business unit's, and its own opener's there.
    ``starts``: pairs of a guard on the opening's answers and a state: the first that holds says where it starts, else
    ``starts_in``. ``shared_with``: an ask of agencies that take part besides the owner, and see the case.
    ``escalates``: counted by state in the executive's summary. ``planned``: stands in the action plan, with the answer
    to ``rated_by`` as its rating. ``says``: how a case of the kind ends by the partnership's policy, for its page.
    """

    key: str
    title: str
    plural: str
    starts_in: str
    states: tuple[State, ...]
    opening: Opening
    moves: tuple[Move, ...]
    clocks: tuple[Clock, ...] = ()
    evidence: Evidence = Evidence((), ())
    members: tuple[str, ...] = ()
    titled_by: str = ""
    agency_from: str = ""
    person_from: str = ""
    subjects_from: str = ""
    starts: tuple[tuple[Guard, str], ...] = ()
    shared_with: str = ""
    escalates: bool = False
    planned: bool = False
    rated_by: str = ""
    says: str = ""

    def state(self, key: str) -> State:
        """The state of that key; KeyError where there is none."""
        for state in self.states:
            if state.key == key:
                return state
        raise KeyError(key)

    @property
    def state_keys(self) -> frozenset[str]:
        """Keys of all states."""
        return frozenset(state.key for state in self.states)

    def move(self, key: str) -> Move | None:
        """The move of that key, or None."""
        return next((move for move in self.moves if move.key == key), None)

    def clock(self, key: str) -> Clock | None:
        """The clock of that key, or None."""
        return next((clock for clock in self.clocks if clock.key == key), None)

    @property
    def asks(self) -> dict[str, Ask]:
        """Every ask of the kind by key, the opening's first."""
        found: dict[str, Ask] = {}
        for ask in (*self.opening.asks, *(ask for move in self.moves for ask in move.asks)):
            found.setdefault(ask.key, ask)
        return found
