"""What a case's page says of one that ran before Casekeeper, and where one below it is taken on."""

from __future__ import annotations

from typing import Any

from api.pages.looked import Looked
from states.moves.taking_on import FORMER_REFERENCE
from workflow.engine.taken_on_dates import was_taken_on
from workflow.engine.taking_on import may_take_on
from workflow.queries.opening import kinds_to_take_on


def taken_on_part(looked: Looked) -> dict[str, Any]:
    """``taken_on``: the entry that took it on, None for a case that began here; what it was called before."""
    first = looked.entries[0] if looked.entries and was_taken_on(looked.case) else None
    below = looked.case.acts and may_take_on(looked.act.actor) and bool(kinds_to_take_on(looked.case))
    called = str(first.answers.get(FORMER_REFERENCE, "")) if first else ""
    return {"taken_on": first, "former_reference": called, "takes_on_below": below}
