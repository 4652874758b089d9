"""How a page says that something can't be done: in a sentence, with the way on, and the right status."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from starlette.exceptions import HTTPException

from api.pages.rendering import render
from api.pages.visitor import Forged, NotSignedIn, installation_of, stranger_frame
from workflow.errors import (
    CasekeeperError,
    Clash,
    Invalid,
    NotFound,
    NotOffered,
    NotPermitted,
    Refused,
    Stale,
    Unusable,
)

HOME = (("Go to what needs you", "/"),)
STATUSES: dict[type[CasekeeperError], tuple[int, str]] = {
    NotFound: (404, "Page not found"),
    NotOffered: (409, "This can't be done now"),
    NotPermitted: (403, "You can't do this"),
    Refused: (422, "This can't be done yet"),
    Invalid: (422, "There is a problem"),
    Stale: (409, "The case has changed"),
    Clash: (409, "This was sent twice"),
    Unusable: (503, "Casekeeper can't do this at the moment"),
}


def problem_page(request: Request, status: int, heading: str, *sentences: str) -> HTMLResponse:
    """A page that says what went wrong and what to do."""
    frame = stranger_frame(installation_of(request))
    return HTMLResponse(
        render("error.html.jinja", page=frame, heading=heading, sentences=sentences, links=HOME), status
    )


def not_signed_in(request: Request, fault: NotSignedIn) -> Response:
    """To the sign-in page, and back afterwards; a form posted meanwhile must be sent again."""
    return RedirectResponse(f"/sign-in?next={fault.back_to}", 303)


def forged(request: Request, fault: Forged) -> Response:
    """A form from elsewhere, or left open since before another sign-in."""
    return problem_page(request, 403, "This form can't be taken", "Go back, load the page again and send it once more.")


def refused(request: Request, fault: CasekeeperError) -> Response:
    """What the engine won't do, in its own sentence."""
    status, heading = STATUSES[type(fault)]
    if status == 404:
        return problem_page(request, 404, heading, "If you typed the address, check it is correct.")
    return problem_page(request, status, heading, *(getattr(fault, "reasons", ()) or (str(fault),)))


def not_found(request: Request, fault: HTTPException) -> Response:
    """An address that leads nowhere, or a way of asking that a page doesn't take."""
    heading = "Page not found" if fault.status_code == 404 else "This can't be done here"
    return problem_page(request, fault.status_code, heading, "If you typed the address, check it is correct.")


def unreadable(request: Request, fault: RequestValidationError) -> Response:
    """An address that somebody changed by hand, beyond what a page can read."""
    return problem_page(
        request, 422, "This address can't be read", "Part of it is too long or isn't what it should be."
    )


def out_of_reach(request: Request, fault: Exception) -> Response:
    """The database didn't answer; nothing was half done."""
    structlog.get_logger().error("database out of reach", path=request.url.path, fault=type(fault).__name__)
    return problem_page(
        request, 503, "Casekeeper can't do this at the moment", "Nothing was saved. Try again in a minute."
    )


def add_problem_pages(app: FastAPI) -> None:
    """Gives the pages' app its answers to what can go wrong."""
    app.add_exception_handler(NotSignedIn, not_signed_in)  # type: ignore[arg-type]
    app.add_exception_handler(Forged, forged)  # type: ignore[arg-type]
    app.add_exception_handler(CasekeeperError, refused)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, not_found)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, unreadable)  # type: ignore[arg-type]
    for fault in (OperationalError, InterfaceError, NoConnectionLeft):
        app.add_exception_handler(fault, out_of_reach)
