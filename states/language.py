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
    "@kept:": "the case's own answer to the ask named after the colon, given before",
    "@happened_on": "the day on which the move happened",
    "@day_of:": "the day on which the move named after the colon last happened; this one's, where it never did",
}
"""Where the value of an answer that a child is given may come from."""


@dataclass(frozen=True, slots=True)
class State:
    """A situation a case can be in. ``aside``: off the usual path, shown in the stepped list only while current.

    ``admits``: roles whose holders see the case from the moment it comes into this state. ``says``: what the
    partnership's policy says of it, shown while the case is there. ``early``: nothing is recommended from the case yet,
    unless the learning is urgent. ``not_acted_on``: it ends here without what it asked for, which is a decision with
    reasons and goes into the annual report. ``waits_for``: a role and the move that the case waits for from whoever
    takes part in it so: it is among what needs them, though no clock is theirs, until it was made since the case came
    there; or, where moves are named after it, since the last of those, if there was one.
    """

    key: str
    label: str
    final: bool = False
    aside: bool = False
    admits: tuple[str, ...] = ()
    says: str = ""
    early: bool = False
    not_acted_on: bool = False
    waits_for: tuple[tuple[str, ...], ...] = ()


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


GROUPS = {
    "lists": "Lists",
    "dates": "Dates and time limits",
    "elsewhere": "Other cases and meetings",
    "put_right": "Put right",
    "scrutiny": "The scrutineer’s part",
    "access": "Who sees it",
}
"""What a case's page gathers the moves under that every case has and that are seldom the next thing to do."""


KIND_GROUPS = {
    "reviews": "Incidents and reviews",
    "plan": "Recommendations and actions",
    "differences": "Disagreements and challenges",
    "requests": "Requests for what agencies hold",
    "meetings": "Meetings",
}
"""What the kinds that people open are listed under where one begins a case."""


LINKS = {
    "joint": "Joint case, the other track",
    "merged": "Merged into",
    "related": "Related",
    "decided_at": "Decided at the meeting",
}
"""How two cases may be joined, and what it is called. A joint pair shares its actions and its scrutineer."""
LINKED_FROM = {"merged": "Merged into this one", "decided_at": "Decided at this meeting"}
"""What a link is called on the case that didn't say it, where that is something else."""


@dataclass(frozen=True, slots=True)
class Opens:
    """Children that a move opens: one, or one for each agency or row of the answer ``each``.

    ``carries`` names answers that each child inherits; a row's columns are inherited by their keys. ``gives`` are
    answers besides: pairs of the child's ask and a value, or a key of ``GIVEN`` that says where it is found.
    ``beside``: it stands below no case, but is joined to this one by a link of that kind (a key of ``LINKS``).
    ``lists``: registers of both kinds: the child's begin with the rows that haven't ended here.
    """

    kind: str
    each: str = ""
    carries: tuple[str, ...] = ()
    when: Guard | None = None
    gives: tuple[tuple[str, str], ...] = ()
    beside: str = ""
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """A move that is a signature on the current proposal: what for, and its position, or the ask that gives it."""

    purpose: str
    position: str = ""
    position_from: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a case of a kind begins. ``by`` empty: only opened by another case's move. ``alone``: needs no parent.

    ``inherits``: the asks that a case opened by another's move answers as the one above does.
    ``taken_on_alone``: a case that ran before Casekeeper may be taken on without the one it belonged under. ``often``:
    those of ``by`` who open one often: for them it is a button, not only a line in a list.
    """

    by: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    needs: tuple[Guard, ...] = ()
    tells: tuple[Tell, ...] = ()
    parents: tuple[str, ...] = ()
    alone: bool = True
    taken_on_alone: bool = True
    often: tuple[str, ...] = ()
    inherits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where files may be attached: in which states, by whom."""

    states: tuple[str, ...]
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """A list that a case keeps row by row: parallel proceedings, contacts with a family.

    ``asks`` are what is kept of each row, ``named_by`` those that name it; none of them is a list itself. ``check``:
    the day among them on which a row is looked at next, chased by a clock that starts ``on_register``. A row that has
    ended stays in the list. ``anew``: what of each row holds only for the proposal as it stood.
    """

    key: str
    title: str
    one: str
    asks: tuple[Ask, ...]
    named_by: tuple[str, ...]
    check: str = ""
    anew: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A Word document that can be written from a case, in these states (empty: in all), by whoever may move it on."""

    key: str
    title: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Something somebody does to a case.

    ``target`` None: the state stays. ``of_itself``: done by the engine as soon as its guards hold. ``quiet``: an entry
    without a new revision (a note). ``proposes``: what signatures are on from now. ``reopens``: may leave an end.
    ``for_another`` False: can't be recorded for somebody else. ``back``: returns to the state that the case was in
    before it came into this one. ``register``: the list that its effect adds to, changes or ends a row of. ``group``:
    of a move that doesn't carry the case on, a key of ``GROUPS``. ``reconsiders``: the proposing moves whose decision
    this one, which proposes too, puts anew; its own it always does. ``as_said``: holds from when it is said, so that
    nobody is asked when it happened; where it holds from another day, an ask of its own says which. ``wanted_after``:
    the entry after which the case waits for this one from those who make it, then the entries that end that besides.
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
    back: bool = False
    register: str = ""
    group: str = ""
    reconsiders: tuple[str, ...] = ()
    as_said: bool = False
    wanted_after: tuple[str, ...] = ()

    @property
    def in_own_name(self) -> bool:
        """Whether somebody puts their own name under it: a signature, or what carries the case on by their word alone.

        Who makes it has shown lately who they are; a token makes it only with the scope "sign".
        """
        return self.signs is not None or (self.target is not None and not self.for_another)


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
    ``track``: child or adult, where the kind is one track's alone. ``registers``: lists kept row by row.
    ``documents``: what can be written from it in Word. ``chronology``: the ask whose rows are merged, with those of
    its like, in the case above. ``recalled_by``: the asks whose words find it again when something like it comes up,
    and ``recalled_with`` those shown with it then: where it came from, what became of it. ``by_ladder``: its clocks'
    lengths stand in the policy's ladder of disagreements, not among the durations. ``about``: what a case of the kind
    is, in a sentence for whoever is about to open one, and ``group`` a key of ``KIND_GROUPS`` under which they find it.
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
    track: str = ""
    registers: tuple[Register, ...] = ()
    documents: tuple[Document, ...] = ()
    chronology: str = ""
    recalled_by: tuple[str, ...] = ()
    recalled_with: tuple[str, ...] = ()
    by_ladder: bool = False
    about: str = ""
    group: str = ""

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

    def register(self, key: str) -> Register:
        """The register of that key; KeyError where there is none."""
        for register in self.registers:
            if register.key == key:
                return register
        raise KeyError(key)

    def goes_back(self, state: str) -> bool:
        """Whether a case rests in the state: a move leads from there back to where it was before."""
        return any(move.back and state in move.sources for move in self.moves)

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
