"""How a page says that something can't be done: in a sentence, with the way on, and the right status."""

from __future__ import annotations

from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from starlette.exceptions import HTTPException

from api.pages.drafts import kept
from api.pages.rendering import render
from api.pages.visitor import Forged, NotSignedIn, back_to, installation_of, stranger_frame
from api.rules.obeying import RULES, FreshSignInFirst, SetUpFirst, rule_of
from api.web.refusals import log_refusal
from workflow.errors import (
    CasekeeperError,
    Clash,
    DeclareFirst,
    Infected,
    Invalid,
    NotFound,
    NotOffered,
    NotPermitted,
    PurposeFirst,
    Refused,
    Stale,
    TooMuch,
    Unusable,
    of_nearest,
)

HOME = (("Go to what needs you", "/"),)
STATUSES: dict[type[CasekeeperError], tuple[int, str]] = {
    NotFound: (404, "Page not found"),
    NotOffered: (409, "This can't be done now"),
    NotPermitted: (403, "You can't do this"),
    DeclareFirst: (403, "Declare first"),
    PurposeFirst: (403, "Say what for first"),
    Refused: (422, "This can't be done yet"),
    Invalid: (422, "There is a problem"),
    Infected: (422, "There is a problem"),
    Stale: (409, "The case has changed"),
    Clash: (409, "This was sent twice"),
    TooMuch: (429, "Too much at once"),
    Unusable: (503, "Casekeeper can't do this at the moment"),
    CasekeeperError: (422, "This can't be done"),
}


def problem_page(request: Request, status: int, heading: str, *sentences: str) -> HTMLResponse:
    """A page that says what went wrong and what to do."""
    frame = stranger_frame(installation_of(request))
    return HTMLResponse(
        render("error.html.jinja", page=frame, heading=heading, sentences=sentences, links=HOME), status
    )


async def not_signed_in(request: Request, fault: NotSignedIn) -> Response:
    """To the sign-in page, and back afterwards; a form posted meanwhile is kept for whose session it was."""
    draft = await kept(request)
    return RedirectResponse(f"/sign-in?next={quote(draft) if draft else fault.back_to}", 303)


async def prove_again(request: Request, fault: FreshSignInFirst) -> Response:
    """To prove again who they are, and back afterwards; what they sent is kept until then."""
    draft = await kept(request)
    return RedirectResponse(f"/sign-in/again?next={quote(draft) if draft else page_of(request)}", 303)


def page_of(request: Request) -> str:
    """Where to go after proving it: the page itself, or for a form that has none of its own the nearest above it."""
    named, path = rule_of(request)[0].partition(" ")[2], request.url.path
    while f"GET {named}" not in RULES:
        named, path = named.rpartition("/")[0], path.rpartition("/")[0]
        if not path:
            return "/"
    return back_to(request) if path == request.url.path else quote(path, safe="/")


def set_up_first(request: Request, fault: SetUpFirst) -> Response:
    """To the page on which one sets up how to sign in."""
    return RedirectResponse("/account/ways", 303)


def declare_first(request: Request, fault: DeclareFirst) -> Response:
    """To the scrutineer's question about conflicts of interest, and back afterwards."""
    return RedirectResponse(f"/cases/{fault.reference}/declaration?next={back_to(request)}", 303)


def say_what_for(request: Request, fault: PurposeFirst) -> Response:
    """To the question what a police user reads the case for, and back afterwards."""
    return RedirectResponse(f"/cases/{fault.reference}/purpose?next={back_to(request)}", 303)


def forged(request: Request, fault: Forged) -> Response:
    """A form from elsewhere, or left open since before another sign-in."""
    log_refusal(request, fault, "a form that isn't ours")
    return problem_page(request, 403, "This form can't be taken", "Go back, load the page again and send it once more.")


def refused(request: Request, fault: CasekeeperError) -> Response:
    """What the engine won't do, in its own sentence."""
    log_refusal(request, fault)
    status, heading = of_nearest(STATUSES, fault)
    if status == 404:
        return problem_page(request, 404, heading, "If you typed the address, check it is correct.")
    answer = problem_page(request, status, heading, *(getattr(fault, "reasons", ()) or (str(fault),)))
    if isinstance(fault, TooMuch):
        answer.headers["Retry-After"] = str(fault.seconds)
    return answer


def not_found(request: Request, fault: HTTPException) -> Response:
    """An address that leads nowhere, or a way of asking that a page doesn't take."""
    heading = "Page not found" if fault.status_code == 404 else "This can't be done here"
    return problem_page(request, fault.status_code, heading, "If you typed the address, check it is correct.")


def unreadable(request: Request, fault: RequestValidationError) -> Response:
    """An address that somebody changed by hand, beyond what a page can read."""
    log_refusal(request, fault, "an address that can't be read")
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
    app.add_exception_handler(FreshSignInFirst, prove_again)  # type: ignore[arg-type]
    app.add_exception_handler(SetUpFirst, set_up_first)  # type: ignore[arg-type]
    app.add_exception_handler(DeclareFirst, declare_first)  # type: ignore[arg-type]
    app.add_exception_handler(PurposeFirst, say_what_for)  # type: ignore[arg-type]
    app.add_exception_handler(Forged, forged)  # type: ignore[arg-type]
    app.add_exception_handler(CasekeeperError, refused)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, not_found)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, unreadable)  # type: ignore[arg-type]
    for fault in (OperationalError, InterfaceError, NoConnectionLeft):
        app.add_exception_handler(fault, out_of_reach)
