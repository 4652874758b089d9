"""What is frozen when something is proposed for signature: the facts as they stood, the papers, what it reconsiders.

Signatures are on the proposal's entry and its digest, and so on all of this. Judges nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from states.language import Move
from states.moves.taking_on import TAKEN_ON
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework
from workflow.engine.taken_on_dates import proposed_before
from workflow.tables.rows import ENTRY, EVIDENCE

_BEFORE = (
    select(ENTRY.c.seq, ENTRY.c.hash)
    .where(ENTRY.c.case_id == bindparam("case_id"), ENTRY.c.move.in_(bindparam("moves", expanding=True)))
    .order_by(ENTRY.c.seq.desc())
    .limit(1)
)
_PAPERS = select(EVIDENCE.c.sha256).where(EVIDENCE.c.case_id == bindparam("case_id")).order_by(EVIDENCE.c.id)


def frozen(act: Act, case: Casework, move: Move, answers: Answers) -> dict[str, Any]:
    """What a proposal's entry keeps besides its answers; ``reconsiders`` names the latest that it puts anew."""
    connection, mine = act.session.connection(), {"case_id": case.id}
    papers = connection.execute(_PAPERS, mine).scalars()
    moves = [move.key, *move.reconsiders, *([TAKEN_ON] if proposed_before(case) else [])]
    before = connection.execute(_BEFORE, mine | {"moves": moves}).first()
    return {
        "stood": {key: value for key, value in case.facts.items() if key not in answers.plain},
        "documents": list(dict.fromkeys(papers)),
        **({"reconsiders": {"seq": before.seq, "hash": before.hash}} if before is not None else {}),
    }
