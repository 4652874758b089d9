"""What is judged of requests for what the partnership holds: advised on, redactions checked, by which law asked.

Redactions are made and checked by two people, each of whom signs.
"""

from __future__ import annotations

from states.conditions import Guard, predicate
from states.facts import Facts


@predicate("answered_or_given")
def answered_or_given(facts: Facts, key: str, instead: str) -> bool:
    """``key`` was answered, now or before, or this move answers ``instead``."""
    return key in facts.answers or instead in facts.given


@predicate("answer_is_without")
def answer_is_without(facts: Facts, without: str, key: str, *values: str) -> bool:
    """The case's answer to ``key`` is one of ``values``, and ``without`` isn't answered."""
    return without not in facts.answers and facts.answers.get(key) in values


@predicate("answers_differ")
def answers_differ(facts: Facts, one: str, other: str) -> bool:
    """This move doesn't answer the same to both: asked of requests that began when two names were given, not signed."""
    return facts.given.get(one) is None or facts.given.get(one) != facts.given.get(other)


@predicate("about_adults")
def about_adults(facts: Facts, key: str, *kinds: str) -> bool:
    """The case says so as ``key``, or it stands below one of the kinds that are about adults alone."""
    if key in facts.answers:
        return facts.answers[key] == "adult"
    return facts.parent is not None and facts.parent.kind in kinds


@predicate("not_about_adults")
def not_about_adults(facts: Facts, key: str, *kinds: str) -> bool:
    """As ``about_adults``, the other way round."""
    return not about_adults(facts, key, *kinds)


ADVISED = Guard(
    "answered_or_given",
    "Ask the legal adviser first, or say why no advice is needed",
    ("advice", "without_advice"),
    ("answers", "given"),
)
REDACT = "redact"
REDACTED = Guard(
    "signed_for", "Say first what was redacted, or that there was nothing to redact", ("redaction",), ("signatures",)
)
NOT_REDACTED = Guard(
    "none_signed", "Redactions are recorded: send them back first, to make them anew", ("redaction",), ("signatures",)
)
BY_ANOTHER = Guard(
    "made_by_others",
    "Redactions are checked by another person: not by one who made them, or recorded that for somebody else",
    (REDACT,),
    ("made", "doer", "recorded_by"),
)
CHECKED = Guard(
    "signed_for",
    "The redactions must be made, and checked by another person, first",
    ("redaction_check",),
    ("signatures",),
)
OF_ADULTS = ("track", "adult_review")
BY_CARE_ACT = Guard("about_adults", "", OF_ADULTS, ("answers", "parent"))
BY_CHILDREN_ACT = Guard("not_about_adults", "", OF_ADULTS, ("answers", "parent"))
