"""What somebody wasn't let do is logged: who, where, which case; nothing that they sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from api.serving import log_plainly
from tests.api.json.door import API, door_of
from tests.api.pages.site import site_of
from tests.workflow import situations
from tests.world import World


def said(logged: list[Any]) -> list[tuple[str, str, Any, str]]:
    """What was logged, in short."""
    assert "canary" not in json.dumps(logged)
    return [(one["event"], one["route"], one["person"], one["reference"]) for one in logged]


def test_a_program_that_is_refused(world: World, tmp_path: Path) -> None:
    """Without a token, without the right, at a case that isn't theirs."""
    reference, door = situations.incident(world), door_of(world, tmp_path)
    with capture_logs() as logged:
        door.client.get(f"{API}/work", headers={"Authorization": "Bearer canary"})
        door.note("dsp_police", reference, "canary")
        door.get("user_school", f"/cases/{reference}")
        door.get("user_school", "/cases/canary")
    case, moves = "/api/v1/cases/{reference}", "/api/v1/cases/{reference}/moves/{move}"
    assert [
        ("no token that counts", "GET /api/v1/work", None, ""),
        ("not permitted", f"POST {moves}", world.ids["dsp_police"], reference),
        ("not there, or not theirs", f"GET {case}", world.ids["user_school"], reference),
        ("not there, or not theirs", f"GET {case}", world.ids["user_school"], ""),
    ] == said(logged)


def test_a_program_that_tries_what_it_may_not(world: World, tmp_path: Path) -> None:
    """Fields nobody asked for in a body, its answers and an address; a move that isn't offered, one refused; a file."""
    reference, door = situations.incident(world), door_of(world, tmp_path)
    moves, officer = f"/cases/{reference}/moves", world.ids["officer"]
    with capture_logs() as logged:
        sent = [
            door.post("officer", f"{moves}/note", {"answers": {}, "canary": "canary"}, If_Match='"1"'),
            door.post("officer", f"{moves}/note", {"answers": {"note": "x", "canary": "canary"}}, If_Match='"1"'),
            door.post("officer", f"{moves}/note", {"answers": {"note": ""}}, If_Match='"1"'),
            door.post("officer", f"{moves}/resume", {"answers": {"reason": "canary"}}, If_Match='"1"'),
            door.post("officer", f"{moves}/notify", {"answers": {}}, If_Match='"1"'),
            door.get("officer", "/cases", canary="canary"),
            door.client.post(f"{API}/kinds", content=b"canary" * 500_000),
        ]
    found = [(one["event"], one["move"], one["person"], one["reference"]) for one in logged if "move" in one]
    assert "canary" not in json.dumps(logged)
    assert [422, 422, 422, 409, 409, 422, 413] == [one.status_code for one in sent]
    extra = "fields nobody asked for"
    assert [
        (extra, "note", officer, reference),
        (extra, "note", officer, reference),
        ("not offered", "resume", officer, reference),
        ("not offered", "notify", officer, reference),
        (extra, "", officer, ""),
    ] == found
    assert "too large to send" == logged[-1]["event"]


def test_a_form_that_tries_what_it_may_not(world: World, tmp_path: Path) -> None:
    """A field that its page hasn't, a move not offered, one refused, a file of another kind; no slip in a form."""
    reference, site = situations.proposed(world), site_of(world, tmp_path)
    visit, manager = site.visit("manager"), world.ids["manager"]
    with capture_logs() as logged:
        answers = [
            visit.post(f"/cases/{reference}/moves/note", {"csrf": visit.csrf, "note": "x", "canary": "canary"}),
            visit.post(f"/cases/{reference}/moves/send", {"csrf": visit.csrf, "panel_reference": "canary"}),
            visit.post(f"/cases/{reference}/moves/note", {"csrf": visit.csrf, "note": ""}),
            visit.post(f"/cases/{reference}/moves/further", {"csrf": visit.csrf}),
            visit.post(f"/cases/{reference}/moves/canary", {"csrf": visit.csrf}),
            visit.post(
                f"/cases/{reference}/evidence",
                {"csrf": visit.csrf, "kind": "audit", "shows": "canary"},
                {"document": ("canary.pdf", b"canary", "application/pdf")},
            ),
            visit.get(f"/cases?after={'canary' * 200}&kind={'canary' * 200}"),
        ]
    assert "canary" not in json.dumps(logged)
    found = [(one["event"], one["move"], one["person"], one["reference"]) for one in logged]
    assert [422, 422, 422, 409, 404, 422, 422] == [one.status_code for one in answers]
    assert [
        ("fields nobody asked for", "note", manager, reference),
        ("refused by its rules", "send", manager, reference),
        ("not offered", "further", manager, reference),
        ("not there, or not theirs", "", manager, reference),
        ("a file that isn't taken", "", manager, reference),
        ("an address that can't be read", "", manager, ""),
    ] == found


@pytest.mark.parametrize("path", ["/mail", "/people"])
def test_a_page_that_is_refused(world: World, tmp_path: Path, path: str) -> None:
    """A page that isn't for their roles, and a form that isn't ours."""
    site = site_of(world, tmp_path)
    visit = site.visit("user_school")
    with capture_logs() as logged:
        assert 403 == visit.get(path).status_code
        assert 403 == visit.post("/away", {"csrf": "canary"}).status_code
    who = world.ids["user_school"]
    assert [("not permitted", f"GET {path}", who, ""), ("a form that isn't ours", "POST /away", who, "")] == said(
        logged
    )


def test_a_role_of_ones_own_is_refused_and_logged(world: World, tmp_path: Path) -> None:
    """A form of no case, which comes back refused, as every such form is logged."""
    visit, manager = site_of(world, tmp_path).visit("manager"), world.ids["manager"]
    given = {"csrf": visit.csrf, "partnership": "NM", "role": "agency_user", "agency": "police"}
    given |= {"from_on-day": "23", "from_on-month": "11", "from_on-year": "2026"}
    with capture_logs() as logged:
        assert 403 == visit.post(f"/people/{manager}/roles", given).status_code
    assert [("not permitted", "POST /people/{person_id}/roles", manager, "")] == said(logged)


def test_a_line_is_json_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    """One line an event, whatever is in it: nobody writes a second."""
    log_plainly()
    structlog.get_logger().warning("not permitted", reference='NM"\n{"event": "forged"}')
    (line,) = capsys.readouterr().err.splitlines()
    read = json.loads(line)
    assert ("not permitted", "warning", True) == (read["event"], read["level"], read["timestamp"].endswith("Z"))
