"""The days of a rapid review: its limit and the plan back from it, counted from the notification or from awareness."""

from __future__ import annotations

from dataclasses import replace

from states.asks import Ask
from states.clocks import Basis, Clock, on_answer, on_opening, working_days
from states.moves.common import planned

FROM_NOTIFICATION = Basis("Panel guidance for safeguarding partners", "June 2025")
FROM_AWARENESS = Basis("Panel guidance for safeguarding partners", "an older reading: from awareness", checked=False)
AWARE_ON = Ask(key="aware_on", label="Date the local authority became aware", type="day", past=True)


def _milestone(key: str, label: str, day: int, *stops: str) -> Clock:
    return planned(key, label, day, (*stops, "sent", "withdrawn"), Basis("The partnership's plan for rapid reviews"))


NOTIFIED = (
    Clock(
        key="rapid_review",
        label="Rapid review to the national panel",
        lasts=working_days(15),
        starts=on_opening(),
        stops=("sent", "closed", "withdrawn"),
        chase="statutory",
        basis=FROM_NOTIFICATION,
        owed_to="Panel",
        extended_by="nobody",
    ),
    _milestone("letters", "Letters to agencies", 1, "gathering", "panel_meeting"),
    _milestone("returns", "Returns in", 10, "panel_meeting", "drafting"),
    _milestone("meeting", "Panel meeting held", 12, "panel_meeting", "drafting"),
    _milestone("agreement", "Partners' agreement", 14, "agreed"),
)


def limits(*, aware: bool) -> tuple[Clock, ...]:
    """The limit and the milestones before it; ``aware``: counted from the day given as ``AWARE_ON``."""
    if not aware:
        return NOTIFIED
    limit, *plan = (replace(clock, starts=on_answer(AWARE_ON.key)) for clock in NOTIFIED)
    return (replace(limit, basis=FROM_AWARENESS), *plan)
