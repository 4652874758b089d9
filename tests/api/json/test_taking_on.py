"""Taking on a case that ran before Casekeeper, through the JSON door."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.json.door import Door

TOLD: dict[str, Any] = {
    "sin_reference": "SIN-9",
    "state_now": "sent",
    "began_on": "2026-10-01",
    "state_since": "2026-10-29",
    "earlier": [{"what": "meet", "on": "2026-10-12", "said": "Long"}],
    "former_reference": "LSCP/2026/7",
}


def body(**more: Any) -> dict[str, Any]:
    """What is sent."""
    return {"kind": "rapid_review", "taken_on": True, "answers": TOLD} | more


def test_a_case_is_taken_on_once(door: Door) -> None:
    """201 with the case as it stands; the same key gives the same case; the list finds it by what it was called."""
    reply = door.post("officer", "/cases", body(), Idempotency_Key="k-1")
    case = reply.json()
    assert (201, "sent", True, "2026-10-01") == (
        reply.status_code, case["state"], case["taken_on"], case["opened_on"],
    )  # fmt: skip
    assert [{"what": "meet", "on": "2026-10-12", "said": "Long"}] == case["facts"]["earlier"]
    assert case["reference"] == door.post("officer", "/cases", body(), Idempotency_Key="k-1").json()["reference"]
    found = door.get("officer", "/cases", q="lscp/2026").json()["items"]
    assert [case["reference"]] == [one["reference"] for one in found]
    trail = door.get("officer", f"/cases/{case['reference']}/entries").json()["items"]
    assert ["Taken on"] == [one["label"] for one in trail]


def test_an_opened_case_was_not_taken_on(sqlite_door: Door) -> None:
    """The same door without the word opens a case, as ever."""
    assert sqlite_door.get("officer", f"/cases/{sqlite_door.open()}").json()["taken_on"] is False
    assert 403 == sqlite_door.post("officer", "/cases", body(taken_on=False)).status_code


def test_a_kind_says_what_taking_on_asks(sqlite_door: Door) -> None:
    """By whom, with or without a parent, the questions as JSON Schema."""
    taking = sqlite_door.get("officer", "/kinds/agency_return").json()["taking_on"]
    assert (["review_officer", "business_manager"], False) == (taking["by"], taking["alone"])
    assert {"state_now", "began_on", "state_since"} < set(taking["answers"]["required"])
    states = taking["answers"]["properties"]["state_now"]["oneOf"]
    assert {"const": "requested", "title": "Requested"} in states


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        (body(answers=TOLD | {"state_since": "2026-09-01"}), 422, "when the case began"),
        (body(happened_on="2026-11-20"), 422, "when it began is the answer began_on"),
        (body(recorded_for="lead_school@northmoor.example"), 403, "recorded for somebody else"),
        (body(parent="NM-2026-9999"), 404, ""),
        (body(taken_on="yes"), 422, ""),
    ],
)
def test_what_is_refused_is_said(sqlite_door: Door, sent: dict[str, Any], status: int, says: str) -> None:
    """With the door's own answers, and nothing is written."""
    reply = sqlite_door.post("officer", "/cases", sent)
    assert status == reply.status_code, reply.text
    assert says in reply.text
    assert [] == sqlite_door.get("manager", "/cases").json()["items"]


def test_nobody_else_takes_one_on(sqlite_door: Door) -> None:
    """An agency's lead opens incidents, and takes none on."""
    assert 403 == sqlite_door.post("lead_school", "/cases", body()).status_code
