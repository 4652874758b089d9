"""Where mail may go: the domains that the policies of somebody's partnerships allow. Sends nothing.

Somebody of several partnerships may be mailed where any of them allows it; a policy that names no domains allows all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from workflow.errors import Invalid
from workflow.people.addresses import domain_of, is_within
from workflow.people.directory import held_today
from workflow.policy import policies
from workflow.tables.rows import ROLE_HELD

_HELD = (
    select(ROLE_HELD.c.person, ROLE_HELD.c.partnership)
    .where(ROLE_HELD.c.person.in_(bindparam("people", expanding=True)), *held_today())
    .distinct()
    .order_by(ROLE_HELD.c.person, ROLE_HELD.c.partnership)
)


def barred(session: Session, mailed: Collection[tuple[int, str]], today: date) -> dict[tuple[int, str], str]:
    """Of people with their addresses, those pairs between which no mail may go, each with a sentence that says why.

    Whoever holds no role today isn't among them: nothing is owed to them anyway.
    """
    partnerships: dict[int, list[str]] = {}
    for row in session.execute(_HELD, {"people": [person for person, _ in mailed], "today": today}):
        partnerships.setdefault(row.person, []).append(row.partnership)
    codes = {code for held in partnerships.values() for code in held}
    allowed = {code: policies.in_force(session, code).mail_domains for code in codes}
    found = {
        (person, address): _why_not(address, [allowed[code] for code in partnerships.get(person, ())])
        for person, address in mailed
    }
    return {pair: why for pair, why in found.items() if why}


def refuse_barred(session: Session, address: str, partnerships: Iterable[str]) -> None:
    """``Invalid`` where none of these partnerships' policies lets mail go to the address."""
    why = _why_not(address, [policies.in_force(session, code).mail_domains for code in partnerships])
    if why:
        raise Invalid({"email": why})


def partnerships_of(session: Session, person: int, today: date) -> list[str]:
    """The partnerships in which somebody holds a role today."""
    return [row.partnership for row in session.execute(_HELD, {"people": [person], "today": today})]


def _why_not(address: str, allowed: Iterable[tuple[str, ...]]) -> str:
    lists, domain = list(allowed), domain_of(address)
    if not lists or any(not one or any(is_within(domain, name) for name in one) for one in lists):
        return ""
    names = ", ".join(dict.fromkeys(name for one in lists for name in one))
    return f"Mail may not go to {domain}: the policy allows {names}."
