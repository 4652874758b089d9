"""Signing in and out. In the demo anybody may be anybody; elsewhere pages wait for the sign-in that comes later."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session, select

from api import sign_in
from api.pages.rendering import render
from api.pages.visitor import Form, Here, OwnForm, Visiting, cookie_name, refuse_foreign, stranger_frame
from states.roles import TITLES
from workflow import directory
from workflow.errors import NotFound, NotPermitted
from workflow.policies import in_force
from workflow.tables import Partnership, Person

router = APIRouter()
Somebody = tuple[int, str, str]


@router.get("/sign-in")
def who_you_can_be(here: Here, going_to: Annotated[str, Query(alias="next", max_length=500)] = "/") -> HTMLResponse:
    """In the demo: everybody you can be, by agency. Elsewhere: how to get in."""
    with here.database.reading() as session:
        partnerships = list(session.exec(select(Partnership)))
        groups = everybody(session, partnerships, here.today()) if here.settings.demo else {}
    page = render(
        "sign_in.html.jinja",
        page=stranger_frame(here, partnerships),
        groups=[(agency, people) for agency, people in groups.items() if people],
        going_to=safe_path(going_to),
        demo=here.settings.demo,
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


@router.post("/sign-in")
def be_somebody(request: Request, here: Here, form: Form) -> Response:
    """Signs in as the person chosen: in the demo alone."""
    refuse_foreign(request)
    if not here.settings.demo:
        raise NotPermitted("Signing in without a password is for the demo only.")
    chosen = form.one("person")
    with here.database.writing() as session:
        person = (
            session.get(Person, int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
        )
        if person is None or person.id is None:
            raise NotFound
        old = request.cookies.get(cookie_name(here), "")
        if old:
            sign_in.end(session, old)
        cookie, _ = sign_in.begin(session, person.id)
    answer = RedirectResponse(safe_path(form.one("next")), 303)
    answer.set_cookie(cookie_name(here), cookie, httponly=True, samesite="lax", secure=here.settings.secure, path="/")
    return answer


@router.post("/sign-out")
def sign_out(here: Here, who: Visiting, form: OwnForm) -> Response:
    """Ends the session, here and in the database."""
    with here.database.writing() as session:
        sign_in.end(session, who.cookie)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(cookie_name(here), path="/")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def safe_path(wanted: str) -> str:
    """A path of ours; anything that might lead elsewhere becomes the first page."""
    # "//elsewhere" is another host to a browser, and so is "/\\elsewhere".
    ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if ours and wanted.isprintable() else "/"
