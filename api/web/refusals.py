"""Logs what somebody wasn't let do: who, where, about which case, by which move; never a word of what they sent."""

from __future__ import annotations

from functools import cache

import structlog
from starlette.requests import Request
from starlette.routing import Route

from states.asks import REFERENCE
from states.kinds import machines
from workflow.errors import (
    CasekeeperError,
    DeclareFirst,
    Invalid,
    NotFound,
    NotOffered,
    NotPermitted,
    PurposeFirst,
    Refused,
    Unasked,
    of_nearest,
)

WORDS: dict[type[CasekeeperError], str] = {
    NotPermitted: "not permitted",
    NotFound: "not there, or not theirs",
    NotOffered: "not offered",
    Refused: "refused by its rules",
    Unasked: "fields nobody asked for",
    DeclareFirst: "",
    PurposeFirst: "",
    CasekeeperError: "",
}
"""What is logged of each: nothing where somebody is only asked something first, or slipped while filling in a form."""


def log_refusal(request: Request, fault: Exception, what: str = "") -> None:
    """A line for what ``WORDS`` has, for a file that isn't taken, or for ``what``.

    The person is their number, None for nobody known. A reference or move that there isn't stays out: it was typed.
    """
    what = what or _named(fault)
    if what:
        route = request.scope.get("route")
        reference = str(request.path_params.get("reference", ""))
        move = str(request.path_params.get("move", request.path_params.get("key", "")))
        path = route.path if isinstance(route, Route) else ""
        structlog.get_logger().warning(
            what,
            route=f"{request.method} {request.scope.get('root_path', '')}{path}",
            person=getattr(request.state, "person", None),
            reference=reference if REFERENCE.fullmatch(reference) else "",
            move=move if move in _moves() else "",
        )


def _named(fault: Exception) -> str:
    if not isinstance(fault, CasekeeperError):
        return ""
    if isinstance(fault, Invalid) and "file" in fault.errors:
        return "a file that isn't taken"
    return of_nearest(WORDS, fault)


@cache
def _moves() -> frozenset[str]:
    return frozenset(move.key for machine in machines().values() for move in machine.moves)
