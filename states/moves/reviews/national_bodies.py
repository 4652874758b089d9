"""What the national bodies are told of who reviews: each on a day of its own; the limit ends when the last knows."""

from __future__ import annotations

from states.asks import Ask
from states.conditions import Guard, predicate
from states.facts import Facts
from states.moves.common import LATE

# Working Together, chapter 5: to the Panel, to Ofsted and to the Department for Education.
TOLD_ON = ("panel_told_on", "ofsted_told_on", "department_told_on")
TELLING = (
    Ask(key="reviewers_named", label="Reviewers named to them", type="line"),
    Ask(key="panel_told_on", label="Day on which the national panel was told", type="day", past=True),
    Ask(key="ofsted_told_on", label="Day on which Ofsted was told", type="day", past=True),
    Ask(key="department_told_on", label="Day on which the Department for Education was told", type="day", past=True),
    LATE,
)


@predicate("last_said_in_time_or_reason")
def last_said_in_time_or_reason(facts: Facts, reason: str, clock: str, *days: str) -> bool:
    """The clock wasn't past its date on the last of the days given as ``days``, or a reason for it is given."""
    last = _last_said(facts, *days)
    late = any(one.key == clock and one.status == "running" and one.due_on.isoformat() < last for one in facts.clocks)
    return not late or reason in facts.given


@predicate("happened_on_or_after_all")
def happened_on_or_after_all(facts: Facts, *days: str) -> bool:
    """The move didn't happen before the last of the days given as ``days``."""
    return _last_said(facts, *days) <= facts.happened_on.isoformat()


def _last_said(facts: Facts, *days: str) -> str:
    return max((str(facts.answers[key]) for key in days if key in facts.answers), default="")


KNOWN_BY_ALL = (
    Guard(
        "happened_on_or_after_all",
        "It can't have happened before the last of them was told",
        TOLD_ON,
        ("answers", "happened_on"),
    ),
    Guard(
        "last_said_in_time_or_reason",
        "The last of them was told after the due date: say why",
        (LATE.key, "name_reviewers", *TOLD_ON),
        ("answers", "clocks", "given"),
    ),
)
