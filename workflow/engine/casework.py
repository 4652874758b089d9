"""A case while it is being worked on: its row, locked, and what this transaction has changed of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from states.facts import Doer
from states.language import Machine, State
from workflow.access import standing
from workflow.access.sight import acted_on_by, belongs, leave_ends, listed_to, visible_to
from workflow.database.statements import Statement
from workflow.errors import Change, Stale
from workflow.policy import rulebooks
from workflow.policy.rulebooks import Running
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
_SEEN = Statement(
    select(*COLUMNS, acted_on_by().label("acts"), leave_ends().label("leave_ends")).where(
        CASEFILE.c.reference == bindparam("reference"), visible_to()
    )
)
_ACTED_ON = Statement(select(*COLUMNS).where(CASEFILE.c.reference == bindparam("reference"), acted_on_by()))
_LISTED = Statement(select(*COLUMNS).where(CASEFILE.c.reference == bindparam("reference"), listed_to()))
_TO_LOCK = Statement(
    select(CASEFILE.c.id, CASEFILE.c.root, CASEFILE.c.partnership, CASEFILE.c.rulebook).where(
        CASEFILE.c.reference == bindparam("reference"), belongs()
    )
)
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
_LOCK_ALL = (
    select(*COLUMNS)
    .where(CASEFILE.c.id.in_(bindparam("cases", expanding=True)))
    .order_by(CASEFILE.c.id)
    .with_for_update()
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

CAME_FROM = "_came_from"
"""Where a case's facts keep the state that a move back returns to."""


@dataclass(slots=True)
class Casework:
    """A case's row in hand. ``seq_before`` is the number of its last entry when it was read, ``kept`` its facts as
    they stand in the row, "" once they changed: most moves learn nothing that the case keeps.

    ``acts`` False: whoever looks takes no part in it and reads it for a reason until ``leave_ends``.
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
    acts: bool = True
    leave_ends: datetime | None = None

    @property
    def machine(self) -> Machine:
        """The machine that this case's rulebook keeps."""
        return self.running.machine

    @property
    def state_now(self) -> State:
        """The declaration of the state that the case is in."""
        return self.machine.state(self.state)

    @property
    def family(self) -> int:
        """The id of its family's root."""
        return self.root or self.id

    def require(self, revision: int | None, session: Session) -> None:
        """``Stale``, with what changed, where somebody acted on the case since that revision."""
        if revision is not None and revision != self.revision:
            raise Stale(self.revision, changes_since(session, self, revision))

    def learn(self, more: Mapping[str, Any]) -> None:
        """Adds to what the case keeps."""
        if more:
            self.facts |= more
            self.kept = ""

    def forget(self, key: str) -> None:
        """Takes out of what the case keeps; its entries keep it."""
        if self.facts.pop(key, None) is not None:
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


Others = Callable[[Any], Collection[int] | None]
"""Of a case's row, the ids of cases that are written to beside it, and of their roots; None: none ever are."""


def locked(
    session: Session,
    reference: str,
    viewer: Doer,
    today: date,
    others: Others = lambda row: None,
    *,
    unread: bool = False,
) -> Casework:
    """The case of that reference with its family's root locked first; ``NotFound`` or ``NotPermitted`` unless the
    viewer takes part in it.

    ``others``: which cases of other families are written to as well. ``unread``: whoever lists the case may do this,
    which is to declare; they are shown nothing of it.
    """
    asked = {"reference": reference, "viewer": viewer.person, "today": today}
    if session.connection().dialect.name != "sqlite":  # SQLite has one writer at a time: this transaction
        # Who may do it is asked below, once nobody else can change that: only strangers don't get to wait.
        found = _TO_LOCK.first(session, asked)
        if found is not None:
            _lock(session, found, others)
    may, what = (_LISTED, "listed") if unread else (_ACTED_ON, "act")
    row = may.first(session, asked)
    if row is None:
        standing.refuse(session, viewer.person, reference, today, what)
    return in_hand(session, row)


def _lock(session: Session, row: Any, others: Others) -> None:
    # In the order of their ids, a root is locked before what hangs below it.
    if others(row) is None:
        _LOCK_WITH_ROOT.all(session, {"root": row.root, "case_id": row.id})
    else:
        _with_others(session, row, others)


def _with_others(session: Session, row: Any, others: Others) -> None:
    """The case, the others and all their roots, locked at one go in the order of their ids: nobody waits in a ring.

    Whom it is joined to may change while this waits: then it lets go and begins again.
    """
    while True:
        wanted = {row.id, row.root, *(others(row) or ())}
        with session.connection().begin_nested() as held:
            session.execute(_LOCK_ALL, {"cases": sorted(wanted)})
            if wanted >= set(others(row) or ()):
                return
            held.rollback()


def free(session: Session, case_id: int, root: int) -> Casework | None:
    """The case with its family's root locked first, for the engine's own acts; None where somebody has them now."""
    family = _FREE.all(session, {"root": root, "case_id": case_id})
    row = next((member for member in family if member.id == case_id), None)
    return in_hand(session, row) if row is not None and len(family) == len({root, case_id}) else None


def by_id(session: Session, case_id: int) -> Casework:
    """A relative of a case whose family is locked already."""
    return in_hand(session, _LOCK.one(session, {"case_id": case_id}))


def seen(session: Session, reference: str, viewer: int, today: date) -> Casework:
    """The case to look at, unlocked; ``NotFound`` or ``NotPermitted`` unless the viewer reads it."""
    row = _SEEN.first(session, {"reference": reference, "viewer": viewer, "today": today})
    if row is None:
        standing.refuse(session, viewer, reference, today, "read")
    return in_hand(session, row)


def require_part(session: Session, case: Casework, viewer: int, today: date) -> None:
    """``NotPermitted`` for somebody who only reads the case, for a reason and a time."""
    if not case.acts:
        standing.refuse(session, viewer, case.reference, today, "act")


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
    "taken_on": "Taken on",
    "evidence": "Evidence attached",
    "evidence_infected": "A virus was found in evidence",
    "child_ended": "A case below this one ended",
    "child_begun": "A case below this one was opened or reopened",
    "dates_followed": "Dates followed a correction above",
    "calendar_changed": "The calendar changed",
    "clock_lapsed": "A time limit ended of itself",
    "decided_at": "Decided at a meeting",
    "scrutineer_chaired": "The scrutineer chaired where this was decided",
    "scrutineer_not_in_chair": "No scrutineer chaired where this was decided",
    "put_down": "A case was put down for the next meeting",
    "linked": "Linked to another case",
    "unlinked": "A link to another case was taken away",
    "merged_from": "Another case was merged into this one",
    "unmerged": "A case that was merged into this one goes on by itself",
    "scrutiny_shared": "Who scrutinises follows the joint case",
    "scrutiny_parted": "Who scrutinises no longer follows the case it was joined to",
    "glass_broken": "Glass broken: read by somebody who takes no part",
    "glass_reviewed": "The broken glass was reviewed",
    "read_for_audit": "Read for an audit",
    "keeping_handed_on": "Somebody else may lift the restriction from now on",
    "declared_free": "Declared that they have no conflict here",
    "declared_conflict": "Declared a conflict in a case that is over",
}


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
