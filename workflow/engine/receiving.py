"""What an act that is recorded for somebody rests on: how it came in, and the document on the case that shows it.

Domain §4: the business unit records what was "received by email or at a meeting, with the document".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import bindparam, select

from states.receiving import SAY_HOW, SAY_WHICH, WORDS
from workflow.database.statements import Statement
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.tables.rows import EVIDENCE

RECEIVED, DOCUMENT = "received", "document"
INFECTED = "A virus was found in that document: attach a clean one"
_DOCUMENT = Statement(
    select(EVIDENCE.c.seq, EVIDENCE.c.sha256, EVIDENCE.c.scan).where(
        EVIDENCE.c.case_id == bindparam("case_id"), EVIDENCE.c.id == bindparam("document")
    )
)
Told = Mapping[str, object]
NOTHING: Told = MappingProxyType({})


def how_received(act: Act) -> tuple[dict[str, str], Told]:
    """What is wrong with how it is said to have come in, by field; else what its entry keeps of it.

    For what itself is the document, or comes before there is a case to keep one. Both empty for one's own act, and
    where a program says nothing of it, as the contract lets it.
    """
    if act.recorded_for is None or act.received is None:
        return {}, NOTHING
    if act.received.how not in WORDS:
        return {RECEIVED: SAY_HOW}, NOTHING
    return {}, {RECEIVED: {"how": act.received.how}}


def with_document(act: Act, case: Casework) -> tuple[dict[str, str], Told]:
    """The same of what must have its document: of that the entry keeps which entry attached it, and its SHA-256."""
    errors, _ = how_received(act)
    if act.recorded_for is None or act.received is None:
        return errors, NOTHING
    row = None
    if act.received.document is not None:
        row = _DOCUMENT.first(act.session, {"case_id": case.id, "document": act.received.document})
    if row is None or row.scan == "infected":
        return errors | {DOCUMENT: SAY_WHICH if row is None else INFECTED}, NOTHING
    return errors, {RECEIVED: {"how": act.received.how, "document": row.seq, "sha256": row.sha256}}
