"""How much one person may ask for within a minute, with all their browsers and tokens: counted in the database.

Far above what anybody clicks: a bound to what takes everything out, or fills the database. See docs/decisions/0051.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import bindparam, case

# PostgreSQL's construct compiles for SQLite too, not the other way round: both say ON CONFLICT.
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from api.rules.rule import Rule
from workflow.database.statements import Statement
from workflow.database.storage import Database
from workflow.errors import TooMuch
from workflow.people import account_events
from workflow.tables.moments import DatabaseMinute, database_now
from workflow.tables.rows import ASKED

Limits = Mapping[str, int]
PAGES = "pages"
"""Whatever names a case or shows something of one, or is sent; all else counts among them too."""
DEFAULTS: Limits = MappingProxyType({PAGES: 300, "searches": 60, "documents": 30, "exports": 10, "uploads": 30})
NONE: Limits = MappingProxyType({})
_NEW = insert(ASKED).values(
    {"person": bindparam("person"), "what": bindparam("what"), "minute": DatabaseMinute(), "times": 1}
)
_SAME = ASKED.c.minute == _NEW.excluded.minute
_COUNT = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[ASKED.c.person, ASKED.c.what],
        set_={"minute": _NEW.excluded.minute, "times": case((_SAME, ASKED.c.times + 1), else_=1)},
    ).returning(ASKED.c.times)
)


@lru_cache
def read_limits(text: str) -> Limits:
    """The limits that a setting names, the others as they are; ``ValueError`` with what can't be read."""
    named = dict(DEFAULTS)
    for one in filter(None, (part.strip() for part in text.split(","))):
        what, _, most = one.partition("=")
        if what not in DEFAULTS or not most.isdecimal() or int(most) < 1:
            raise ValueError(f"“{one}” isn't one of {', '.join(DEFAULTS)} with a number, such as {PAGES}=300")
        named[what] = int(most)
    return named


def of_request(method: str, rule: Rule, limits: Limits) -> Limits:
    """What a request counts as, always in the same order. Nobody is kept from signing out."""
    sent = method == "POST" and not rule.setting_up
    # Whether there is a case of that reference is an answer too.
    if not (sent or rule.case or rule.logs or rule.counted):
        return NONE
    return {what: limits[what] for what in (rule.counted, PAGES) if what in limits}


def count(database: Database, person: int, limits: Limits) -> None:
    """Counts a request of which nothing is noted; ``TooMuch``."""
    if limits:
        with database.writing() as session:
            fault = counted(session, person, limits)
        if fault is not None:
            raise fault


def counted(session: Session, person: int, limits: Limits) -> TooMuch | None:
    """Counts a request in the caller's transaction. The first one too much is noted: given back, to be committed.

    ``TooMuch`` for each one after it, of which nothing is kept.
    """
    for what, most in limits.items():
        times = _COUNT.one(session, {"person": person, "what": what}).times
        if times > most:
            fault = TooMuch(what, most, 60 - database_now(session).second)
            if times > most + 1:
                raise fault
            account_events.note(session, "too_much_asked", person=person, by=person, detail=f"{what}: {most}")
            return fault
    return None
