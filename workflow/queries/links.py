"""The cases that one is linked to, and what it shares with them, as a viewer sees them.

A case that the viewer may not see isn't hinted at: not in a list, not as a number, and in the words of entries it is
"another case".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session

from states.asks import REFERENCE, Ask
from states.kinds import machines
from states.language import LINKED_FROM, LINKS, Machine
from workflow.access.sight import visible_to
from workflow.engine.casework import Casework
from workflow.engine.links import JOINT, MERGED
from workflow.policy import rulebooks
from workflow.queries.case_view import EntryView
from workflow.tables.rows import AGENCY, CASEFILE, LINK

C = CASEFILE.c
ANOTHER = "Another case"
"""What stands for the reference of a case that the viewer may not see."""
_COLUMNS = (C.id, C.reference, C.kind, C.title, C.state, C.final, C.due_on, C.rulebook, C.parent)
_LINKED = (
    select(LINK.c.kind.label("link"), LINK.c.case_id, LINK.c.other_id, LINK.c.said_on, *_COLUMNS)
    .join(CASEFILE, or_(C.id == LINK.c.case_id, C.id == LINK.c.other_id))
    .where(
        LINK.c.ended_on.is_(None),
        or_(LINK.c.case_id == bindparam("mine"), LINK.c.other_id == bindparam("mine")),
        C.id != bindparam("mine"),
        visible_to(),
    )
    .order_by(LINK.c.said_on, LINK.c.id)
)
_BELOW = select(C.id.label("id")).where(C.parent == bindparam("above")).cte("below", recursive=True)
_BELOW = _BELOW.union_all(select(C.id).join(_BELOW, C.parent == _BELOW.c.id))
_ALL_BELOW = (
    select(*_COLUMNS, AGENCY.c.name.label("agency_name"))
    .join(AGENCY, (AGENCY.c.partnership == C.partnership) & (AGENCY.c.key == C.owner_agency), isouter=True)
    .where(C.id.in_(select(_BELOW.c.id)), visible_to())
    .order_by(C.id)
)
_SEEN = select(C.reference).where(C.reference.in_(bindparam("references", expanding=True)), visible_to())


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked case. ``kind`` is the link's, a key of ``LINKS``, ``said`` its words as seen from here.

    ``direction``: "to" where this case said the link, "from" where the other did.
    """

    id: int
    reference: str
    kind: str
    said: str
    direction: str
    since: date
    title: str
    kind_title: str
    state: str
    state_label: str
    final: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """A case below a linked one that is shown here too. ``below``: the linked case's reference; ``why`` its link."""

    reference: str
    below: str
    why: str
    kind: str
    kind_title: str
    title: str
    state: str
    state_label: str
    final: bool
    due_on: date | None
    agency: str


def links_of(session: Session, case: Casework, viewer: int, today: date) -> list[Linked]:
    """The cases linked to this one that the viewer sees, whichever said it, oldest first."""
    return _linked(session, case.id, viewer, today)


def shared_with(session: Session, links: Iterable[Linked], viewer: int, today: date) -> list[Shared]:
    """What is shared with these linked cases: of a joint one its recommendations and actions, of one merged into this
    everything below it, and of those merged into that one.
    """
    found, waiting, known = list[Shared](), list(links), set[int]()
    while waiting:
        link = waiting.pop(0)
        if link.id in known or not (link.kind == JOINT or _merged_here(link)):
            continue
        known.add(link.id)
        rows = session.execute(_ALL_BELOW, {"above": link.id, "viewer": viewer, "today": today})
        wanted = _asked_for() if link.kind == JOINT else None
        found += [_shared(session, row, link) for row in rows if wanted is None or row.kind in wanted]
        waiting += [one for one in _linked(session, link.id, viewer, today) if _merged_here(one)]
    return found


def in_words_for(session: Session, entries: Iterable[EntryView], viewer: int, today: date) -> list[EntryView]:
    """The entries with "another case" where they name one that the viewer may not see."""
    entries = list(entries)
    named = {name for entry in entries for name in _named(entry)}
    hidden = named - _seen(session, named, viewer, today)
    return [_told(entry, hidden) for entry in entries] if hidden else entries


def facts_for(session: Session, facts: Mapping[str, Any], machine: Machine, viewer: int, today: date) -> dict[str, Any]:
    """What a case knows, with "another case" where it names one that the viewer may not see.

    What people wrote in their own words stays as they wrote it.
    """
    named = {name for key, value in facts.items() for name in _in_fact(machine.asks.get(key), value)}
    hidden = named - _seen(session, named, viewer, today)
    if not hidden:
        return dict(facts)
    return {key: _without(value, hidden & _in_fact(machine.asks.get(key), value)) for key, value in facts.items()}


def _linked(session: Session, case_id: int, viewer: int, today: date) -> list[Linked]:
    rows = session.execute(_LINKED, {"mine": case_id, "viewer": viewer, "today": today}).all()
    return [_link(session, row, case_id) for row in rows]


def _link(session: Session, row: Any, case_id: int) -> Linked:
    machine = rulebooks.running(session, row.rulebook).machine
    mine = row.case_id == case_id
    return Linked(
        id=row.id,
        reference=row.reference,
        kind=row.link,
        said=LINKS.get(row.link, row.link) if mine else LINKED_FROM.get(row.link, LINKS.get(row.link, row.link)),
        direction="to" if mine else "from",
        since=row.said_on,
        title=row.title,
        kind_title=machine.title,
        state=row.state,
        state_label=machine.state(row.state).label,
        final=row.final,
    )


def _merged_here(link: Linked) -> bool:
    return link.kind == MERGED and link.direction == "from"


@cache
def _asked_for() -> frozenset[str]:
    """The kinds that stand in the action plan, and those that they stand below."""
    planned = [machine for machine in machines().values() if machine.planned]
    return frozenset({one.key for one in planned} | {parent for one in planned for parent in one.opening.parents})


def _shared(session: Session, row: Any, link: Linked) -> Shared:
    machine = rulebooks.running(session, row.rulebook).machine
    return Shared(
        reference=row.reference,
        below=link.reference,
        why=link.kind,
        kind=row.kind,
        kind_title=machine.title,
        title=row.title,
        state=row.state,
        state_label=machine.state(row.state).label,
        final=row.final,
        due_on=row.due_on,
        agency=row.agency_name or "",
    )


def _in_fact(ask: Ask | None, value: Any) -> set[str]:
    """The references that a fact has as a value of its own; a narrative answer's words are nobody's to look through."""
    if isinstance(value, list) and ask is not None and ask.columns:
        columns = {column.key: column for column in ask.columns}
        return {name for row in value for key, cell in row.items() for name in _in_fact(columns.get(key), cell)}
    if ask is not None and ask.narrative:
        return set()
    return _references(value)


def _references(value: Any) -> set[str]:
    """The references that stand anywhere in what an entry's body keeps: no narrative ever does."""
    if isinstance(value, Mapping):
        return {name for one in value.values() for name in _references(one)}
    if isinstance(value, list | tuple):
        return {name for one in value for name in _references(one)}
    return {value} if isinstance(value, str) and REFERENCE.fullmatch(value) else set()


def _named(entry: EntryView) -> set[str]:
    return _references(entry.body) - {entry.body.get("case")}


def _seen(session: Session, references: Iterable[str], viewer: int, today: date) -> set[str]:
    wanted = sorted(set(references))
    if not wanted:
        return set()
    return set(session.execute(_SEEN, {"references": wanted, "viewer": viewer, "today": today}).scalars())


def _told(entry: EntryView, hidden: set[str]) -> EntryView:
    hidden = hidden & _named(entry)
    if not hidden:
        return entry
    return replace(entry, answers=_without(entry.answers, hidden), body=_without(entry.body, hidden), withheld=True)


def _without(value: Any, hidden: set[str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(one, hidden) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without(one, hidden) for one in value]
    return ANOTHER if isinstance(value, str) and value in hidden else value
