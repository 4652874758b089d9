"""The merged chronology through JSON, and what a meeting tells there."""

from __future__ import annotations

import pytest

from tests.api.json.door import Door
from tests.workflow import meetings_brought_to as meetings
from tests.workflow import situations
from tests.workflow.queries.test_chronology import ALL, asked
from tests.world import email


def told(door: Door, who: str, reference: str, **asked_for: str) -> list[tuple[str, str, str]]:
    """Day, agency and event of each row that somebody gets."""
    reply = door.get(who, f"/cases/{reference}/chronology", **asked_for)
    assert (200, reference) == (reply.status_code, reply.json()["reference"]), reply.text
    return [(one["on"], one["agency"], one["event"]) for one in reply.json()["items"]]


def test_the_chronology_is_told_in_order_and_by_filter(door: Door) -> None:
    """Agency, from a day, to a day; the return that a row is from stands with it."""
    review, school, _ = asked(door.world)
    assert ALL == told(door, "officer", review)
    assert [ALL[3]] == told(door, "officer", review, agency="housing", since="2026-02-02")
    assert ALL[:2] == told(door, "officer", review, until="2026-02-01")
    first = door.get("officer", f"/cases/{review}/chronology").json()["items"][0]
    assert (school, "Hillside School", "submitted") == (first["reference"], first["agency_name"], first["state"])


@pytest.mark.parametrize("asked_for", [{"agencies": "school"}, {"since": "soon"}, {"until": "2026-02-30"}])
def test_a_filter_that_cannot_be_read_is_refused(sqlite_door: Door, asked_for: dict[str, str]) -> None:
    """So that none is thought to have worked."""
    review = situations.rapid_review(sqlite_door.world)
    assert 422 == sqlite_door.get("officer", f"/cases/{review}/chronology", **asked_for).status_code


def test_whose_case_it_is_not_gets_nothing(sqlite_door: Door) -> None:
    """As if it weren't there."""
    review, school, _ = asked(sqlite_door.world)
    assert 404 == sqlite_door.get("lead_school", f"/cases/{review}/chronology").status_code
    assert [ALL[0], ALL[2]] == told(sqlite_door, "lead_school", school)


def test_a_meeting_tells_its_agenda_and_decisions(door: Door) -> None:
    """To each, of the cases that they see."""
    world = door.world
    case = meetings.flag(world, situations.recommendation(world))
    meeting = meetings.planned(world, invited=["school"])
    world.fire("officer", meeting, "send_papers")
    world.fire("officer", meeting, "hold", {"chaired_by": email("chair"), "attendance": meetings.ALL_CAME})
    rows = [{"about": case, "decision": "It goes ahead"}]
    world.fire("officer", meeting, "draft_minutes", {"minutes": "As said", "decisions": rows})
    shown = door.get("dsp_icb", f"/cases/{meeting}").json()
    assert [(case, "A decision", f"Of {case}?", True)] == [
        (one["reference"], one["wanted"], one["question"], one["reached"]) for one in shown["agenda"]
    ]
    assert [(case, "It goes ahead", meeting)] == [
        (one["reference"], one["decision"], one["meeting"]) for one in shown["decided"]
    ]
    hidden = door.get("lead_school", f"/cases/{meeting}").json()
    assert ([], []) == (hidden["agenda"], hidden["decided"])
    assert case not in str(hidden)
