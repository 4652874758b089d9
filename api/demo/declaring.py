"""What the demo's scrutineers have declared: independent, all of them; free in every matter but the newest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from states import roles
from states.calendar import civil_day
from workflow.before_reading.declarations import declare_free, declare_independence, independence_of
from workflow.engine.act import Act
from workflow.errors import NotFound, NotPermitted
from workflow.people import directory
from workflow.tables.rows import CASEFILE

_MATTERS = select(CASEFILE.c.reference).where(CASEFILE.c.id == CASEFILE.c.root).order_by(CASEFILE.c.id)


def declare_for_appointments(session: Session, partnership: str, now: datetime) -> None:
    """Every scrutineer who hasn't said so yet is related to nobody who counts."""
    for act in _scrutineers(session, partnership, now):
        if independence_of(session, partnership, act.actor.person) is None:
            declare_independence(act, to_member=False, to_officer=False)


def declare_for_matters(session: Session, partnership: str, now: datetime) -> None:
    """Every scrutineer is free in every matter, save the newest: there the question can be seen."""
    *earlier, _ = session.execute(_MATTERS).scalars().all() or [""]
    for act in _scrutineers(session, partnership, now):
        for reference in earlier:
            try:
                declare_free(act, reference)
            except (NotFound, NotPermitted):  # not among what they list, or in conflict there
                continue


def _scrutineers(session: Session, partnership: str, now: datetime) -> list[Act]:
    people = directory.people(session, partnership, civil_day(now))
    return [Act.begun(session, partnership, one, now) for one in people if one.holds(roles.SCRUTINEER)]
