"""What a rapid review asks of practice, of the child's own voice and of national importance; what must be answered.

They may be answered when drafting starts, and have to be when a decision is proposed: what was given stays until then.
"""

from __future__ import annotations

from states.asks import Ask
from states.conditions import Guard, predicate
from states.criteria import CRITERIA_REG_11, OUTCOMES
from states.facts import Facts

STAYS = "What was given when drafting started stays where this is left empty"
INVOLVED = Ask(
    key="agencies_involved",
    label="Agencies and their dates of involvement",
    type="rows",
    required=False,
    columns=(
        Ask(key="agency", label="Agency", type="agency"),
        Ask(key="involved_from", label="Involved from", type="day", past=True),
        Ask(key="involved_to", label="To, if it has ended", type="day", required=False, past=True),
    ),
)
EPISODES = Ask(
    key="episodes",
    label="Key practice episodes",
    type="rows",
    hint=STAYS,
    required=False,
    columns=(
        Ask(key="episode", label="Episode, and when", type="line"),
        Ask(key="episode_happened", label="What happened", type="text"),
        Ask(key="episode_analysis", label="Analysis: why, and what it says of practice", type="text"),
    ),
)
CHILDS_VOICE = Ask(
    key="childs_voice",
    label="The child's voice: what they said or showed, and who heard it",
    type="text",
    hint=STAYS,
    required=False,
)
PRACTICE = (INVOLVED, EPISODES, CHILDS_VOICE)

IMPORTANCE = "View on national importance (regulation 3), with reasons"
PROPOSED = (
    *PRACTICE,
    CRITERIA_REG_11,
    Ask(key="immediate_safety", label="Immediate safety of the child and others", type="text"),
    Ask(key="inequalities", label="Race and other inequalities", type="text"),
    Ask(key="outcome", label="Outcome proposed", type="choice", options=OUTCOMES),
    Ask(key="rationale", label="Rationale", type="text"),
    Ask(key="national_importance", label=IMPORTANCE, type="text", required=False),
)
RECONSIDERED = (
    Ask(key="reconsidered_outcome", label="Outcome now proposed", type="choice", options=OUTCOMES),
    Ask(key="reconsidered_rationale", label="Rationale", type="text"),
    Ask(key="reconsidered_importance", label=IMPORTANCE, type="text", required=False),
)
LOCAL = ("lcspr", "lcspr_and_national")
NATIONAL = ("national_suggested", "lcspr_and_national")


@predicate("rows_in_order")
def rows_in_order(facts: Facts, key: str, earlier: str, later: str) -> bool:
    """In each row given as ``key`` the day ``later``, where there is one, isn't before the day ``earlier``."""
    rows = facts.given.get(key)
    return not isinstance(rows, list | tuple) or all(
        row.get(later) is None or str(row[earlier]) <= str(row[later]) for row in rows
    )


def _national_with_reasons(importance: str, outcome: str) -> Guard:
    """Whoever suggests a national review, beside a local one or instead, gives their view with reasons."""
    says = "A national review is suggested: give the partners' view on national importance, with reasons"
    return Guard("given_if", says, (importance, outcome, *NATIONAL), ("given", "answers"))


IN_ORDER = Guard(
    "rows_in_order",
    "An agency's involvement can't have ended before it began",
    (INVOLVED.key, "involved_from", "involved_to"),
    ("given",),
)


def _answered(ask: Ask, says: str) -> Guard:
    return Guard("has_answers", says, (ask.key,), ("answers", "given"))


PROPOSABLE = (
    _answered(INVOLVED, "Give the agencies' dates of involvement"),
    _answered(EPISODES, "Give the key practice episodes, with their analysis"),
    _answered(CHILDS_VOICE, "Say what the child said or showed, or that nobody heard them"),
    IN_ORDER,
    _national_with_reasons("national_importance", "outcome"),
)
RECONSIDERABLE = (_national_with_reasons("reconsidered_importance", "reconsidered_outcome"),)
