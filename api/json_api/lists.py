"""Cases in lists, a page at a time: all that the caller may see, or those that stand in the action plan."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.json_api.caller import Caller, Who
from api.json_api.days import Day
from api.json_api.shapes import ListShown
from api.json_api.showing import listed_shown
from states.kinds import machines
from workflow.errors import Invalid
from workflow.queries.case_list import MOST, SORTS, Wanted, list_cases

router = APIRouter(tags=["cases"])


class Filters(BaseModel):
    """What to list; a filter that doesn't exist is refused, so that none is thought to have worked."""

    model_config = ConfigDict(extra="forbid")
    kind: str = ""
    state: str = ""
    parent: str = Field("", description="reference of the case above")
    agency: str = Field("", description="key of the owning agency")
    owner: str = Field("", description="address of the owning person")
    open: bool | None = Field(None, description="true: those that haven't ended; false: those that have")
    overdue: bool = False
    due_before: Day | None = None
    q: str = Field("", max_length=200, description="words looked for in references, titles and pseudonyms")
    sort: str = Field("-opened_on", description=f"one of {', '.join(SORTS)}")
    after: str = Field("", max_length=400, description="the `next` of the page before")
    limit: int = Field(25, ge=1, le=MOST)


Asked = Annotated[Filters, Query()]


@router.get("/cases")
def cases(who: Who, asked: Asked) -> ListShown:
    """The cases that you may see."""
    return _page(who, asked, tuple(machines()))


@router.get("/actions")
def actions(who: Who, asked: Asked) -> ListShown:
    """The composite action plan: cases of the kinds that stand in it."""
    return _page(who, asked, tuple(key for key, machine in machines().items() if machine.planned))


def _page(who: Caller, asked: Filters, kinds: tuple[str, ...]) -> ListShown:
    if asked.kind and asked.kind not in kinds:
        raise Invalid({"kind": f"List one of {', '.join(kinds)}"})
    if not kinds:
        return ListShown(items=[], next=None)
    wanted = Wanted(kinds=(asked.kind,) if asked.kind else kinds, **asked.model_dump(exclude={"kind"}))
    with who.reading() as session:
        listed, cursor = list_cases(session, who.person, who.today, wanted)
    base_url = who.here.settings.base_url
    return ListShown(items=[listed_shown(one, who.today, base_url) for one in listed], next=cursor or None)
