"""What was asked for and isn't done: who decided so, when and why, for the annual report. For one viewer."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, false, or_, select
from sqlmodel import Session

from states.kinds import machines
from states.language import Machine
from states.moves.common import REASON
from workflow.access.sight import visible_to
from workflow.engine.narrative import texts_of, with_narrative
from workflow.errors import Invalid
from workflow.policy import rulebooks
from workflow.tables.rows import CASEFILE, ENTRY, PERSON, TEXT

MOST = 100
C = CASEFILE.c


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a case ended without what it asked for. ``recorded_by`` is "" where whoever decided recorded it."""

    by: str
    recorded_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotActedOn:
    """One case that ended so, with those of its answers that are shown when it is found again."""

    reference: str
    kind: str
    title: str
    state: str
    state_label: str
    opened_on: date
    decided_on: date
    decision: Decision
    machine: Machine
    answers: Mapping[str, Any]


def ends(kind: Machine) -> list[str]:
    """The states in which a case of the kind ends without what it asked for."""
    return [state.key for state in kind.states if state.not_acted_on]


def not_acted_on(
    session: Session, viewer: int, today: date, since: date, until: date, *, after: str = "", limit: int = MOST
) -> tuple[list[NotActedOn], str]:
    """A page of what was decided so from ``since`` to ``until``, oldest first; what comes ``after`` it, "" at the end.

    ``Invalid`` where ``after`` names no case that the viewer sees among these.
    """
    bound = {"viewer": viewer, "today": today, "since": since, "until": until, "limit": limit + 1}
    query = _ended()
    if after:
        last = session.execute(query.where(C.reference == bindparam("reference")), bound | {"reference": after}).first()
        if last is None:
            raise Invalid({"after": "That page can't be found: begin again from the first"})
        query = query.where(or_(C.closed_on > last.closed_on, and_(C.closed_on == last.closed_on, C.id > last.id)))
    rows = session.execute(query.order_by(C.closed_on, C.id).limit(bindparam("limit")), bound).all()
    page = rows[:limit]
    decided = decisions(session, [row.id for row in page])
    shown = [_shown(session, row, decided.get(row.id, Decision("", "", ""))) for row in page]
    return shown, page[-1].reference if len(rows) > limit else ""


def decisions(session: Session, cases: Collection[int]) -> dict[int, Decision]:
    """Of these cases, which the viewer was found to see, those that ended so: by whom and why, the last time."""
    if not cases:
        return {}
    rows = session.execute(_DECIDED, {"cases": list(cases), "moves": _moves()})
    return {row.case_id: _decision(row) for row in rows}


def _decision(row: Any) -> Decision:
    by, recorded = (row.for_name, row.actor_name) if row.for_name else (row.actor_name, "")
    return Decision(by or "", recorded or "", row.body or "")


def _shown(session: Session, row: Any, decision: Decision) -> NotActedOn:
    machine = rulebooks.running(session, row.rulebook).machine
    return NotActedOn(
        row.reference,
        row.kind,
        row.title,
        row.state,
        machine.state(row.state).label,
        row.opened_on,
        row.closed_on,
        decision,
        machine,
        recalled_with(session, row),
    )


def recalled_with(session: Session, row: Any) -> dict[str, Any]:
    """What its kind shows of a case that is found again, narrative in place; ``row``: its id, kind and facts."""
    facts = json.loads(row.facts)
    wanted = {key: facts[key] for key in machines()[row.kind].recalled_with if key in facts}
    return with_narrative(wanted, texts_of(session, row.id))


def _ended() -> Select[Any]:
    ended_so = (and_(C.kind == one.key, C.state.in_(ends(one))) for one in machines().values() if ends(one))
    return select(C.id, C.reference, C.kind, C.title, C.state, C.rulebook, C.opened_on, C.closed_on, C.facts).where(
        or_(false(), *ended_so),
        C.closed_on.between(bindparam("since", type_=Date), bindparam("until", type_=Date)),
        visible_to(),
    )


def _moves() -> list[str]:
    return sorted({m.key for one in machines().values() for m in one.moves if m.target in ends(one)})


_FOR = PERSON.alias("recorded_for_person")
_DECIDED = (
    select(ENTRY.c.case_id, PERSON.c.name.label("actor_name"), _FOR.c.name.label("for_name"), TEXT.c.body)
    .join(PERSON, PERSON.c.id == ENTRY.c.actor, isouter=True)
    .join(_FOR, _FOR.c.id == ENTRY.c.recorded_for, isouter=True)
    .join(
        TEXT,
        and_(
            TEXT.c.case_id == ENTRY.c.case_id,
            TEXT.c.seq == ENTRY.c.seq,
            TEXT.c.ask == REASON.key,
            TEXT.c.erased_on.is_(None),
        ),
        isouter=True,
    )
    .where(
        ENTRY.c.case_id.in_(bindparam("cases", expanding=True)), ENTRY.c.move.in_(bindparam("moves", expanding=True))
    )
    .order_by(ENTRY.c.case_id, ENTRY.c.seq)
)
