"""Every way of failing as problem details (RFC 9457): a status, a sentence, and what a program may act on."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from api.web.last_resort import LastResort
from api.web.refusals import log_refusal
from workflow import errors
from workflow.errors import CasekeeperError

MEDIA_TYPE = "application/problem+json"
PREFIX = "tag:casekeeper,2026:"
NO_SUCH_PAGE = "There is nothing at this address."
OUT_OF_REACH = "The database can't be reached just now. Nothing was saved. Try again in a moment."
OUR_FAULT = "Something went wrong on our side. Nothing was saved."


class Unauthorised(CasekeeperError):
    """No token, or one that counts no more."""


class NoRevision(CasekeeperError):
    """A change without word of the revision that it was made on."""


class WrongMediaType(CasekeeperError):
    """A body of a type that isn't read here."""


TITLES: dict[type[CasekeeperError], tuple[int, str, str]] = {
    Unauthorised: (401, "unauthorised", "Sign in with a token"),
    errors.NotPermitted: (403, "not-permitted", "Not permitted"),
    errors.DeclareFirst: (403, "declare-first", "Declare first"),
    errors.PurposeFirst: (403, "purpose-first", "Say what for first"),
    errors.NotFound: (404, "not-found", "Not found"),
    errors.NotOffered: (409, "not-offered", "Not offered in this state"),
    errors.Stale: (412, "stale", "The case has changed"),
    WrongMediaType: (415, "media-type", "Body of another type"),
    errors.Refused: (422, "refused", "Refused"),
    errors.Invalid: (422, "invalid", "Answers can't be read"),
    errors.Infected: (422, "infected", "A virus was found"),
    NoRevision: (428, "no-revision", "Say which revision"),
    errors.TooMuch: (429, "too-much", "Too much within a minute"),
    errors.Unusable: (503, "unusable", "Can't be used as it stands"),
    CasekeeperError: (422, "refused", "Refused"),
}
HEADERS = {401: {"WWW-Authenticate": 'Bearer realm="casekeeper"'}, 503: {"Retry-After": "5"}}
EXTRA = "extra_forbidden"
DETAILS = {404: NO_SUCH_PAGE, 405: "This address doesn't take that method."}


FORESEEN = (CasekeeperError, HTTPException, RequestValidationError, OperationalError, InterfaceError, NoConnectionLeft)


def add_problems(app: FastAPI) -> None:
    """Gives an app these answers to all that can go wrong."""
    for fault in FORESEEN:
        app.add_exception_handler(fault, _answer)
    app.add_middleware(LastResort, answer=lambda _: problem(500, "Something went wrong", OUR_FAULT))


async def _answer(request: Request, fault: Exception) -> Response:
    known = unread(fault.errors()) if isinstance(fault, RequestValidationError) else fault
    log_refusal(request, known, "no token that counts" if isinstance(fault, Unauthorised) else "")
    reply = of(fault)
    if reply.status_code == 405:
        reply.headers["Allow"] = ", ".join(methods_at(request))
    return reply


def methods_at(request: Request) -> list[str]:
    """Every method that the address takes: each has a route of its own, and Starlette names the first one's alone."""
    asked = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    there = [
        one for one in iter_route_contexts(request.app.routes) if one.path and compile_path(one.path)[0].match(asked)
    ]
    return sorted({method for one in there for method in one.methods or ()})


def problem(
    status: int, title: str, detail: str, *, kind: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> JSONResponse:
    """An answer with problem details; ``kind`` makes its type, "about:blank" without."""
    told = {"type": f"{PREFIX}{kind}" if kind else "about:blank", "title": title, "status": status, "detail": detail}
    headers = {**HEADERS.get(status, {}), **(headers or {})}
    return JSONResponse(told | more, status, headers, media_type=MEDIA_TYPE)


def of(fault: Exception) -> JSONResponse:
    """The answer to a request that failed with ``fault``; raises what isn't foreseen here."""
    match fault:
        case errors.Clash():
            status, title = (422, "Key used before") if fault.reused else (409, "Still running")
            return problem(status, title, str(fault), kind="clash")
        case CasekeeperError():
            status, kind, title = errors.of_nearest(TITLES, fault)
            waits = {"Retry-After": str(fault.seconds)} if isinstance(fault, errors.TooMuch) else None
            return problem(status, title, str(fault), kind=kind, headers=waits, **_particulars(fault))
        case HTTPException():
            status = fault.status_code
            detail = DETAILS.get(status, str(fault.detail))
            return problem(status, HTTPStatus(status).phrase, detail, headers=fault.headers)
        case RequestValidationError():
            return of(unread(fault.errors()))
        case OperationalError() | InterfaceError() | NoConnectionLeft():
            structlog.get_logger().error("database out of reach", fault=type(fault).__name__)
            return problem(503, "The database is out of reach", OUT_OF_REACH, kind="unusable")
    raise fault


def unread(faults: Any) -> errors.Invalid:
    """Pydantic's faults as ours: ``Unasked`` where one of them is a field that there isn't."""
    kind = errors.Unasked if any(one["type"] == EXTRA for one in faults) else errors.Invalid
    return kind(unreadable(faults))


def unreadable(faults: Any) -> dict[str, str]:
    """Pydantic's faults as a sentence for each field."""
    told: dict[str, str] = {}
    for fault in faults:
        field = ".".join(str(part) for part in fault["loc"] if part not in ("body", "query", "path", "header"))
        if fault["type"] == EXTRA:
            says = f"There is no field called {field} here"
        elif fault["type"] == "missing":
            says = f"{field} is missing"
        else:
            says = f"{field}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
        told.setdefault(field, says)
    return told


def _particulars(fault: CasekeeperError) -> dict[str, Any]:
    match fault:
        case errors.Refused():
            return {"reasons": list(fault.reasons)}
        case errors.Invalid():
            return {"reasons": list(fault.errors.values()), "errors": fault.errors}
        case errors.Stale():
            changes = [{"seq": one.seq, "what": one.label, "by": one.by, "at": one.at} for one in fault.changes]
            return {"revision": fault.revision, "changes": changes}
        case errors.DeclareFirst() | errors.PurposeFirst():
            return {"reasons": [str(fault)], "reference": fault.reference}
        case errors.NotOffered() | errors.NotPermitted():
            return {"reasons": [str(fault)]}
    return {}
