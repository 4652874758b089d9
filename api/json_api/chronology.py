"""What agencies say happened around a case, merged in order of date."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.json_api.caller import Who
from api.json_api.days import Day
from api.json_api.shapes import Shape
from workflow.engine.casework import seen
from workflow.queries import chronology

router = APIRouter(tags=["cases"])


class Filters(BaseModel):
    """Which rows; a filter that doesn't exist is refused, so that none is thought to have worked."""

    model_config = ConfigDict(extra="forbid")
    agency: str = Field("", description="key of the agency whose rows are wanted")
    since: Day | None = Field(None, description="from this day on")
    until: Day | None = Field(None, description="to this day, it too")


class HappenedShown(Shape):
    """A row. ``reference`` and ``state`` are those of the return that it is from."""

    on: date
    agency: str
    agency_name: str
    source: str
    event: str
    reference: str
    state: str
    state_label: str


class ChronologyShown(Shape):
    """The rows that you may see, by date: those of the returns below the case and below the cases above it."""

    reference: str
    items: list[HappenedShown]


@router.get("/cases/{reference}/chronology")
def merged(who: Who, reference: str, asked: Annotated[Filters, Query()]) -> ChronologyShown:
    """The merged chronology, none left out."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        rows = chronology.chronology(session, case, who.person, who.today)
    wanted = chronology.Wanted(**asked.model_dump())
    found = [HappenedShown.model_validate(row) for row in chronology.those(rows, wanted)]
    return ChronologyShown(reference=case.reference, items=found)
