"""Have we recommended this before? And: what was recommended, and isn't acted on. For one visitor."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.pages.fields import day_value, form_day_value
from api.pages.forms import form_day
from api.pages.lists import Sealed, found_at
from api.pages.recall_part import NOBODY, in_words
from api.pages.visitor import OwnForm, Visiting
from api.pages.words import told
from states.kinds import machines
from workflow.engine.casework import seen
from workflow.errors import Invalid
from workflow.queries.not_acted_on import NotActedOn, not_acted_on
from workflow.queries.periods import period
from workflow.queries.recall import earlier_about, earlier_like

router = APIRouter(prefix="/recommendations")
MOST_WORDS = 20_000
ENDS = {"from": "The first day", "to": "The last day"}


@router.get("/earlier")
def earlier(
    who: Visiting,
    q: Annotated[str, Query(max_length=MOST_WORDS)] = "",
    like: Annotated[str, Query(max_length=40)] = "",
    words: Sealed = "",
) -> HTMLResponse:
    """What is most like some words, or like a case."""
    q = who.looked_for(words) or q
    with who.reading() as session:
        case = seen(session, like, who.person, who.today) if like else None
        if case is not None:
            found = earlier_like(session, who.person, who.today, case)
        else:
            found = earlier_about(session, who.person, who.today, q)
        return who.page(
            "earlier.html.jinja",
            active="cases",
            q=q,
            case=case,
            looked=bool(case or q.strip()),
            earlier=in_words(found),
            recalled=[machine for machine in machines().values() if machine.recalled_by],
        )


@router.post("/earlier")
def look_for(who: Visiting, form: OwnForm) -> RedirectResponse:
    """To what is most like the words that somebody typed, with those in no address."""
    return found_at("/recommendations/earlier", who, form, MOST_WORDS)


@router.get("/not-acted-on")
def ended_so(request: Request, who: Visiting, after: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    """What was decided not to be acted on in a period, with the reasons."""
    posted = {name: request.query_params.getlist(name) for name in request.query_params}
    errors = dict[str, str]()
    days = {name: _day(name, posted, errors) for name in ENDS}
    found: list[NotActedOn] = []
    following = ""
    with who.reading() as session:
        try:
            since, until = period(days["from"], days["to"], who.today)
            if not errors:
                found, following = not_acted_on(session, who.person, who.today, since, until, after=after)
        except Invalid as fault:
            errors |= fault.errors
            since, until = period(None, None, who.today)
        typed = {name: form_day_value(name, posted) for name in ENDS}
        ours = {"from": day_value(since), "to": day_value(until)}
        return who.page(
            "not_acted_on.html.jinja",
            status=422 if errors else 200,
            active="cases",
            rows=[(one, told(one.machine, one.answers, NOBODY)) for one in found],
            values={name: typed[name] if any(typed[name].values()) else ours[name] for name in ENDS},
            faults=errors,
            errors=[{"text": says, "href": f"#{name}-day"} for name, says in errors.items()],
            since=since,
            until=until,
            next_href=_following(since, until, following) if following else "",
            recalled=[machine for machine in machines().values() if machine.recalled_by],
        )


def _day(name: str, posted: dict[str, list[str]], errors: dict[str, str]) -> date | None:
    text = form_day(name, posted)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        errors[name] = f"{ENDS[name]} must be a real date, such as 23 11 2026"
        return None


def _following(since: date, until: date, after: str) -> str:
    parts = {
        f"{name}-{part}": value
        for name, day in (("from", since), ("to", until))
        for part, value in day_value(day).items()
    }
    return "/recommendations/not-acted-on?" + "&".join(
        f"{key}={value}" for key, value in (parts | {"after": after}).items()
    )
