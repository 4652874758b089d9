"""Who you can be in the demo: everybody who holds a role today, with their roles in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from states.roles import TITLES
from workflow.people.directory import held_today, not_left
from workflow.tables.rows import AGENCY, PERSON, ROLE_HELD


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of the demo. ``roles``: "Agency lead, Fellgate Academy"."""

    id: int
    name: str
    email: str
    employer: str
    roles: tuple[str, ...]
    role_keys: tuple[str, ...]


_ROLES = (
    select(PERSON.c.id, PERSON.c.name, PERSON.c.email, PERSON.c.employer, ROLE_HELD.c.role, AGENCY.c.name.label("at"))
    .join(ROLE_HELD, ROLE_HELD.c.person == PERSON.c.id)
    .outerjoin(AGENCY, (AGENCY.c.partnership == ROLE_HELD.c.partnership) & (AGENCY.c.key == ROLE_HELD.c.agency))
    .where(not_left(), *held_today())
    .order_by(PERSON.c.id, ROLE_HELD.c.id)
)


def who_you_can_be(session: Session, today: date) -> list[Somebody]:
    """Everybody, in the order in which people.csv has them."""
    found: dict[int, Somebody] = {}
    for row in session.execute(_ROLES, {"today": today}):
        role = f"{TITLES[row.role]}, {row.at}" if row.at else TITLES[row.role]
        before = found.get(row.id)
        found[row.id] = Somebody(
            row.id,
            row.name,
            row.email,
            row.employer,
            (*before.roles, role) if before else (role,),
            (*before.role_keys, row.role) if before else (row.role,),
        )
    return list(found.values())
