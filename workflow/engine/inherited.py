"""What a case that another opens is handed down: answers that the opener holds, or the nearest case above it that does.

Narrative is handed down in its words, so that the new case holds its own beside its own entry.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session

from workflow.engine.casework import Casework, by_id
from workflow.engine.narrative import texts_of, with_narrative


def held(session: Session, case: Casework, keys: Collection[str]) -> dict[str, object]:
    """The answers to these asks as they would be given anew; one that nobody in the line holds is left out."""
    found: dict[str, object] = {}
    holder: Casework | None = case
    while holder is not None and found.keys() < set(keys):
        here = {key: holder.facts[key] for key in keys if key not in found and key in holder.facts}
        if here:
            found |= with_narrative(here, texts_of(session, holder.id))
        holder = by_id(session, holder.parent) if holder.parent is not None else None
    return found
