"""How a piece of evidence stands, as SQL asks it: the newest version and clean, or not."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, case, exists, literal, select

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
