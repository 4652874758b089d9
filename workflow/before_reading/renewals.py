"""A scrutineer's declaration for the appointment counts for so many months, as the policy says; then it is asked anew.

That one ran out is kept beside it, and an event of their account: nothing of what they said is changed, and what they
read until then was theirs to read. Who is related to somebody stays so until they say otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from states import roles
from states.calendar import civil_day, months_on
from workflow.before_reading.declarations import Independence, independence_of
from workflow.people.account_events import note
from workflow.people.directory import held_today
from workflow.policy import policies
from workflow.tables.moments import NOW
from workflow.tables.rows import INDEPENDENCE, ROLE_HELD

WARNED = timedelta(days=28)
"""How long before the day a scrutineer is reminded."""
_HELD = (
    select(ROLE_HELD.c.person, ROLE_HELD.c.partnership)
    .where(ROLE_HELD.c.role == roles.SCRUTINEER, *held_today())
    .distinct()
    .order_by(ROLE_HELD.c.partnership, ROLE_HELD.c.person)
)
_HELD_BY = _HELD.where(ROLE_HELD.c.person.in_(bindparam("people", expanding=True)))
_ENDS = (
    update(INDEPENDENCE)
    .where(INDEPENDENCE.c.id == bindparam("said"), INDEPENDENCE.c.ran_out_at.is_(None))
    .values(ran_out_at=NOW)
)


@dataclass(frozen=True, slots=True)
class Renewal:
    """A declaration that is to be said anew. ``until``: the first day on which it counts no more, come or not."""

    person: int
    partnership: str
    said: Independence
    until: date

    @property
    def says(self) -> str:
        """What is wanted, for a page or a mail."""
        day = f"{self.until.day} {self.until:%B %Y}"
        return f"ran out on {day}: declare it anew before you read on" if self.said.ran_out else f"runs out on {day}"


def until(session: Session, partnership: str, said: Independence) -> date:
    """The first day on which the declaration counts no more, by the policy in force."""
    return months_on(civil_day(said.said_at), policies.in_force(session, partnership).independence_months)


def wanted_of(session: Session, people: Collection[int], today: date) -> list[Renewal]:
    """What is to be declared anew by these people: what has run out, or does within four weeks."""
    if not people:
        return []
    return _wanted(session, session.execute(_HELD_BY, {"people": sorted(people), "today": today}).all(), today)


def wanted(session: Session, today: date) -> list[Renewal]:
    """The same of every scrutineer."""
    return _wanted(session, session.execute(_HELD, {"today": today}).all(), today)


def run_out(session: Session, today: date) -> None:
    """Ends each declaration whose day has come, once: it counts no more, and an auditor is told so."""
    for row in session.execute(_HELD, {"today": today}).all():
        one = _renewal(session, row.person, row.partnership)
        if one is None or one.said.ran_out or one.until > today:
            continue
        if session.connection().execute(_ENDS, {"said": one.said.number}).rowcount:
            told = {"partnership": one.partnership, "detail": f"declaration {one.said.number}"}
            note(session, "independence_ran_out", person=one.person, by=None, **told)


def _wanted(session: Session, held: Sequence[Any], today: date) -> list[Renewal]:
    found = [_renewal(session, row.person, row.partnership) for row in held]
    return [one for one in found if one is not None and one.until - WARNED <= today]


def _renewal(session: Session, person: int, partnership: str) -> Renewal | None:
    said = independence_of(session, partnership, person)
    if said is None or said.related:
        return None
    return Renewal(person, partnership, said, until(session, partnership, said))
