"""A scrutineer in the chair where a case was decided: somebody else gives the opinion on that decision.

Who chaired is kept in the case, beside its answers; what the scrutineer sees and hears stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from states.asks import Ask
from states.conditions import Guard, predicate
from states.facts import Facts
from states.language import Tell

OPINION = "give_opinion"
CHAIRED, NO_MORE = "scrutineer_chaired", "scrutineer_not_in_chair"
"""The engine's own entries of a case: that a scrutineer chaired where it was decided, and that none did after all."""
IN_CHAIR, FOR_OPINION = "_in_chair", "_for_opinion"
"""Where a case's facts keep the scrutineers who chaired, by the meeting's reference, and who gives the opinion."""
PANEL = "panel_chaired"
PANEL_CHAIR = Ask(
    key="panel_chaired_by",
    label="Who chaired",
    type="person",
    required=False,
    hint="Where the scrutineer did, a substitute gives the opinion on the decision",
)
PANEL_MEETING = (
    Ask(key="attended", label="Agencies that attended", type="agencies"),
    Ask(key="discussion", label="What was discussed", type="text"),
    PANEL_CHAIR,
)
WANTED = Tell(
    "scrutineer_in_chair",
    "The scrutineer chaired where a case was decided: name a substitute for the opinion on it",
    ("business_manager", "review_chair"),
    at_once=True,
    dated=False,
)


def in_chair(answers: Mapping[str, object]) -> Collection[int]:
    """Ids of the scrutineers who chaired where the case that keeps these was decided."""
    kept = answers.get(IN_CHAIR)
    return frozenset(kept.values()) if isinstance(kept, Mapping) else frozenset()


@predicate("chaired_nothing_here")
def chaired_nothing_here(facts: Facts) -> bool:
    """Whoever acts didn't chair where the case was decided."""
    return facts.doer.person not in in_chair(facts.answers)


@predicate("scrutineer_in_chair")
def scrutineer_in_chair(facts: Facts) -> bool:
    """A scrutineer chaired where the case was decided."""
    return bool(in_chair(facts.answers))


@predicate("substitute_wanted")
def substitute_wanted(facts: Facts) -> bool:
    """A scrutineer has declared a conflict in the case's family, or chaired where the case was decided."""
    return bool(facts.conflicts) or scrutineer_in_chair(facts)


NOT_IN_CHAIR = Guard(
    "chaired_nothing_here",
    "You chaired where this was decided: a substitute gives the scrutineer's opinion on it",
    (),
    ("answers", "doer"),
)
