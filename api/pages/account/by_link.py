"""The page that a link from a mail leads to, and what can be done there: begin to set up, or ask for a new link.

Opening the page changes nothing: mail scanners open links. It says a name and a partnership, and nothing else.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.installation import Installation
from api.pages.account.entering import with_session
from api.pages.rendering import render
from api.pages.visitor import Form, Here, cookie_name, refuse_foreign, refuse_unaskable, stranger_frame
from api.signing_in import invitations, sessions
from workflow.accounts.at_stake import BY_A_LINK
from workflow.accounts.invitations import MOST_LINK, Invited
from workflow.people import account_events
from workflow.people.directory import partnerships_of

router = APIRouter()
SET_UP_AT = "/account/ways"


@router.get("/set-up")
def link(request: Request, here: Here, link: Annotated[str, Query(max_length=MOST_LINK)] = "") -> HTMLResponse:
    """Who is invited by whom, and a button; that the link has run out, and a button; or that it doesn't work."""
    refuse_unaskable(request)
    return shown(here, link)


@router.post("/set-up")
def begin(request: Request, here: Here, form: Form) -> Response:
    """Begins a session that reaches nothing but setting up how its person signs in."""
    refuse_foreign(request)
    carried, cookie = form.one("link"), ""
    with here.database.writing() as session:
        found = invitations.opened(here, session, carried)
        if found is not None and not found.run_out:
            if old := request.cookies.get(cookie_name(here), ""):
                sessions.end(session, old)
            browser = request.headers.get("user-agent", "")
            cookie = sessions.begin(session, found.person, how=found.purpose, browser=browser)
            account_events.note(
                session, "signed_in", person=found.person, by=found.person, detail=f"{BY_A_LINK}{found.purpose}"
            )
    if not cookie:
        return shown(here, carried)
    return with_session(here, RedirectResponse(SET_UP_AT, 303), cookie)


@router.post("/set-up/new-link")
def renew(request: Request, here: Here, form: Form) -> HTMLResponse:
    """Sends a new invitation to the address that the one that ran out went to, which isn't shown."""
    refuse_foreign(request)
    carried = form.one("link")
    with here.database.writing() as session:
        found = invitations.opened(here, session, carried)
        sent = invitations.renew(here, session, carried)
    if not sent and (found is None or not found.run_out):
        return shown(here, carried)
    body = render("account/new_link.html.jinja", page=stranger_frame(here), sent=sent)
    return HTMLResponse(body, 200 if sent else 429)


def shown(here: Installation, carried: str) -> HTMLResponse:
    """The link's page as things stand."""
    with here.database.reading() as session:
        found = invitations.opened(here, session, carried)
        theirs = partnerships_of(session, found.person, here.today()) if found else []
    body = render(
        "account/by_link.html.jinja",
        page=stranger_frame(here, theirs),
        invited=found,
        partnership=" and ".join(one.name for one in theirs),
        link=carried,
    )
    return HTMLResponse(body, status_of(found))


def status_of(found: Invited | None) -> int:
    """404 where there is no such link, 410 where its time is past."""
    return 404 if found is None else 410 if found.run_out else 200
