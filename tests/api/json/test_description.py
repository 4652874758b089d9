"""What OpenAPI says of the API: who may ask, every status, and what must be sent; and that it is so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.json.door import API, Door

STATUSES = {"401", "403", "404", "409", "412", "413", "415", "422", "428", "503"}


def operations(door: Door) -> list[tuple[str, dict[str, Any]]]:
    """Every operation that is described, by its name."""
    paths = door.client.get(f"{API}/openapi.json").json()["paths"]
    return [(f"{method.upper()} {path}", one) for path, ways in paths.items() for method, one in ways.items()]


def test_every_operation_wants_a_token_and_says_each_status(sqlite_door: Door) -> None:
    """Bearer, and problem details under every status that is answered."""
    for name, one in operations(sqlite_door):
        assert [{"HTTPBearer": []}] == one["security"], name
        problems = {
            status for status, said in one["responses"].items() if "application/problem+json" in said.get("content", {})
        }
        assert problems >= STATUSES, name


def test_what_wants_a_revision_says_so(sqlite_door: Door) -> None:
    """If-Match is no choice, though its lack is answered 428."""
    wants = {
        name: parameter["required"]
        for name, one in operations(sqlite_door)
        for parameter in one.get("parameters", ())
        if parameter["name"] == "If-Match"
    }
    assert {"POST /cases/{reference}/moves/{move}": True, "POST /cases/{reference}/evidence": True} == wants


def test_an_address_names_each_of_its_methods(sqlite_door: Door) -> None:
    """405 with all of them, whichever route is asked first."""
    reply = sqlite_door.client.request("DELETE", f"{API}/cases", headers=sqlite_door.headers("officer"))
    assert (405, "GET, POST") == (reply.status_code, reply.headers["allow"])


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/cases", "due_before"),
        ("/actions", "due_before"),
        ("/recommendations/not-acted-on", "from"),
        ("/summary/executive", "to"),
    ],
)
@pytest.mark.parametrize("written", ["0", "1795392000", "2026-11-23T00:00:00", "23.11.2026"])
def test_a_day_is_written_as_a_day(sqlite_door: Door, path: str, name: str, written: str) -> None:
    """A number isn't taken for seconds since 1970."""
    reply = sqlite_door.get("manager", path, **{name: written})
    assert (422, {name: f"{name}: enter a day such as 2026-11-23"}) == (reply.status_code, reply.json()["errors"])
