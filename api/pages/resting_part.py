"""Why a case is off its usual way, since when, and when somebody looks at it next. Knows no state by name."""

from __future__ import annotations

from typing import Any

from api.pages.looked import Looked
from api.pages.words import by_words, entry_words
from workflow.engine.ticking import of_case


def resting_part(looked: Looked) -> dict[str, Any]:
    """``came_here``: the entry that led there, None on the usual way; ``looked_at``: what was said there since."""
    case = looked.case
    if not case.state_now.aside:
        return {"came_here": None}
    came = next((one for one in reversed(looked.entries) if one.moved and one.to == case.state), None)
    if came is None:
        return {"came_here": None}
    checks = [clock for clock in case.machine.clocks if (clock.starts.on, clock.starts.key) == ("state", case.state)]
    restarts = {key for clock in checks for key in clock.restarts}
    since = [one for one in looked.entries if one.seq > came.seq and one.move in restarts]
    running = of_case(looked.act.session, case.id) if checks else {}
    return {
        "came_here": came,
        "came_by": by_words(came),
        "goes_back": case.machine.goes_back(case.state),
        "came_told": entry_words(came, looked.names),
        "looked_at": since[-1] if since else None,
        "looked_told": entry_words(since[-1], looked.names) if since else [],
        "next_checks": [
            (clock.label, running[clock.key].due_on)
            for clock in checks
            if clock.key in running and running[clock.key].status == "running"
        ],
    }
