"""Lists of cases, and the action plan: filtered by what people look for, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session

from api.pages.asked_words import ORDERS, SHOWN
from api.pages.visitor import OwnForm, Posted, Visiting, Visitor
from api.rules import looked_for
from states.kinds import machines
from states.language import Machine
from workflow.errors import Invalid
from workflow.people import directory
from workflow.policy import policies, rulebooks
from workflow.queries.case_list import Listed, Wanted, count_cases, list_cases
from workflow.queries.told_apart import told_apart

router = APIRouter()
MOST_COUNTED = 1000
ORDERED = ("due_on", "-opened_on", "opened_on", "reference")
MOST_WORDS = 200
Words = Annotated[str, Query(max_length=MOST_WORDS)]
Sealed = Annotated[str, Query()]
ASKED = ("kind", "state", "agency", "show", "sort")
"""What a search may ask for beside words."""


@router.get("/cases")
def cases(
    request: Request,
    who: Visiting,
    kind: Words = "",
    state: Words = "",
    agency: Words = "",
    show: Words = "open",
    q: Words = "",
    sort: Words = "due_on",
    after: Words = "",
    words: Sealed = "",
) -> HTMLResponse:
    """The cases that the visitor sees."""
    q = who.looked_for(words) or q
    wanted = Wanted(kinds=(kind,) if kind else (), state=state, agency=agency, q=q, sort=sort, after=after)
    return _listed(request, who, _shown(wanted, show), list(machines().values()), "cases", "Cases")


@router.get("/actions")
def action_plan(
    request: Request,
    who: Visiting,
    state: Words = "",
    agency: Words = "",
    show: Words = "open",
    q: Words = "",
    sort: Words = "due_on",
    after: Words = "",
    words: Sealed = "",
) -> HTMLResponse:
    """The composite action plan: every action that the visitor sees, from every source."""
    q = who.looked_for(words) or q
    planned = [machine for machine in machines().values() if machine.planned]
    keys = tuple(machine.key for machine in planned)
    wanted = Wanted(kinds=keys, state=state, agency=agency, q=q, sort=sort, after=after)
    return _listed(request, who, _shown(wanted, show), planned, "action_plan", "Action plan")


@router.post("/cases")
def find_cases(who: Visiting, form: OwnForm) -> RedirectResponse:
    """To the cases that somebody looks for, with what they typed in no address."""
    return found_at("/cases", who, form, MOST_WORDS, *ASKED)


@router.post("/actions")
def find_actions(who: Visiting, form: OwnForm) -> RedirectResponse:
    """To the actions that somebody looks for, likewise."""
    return found_at("/actions", who, form, MOST_WORDS, *ASKED)


def found_at(at: str, who: Visitor, form: Posted, most: int, *asked: str) -> RedirectResponse:
    """To a page that shows what is found: what was typed is encrypted on the way, choices stand as they are."""
    chosen = {name: form.one(name) for name in asked if form.one(name)}
    if typed := form.one("q").strip():
        if len(typed) > most:
            raise Invalid({"q": f"What you look for must be {most:,} characters or fewer"})
        chosen |= {looked_for.NAME: looked_for.sealed(who.here.settings, who.person, {"q": typed})}
    return RedirectResponse(f"{at}?{urlencode(chosen)}" if chosen else at, 303)


def _shown(wanted: Wanted, show: str) -> Wanted:
    if show == "late":
        return replace(wanted, overdue=True)
    return replace(wanted, open={"open": True, "ended": False}.get(show))


def _listed(
    request: Request, who: Visitor, wanted: Wanted, kinds: Sequence[Machine], active: str, heading: str
) -> HTMLResponse:
    with who.reading() as session:
        states = _states(session, who, next((one for one in kinds if wanted.kinds == (one.key,)), None))
        # What an address says of another kind's states filters nothing.
        wanted = wanted if wanted.state in states else replace(wanted, state="")
        found, following = list_cases(session, who.person, who.today, wanted)
        agencies = directory.agencies_of(session, [code for code, _ in who.partnerships])
        chosen = dict(request.query_params)
        chosen.pop("after", None)
        count = count_cases(session, who.person, who.today, wanted, MOST_COUNTED)
        untitled = [one.reference for one in found if not one.title]
        return who.page(
            "case_list.html.jinja",
            active=active,
            heading=heading,
            rows=[(one, rulebooks.running(session, one.rulebook).machine, rating(session, one)) for one in found],
            apart=told_apart(session, who.person, who.today, untitled),
            rated=any(machine.rated_by for machine in kinds) and active == "action_plan",
            count=f"{count:,}" if count < MOST_COUNTED else f"{MOST_COUNTED:,} or more",
            kinds={machine.key: machine.title for machine in kinds},
            states=states,
            agencies=agencies,
            wanted=wanted,
            recalled=[machine for machine in kinds if wanted.kinds == (machine.key,) and machine.recalled_by],
            show=chosen.get("show", "open"),
            shows=SHOWN,
            orders={key: ORDERS[key] for key in ORDERED},
            chosen=chosen,
            here=request.url.path,
            next_href=f"{request.url.path}?{urlencode(chosen | {'after': following})}" if following else "",
            first_href=f"{request.url.path}?{urlencode(chosen)}" if wanted.after else "",
            today=who.today,
        )


def _states(session: Session, who: Visitor, machine: Machine | None) -> dict[str, str]:
    """Labels by key of where cases of the one kind that is listed may stand, by the policies in force."""
    if machine is None:
        return {}
    policies_there = [policies.in_force(session, code) for code, _ in who.partnerships]
    resolved = [rulebooks.resolved(machine, policy) for policy in policies_there]
    return {state.key: state.label for one in resolved for state in one.states}


def rating(session: Session, one: Listed) -> tuple[str, str]:
    """A planned case's own rating as (value, label), where its kind has one and it was given."""
    machine = rulebooks.running(session, one.rulebook).machine
    value = json.loads(one.facts).get(machine.rated_by) if machine.rated_by else None
    ask = machine.asks.get(machine.rated_by)
    label = next((option.label for option in ask.options if option.value == value), "") if ask else ""
    return (str(value), label.partition(":")[0]) if value else ("", "")
