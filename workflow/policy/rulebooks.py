"""Rulebooks as stored, and ready to run: read from the database once, kept by digest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import bindparam, select

# PostgreSQL's construct compiles for SQLite too, not the other way round: both say ON CONFLICT DO NOTHING.
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from states.conditions import PREDICATES, Guard
from states.kinds import machines
from states.language import Machine
from states.policy import Policy
from states.rulebook import Rulebook, digest_of, from_json, resolve, to_json
from workflow.errors import Unusable
from workflow.policy.topology import Topology, compiled
from workflow.tables.rows import CASEFILE, RULEBOOK

_STORED = select(RULEBOOK.c.kind).where(RULEBOOK.c.digest == bindparam("digest"))
_STORE = insert(RULEBOOK).on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class Running:
    """A rulebook ready to run: its machine's topology compiled, its name at hand."""

    digest: str
    rulebook: Rulebook
    topology: Topology

    @property
    def machine(self) -> Machine:
        """The kind's machine as this rulebook has it."""
        return self.rulebook.machine


def running(session: Session, digest: str) -> Running:
    """The stored rulebook of that digest."""
    kept = _READY.get(digest)
    if kept is None:
        body = session.execute(select(RULEBOOK.c.body).where(RULEBOOK.c.digest == digest)).scalar_one()
        kept = _READY[digest] = ready(body)
    return kept


@lru_cache(maxsize=64)
def resolved(machine: Machine, policy: Policy) -> Machine:
    """The machine as this policy shapes it: what a case opened now would keep."""
    return resolve(machine, policy).machine


def store(session: Session, machine: Machine, policy: Policy) -> Running:
    """The machine resolved with this policy, stored if it is new."""
    digest, connection = _digest(machine, policy), session.connection()
    if connection.execute(_STORED, {"digest": digest}).first() is None:
        # Two people may open the first case under a new policy at once.
        row = {"digest": digest, "kind": machine.key, "body": to_json(resolve(machine, policy))}
        connection.execute(_STORE, row)
    return running(session, digest)


def in_force(kind: str, policy: Policy) -> str:
    """The digest of the rules that a case of the kind would be opened under with this policy."""
    return _digest(machines()[kind], policy)


def ready(body: str) -> Running:
    """A rulebook's JSON, ready to run."""
    rulebook = from_json(body)
    return Running(digest_of(rulebook), rulebook, compiled(rulebook.machine))


def require_guards(session: Session) -> None:
    """``Unusable`` where an open case's rulebook names a guard whose predicate is gone."""
    machines()  # a kind's own file may bring predicates with it
    open_ones = select(CASEFILE.c.rulebook).where(CASEFILE.c.final.is_(False)).distinct()
    for body in session.execute(select(RULEBOOK.c.body).where(RULEBOOK.c.digest.in_(open_ones))).scalars():
        machine = from_json(body).machine
        gone = sorted({guard.key for guard in guards_of(machine) if guard.key not in PREDICATES})
        if gone:
            raise Unusable(f"Open cases of kind {machine.key} need rules this version no longer has: {', '.join(gone)}")


def guards_of(machine: Machine) -> list[Guard]:
    """Every guard that a machine names."""
    found = list(machine.opening.needs)
    for move in machine.moves:
        found += [
            *move.needs,
            *(opens.when for opens in move.opens if opens.when),
            *(tell.when for tell in move.tells if tell.when),
        ]
    return found + [clock.when for clock in machine.clocks if clock.when]


_READY: dict[str, Running] = {}


@lru_cache(maxsize=256)
def _digest(machine: Machine, policy: Policy) -> str:
    return digest_of(resolve(machine, policy))
