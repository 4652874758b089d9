"""The memberships that a restriction ends though nobody ended them: kept aside, and given back when it is lifted.

A reviewer replaced, or a substitute named no more, while it was restricted isn't let in again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from states import roles
from workflow.access import said
from workflow.chasing import conflicts
from workflow.engine.act import Act
from workflow.engine.casework import Casework, by_id
from workflow.engine.effects.appointing import REVIEWER
from workflow.people import directory

ASIDE = "_set_aside"
"""Where the facts of a family's root keep them: no answer, so nothing shows it."""


def set_aside(act: Act, case: Casework, rows: Collection[Any]) -> None:
    """Keeps these memberships, which are about to end, beside those of an earlier restriction."""
    if not rows:
        return
    root = _root(act, case)
    kept = [[row.case_id, row.person, row.role, row.to_on.isoformat() if row.to_on else None] for row in rows]
    root.learn({ASIDE: [*root.facts.get(ASIDE, ()), *kept]})
    _save(act, case, root)


def give_back(act: Act, case: Casework) -> None:
    """Those of them that would still stand are memberships again from today."""
    root = _root(act, case)
    kept = root.facts.get(ASIDE)
    if not kept:
        return
    here = {one.person for one in directory.people(act.session, act.partnership, act.today)}
    rows = []
    for case_id, person, role, until in kept:
        to_on = date.fromisoformat(until) if until else None
        if person in here and (to_on is None or to_on > act.today) and _is_still(act, case, case_id, person, role):
            rows.append({"case_id": case_id, "person": person, "role": role, "from_on": act.today, "to_on": to_on})
    said.let_in(act.session, rows)
    root.forget(ASIDE)
    _save(act, case, root)


def _is_still(act: Act, case: Casework, case_id: int, person: int, role: str | None) -> bool:
    if role == roles.SCRUTINEER:
        return person in conflicts.in_family(act.session, case.family).substitutes
    if role == roles.INDEPENDENT_REVIEWER:
        reviewed = case if case_id == case.id else by_id(act.session, case_id)
        return bool(reviewed.facts.get(REVIEWER) == person)
    return True


def _root(act: Act, case: Casework) -> Casework:
    return case if case.id == case.family else by_id(act.session, case.family)


def _save(act: Act, case: Casework, root: Casework) -> None:
    if root is not case:  # what is in hand is saved by whoever has it in hand
        root.save(act.session)
