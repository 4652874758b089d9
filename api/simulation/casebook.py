"""The cases that the people of a simulation work on: which there are, which turn each has come to, who could do what.

What could be done is read from each case's own rulebook; no kind and no state is known by name here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from api.simulation.partnership import People
from states import roles
from states.clocks import Clock
from states.facts import Doer
from states.judgement import permitted
from states.language import Machine, Move
from workflow.chasing import conflicts
from workflow.engine import clocks
from workflow.engine.act import Act
from workflow.engine.casework import by_id
from workflow.engine.gathering import gather
from workflow.policy import rulebooks
from workflow.tables.rows import CASEFILE

_COLUMNS = (
    *(CASEFILE.c.id, CASEFILE.c.reference, CASEFILE.c.kind, CASEFILE.c.state, CASEFILE.c.final),
    *(CASEFILE.c.root, CASEFILE.c.owner_agency, CASEFILE.c.owner_person, CASEFILE.c.opened_on, CASEFILE.c.due_on),
    *(CASEFILE.c.rulebook, CASEFILE.c.seq, CASEFILE.c.facts, CASEFILE.c.proposal_seq),
)
_FAMILY = (
    select(*_COLUMNS)
    .where(or_(CASEFILE.c.root == bindparam("root"), CASEFILE.c.id > bindparam("last")))
    .order_by(CASEFILE.c.id)
)
WHO_MAY = frozenset({"parties"})
"""The parts of the facts, beyond owner and policy, that decide who may make a move."""


@dataclass(slots=True)
class Case:
    """A case as it was last seen. ``turn`` rises when its state changes or something is proposed; ``done`` counts its
    moves.
    """

    row: Row[Any]
    turn: int = 0
    failures: int = 0
    done: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Possible:
    """A move that the case's state offers, with everybody who may make it.

    ``onward``: it leads on; ``each``: each of them for themselves, as signatures are; ``duty``: the day by which a
    clock that runs waits for just this move.
    """

    move: Move
    doers: tuple[Doer, ...]
    onward: bool
    each: bool
    duty: date | None


class Casebook:
    """Every case of the partnership."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.cases: dict[int, Case] = {}

    def machine(self, case: Case) -> Machine:
        """The machine of the case's own rulebook."""
        with self.people.database.reading() as session:
            return rulebooks.running(session, case.row.rulebook).machine

    def steps(self, case: Case) -> int:
        """How many states of the usual path lie before the case until something it owes is done, this one included."""
        machine = self.machine(case)
        path = [state.key for state in machine.states if not state.aside]
        if case.row.state not in path:
            return 1
        ahead = path[path.index(case.row.state) + 1 :]
        stops = {key for clock in machine.clocks if not clock.milestone for key in clock.stops}
        reached = next((number for number, key in enumerate(ahead, 1) if key in stops), len(ahead))
        return max(reached, 1)

    def changed(self, root: int) -> list[Case]:
        """Cases of the family that are new or came to another turn since they were last seen; each has it then."""
        bound = {"root": root, "last": max(self.cases, default=0)}
        with self.people.database.reading() as session:
            rows = session.execute(_FAMILY, bound).all()
        found = []
        for row in rows:
            case = self.cases.get(row.id)
            if case is None:
                case = self.cases[row.id] = Case(row)
                found.append(case)
            elif case.row.state != row.state or row.proposal_seq not in (None, case.row.proposal_seq):
                case.turn, case.failures = case.turn + 1, 0
                found.append(case)
            case.row = row
        return found

    def possible(self, case: Case, now: datetime) -> list[Possible]:
        """What the case's state offers, and to whom."""
        people = self.people.all
        with self.people.database.reading() as session:
            act = Act.begun(session, self.people.code, people[0], now)
            held = by_id(session, case.row.id)
            if conflicts.in_family(session, case.row.root).declared:
                people = [conflicts.as_scrutineer(session, doer, case.row.root) for doer in people]
            facts = gather(act, held, WHO_MAY)
            running = {key: one.due_on for key, one in clocks.of_case(session, held.id).items() if one.runs}
        everybody = [({role for role, _ in doer.roles}, replace(facts, doer=doer)) for doer in people]
        found = []
        for move in held.machine.moves:
            if move.of_itself or held.state not in move.sources or roles.RECORDED_FOR in move.by:
                continue
            named = {one.partition("@")[0] for one in move.by}
            may = [theirs for holds, theirs in everybody if not named.isdisjoint(holds)]
            doers = tuple(theirs.doer for theirs in may if permitted(move.by, theirs, move))
            if doers:
                stays = move.target in (None, held.state) and not move.back
                waits = [
                    running[clock.key] for clock in held.machine.clocks if clock.key in running and _serves(clock, move)
                ]
                onward = not stays or move.proposes
                each = stays and move.signs is not None
                found.append(Possible(move, doers, onward, each, min(waits, default=None) if stays else None))
        return found


def _serves(clock: Clock, move: Move) -> bool:
    """Whether a clock waits for the move: it ends it, starts it anew, or looks at a row that is due."""
    looks = move.register == clock.starts.key and any(ask.type == "row" for ask in move.asks)
    return move.key in (*clock.restarts, *clock.stops) or (clock.starts.on == "register" and looks)
