"""Evidence: files attached to a case, each saying what it shows, kept by hash and named in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session

from states.asks import Known
from states.evidence import EVIDENCE_ASKS
from states.judgement import permitted
from workflow.access import visible_to
from workflow.engine.act import Act
from workflow.engine.answers import Answers, read_answers
from workflow.engine.casework import Casework, locked
from workflow.engine.gathering import gather
from workflow.engine.telling import tell_recorded_for
from workflow.errors import NotFound, NotOffered, NotPermitted
from workflow.files import Coming, Files
from workflow.tables.rows import CASEFILE, EVIDENCE
from workflow.trail import append

_NEW = insert(EVIDENCE).returning(EVIDENCE.c.id)
_ONE = (
    select(EVIDENCE)
    .join(CASEFILE, CASEFILE.c.id == EVIDENCE.c.case_id)
    .where(CASEFILE.c.reference == bindparam("reference"), EVIDENCE.c.id == bindparam("evidence_id"), visible_to())
)
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
    return case.state in case.machine.evidence.states and _permitted(act, case)


def attach(
    act: Act, reference: str, answers: object, coming: Coming, *, expected_revision: int | None = None
) -> Attached:
    """Attaches a file. Raises NotFound, Stale, NotOffered, NotPermitted or Invalid; then nothing is attached."""
    case = locked(act.session, reference, act.actor, act.today)
    case.require(expected_revision, act.session)
    if case.state not in case.machine.evidence.states:
        raise NotOffered(f"{case.reference} takes no evidence while it is “{case.state_now.label}”.")
    if not _permitted(act, case):
        raise NotPermitted("Your roles don't let you attach evidence to this case.")
    read = read_answers(EVIDENCE_ASKS, answers, Known(today=act.today))
    told = {"sha256": coming.sha256, "size": coming.size, "media_type": coming.media_type}
    in_trail = Answers(read.values, {**read.plain}, {"file_name": coming.name})
    seq = append(act, case, "evidence", came_from=case.state, answers=in_trail, more=told)
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
        **told,
    }
    evidence_id = act.session.connection().execute(_NEW, row).scalar_one()
    tell_recorded_for(act, case)
    coming.stay()
    return Attached(evidence_id, case)


def open_file(session: Session, files: Files, reference: str, evidence_id: int, viewer: int, today: date) -> Opened:
    """The file, if the viewer sees the case; ``Unusable`` where its bytes were damaged."""
    bound = {"reference": reference, "evidence_id": evidence_id, "viewer": viewer, "today": today}
    row = session.execute(_ONE, bound).first()
    if row is None:
        raise NotFound
    return Opened(row.name, row.media_type, files.read(row.sha256))


def _permitted(act: Act, case: Casework) -> bool:
    return permitted(case.machine.evidence.by, gather(act, case, NONE))
