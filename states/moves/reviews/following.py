"""The reviews that the partners' decision on a rapid review opens. Knows no policy and no partner."""

from __future__ import annotations

from states.conditions import Guard
from states.language import Opens
from states.moves.reviews.proceedings import PROCEEDINGS
from states.moves.reviews.rapid_questions import LOCAL


def reviews(outcome: str, rationale: str, decided: str) -> tuple[Opens, ...]:
    """The review that the answer ``outcome`` is for, opened once, with its reasons.

    ``decided``: where the day of that decision is found (``language.GIVEN``); an LCSPR's months count from it.
    """
    why = f"@kept:{rationale}"
    return (
        Opens(
            "practice_review",
            carries=("subjects",),
            lists=(PROCEEDINGS.key,),
            when=_wanted("practice_review", outcome, *LOCAL),
            gives=(("decided_on", decided), ("rationale", why)),
        ),
        Opens(
            "learning_review",
            carries=("subjects",),
            lists=(PROCEEDINGS.key,),
            when=_wanted("learning_review", outcome, "learning_review"),
            gives=(("purpose", why),),
        ),
    )


def _wanted(kind: str, outcome: str, *values: str) -> Guard:
    return Guard("first_child_wanted", "", (kind, outcome, *values), ("children", "answers"))
