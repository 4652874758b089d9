"""Lists of cases, and the action plan: filtered by what people look for, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.pages.visitor import Visiting, Visitor
from states.kinds import machines
from states.language import Machine
from workflow import directory, rulebooks
from workflow.queries.case_list import Listed, Wanted, count_cases, list_cases

router = APIRouter()
MOST_COUNTED = 1000
Words = Annotated[str, Query(max_length=200)]


@router.get("/cases")
def cases(
    request: Request,
    who: Visiting,
    kind: Words = "",
    agency: Words = "",
    show: Words = "open",
    q: Words = "",
    sort: Words = "due_on",
    after: Words = "",
) -> HTMLResponse:
    """The cases that the visitor sees."""
    wanted = Wanted(kinds=(kind,) if kind else (), agency=agency, q=q, sort=sort, after=after)
    return _listed(request, who, _shown(wanted, show), list(machines().values()), "cases", "Cases")


@router.get("/actions")
def action_plan(
    request: Request,
    who: Visiting,
    agency: Words = "",
    show: Words = "open",
    q: Words = "",
    sort: Words = "due_on",
    after: Words = "",
) -> HTMLResponse:
    """The composite action plan: every action that the visitor sees, from every source."""
    planned = [machine for machine in machines().values() if machine.planned]
    wanted = Wanted(kinds=tuple(machine.key for machine in planned), agency=agency, q=q, sort=sort, after=after)
    return _listed(request, who, _shown(wanted, show), planned, "action_plan", "Action plan")


def _shown(wanted: Wanted, show: str) -> Wanted:
    if show == "late":
        return replace(wanted, overdue=True)
    return replace(wanted, open={"open": True, "ended": False}.get(show))


def _listed(
    request: Request, who: Visitor, wanted: Wanted, kinds: Sequence[Machine], active: str, heading: str
) -> HTMLResponse:
    with who.reading() as session:
        found, following = list_cases(session, who.person, who.today, wanted)
        agencies = {
            key: name for code, _ in who.partnerships for key, name in directory.agencies(session, code).items()
        }
        chosen = dict(request.query_params)
        chosen.pop("after", None)
        count = count_cases(session, who.person, who.today, wanted, MOST_COUNTED)
        return who.page(
            "case_list.html.jinja",
            active=active,
            heading=heading,
            rows=[(one, rulebooks.running(session, one.rulebook).machine, rating(session, one)) for one in found],
            rated=any(machine.rated_by for machine in kinds) and active == "action_plan",
            count=f"{count:,}" if count < MOST_COUNTED else f"{MOST_COUNTED:,} or more",
            kinds={machine.key: machine.title for machine in kinds},
            agencies=agencies,
            wanted=wanted,
            show=chosen.get("show", "open"),
            chosen=chosen,
            here=request.url.path,
            next_href=f"{request.url.path}?{urlencode(chosen | {'after': following})}" if following else "",
            first_href=f"{request.url.path}?{urlencode(chosen)}" if wanted.after else "",
            today=who.today,
        )


def rating(session: Session, one: Listed) -> tuple[str, str]:
    """A planned case's own rating as (value, label), where its kind has one and it was given."""
    machine = rulebooks.running(session, one.rulebook).machine
    value = json.loads(one.facts).get(machine.rated_by) if machine.rated_by else None
    ask = machine.asks.get(machine.rated_by)
    label = next((option.label for option in ask.options if option.value == value), "") if ask else ""
    return (str(value), label.partition(":")[0]) if value else ("", "")
