"""Stops the start where a route has no rule, a rule no route, or a route is open that its rule says is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from api.rules.rule import Rules
from workflow.errors import Unusable


def require_rules(app: Any, rules: Rules, asks: set[Callable[..., Any]], *, without: set[str]) -> None:
    """``Unusable`` with every route and rule that don't fit.

    ``asks``: the dependencies that hold requests against rules. ``without``: rules whose routes this installation
    leaves out, such as the demo's.
    """
    found = dict(routes_of(app))
    faults = [f"{key} has no rule" for key in found if key not in rules]
    faults += [f"{key} is a rule without a route" for key in rules if key not in found and key not in without]
    for key, dependant in found.items():
        if key in rules and dependant is not None:
            asked = bool(asks & set(called(dependant)))
            if asked == rules[key].anyone:
                faults.append(f"{key} {'asks who comes, though anyone may' if asked else 'asks nobody who they are'}")
            if rules[key].case and "{reference}" not in key:
                faults.append(f"{key} names no case")
    if faults:
        raise Unusable("The routes and their rules don't fit. " + " ".join(f"{fault}." for fault in sorted(faults)))


def routes_of(app: Any, at: str = "") -> Iterator[tuple[str, Dependant | None]]:
    """Every route of an app and of those mounted in it, by method and path, with what it depends on.

    Files that anyone may have are left out.
    """
    for one in iter_route_contexts(app.routes):
        below = getattr(one.route, "app", None)
        if isinstance(one.route, Mount):
            if hasattr(below, "routes"):
                yield from routes_of(below, at + str(one.path))
            continue
        for method in sorted((one.methods or set()) - {"HEAD"}):
            yield f"{method} {at}{one.path}", getattr(one, "dependant", None)


def called(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    """Everything that a route's dependencies call, and theirs."""
    for below in dependant.dependencies:
        if below.call is not None:
            yield below.call
        yield from called(below)
