"""Have we recommended this before? The earlier cases whose words are most like these, for one viewer, best first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, select
from sqlmodel import Session

from states.kinds import machines
from states.language import Machine
from states.moves.common import OPENED_IN_ERROR
from states.moves.elsewhere import MERGED_INTO
from workflow.access.sight import visible_to
from workflow.database.full_text import LOOKING, bare, different
from workflow.engine.casework import Casework
from workflow.policy import rulebooks
from workflow.queries.not_acted_on import Decision, decisions, ends, recalled_with
from workflow.tables.rows import CASEFILE, RECALL

MOST = 10
NEVER_WAS = (OPENED_IN_ERROR, MERGED_INTO)
"""What ended there was no recommendation of its own."""
C = CASEFILE.c
_WORDS = select(RECALL.c.words).where(RECALL.c.case_id == bindparam("case_id"))


@dataclass(frozen=True, slots=True)
class Earlier:
    """A case that was found. ``answers``: what its kind shows then, such as where it came from and what it changed.

    ``decision``: who decided that it isn't acted on, and why; None where nobody did.
    """

    reference: str
    kind: str
    title: str
    state: str
    state_label: str
    final: bool
    opened_on: date
    closed_on: date | None
    machine: Machine
    answers: Mapping[str, Any]
    decision: Decision | None


def earlier_about(session: Session, viewer: int, today: date, words: str, *, limit: int = MOST) -> list[Earlier]:
    """The cases most like these words; none for words that say nothing. Whatever is typed, it is words."""
    return _found(session, viewer, today, bare(words), limit, apart_from=0, until=date.max)


def earlier_like(session: Session, viewer: int, today: date, case: Casework, *, limit: int = MOST) -> list[Earlier]:
    """The cases most like this one, opened no later; the viewer was found to see it."""
    words = session.execute(_WORDS, {"case_id": case.id}).scalar()
    return _found(session, viewer, today, (words or "").split(), limit, apart_from=case.id, until=case.opened_on)


def recalls(kind: str) -> bool:
    """Whether cases of the kind are found again by their words."""
    return bool(machines()[kind].recalled_by)


def _found(
    session: Session, viewer: int, today: date, words: list[str], limit: int, *, apart_from: int, until: date
) -> list[Earlier]:
    if not words:
        return []
    dialect = session.connection().dialect.name
    bound = {
        "asked": LOOKING[dialect].asked(different(words)),
        "viewer": viewer,
        "today": today,
        "apart_from": apart_from,
        "until": until,
        "limit": max(1, min(limit, MOST)),
    }
    rows = session.execute(asking(dialect), bound).all()
    decided = decisions(session, [row.id for row in rows])
    return [_earlier(session, row, decided.get(row.id)) for row in rows]


@cache
def asking(dialect: str) -> Select[Any]:
    """The question as this database is asked it."""
    looking = LOOKING[dialect]
    return (
        select(C.id, C.reference, C.kind, C.title, C.state, C.final, C.rulebook, C.opened_on, C.closed_on, C.facts)
        .select_from(looking.index.join(CASEFILE, C.id == looking.case_id))
        .where(
            looking.matches,
            C.id != bindparam("apart_from"),
            C.opened_on <= bindparam("until", type_=Date),
            C.state.not_in(NEVER_WAS),
            visible_to(),
        )
        .order_by(*looking.best_first)
        .limit(bindparam("limit"))
    )


def _earlier(session: Session, row: Any, decision: Decision | None) -> Earlier:
    machine = rulebooks.running(session, row.rulebook).machine
    return Earlier(
        row.reference,
        row.kind,
        row.title,
        row.state,
        machine.state(row.state).label,
        row.final,
        row.opened_on,
        row.closed_on,
        machine,
        recalled_with(session, row),
        decision if row.state in ends(machines()[row.kind]) else None,
    )
