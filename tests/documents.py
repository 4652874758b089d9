"""A document on a case, for what tests record for somebody: as its entry and row, without a file in any store."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from states.evidence import RECORD
from states.receiving import Received
from workflow import tables
from workflow.engine.act import Act
from workflow.engine.casework import locked
from workflow.engine.trail import append

MAIL = b"From: partner@northmoor.example\n\nWe agree.\n"


def with_mail(act: Act, reference: str) -> Act:
    """The act as resting on a mail that whoever records it keeps on the case first."""
    keeps = replace(act, recorded_for=None, happened_on=act.today)
    case = locked(act.session, reference, act.actor, act.today)
    told = {"sha256": sha256(MAIL).hexdigest(), "size": len(MAIL), "media_type": "message/rfc822"}
    seq = append(keeps, case, "evidence", came_from=case.state, more=told)
    case.save(act.session)
    piece = tables.Evidence(
        case_id=case.id,
        seq=seq,
        kind="correspondence",
        shows=RECORD,
        effect_on=act.today,
        by_person=act.actor.person,
        by_agency=min(act.actor.agencies, default=""),
        name="mail.eml",
        **told,
    )
    act.session.add(piece)
    act.session.flush()
    return replace(act, received=Received("email", piece.id))
