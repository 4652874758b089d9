"""What was recommended before that is like this, and what was recommended and isn't acted on; for one viewer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.json_api.caller import Caller, Who
from api.json_api.days import Day
from api.json_api.shapes import Shape
from workflow.engine.casework import seen
from workflow.errors import Invalid
from workflow.queries.not_acted_on import Decision, not_acted_on
from workflow.queries.periods import period
from workflow.queries.recall import MOST, Earlier, earlier_about, earlier_like

router = APIRouter(prefix="/recommendations", tags=["recommendations"])
MOST_WORDS = 20_000


class DecisionShown(Shape):
    """Who decided that it isn't acted on, who recorded that if another, and why."""

    by: str
    recorded_by: str
    reason: str


class EarlierShown(Shape):
    """An earlier one. ``answers``: where it came from, its themes, and what it changed, as far as that is known."""

    reference: str
    kind: str
    title: str
    state: str
    state_label: str
    final: bool
    opened_on: date
    closed_on: date | None
    answers: dict[str, Any]
    decision: DecisionShown | None
    link: str


class SimilarShown(Shape):
    """Earlier ones, the most like it first."""

    items: list[EarlierShown]


class NotActedOnShown(Shape):
    """One that ended without what it asked for."""

    reference: str
    kind: str
    title: str
    state: str
    state_label: str
    opened_on: date
    decided_on: date
    answers: dict[str, Any]
    decision: DecisionShown
    link: str


class NotActedOnListShown(Shape):
    """A page of them; ``next`` goes into ``after`` for the following one, null at the end."""

    since: date
    until: date
    items: list[NotActedOnShown]
    next: str | None


@router.get("/similar")
def similar(
    who: Who,
    *,
    q: Annotated[str | None, Query(max_length=MOST_WORDS, description="words: nothing in it is a command")] = None,
    like: Annotated[str | None, Query(max_length=40, description="reference of a case, instead of words")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> SimilarShown:
    """Have we recommended this before? What is most like the words, or like a case and opened no later than that."""
    if (q is None) == (like is None):
        raise Invalid({"q": "Give either words (q) or a case's reference (like)"})
    with who.reading() as session:
        if like is None:
            found = earlier_about(session, who.person, who.today, q or "", limit=limit)
        else:
            case = seen(session, like, who.person, who.today)
            found = earlier_like(session, who.person, who.today, case, limit=limit)
    return SimilarShown(items=[_earlier(one, who) for one in found])


@router.get("/not-acted-on")
def ended_so(
    who: Who,
    since: Annotated[Day | None, Query(alias="from", description="a year before `to` if left out")] = None,
    until: Annotated[Day | None, Query(alias="to", description="today if left out")] = None,
    after: Annotated[str, Query(max_length=40, description="the `next` of the page before")] = "",
) -> NotActedOnListShown:
    """What was decided not to be acted on in a period, with the reasons: for the annual report."""
    first, last = period(since, until, who.today)
    with who.reading() as session:
        found, following = not_acted_on(session, who.person, who.today, first, last, after=after)
    items = [
        NotActedOnShown(
            **_fields(one, ("reference", "kind", "title", "state", "state_label", "opened_on", "decided_on")),
            answers=dict(one.answers),
            decision=_decision(one.decision),
            link=_link(one.reference, who),
        )
        for one in found
    ]
    return NotActedOnListShown(since=first, until=last, items=items, next=following or None)


def _earlier(one: Earlier, who: Caller) -> EarlierShown:
    return EarlierShown(
        **_fields(one, ("reference", "kind", "title", "state", "state_label", "final", "opened_on", "closed_on")),
        answers=dict(one.answers),
        decision=_decision(one.decision) if one.decision else None,
        link=_link(one.reference, who),
    )


def _fields(one: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _decision(decision: Decision) -> DecisionShown:
    return DecisionShown.model_validate(decision)


def _link(reference: str, who: Caller) -> str:
    return f"{who.here.settings.base_url}/cases/{reference}"
