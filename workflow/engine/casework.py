"""A case while it is being worked on: its row, locked, and what this transaction has changed of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from states.facts import Doer
from states.language import Machine, State
from workflow import rulebooks
from workflow.access import visible_to
from workflow.errors import Change, NotFound, Stale
from workflow.rulebooks import Running
from workflow.statements import Statement
from workflow.tables.rows import CASEFILE, ENTRY, PERSON

COLUMNS = (
    (
        CASEFILE.c.id,
        CASEFILE.c.partnership,
        CASEFILE.c.reference,
        CASEFILE.c.kind,
        CASEFILE.c.state,
        CASEFILE.c.final,
        CASEFILE.c.rulebook,
        CASEFILE.c.revision,
        CASEFILE.c.seq,
    )
    + (
        CASEFILE.c.head,
        CASEFILE.c.root,
        CASEFILE.c.parent,
        CASEFILE.c.opened_by_seq,
        CASEFILE.c.proposal_seq,
        CASEFILE.c.restriction,
        CASEFILE.c.title,
    )
    + (
        CASEFILE.c.owner_agency,
        CASEFILE.c.owner_person,
        CASEFILE.c.opener,
        CASEFILE.c.opened_on,
        CASEFILE.c.closed_on,
        CASEFILE.c.due_on,
        CASEFILE.c.facts,
    )
)
_SEEN = Statement(select(*COLUMNS).where(CASEFILE.c.reference == bindparam("reference"), visible_to()))
_LOCK = Statement(select(*COLUMNS).where(CASEFILE.c.id == bindparam("case_id")).with_for_update())
_LOCK_WITH_ROOT = Statement(
    select(*COLUMNS)
    .where(CASEFILE.c.id.in_([bindparam("root"), bindparam("case_id")]))
    .order_by(CASEFILE.c.id)
    .with_for_update()
)
_FREE = Statement(
    select(*COLUMNS)
    .where(CASEFILE.c.id.in_([bindparam("root"), bindparam("case_id")]))
    .order_by(CASEFILE.c.id)
    .with_for_update(skip_locked=True)
)
_encoder = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_SAVE = Statement(
    update(CASEFILE)
    .where(CASEFILE.c.id == bindparam("case_id"), CASEFILE.c.seq == bindparam("seq_before"))
    .values(
        {
            name: bindparam(name)
            for name in ("state", "final", "revision", "seq", "head", "root", "proposal_seq", "title")
            + ("owner_agency", "owner_person", "opened_on", "closed_on", "due_on", "facts", "rulebook")
        }
    )
)
_SINCE = (
    select(ENTRY.c.seq, ENTRY.c.move, ENTRY.c.at, PERSON.c.name, ENTRY.c.body)
    .join(PERSON, PERSON.c.id == ENTRY.c.actor, isouter=True)
    .where(ENTRY.c.case_id == bindparam("case_id"))
    .order_by(ENTRY.c.seq.desc())
    .limit(20)
)


FORMER_OWNERS = "_former_owners"
"""Where a case's facts keep the ids of those who owned it: no answer, so nothing shows it."""


@dataclass(slots=True)
class Casework:
    """A case's row in hand. ``seq_before`` is the number of its last entry when it was read, ``kept`` its facts as
    they stand in the row, "" once they changed: most moves learn nothing that the case keeps.
    """

    id: int
    partnership: str
    reference: str
    kind: str
    state: str
    final: bool
    revision: int
    seq: int
    head: str
    root: int | None
    parent: int | None
    opened_by_seq: int | None
    proposal_seq: int | None
    restriction: str
    title: str
    owner_agency: str
    owner_person: int | None
    opener: int | None
    opened_on: date
    closed_on: date | None
    due_on: date | None
    facts: dict[str, Any]
    running: Running
    seq_before: int
    kept: str = ""

    @property
    def machine(self) -> Machine:
        """The machine that this case's rulebook keeps."""
        return self.running.machine

    @property
    def state_now(self) -> State:
        """The declaration of the state that the case is in."""
        return self.machine.state(self.state)

    def require(self, revision: int | None, session: Session) -> None:
        """``Stale``, with what changed, where somebody acted on the case since that revision."""
        if revision is not None and revision != self.revision:
            raise Stale(self.revision, changes_since(session, self, revision))

    def learn(self, more: Mapping[str, Any]) -> None:
        """Adds to what the case keeps."""
        if more:
            self.facts |= more
            self.kept = ""

    def save(self, session: Session) -> None:
        """Writes the row back."""
        self.kept = self.kept or _encoder.encode(self.facts)
        met = _SAVE.run(
            session,
            {name: getattr(self, name) for name in _SAVED}
            | {"facts": self.kept, "rulebook": self.running.digest, "case_id": self.id, "seq_before": self.seq_before},
        )
        if met != 1:
            raise RuntimeError(f"{self.reference} changed under its lock")
        self.seq_before = self.seq


_SAVED = (
    "state",
    "final",
    "revision",
    "seq",
    "head",
    "root",
    "proposal_seq",
    "title",
    "owner_agency",
    "owner_person",
) + ("opened_on", "closed_on", "due_on")


def locked(session: Session, reference: str, viewer: Doer, today: date) -> Casework:
    """The case of that reference with its family's root locked first; ``NotFound`` unless the viewer sees it."""
    row = _SEEN.first(session, {"reference": reference, "viewer": viewer.person, "today": today})
    if row is None:
        raise NotFound
    if session.connection().dialect.name != "sqlite":  # SQLite has one writer at a time: this transaction
        # In the order of their ids, a root is locked before what hangs below it.
        family = _LOCK_WITH_ROOT.all(session, {"root": row.root, "case_id": row.id})
        row = next(member for member in family if member.id == row.id)
    return in_hand(session, row)


def free(session: Session, case_id: int, root: int) -> Casework | None:
    """The case with its family's root locked first, for the engine's own acts; None where somebody has them now."""
    family = _FREE.all(session, {"root": root, "case_id": case_id})
    row = next((member for member in family if member.id == case_id), None)
    return in_hand(session, row) if row is not None and len(family) == len({root, case_id}) else None


def by_id(session: Session, case_id: int) -> Casework:
    """A relative of a case whose family is locked already."""
    return in_hand(session, _LOCK.one(session, {"case_id": case_id}))


def seen(session: Session, reference: str, viewer: int, today: date) -> Casework:
    """The case to look at, unlocked; ``NotFound`` unless the viewer sees it."""
    row = _SEEN.first(session, {"reference": reference, "viewer": viewer, "today": today})
    if row is None:
        raise NotFound
    return in_hand(session, row)


def in_hand(session: Session, row: Any) -> Casework:
    """A row of ``COLUMNS`` as a case in hand."""
    values = dict(row._asdict())
    digest = values.pop("rulebook")
    values["kept"] = values["facts"]
    values["facts"] = json.loads(values["kept"])
    return Casework(**values, running=rulebooks.running(session, digest), seq_before=values["seq"])


def changes_since(session: Session, case: Casework, revision: int) -> list[Change]:
    """The entries that came after ``revision``, oldest first."""
    changes = []
    for row in session.execute(_SINCE, {"case_id": case.id}):
        if json.loads(row.body)["revision"] <= revision:
            break
        changes.append(Change(row.seq, label_of(case.machine, row.move), row.name or "Casekeeper", _iso(row.at)))
    return changes[::-1]


def label_of(machine: Machine, move: str) -> str:
    """A move's name in words, the engine's own entries among them."""
    found = machine.move(move)
    return found.label if found is not None else OWN_ENTRIES.get(move, move)


OWN_ENTRIES = {
    "opened": "Opened",
    "evidence": "Evidence attached",
    "child_ended": "A case below this one ended",
    "dates_followed": "Dates followed a correction above",
    "calendar_changed": "The calendar changed",
    "clock_lapsed": "A time limit ended of itself",
}


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
