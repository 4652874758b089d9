"""The demo's sign-in: everybody you can be, and being them. Elsewhere nobody signs in without proving who they are."""

from __future__ import annotations

from datetime import date

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session, select

from api.installation import Installation
from api.pages.account.entering import let_in, safe_path
from api.pages.rendering import render
from api.pages.visitor import Posted, stranger_frame
from states.roles import TITLES
from workflow.errors import NotFound
from workflow.people import directory
from workflow.policy.policies import in_force
from workflow.tables import Partnership, Person

Somebody = tuple[int, str, str]


def who_you_can_be(here: Installation, going_to: str) -> HTMLResponse:
    """Everybody you can be, by agency."""
    with here.database.reading() as session:
        partnerships = list(session.exec(select(Partnership)))
        groups = everybody(session, partnerships, here.today())
    page = render(
        "account/demo_people.html.jinja",
        page=stranger_frame(here, partnerships),
        groups=[(agency, people) for agency, people in groups.items() if people],
        going_to=safe_path(going_to),
    )
    return HTMLResponse(page)


def everybody(session: Session, partnerships: list[Partnership], today: date) -> dict[str, list[Somebody]]:
    """Who holds a role, by agency: the business unit and the statutory partners first."""
    groups: dict[str, list[Somebody]] = {}
    for partnership in partnerships:
        names = directory.agencies(session, partnership.code)
        policy = in_force(session, partnership.code)
        first = (policy.business_unit, *policy.statutory)
        for agency in sorted(names, key=lambda key: (first.index(key) if key in first else len(first), names[key])):
            groups.setdefault(names[agency], [])
        for doer in directory.people(session, partnership.code, today):
            held = ", ".join(sorted(TITLES[role] for role, _ in doer.roles))
            at = next((names[key] for _, key in sorted(doer.roles) if key), "Independent")
            groups.setdefault(at, []).append((doer.person, doer.name, held))
    return groups


def be_somebody(request: Request, here: Installation, form: Posted) -> Response:
    """Signs in as the person chosen."""
    chosen = form.one("person")
    with here.database.reading() as session:
        numbered = chosen.isascii() and chosen.isdigit() and len(chosen) < 10
        person = session.get(Person, int(chosen)) if numbered else None
    if person is None or person.id is None:
        raise NotFound
    return let_in(request, here, person.id, "demo", form.one("next"))
