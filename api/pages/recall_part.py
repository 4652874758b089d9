"""Earlier cases like this one, on the pages where something is decided of it: what was found, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.pages.looked import Looked
from api.pages.visitor import Visitor
from api.pages.words import Names, Told, told
from states.kinds import machines
from states.language import Move
from workflow.engine.casework import Casework
from workflow.queries.recall import Earlier, earlier_like, recalls

A_FEW = 5
NOBODY = Names({}, {})
"""What is shown of an earlier case names neither agencies nor people."""


@dataclass(frozen=True, slots=True)
class EarlierTold:
    """An earlier case with what is shown of it in words."""

    found: Earlier
    told: list[Told]


def in_words(found: Sequence[Earlier]) -> list[EarlierTold]:
    """The cases found, each with what is known of it."""
    return [EarlierTold(one, told(one.machine, one.answers, NOBODY)) for one in found]


def recall_part(looked: Looked) -> dict[str, Any]:
    """``earlier``: the few most like it, while the case waits where it began; None for a kind that isn't recalled."""
    case, act = looked.case, looked.act
    waits = recalls(case.kind) and case.state == machines()[case.kind].starts_in
    found = earlier_like(act.session, act.actor.person, act.today, case, limit=A_FEW) if waits else []
    return {"earlier": in_words(found) if waits else None}


def recalled_at(session: Session, who: Visitor, case: Casework, move: Move) -> list[EarlierTold]:
    """The few most like a case, where a move decides of it: it leads elsewhere and isn't a reopening."""
    if not recalls(case.kind) or move.target in (None, case.state) or move.reopens:
        return []
    return in_words(earlier_like(session, who.person, who.today, case, limit=A_FEW))
