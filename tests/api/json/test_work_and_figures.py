"""What needs me, the executive's figures, counting days, and whether all is well."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text, update

from notifications.heartbeat import HEARTBEAT, beat
from tests.api.json.door import Door
from tests.workflow.situations import action, proposed, submitted


@pytest.fixture
def postgresql_url(own_postgresql_url: str) -> str:
    """A database of the test's own: these tests change more than rows."""
    return own_postgresql_url


def test_work_is_what_waits_for_me(door: Door) -> None:
    """An action for its owner, a signature for a partner, nothing for who has nothing to do."""
    reference = action(door.world, due="2026-11-25")
    door.world.at("2026-11-26")
    mine = door.get("user_housing", "/work").json()
    assert (reference, "late", f"http://127.0.0.1:8000/cases/{reference}") == (
        mine[0]["reference"], mine[0]["status"], mine[0]["link"],
    )  # fmt: skip
    assert {"reference", "what", "due_on", "status", "link"} <= set(mine[0])
    assert [] == door.get("user_school", "/work").json()


def test_a_signature_is_work_until_it_is_given(sqlite_door: Door) -> None:
    """A statutory partner finds the proposal among what waits, and it goes once signed."""
    reference = proposed(sqlite_door.world)
    assert reference in [one["reference"] for one in sqlite_door.get("dsp_police", "/work").json()]
    revision = sqlite_door.get("dsp_police", f"/cases/{reference}").json()["revision"]
    assert 200 == sqlite_door.move("dsp_police", reference, "agree", revision).status_code
    assert reference not in [one["reference"] for one in sqlite_door.get("dsp_police", "/work").json()]


def test_the_executive_gets_figures_and_nothing_of_any_case(door: Door) -> None:
    """Counts by state, period, clock and agency; no reference, no title, no person."""
    door.open()
    late, waiting = action(door.world, due="2026-11-25"), submitted(door.world)
    door.world.at("2026-12-03")
    reply = door.get("executive", "/summary/executive", **{"from": "2026-11-01", "to": "2026-12-03"})
    told = reply.json()
    assert [("considering", 1)] == [(one["state"], one["cases"]) for one in told["states"] if one["kind"] == "incident"]
    housing = told["actions"][0]
    assert ("housing", 2, 1) == (housing["agency"], housing["open"], housing["overdue"])
    assert {"open": 1, "evidence_submitted": 1} == housing["states"]
    assert {"kind": "incident", "kind_title": "Serious incident", "opened": 1, "closed": 0} in told["period"]
    clocks = {(one["kind"], one["clock"]): one for one in told["clocks"]}
    assert (0, 1) == (clocks["incident", "notify_panel"]["running"], clocks["incident", "notify_panel"]["late"])
    assert (1, 1) == (clocks["action", "due"]["met"], clocks["action", "due"]["late"])
    for word in (late, waiting, "Train everybody", "Child A", "User Housing"):
        assert word not in reply.text


def test_figures_of_a_period_before_are_empty(sqlite_door: Door) -> None:
    """What was opened later isn't counted into the period."""
    sqlite_door.open()
    told = sqlite_door.get("manager", "/summary/executive", **{"from": "2025-01-01", "to": "2025-12-31"}).json()
    assert [0] == [one["opened"] for one in told["period"]]


def test_figures_need_their_right(sqlite_door: Door) -> None:
    """403 for an agency's user; 422 for a period that ends before it begins."""
    assert 403 == sqlite_door.get("user_housing", "/summary/executive").status_code
    backwards = {"from": "2026-02-01", "to": "2026-01-01"}
    assert 422 == sqlite_door.get("executive", "/summary/executive", **backwards).status_code
    assert 422 == sqlite_door.get("executive", "/summary/executive", to="0001-01-01").status_code


@pytest.mark.parametrize(
    ("query", "due"),
    [
        ({"start": "2026-11-23", "working_days": 15}, "2026-12-14"),
        ({"start": "2026-12-14", "working_days": 15, "before": True}, "2026-11-23"),
        ({"start": "2026-11-23", "calendar_days": 10}, "2026-12-03"),
        ({"start": "2026-08-31", "months": 6}, "2027-02-28"),
    ],
)
def test_due_dates_are_counted(sqlite_door: Door, query: dict[str, Any], due: str) -> None:
    """As the command does."""
    assert due == sqlite_door.get("officer", "/calendar/due", **query).json()["due_on"]


def test_skipped_days_have_their_names(sqlite_door: Door) -> None:
    """The working shows what was passed over and why."""
    told = sqlite_door.get("officer", "/calendar/due", start="2026-12-23", working_days=3).json()
    assert {"day": "2026-12-25", "why": "Christmas Day"} in told["skipped"]
    assert (3, "2026-12-30") == (len(told["counted"]), told["due_on"])


@pytest.mark.parametrize(
    "query",
    [
        {}, {"start": "2026-11-23"}, {"start": "2026-02-31", "working_days": 5}, {"start": "today", "working_days": 5},
        {"start": "2026-11-23", "working_days": 5, "months": 1}, {"start": "2026-11-23", "working_days": 0},
        {"start": "2026-11-23", "working_days": 10**9}, {"start": "1950-01-02", "working_days": 5},
        {"start": "2199-11-23", "months": 12}, {"start": "2026-11-23", "working_days": "5.5"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cant_be_counted_is_refused(sqlite_door: Door, query: dict[str, Any]) -> None:
    """422 in a sentence, also where no holidays are known."""
    assert 422 == sqlite_door.get("officer", "/calendar/due", **query).status_code


def test_health_tells_whether_a_worker_lives(door: Door) -> None:
    """503 before the first and 120 s after the last word, 200 between; ready and live need no worker."""
    client = door.client
    assert [200, 200, 503] == [client.get(f"/health/{one}").status_code for one in ("live", "ready", "worker")]
    beat(door.world.database, "w")
    assert 200 == client.get("/health/worker").status_code
    with door.world.database.writing() as session:
        session.execute(update(HEARTBEAT).values(heard_at=datetime(2020, 1, 1, tzinfo=UTC)))
    reply = client.get("/health/worker")
    assert (503, "application/problem+json") == (reply.status_code, reply.headers["content-type"])


def test_metrics_are_counts(sqlite_door: Door) -> None:
    """Prometheus reads mails by status, open cases and the worker's age."""
    sqlite_door.open()
    told = sqlite_door.client.get("/metrics").text
    assert 'casekeeper_mails{status="refused"} 0' in told
    assert "casekeeper_open_cases 1" in told
    assert "casekeeper_worker_age_seconds NaN" in told


def test_ready_says_when_the_database_is_gone(sqlite_door: Door) -> None:
    """503 where this process can't serve."""
    with sqlite_door.world.database.writing() as session:
        session.execute(text("ALTER TABLE partnership RENAME TO elsewhere"))
    assert 503 == sqlite_door.client.get("/health/ready").status_code
