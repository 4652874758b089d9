"""Who may read a case, for its page: its class, the people named, and to whom it is theirs to say, who is excluded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import bindparam, select

from states.facts import Doer
from states.moves.access_moves import EXCLUDERS, GUARDED
from states.roles import AUDITOR
from workflow.access import said
from workflow.access.sight import visible_to
from workflow.engine import links
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.people import directory
from workflow.queries.case_view import EntryView
from workflow.tables.rows import CASEFILE, PERSON

CLASSES = {"standard": "", "restricted": "Restricted", "sealed": "Sealed"}
"""What a class is called; standard goes without saying."""
_READERS = (
    select(PERSON.c.name)
    .join_from(CASEFILE, PERSON, PERSON.c.id.is_not(None))
    .where(CASEFILE.c.id == bindparam("case_id"), visible_to(PERSON.c.id))
    .order_by(PERSON.c.name)
)
_JOINED = select(CASEFILE.c.reference).where(
    CASEFILE.c.id.in_(bindparam("cases", expanding=True)), CASEFILE.c.restriction != bindparam("ours"), visible_to()
)


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody let in by name, or excluded: a person's name or an agency's; ``until`` their last day."""

    name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read a case. ``readers``: everybody by name, where it is restricted or sealed; empty where it isn't.

    ``excluded``: empty to whom it isn't theirs to exclude. ``apart``: joint cases that the viewer reads, of another
    class than this one: a class isn't handed on to them.
    """

    restriction: str
    label: str
    readers: tuple[str, ...]
    let_in: tuple[Said, ...]
    excluded: tuple[Said, ...]
    apart: tuple[str, ...]


def may_exclude(doer: Doer) -> bool:
    """Whether it is for this person to say who is kept out, or to ask after it, and so to read it."""
    return any(doer.holds(role) for role in (*EXCLUDERS, AUDITOR))


def veiled(doer: Doer, entries: Iterable[EntryView]) -> list[EntryView]:
    """The entries, without whom an exclusion is about and why where it isn't for this person to say."""
    if may_exclude(doer):
        return list(entries)
    return [
        replace(
            one,
            answers={},
            body={key: part for key, part in one.body.items() if key != "owns"} | {"answers": {}},
            withheld=True,
        )
        if one.move in GUARDED
        else one
        for one in entries
    ]


def access_of(act: Act, case: Casework) -> Access:
    """Who may read the case, as whoever acts may know it."""
    session, today = act.session, act.today
    narrowed = case.restriction != "standard"
    readers = session.execute(_READERS, {"case_id": case.id, "today": today}).scalars() if narrowed else ()
    rows = said.let_in_by_name(session, case.id, today)
    names = {row.person: row.name for row in session.execute(_NAMES, {"people": [r.person for r in rows if r.person]})}
    agencies = directory.agencies(session, case.partnership) if any(row.agency for row in rows) else {}
    let_in = [
        Said(names.get(row.person) or agencies.get(row.agency, ""), row.from_on, _last(row.to_on))
        for row in rows
        if row.role != said.NAMED
    ]
    out = said.excluded_from(session, case.family, today) if may_exclude(act.actor) else []
    excluded = [Said(row.name or row.agency_name, row.from_on, _last(row.to_on)) for row in out]
    joined = [one for cases in links.joint_families(session, case.family).values() for one in cases]
    asked = {"cases": joined, "ours": case.restriction, "viewer": act.actor.person, "today": today}
    apart = session.execute(_JOINED, asked).scalars() if joined else ()
    label = CLASSES[case.restriction]
    return Access(case.restriction, label, tuple(readers), tuple(let_in), tuple(excluded), tuple(apart))


_NAMES = select(PERSON.c.id.label("person"), PERSON.c.name).where(PERSON.c.id.in_(bindparam("people", expanding=True)))


def _last(to_on: date | None) -> date | None:
    return None if to_on is None else to_on - timedelta(days=1)
