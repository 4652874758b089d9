"""Puts the narrative back where facts and entries only point to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from workflow.tables.rows import TEXT

ERASED = "[erased]"
Texts = Mapping[tuple[int, str], str]

_TEXTS = select(TEXT.c.seq, TEXT.c.ask, TEXT.c.body, TEXT.c.erased_on).where(TEXT.c.case_id == bindparam("case_id"))


def texts_of(session: Session, case_id: int) -> dict[tuple[int, str], str]:
    """All narrative of a case, by entry and ask path."""
    rows = session.execute(_TEXTS, {"case_id": case_id})
    return {(row.seq, row.ask): ERASED if row.erased_on else row.body for row in rows}


def with_narrative(facts: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """The facts with their narrative in place: criteria as ``{"a": {"answer": …, "reason": …}}``."""
    return {key: _told(value, key, texts) for key, value in facts.items() if not key.startswith("_")}


def _told(value: Any, path: str, texts: Texts) -> Any:
    if isinstance(value, list):
        return [_told(part, f"{path}.{number}", texts) for number, part in enumerate(value)]
    if not isinstance(value, dict):
        return value
    seq: Any = value.get("text")
    if seq is not None and set(value) <= {"text", "ask"}:
        return texts.get((seq, value.get("ask", path)), ERASED)
    return {
        key: {**part, "reason": texts.get((seq, f"{path}.{key}"), ERASED)}
        if seq is not None and isinstance(part, dict)
        else _told(part, f"{path}.{key}", texts)
        for key, part in value.items()
        if key != "text"
    }
