"""A case as somebody looks at it: what the parts of its page are given. Knows no part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.words import Names
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.engine.offers import Offer
from workflow.queries.case_view import EntryView, Relative


@dataclass(frozen=True, slots=True)
class Looked:
    """Whose act the looking is, the case and the one above it if they see it, what they may do, all that happened."""

    act: Act
    case: Casework
    above: Relative | None
    names: Names
    offered: Sequence[Offer]
    entries: Sequence[EntryView]
