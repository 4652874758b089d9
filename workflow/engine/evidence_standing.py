"""How a piece of evidence stands: the newest version and clean, as SQL asks it; part of what is put up to be signed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, case, exists, literal, select

from states.evidence import is_signed_on
from workflow.engine.casework import Casework
from workflow.tables.rows import EVIDENCE


def newer_than(evidence: Any) -> ColumnElement[bool]:
    """Whether another piece of the case replaces it."""
    newer = EVIDENCE.alias("newer")
    # By the case, whose index is there: few cases have more than a hand's number of files.
    return exists(
        select(newer.c.id)
        .where(newer.c.case_id == evidence.c.case_id, newer.c.replaces == evidence.c.id)
        .correlate(evidence)
    )


def stands(evidence: Any) -> ColumnElement[str]:
    """A word of ``states.facts.Shown``: replaced, waiting, infected or checked."""
    return case(
        (newer_than(evidence), literal("replaced", String)),
        (evidence.c.scan.in_((literal("waiting", String), literal("infected", String))), evidence.c.scan),
        else_=literal("checked", String),
    )


def came_later(case: Casework, seq: int) -> bool:
    """Whether what was attached in that entry came after what is put up for a signature on it, and is no part of it."""
    return case.proposal_seq is not None and seq > case.proposal_seq and is_signed_on(case.machine)


def is_put_up(case: Casework, seq: int) -> bool:
    """Whether what was attached in that entry is part of what is put up for a signature on it: nothing replaces it."""
    return case.proposal_seq is not None and seq < case.proposal_seq and is_signed_on(case.machine)
