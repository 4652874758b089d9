"""What needs me, the executive's figures, and when something is due."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session

from api.day_counts import MOST, count
from api.json_api.caller import Caller, Who
from api.json_api.days import Day
from api.json_api.shapes import DueShown, NeededShown, SkippedShown, SummaryShown
from states.calendar import Calendar
from workflow.days import calendars
from workflow.people import directory
from workflow.queries.figures import summary
from workflow.queries.periods import period
from workflow.queries.work import work_for

router = APIRouter()
NO_FIGURES = "The executive's figures are for the executive, lead partners, the scrutineer, auditors and the manager."
Number = Annotated[int | None, Query(json_schema_extra={"minimum": 1, "maximum": MOST})]


@router.get("/work", tags=["work"])
def work(who: Who) -> list[NeededShown]:
    """What needs you, the most pressing first."""
    with who.reading() as session:
        needed = work_for(session, who.person, who.here.now(), who.today)
    base_url = who.here.settings.base_url
    return [
        NeededShown(
            reference=one.reference,
            what=one.what,
            title=one.title,
            due_on=one.due_on,
            status=one.status,
            link=f"{base_url}/cases/{one.reference}" if one.opens else None,
            snoozed_until=one.snoozed_until,
            stands_in=one.stands_in,
        )
        for one in needed
    ]


@router.get("/summary/executive", tags=["figures"])
def executive(
    who: Who,
    since: Annotated[Day | None, Query(alias="from", description="a year before `to` if left out")] = None,
    until: Annotated[Day | None, Query(alias="to", description="today if left out")] = None,
    partnership: str | None = None,
) -> SummaryShown:
    """Counts for a period and for today."""
    first, last = period(since, until, who.today)
    with who.reading() as session:
        code = who.partnership(session, partnership)
        who.doer(session, code, "see_figures", NO_FIGURES)
        return SummaryShown.model_validate(summary(session, code, first, last, who.today))


@router.get("/calendar/due", tags=["calendar"])
def due(
    who: Who,
    *,
    start: Annotated[str, Query(json_schema_extra={"format": "date"})],
    working_days: Number = None,
    calendar_days: Number = None,
    months: Number = None,
    before: bool = False,
    partnership: str | None = None,
) -> DueShown:
    """The last day of a time limit, with the days counted and the days skipped, by the caller's own calendar."""
    lengths = {"working days": working_days, "calendar days": calendar_days, "months": months}
    with who.reading() as session:
        calendar = own_calendar(session, who, partnership)
    working = count(start, lengths, before=before, calendar=calendar)
    return DueShown(
        start=date.fromisoformat(start),
        lasts=next(f"{number} {unit}" for unit, number in lengths.items() if number is not None),
        due_on=working.due,
        provisional=working.provisional,
        says=working.says,
        counted=list(working.counted),
        skipped=[SkippedShown(day=day, why=why) for day, why in working.skipped],
    )


def own_calendar(session: Session, who: Caller, partnership: str | None) -> Calendar | None:
    """The calendar of the partnership named, or of the caller's only one; None, the national one, where unsaid."""
    codes = directory.partnerships_of(session, who.person, who.today)
    if partnership is None and len(codes) != 1:
        return None
    return calendars.of(session, who.partnership(session, partnership))
