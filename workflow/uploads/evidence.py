"""Evidence: files attached to a case, each saying what it shows, kept by hash and named in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session

from states.asks import Known
from states.evidence import EVIDENCE_ASKS, RECORD
from states.judgement import permitted
from workflow.access import verbs
from workflow.access.sight import visible_to
from workflow.engine.act import Act
from workflow.engine.answers import Answers, read_answers
from workflow.engine.casework import Casework, locked
from workflow.engine.evidence_standing import is_put_up, newer_than
from workflow.engine.gathering import gather
from workflow.engine.receiving import how_received
from workflow.engine.telling import tell_recorded_for
from workflow.engine.trail import append
from workflow.errors import Invalid, NotFound, NotOffered, NotPermitted
from workflow.tables.rows import CASEFILE, EVIDENCE
from workflow.uploads.files import Coming, Files

_NEW = insert(EVIDENCE).returning(EVIDENCE.c.id)
_ONE = (
    select(EVIDENCE)
    .join(CASEFILE, CASEFILE.c.id == EVIDENCE.c.case_id)
    .where(CASEFILE.c.reference == bindparam("reference"), EVIDENCE.c.id == bindparam("evidence_id"), visible_to())
)
_NEWEST = select(EVIDENCE.c.id, EVIDENCE.c.seq).where(
    EVIDENCE.c.case_id == bindparam("case_id"), EVIDENCE.c.id == bindparam("earlier"), ~newer_than(EVIDENCE)
)
NOT_NEWEST = "Select the newest version of a file of this case"
PUT_UP = (
    "This file was submitted to be verified, so nothing replaces it now: attach the new one as a file of its own, "
    "or have it sent back first"
)
QUARANTINED = {
    "waiting": "This file is being checked for viruses. Try again in a few minutes.",
    "infected": "A virus was found in this file, so it isn't handed out. Ask for a clean one that replaces it.",
}
NONE = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Attached:
    """A piece of evidence as it was attached."""

    id: int
    case: Casework


@dataclass(frozen=True, slots=True)
class Opened:
    """A file to hand out: its bytes were those uploaded a moment ago."""

    name: str
    media_type: str
    content: bytes


def may_attach(act: Act, case: Casework) -> bool:
    """Whether this person may attach evidence to the case as it stands."""
    return case.acts and case.state in case.machine.evidence.states and _permitted(act, case)


def attach(
    act: Act,
    reference: str,
    answers: object,
    coming: Coming,
    *,
    expected_revision: int | None = None,
    replaces: int | None = None,
) -> Attached:
    """Attaches a file. Raises NotFound, Stale, NotOffered, NotPermitted or Invalid; then nothing is attached.

    A document that is to show what the business unit records for somebody is taken in every state: it is no evidence.

    ``replaces``: the id of the piece of which this is the next version; it stays, and counts no more.
    """
    case = locked(act.session, reference, act.actor, act.today)
    case.require(expected_revision, act.session)
    if not _is_of_record(act, answers):
        if case.state not in case.machine.evidence.states:
            raise NotOffered(f"{case.reference} takes no evidence while it is “{case.state_now.label}”.")
        if not _permitted(act, case):
            raise NotPermitted("Your roles don't let you attach evidence to this case.")
    wrong, came_in = how_received(act)
    read = read_answers(EVIDENCE_ASKS, answers, Known(today=act.today), beside=wrong)
    told = {"sha256": coming.sha256, "size": coming.size, "media_type": coming.media_type}
    earlier = _replaced(act.session, case, replaces)
    of_version = {"replaces": earlier.seq} if earlier is not None else {}
    in_trail = Answers(read.values, {**read.plain}, {"file_name": coming.name})
    seq = append(act, case, "evidence", came_from=case.state, answers=in_trail, more={**told, **of_version, **came_in})
    case.save(act.session)
    effect_on = read.values["effect_on"]
    assert isinstance(effect_on, date)
    row = {
        "case_id": case.id,
        "seq": seq,
        "kind": read.values["kind"],
        "shows": read.values["shows"],
        "effect_on": effect_on,
        "by_person": act.doer.person,
        "by_agency": min(act.doer.agencies, default=""),
        "recorded_by": act.recorded_by.person if act.recorded_by else None,
        "name": coming.name,
        "scan": coming.scan,
        "replaces": earlier.id if earlier is not None else None,
        **told,
    }
    evidence_id = act.session.connection().execute(_NEW, row).scalar_one()
    tell_recorded_for(act, case)
    coming.stay()
    return Attached(evidence_id, case)


def read_replaces(said: str) -> int | None:
    """The id of the piece that a new one replaces, as a form or a program says it; None where it replaces none."""
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Invalid({"replaces": NOT_NEWEST})
    return int(said)


def open_file(session: Session, files: Files, reference: str, evidence_id: int, viewer: int, today: date) -> Opened:
    """The file, if the viewer sees the case; ``NotOffered`` while it isn't known to be clean, ``Unusable`` where its
    bytes were damaged.
    """
    bound = {"reference": reference, "evidence_id": evidence_id, "viewer": viewer, "today": today}
    row = session.execute(_ONE, bound).first()
    if row is None:
        raise NotFound
    if row.scan in QUARANTINED:
        raise NotOffered(QUARANTINED[row.scan])
    return Opened(row.name, row.media_type, files.read(row.sha256))


def _replaced(session: Session, case: Casework, replaces: int | None) -> Any:
    if replaces is None:
        return None
    row = session.execute(_NEWEST, {"case_id": case.id, "earlier": replaces}).first()
    if row is None:
        raise Invalid({"replaces": NOT_NEWEST})
    if is_put_up(case, row.seq):
        raise Invalid({"replaces": PUT_UP})
    return row


def _is_of_record(act: Act, answers: object) -> bool:
    """Whether it only shows what is recorded for somebody, by who may record for others."""
    shows = answers.get("shows") if isinstance(answers, Mapping) else None
    return shows == RECORD and act.recorded_for is None and verbs.can(act.actor, "record_for_another")


def _permitted(act: Act, case: Casework) -> bool:
    return permitted(case.machine.evidence.by, gather(act, case, NONE))
