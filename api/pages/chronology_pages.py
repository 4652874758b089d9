"""The merged chronology of a case: what agencies say happened, in order of date, to read and to print."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.pages.looked import Looked
from api.pages.visitor import Visiting
from workflow.engine.casework import seen
from workflow.queries import case_view
from workflow.queries.chronology import Wanted, chronology, has_chronology, those
from workflow.queries.told_apart import whom_about

router = APIRouter()
Words = Annotated[str, Query(max_length=60)]
NO_DAY = "Enter a real date, such as 2026-11-23: {}"


@router.get("/cases/{reference}/chronology")
def merged(who: Visiting, reference: str, agency: Words = "", since: Words = "", until: Words = "") -> HTMLResponse:
    """The rows that the visitor may see; one that can't be read as a day is said, and filters nothing."""
    days = {"since": _day(since), "until": _day(until)}
    labels = {"since": "From", "until": "To"}
    typed = {"since": since, "until": until}
    errors = [
        {"text": NO_DAY.format(labels[name]), "href": f"#{name}"}
        for name, day in days.items()
        if typed[name] and day is None
    ]
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        above, _ = case_view.relatives(session, case, who.person, who.today)
        rows = chronology(session, case, who.person, who.today)
        found = those(rows, Wanted(agency, days["since"], days["until"]))
        return who.page(
            "chronology.html.jinja",
            status=422 if errors else 200,
            active="cases",
            case=case,
            about=whom_about(session, who.person, who.today, case.reference),
            machine=case.machine,
            above=above,
            rows=found,
            count=len(rows),
            agencies={row.agency: row.agency_name for row in sorted(rows, key=lambda row: row.agency_name)},
            wanted={"agency": agency, **typed},
            errors=errors,
            wrong={error["href"].removeprefix("#"): error["text"] for error in errors},
        )


def chronology_part(looked: Looked) -> dict[str, Any]:
    """``chronology``: whether there is one for whoever looks."""
    act = looked.act
    return {"chronology": has_chronology(act.session, looked.case, act.actor.person, act.today)}


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
