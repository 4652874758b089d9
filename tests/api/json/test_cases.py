"""Cases through the JSON door: opened, looked at, moved, their trail read."""

from hashlib import sha256
from itertools import pairwise

import pytest

from tests.answers import INCIDENT
from tests.api.json.door import Door
from tests.workflow.situations import rapid_review


def test_a_case_is_opened_and_found_again(door: Door) -> None:
    """201 with Location and ETag; the same case stands at that address."""
    reply = door.post("officer", "/cases", {"kind": "incident", "answers": INCIDENT})
    assert (201, '"1"', "/api/v1/cases/NM-2026-0001") == (
        reply.status_code, reply.headers["etag"], reply.headers["location"],
    )  # fmt: skip
    found = door.client.get(reply.headers["location"], headers=door.headers("officer"))
    assert (200, reply.json(), '"1"') == (found.status_code, found.json(), found.headers["etag"])


def test_the_case_tells_what_the_contract_says(sqlite_door: Door) -> None:
    """Every field of the contract is there, clocks with their working, offers with what stands in their way."""
    case = sqlite_door.get("officer", f"/cases/{sqlite_door.open()}").json()
    promised = "reference kind title state revision opened_on facts clocks offers parent children people"
    assert set(promised.split()) <= set(case)
    clock = next(one for one in case["clocks"] if not one["milestone"])
    promised = "key label started_on due_on first_due_on status provisional basis"
    assert set(promised.split()) <= set(clock)
    assert ("2026-11-30", "running") == (clock["due_on"], clock["status"])
    assert "5 working days from Mon 23 Nov 2026" in clock["working"]
    offers = {one["move"]: one for one in case["offers"]}
    assert offers["note"]["permitted"]
    assert ["Ask the statutory partners for their views first"] == offers["decide_notifiable"]["blockers"]


def test_narrative_stands_in_its_place(sqlite_door: Door) -> None:
    """What was written freely is shown in the facts, rows included."""
    facts = sqlite_door.get("officer", f"/cases/{sqlite_door.open()}").json()["facts"]
    assert "What was known on the first day" == facts["summary"]
    assert [{"pseudonym": "Child A", "age": 4}] == facts["subjects"]


def test_a_move_gives_the_case_as_it_then_stands(door: Door) -> None:
    """200, a new ETag, and the day on which it happened kept apart from today."""
    reference = door.open()
    door.world.at("2026-11-26")
    reply = door.move(
        "officer", reference, "ask_views", answers={"views_asked_on": "2026-11-24"}, happened_on="2026-11-24"
    )
    assert (200, '"2"', 2) == (reply.status_code, reply.headers["etag"], reply.json()["revision"])
    trail = door.get("officer", f"/cases/{reference}/entries").json()["items"]
    assert ("2026-11-24", "2026-11-26") == (trail[-1]["happened_on"], trail[-1]["at"][:10])


def test_relatives_are_told(door: Door) -> None:
    """A child names its parent and the parent its child."""
    reference = rapid_review(door.world)
    review = door.get("officer", f"/cases/{reference}").json()
    above = door.get("officer", f"/cases/{review['parent']['reference']}").json()
    assert [reference] == [one["reference"] for one in above["children"]]
    assert "Business unit" == review["people"][0]["agency"]


def test_the_trail_can_be_proved_by_whoever_reads_it(door: Door) -> None:
    """Each hash is of the very text given, and each text names the hash before."""
    reference = door.open()
    for number in range(3):
        door.note("officer", reference, f"Naïve “quotes” {number}")
    items = door.get("manager", f"/cases/{reference}/entries").json()["items"]
    assert [1, 2, 3, 4] == [one["seq"] for one in items]
    assert [one["hash"] for one in items] == [sha256(one["body"].encode()).hexdigest() for one in items]
    assert all(f'"prev":"{a["hash"]}"' in b["body"] for a, b in pairwise(items))
    assert "Naïve “quotes” 2" == items[-1]["answers"]["note"]
    assert not any("Naïve" in one["body"] for one in items)


def test_the_trail_is_not_for_everybody(sqlite_door: Door) -> None:
    """Who sees the case, but has no right to its trail, is told so."""
    assert 403 == sqlite_door.get("dsp_police", f"/cases/{sqlite_door.open()}/entries").status_code


def test_a_case_may_be_opened_for_a_day_that_has_passed(sqlite_door: Door) -> None:
    """Friday's incident is recorded on Monday."""
    answers = INCIDENT | {"aware_on": "2026-11-20"}
    reply = sqlite_door.post("officer", "/cases", {"kind": "incident", "answers": answers, "happened_on": "2026-11-20"})
    assert "2026-11-20" == reply.json()["opened_on"]


def test_the_kinds_are_declared(sqlite_door: Door) -> None:
    """Declarations with states, moves, questions as JSON Schema, clocks with their basis."""
    kinds = {one["key"]: one for one in sqlite_door.get("officer", "/kinds").json()["items"]}
    incident = sqlite_door.get("officer", "/kinds/incident").json()
    assert kinds["incident"] == incident
    assert "object" == incident["opening"]["answers"]["type"]
    assert incident["clocks"][0]["basis"]["document"]
    assert 404 == sqlite_door.get("officer", "/kinds/nothing").status_code


def test_openapi_tells_every_route(sqlite_door: Door) -> None:
    """A program finds each address with its body in OpenAPI; no page of documentation with scripts is served."""
    told = sqlite_door.client.get("/api/v1/openapi.json").json()
    assert {"/cases", "/cases/{reference}/moves/{move}", "/work", "/actions"} <= set(told["paths"])
    assert "requestBody" in told["paths"]["/cases"]["post"]
    assert 404 == sqlite_door.client.get("/api/v1/docs").status_code


@pytest.mark.parametrize("path", ["/kinds", "/cases", "/cases/NM-2026-0001", "/work", "/actions"])
def test_without_a_token_nothing_is_told(sqlite_door: Door, path: str) -> None:
    """401 as problem details, with how to sign in."""
    for headers in ({}, {"Authorization": "Bearer ck_wrong"}, {"Authorization": "Basic abc"}):
        reply = sqlite_door.client.get(f"/api/v1{path}", headers=headers)
        assert 401 == reply.status_code
        assert reply.headers["www-authenticate"].startswith("Bearer")
        assert "application/problem+json" == reply.headers["content-type"]
