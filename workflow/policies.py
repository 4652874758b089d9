"""The policy in force: kept by edition, read once, laid over the national defaults."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.kinds import machines
from states.policy import Policy, read_policy
from workflow.statements import Statement
from workflow.tables import Partnership
from workflow.tables.rows import PARTNERSHIP, POLICY_EDITION


def england() -> str:
    """The national defaults, as TOML."""
    return files("states").joinpath("england.toml").read_text(encoding="utf-8")


@cache
def read(text: str) -> Policy:
    """A partnership's TOML over the national defaults; raises ``PolicyFaults``. The same text gives the same object."""
    clocks = [f"{machine.key}.{clock.key}" for machine in machines().values() for clock in machine.clocks]
    return read_policy(text, defaults=england(), clocks=clocks)


def in_force(session: Session, partnership: str) -> Policy:
    """The policy in force; the national defaults alone where none was applied yet."""
    found = _IN_FORCE.first(session, {"partnership": partnership})
    return read(found.body if found is not None else "")


_IN_FORCE = Statement(
    select(POLICY_EDITION.c.body)
    .join(
        Partnership,
        (PARTNERSHIP.c.code == POLICY_EDITION.c.partnership) & (PARTNERSHIP.c.policy == POLICY_EDITION.c.digest),
    )
    .where(PARTNERSHIP.c.code == bindparam("partnership"))
)
