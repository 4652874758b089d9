"""The policy in force: kept by edition, read once, laid over the national defaults."""

from __future__ import annotations

from functools import cache

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.defaults import england_toml
from states.kinds import machines
from states.policy import Policy
from states.policy_file import read_policy
from workflow.database.statements import Statement
from workflow.tables import Partnership
from workflow.tables.rows import HOLIDAY, PARTNERSHIP, POLICY_EDITION


def england() -> str:
    """The national defaults, as TOML."""
    return england_toml()


@cache
def read(text: str) -> Policy:
    """A partnership's TOML over the national defaults; raises ``PolicyFaults``. The same text gives the same object."""
    own = [machine for machine in machines().values() if not machine.by_ladder]
    clocks = [f"{machine.key}.{clock.key}" for machine in own for clock in machine.clocks]
    return read_policy(text, defaults=england(), clocks=clocks)


def in_force(session: Session, partnership: str) -> Policy:
    """The policy in force; the national defaults alone where none was applied yet."""
    return with_days_off(session, partnership)[0]


def with_days_off(session: Session, partnership: str) -> tuple[Policy, bool]:
    """The policy in force, and whether the partnership declared any day off: one question, since each act asks both."""
    found = _IN_FORCE.first(session, {"partnership": partnership})
    return (read(""), True) if found is None else (read(found.body), found.first_day_off is not None)


_FIRST_DAY_OFF = (
    select(HOLIDAY.c.day).where(HOLIDAY.c.partnership == bindparam("partnership")).order_by(HOLIDAY.c.day).limit(1)
)
_IN_FORCE = Statement(
    select(POLICY_EDITION.c.body, _FIRST_DAY_OFF.scalar_subquery().label("first_day_off"))
    .join(
        Partnership,
        (PARTNERSHIP.c.code == POLICY_EDITION.c.partnership) & (PARTNERSHIP.c.policy == POLICY_EDITION.c.digest),
    )
    .where(PARTNERSHIP.c.code == bindparam("partnership"))
)
