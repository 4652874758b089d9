"""Meetings on a case's page: what a meeting's agenda holds and what it decided, and when a case is before one."""

from __future__ import annotations

from typing import Any

from api.pages.looked import Looked
from states.moves.meetings import TAKE
from workflow.engine.casework import Casework
from workflow.queries.meetings import agenda_of, awaited_by, decisions_of, waiting_for_a_meeting


def meeting_part(looked: Looked) -> dict[str, Any]:
    """``agenda``: what the meeting took; ``waiting``: what it could take; ``awaited``: what the case waits for;
    ``decided``: from either side.
    """
    session, viewer, today = looked.act.session, looked.act.actor.person, looked.act.today
    return {
        "agenda": agenda_of(session, looked.case, viewer, today),
        "waiting": waiting_for_a_meeting(session, looked.case, viewer, today) if _takes(looked.case) else [],
        "awaited": awaited_by(session, looked.case, viewer, today),
        "decided": decisions_of(session, looked.case, viewer, today),
    }


def _takes(case: Casework) -> bool:
    # Papers that are out say what the meeting took; what waits besides is asked for by the form that adds to them.
    return any(move.effect == TAKE and move.target and case.state in move.sources for move in case.machine.moves)
