"""Who has looked, who was let read for a reason, what befell accounts: the logs, page by page, as the pages have them.

To be let read for a reason isn't asked here: that wants a proof of who one is just now, which no token gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.json_api.bodies import reads, takes
from api.json_api.caller import Who
from api.json_api.log_shapes import (
    CaseLooks,
    EventFilters,
    Events,
    EventTold,
    LookCount,
    LookFilters,
    Looks,
    LookTold,
    Paged,
    ReadingFilters,
    Readings,
    ReadingTold,
    ReviewBody,
)
from workflow.access import read_log
from workflow.before_reading import readings
from workflow.engine.casework import seen
from workflow.errors import Invalid
from workflow.people import account_events
from workflow.queries import audit
from workflow.queries.looks import LookShown, Sought, looks
from workflow.queries.who_looked import who_looked

router = APIRouter(tags=["logs"])
ReadingId = Annotated[int, Path(gt=0, lt=2**31)]


@router.get("/cases/{reference}/looks")
def of_case(who: Who, reference: str, asked: Annotated[Paged, Query()]) -> CaseLooks:
    """Who has looked at the case, the latest first, as far as you may know."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        found = who_looked(session, who.doer_in(session, case.partnership), case, asked.before)
    shows = "counts" if not found.may.names else "everybody" if found.may.agencies is None else "own_agency"
    return CaseLooks(
        reference=case.reference,
        shows=shows,
        items=[_look(one) for one in found.looks],
        counts=[
            LookCount(role=one.role, what=one.what, label=read_log.WORDS[one.what], looks=one.looks)
            for one in found.counts
        ],
        next=_next(found.following),
    )


@router.get("/looks")
def of_everybody(who: Who, asked: Annotated[LookFilters, Query()]) -> Looks:
    """The read log; that you read it is in it too."""
    _known("what", asked.what, read_log.WORDS)
    first, last = asked.days()
    with who.reading() as session:
        sought = Sought(
            person=asked.person,
            case=asked.case,
            what=asked.what,
            from_on=first,
            until=last,
            glass=asked.broken_glass,
            by_token=asked.by_token,
            before=asked.before,
            reading=asked.reading,
        )
        found, following = looks(session, who.partnerships_where(session, "audit"), sought)
    return Looks(items=[_look(one) for one in found], next=_next(following))


@router.get("/readings")
def for_a_reason(who: Who, asked: Annotated[ReadingFilters, Query()]) -> Readings:
    """Who was let read a case for an audit, or broke the glass, and what its review found."""
    _known("why", asked.why, readings.WHY)
    with who.reading() as session:
        found, following = audit.readings(
            session,
            who.partnerships_where(session, "audit"),
            why=asked.why,
            case=asked.case,
            waiting=asked.waiting,
            before=asked.before,
        )
    return Readings(items=[ReadingTold.model_validate(one) for one in found], next=_next(following))


@router.post("/readings/{reading}/review", openapi_extra=takes(ReviewBody))
def review(who: Who, reading: ReadingId, body: Annotated[ReviewBody, Depends(reads(ReviewBody))]) -> ReadingTold:
    """Keeps what you found of a broken glass, in the case's history too; never of your own."""
    with who.writing() as session:
        found = readings.broken(session, reading, who.partnerships_where(session, "audit"))
        readings.review(who.act(session, found.partnership), found, body.model_dump())
        return ReadingTold.model_validate(audit.glass(session, found.id))


@router.get("/accounts/events")
def of_accounts(who: Who, asked: Annotated[EventFilters, Query()]) -> Events:
    """What befell accounts, rights and rules of access."""
    _known("what", asked.what, account_events.WORDS)
    first, last = asked.days()
    with who.reading() as session:
        found, following = audit.account_events(
            session,
            who.partnerships_where(session, "audit"),
            person=asked.person,
            what=asked.what,
            from_on=first,
            until=last,
            before=asked.before,
        )
    items = [
        EventTold(
            id=one.id,
            at=one.at,
            what=one.what,
            label=account_events.WORDS[one.what],
            name=one.name,
            by=one.by,
            detail=one.detail,
        )
        for one in found
    ]
    return Events(items=items, next=_next(following))


def _look(one: LookShown) -> LookTold:
    return LookTold(
        id=one.id,
        at=one.at,
        name=one.name,
        email=one.email,
        what=one.what,
        label=read_log.WORDS[one.what],
        reference=one.reference,
        route=one.route,
        detail=one.detail,
        purpose=one.purpose,
        by_token=one.by_token,
        under=one.why,
        reason=one.reason,
    )


def _known(field: str, asked: str, words: Mapping[str, str]) -> None:
    if asked and asked not in words:
        raise Invalid({field: f"Ask for one of {', '.join(words)}"})


def _next(following: int | None) -> str | None:
    return str(following) if following is not None else None
