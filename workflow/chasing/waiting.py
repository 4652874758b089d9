"""What cases wait for from somebody in their role, as their states declare: of one person, or of many by one query.

As declared today: whose turn it is isn't a rule that a case keeps. Knows no mail and no page.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, exists, false, func, literal, or_, select
from sqlmodel import Session

from states import roles
from states.kinds import machines
from states.language import Machine, Move, State
from workflow.access.sight import acted_on_by
from workflow.chasing.absences import STANDS_IN, away_today
from workflow.database.id_lists import one_of, probed
from workflow.people.directory import held_today
from workflow.tables.rows import CASEFILE, ENTRY, ROLE_HELD

C = CASEFILE.c
HOLDER = ROLE_HELD.alias("holder")
"""Another row than those that say who sees a case."""
_TAKES_PART = select(C.id).where(C.id == bindparam("case_id"), acted_on_by())


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for a person; ``what`` in a declaration's words, ``why`` whom it waits for.

    ``stands_in``: it waits for somebody who is away, and the person stands in for them.
    """

    person: int
    case_id: int
    partnership: str
    reference: str
    title: str
    kind: str
    due_on: date | None
    move: str
    what: str
    why: str
    stands_in: bool = False


def waiting(session: Session, people: Collection[int], today: date) -> list[Waiting]:
    """What waits for these people, and for those whom they stand in for as far as they take part there themselves."""
    if not people:
        return []
    own = _of(session, people, today)
    away = {who: deputy for who, deputy in away_today(session, today).items() if deputy in people}
    theirs = _of(session, {person for _, person in away}, today) if away else []
    had = {(one.person, one.case_id, one.move) for one in own}
    for one in theirs:
        deputy = away.get((one.partnership, one.person))
        if deputy is not None and (deputy, one.case_id, one.move) not in had and _may(session, deputy, one, today):
            had.add((deputy, one.case_id, one.move))
            why = f"{STANDS_IN}{one.why.replace('for you', 'for them')}"
            own.append(replace(one, person=deputy, why=why, stands_in=True))
    return sorted(own, key=lambda one: (one.due_on or date.max, one.reference, one.person))


def _of(session: Session, people: Collection[int], today: date) -> list[Waiting]:
    asked = _asked().where(one_of(HOLDER.c.person, "people"))
    return _found(session.execute(asked, {"people": sorted(people), "today": today}))


def _may(session: Session, deputy: int, one: Waiting, today: date) -> bool:
    """Standing in opens no case."""
    asked = {"case_id": one.case_id, "viewer": deputy, "today": today}
    return session.execute(_TAKES_PART, asked).first() is not None


def waiting_in(session: Session, case_id: int, today: date) -> list[Waiting]:
    """Whom one case waits for."""
    asked = _asked().where(C.id == bindparam("case_id"))
    return _found(session.execute(asked, {"case_id": case_id, "today": today}))


def _found(rows: Any) -> list[Waiting]:
    found = []
    for row in rows:
        machine = machines()[row.kind]
        state = machine.state(row.state)
        move = _move(machine, row.move)
        what = f"{state.label}: {move.label[0].lower()}{move.label[1:]}"
        why = f"it waits for you as {roles.TITLES[row.role].lower()}"
        found.append(
            Waiting(
                row.person, row.id, row.partnership, row.reference, row.title, row.kind, row.due_on, move.key, what, why
            )
        )
    return found


@cache
def _asked() -> Select[Any]:
    """Whom cases wait for, and by which move: the first that its state declares of those that wait for them."""
    rules = [
        (_rule(machine, state, role, key, since), key)
        for machine in machines().values()
        for state in machine.states
        for role, key, *since in state.waits_for
    ] + [
        (_wanted_rule(machine, move, role), move.key)
        for machine in machines().values()
        for move in _wanted(machine)
        for role in move.by
    ]
    move = case(*((rule, literal(key, String)) for rule, key in rules)) if rules else literal("", String)
    return (
        select(HOLDER.c.person, HOLDER.c.role, C.id, C.partnership, C.reference, C.title, C.kind, C.state, C.due_on)
        .add_columns(move.label("move"))
        .join_from(HOLDER, CASEFILE, C.partnership == HOLDER.c.partnership)
        .where(*held_today(HOLDER), or_(false(), *(rule for rule, _ in rules)), acted_on_by(probed(HOLDER.c.person)))
        .order_by(C.due_on, C.reference, HOLDER.c.person)
    )


def _rule(machine: Machine, state: State, role: str, key: str, since: Sequence[str]) -> ColumnElement[bool]:
    """The case is in the state, and nobody made the move since it came there; or since, where that is named, one of
    those moves was made.
    """
    from_then = list(since) or [move.key for move in machine.moves if move.target == state.key]
    began = select(func.coalesce(func.max(ENTRY.c.seq), 0)).where(ENTRY.c.case_id == C.id, ENTRY.c.move.in_(from_then))
    came = began.correlate(CASEFILE).scalar_subquery()
    made = exists().where(ENTRY.c.case_id == C.id, ENTRY.c.move == key, ENTRY.c.seq > came)
    there = and_(C.kind == machine.key, C.state == state.key, HOLDER.c.role == role, *((came > 0,) if since else ()))
    return and_(there, ~made.correlate(CASEFILE))


def _wanted(machine: Machine) -> list[Move]:
    """The moves that a case of the kind waits for after something."""
    return [move for move in machine.moves if move.wanted_after]


def _wanted_rule(machine: Machine, move: Move, role: str) -> ColumnElement[bool]:
    """What makes the move wanted has happened, and since then neither it nor what ends that."""
    first, *others = move.wanted_after
    came = select(func.max(ENTRY.c.seq)).where(ENTRY.c.case_id == C.id, ENTRY.c.move == first).correlate(CASEFILE)
    since = ENTRY.c.seq > came.scalar_subquery()
    done = exists().where(ENTRY.c.case_id == C.id, ENTRY.c.move.in_((move.key, *others)), since)
    wanted = exists().where(ENTRY.c.case_id == C.id, ENTRY.c.move == first)
    there = and_(C.kind == machine.key, C.state.in_(move.sources), HOLDER.c.role == role)
    return and_(there, wanted.correlate(CASEFILE), ~done.correlate(CASEFILE))


def _move(machine: Machine, key: str) -> Move:
    found = machine.move(key)
    if found is None:
        raise LookupError(f"{machine.key} has no move {key}")
    return found
