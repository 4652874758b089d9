"""Time limits through the JSON door: each change of a date with its reason; days counted by one's own calendar."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from tests.api.json.door import Door
from tests.workflow import situations
from workflow.days import calendars
from workflow.redating import redate

WHY = {"reason": "The coroner asked us to wait", "authority": "Executive minute 12"}


def clock(door: Door, reference: str, key: str = "tell_partners") -> dict[str, Any]:
    """One of the case's clocks, as the manager sees it."""
    clocks = door.get("manager", f"/cases/{reference}").json()["clocks"]
    return next(one for one in clocks if one["key"] == key)


def declare(door: Door, day: str) -> None:
    """A day off in NM."""
    with door.world.database.writing() as session:
        calendars.declare(session, "NM", day, "One-off holiday", by="manager", now=door.world.now)


def test_every_change_of_a_date_has_its_reason(sqlite_door: Door) -> None:
    """Extended on whose authority and why, re-dated for which day: in order, with both dates and the entry."""
    door, reference = sqlite_door, sqlite_door.open()
    given = {"clock": "tell_partners", "new_due_on": "2026-12-04", **WHY}
    assert 200 == door.move("manager", reference, "extend_clock", answers=given).status_code
    paused = door.move("manager", reference, "pause_clock", 2, answers={"clock": "tell_partners", **WHY})
    assert 200 == paused.status_code
    shown = clock(door, reference)
    assert ("paused", "2026-11-23", "2026-12-04") == (shown["status"], shown["paused_on"], shown["extended_to"])
    assert ("2026-11-30", 1) == (shown["first_due_on"], shown["moved"])
    assert [
        "Started, due Mon 30 Nov 2026",
        (
            "Extended from Mon 30 Nov 2026 to Fri 4 Dec 2026: on authority of Executive minute 12. "
            "The coroner asked us to wait"
        ),
        "Paused, due Fri 4 Dec 2026: on authority of Executive minute 12. The coroner asked us to wait",
    ] == [one["says"] for one in shown["history"]]
    assert [1, 2, 3] == [one["entry"] for one in shown["history"]]
    assert "extended to Fri 4 Dec 2026; paused since Mon 23 Nov 2026" in shown["working"]


def test_what_the_law_fixes_is_refused_with_the_sentence(sqlite_door: Door) -> None:
    """422 at the question, in words that say what to do instead."""
    reference = sqlite_door.open()
    given = {"clock": "notify_panel", "new_due_on": "2026-12-04", **WHY}
    reply = sqlite_door.move("manager", reference, "extend_clock", answers=given)
    says = "“Notify the national panel” is owed to the Panel: it can't be moved, only explained. "
    assert (422, says + "Record why it is late when it is done.") == (
        reply.status_code,
        reply.json()["errors"]["clock"],
    )


def test_a_day_off_shows_on_the_case(sqlite_door: Door) -> None:
    """The clock says which day moved it, and so does the entry."""
    reference = sqlite_door.open()
    declare(sqlite_door, "2026-11-27")
    redate(sqlite_door.world.database, sqlite_door.world.now)
    shown = clock(sqlite_door, reference, "notify_panel")
    assert (
        "Re-dated from Mon 30 Nov 2026 to Tue 1 Dec 2026: Fri 27 Nov 2026 One-off holiday"
        == shown["history"][-1]["says"]
    )
    last = sqlite_door.get("officer", f"/cases/{reference}/entries").json()["items"][-1]
    assert ("calendar_changed", "Casekeeper") == (last["move"], last["by"])
    assert "Notify the national panel: re-dated, due Tue 1 Dec 2026 instead of Mon 30 Nov 2026" in last["clock_changes"]


def test_what_was_met_before_keeps_its_date_and_says_so(sqlite_door: Door) -> None:
    """A day off that is declared afterwards doesn't change what was met: its working says that it keeps its date."""
    world = sqlite_door.world
    reference = situations.notifiable(world)
    world.fire("officer", reference, "notify", {"sin_reference": "S"})
    declare(sqlite_door, "2026-11-27")
    redate(world.database, world.now)
    shown = clock(sqlite_door, reference, "notify_panel")
    assert ("met", "2026-11-30") == (shown["status"], shown["due_on"])
    assert "it keeps the date it had, Mon 30 Nov 2026" in shown["working"]


def test_what_was_expected_and_came_late_is_neither_met_nor_missed(sqlite_door: Door) -> None:
    """The panel's reply, expected ten working days after Monday 23 November, came on Thursday 24 December."""
    world = sqlite_door.world
    reference = situations.proposed(world)
    for partner in situations.PARTNERS:
        world.fire(partner, reference, "agree")
    world.fire("officer", reference, "send", {"panel_reference": "P"})
    assert ("running", "") == tuple(clock(sqlite_door, reference, "panel_reply")[key] for key in ("status", "late_by"))
    world.at("2026-12-24")
    assert "running" == clock(sqlite_door, reference, "panel_reply")["status"], "an expectation isn't breached"
    world.fire("officer", reference, "reply", {"panel_view": "agrees", "panel_reply": "It is agreed"})
    shown = clock(sqlite_door, reference, "panel_reply")
    assert ("2026-12-07", "ended_late", "13 working days") == (shown["due_on"], shown["status"], shown["late_by"])
    period = {"from": "2026-11-01", "to": "2026-12-24"}
    counted = sqlite_door.get("executive", "/summary/executive", **period).json()["clocks"]
    assert "rapid_review" in {one["clock"] for one in counted}
    assert [] == [one for one in counted if one["clock"] == "panel_reply"], "counted neither as met nor as missed"


def test_a_limit_that_was_met_late_says_by_how_much(sqlite_door: Door) -> None:
    """Due on Monday 30 November, done on the Thursday; on a weekend no working day has passed, but days have."""
    world = sqlite_door.world
    reference = situations.notifiable(world)
    late = {"sin_reference": "S", "reason_if_late": "Overlooked"}
    world.at("2026-12-03").fire("officer", reference, "notify", late)
    shown = clock(sqlite_door, reference, "notify_panel")
    assert ("met_late", "3 working days") == (shown["status"], shown["late_by"])
    (review,) = situations.children(world, reference)
    world.at("2026-12-05").fire("officer", review, "meet", {"attended": ["police"], "discussion": "Long"})
    shown = clock(sqlite_door, review, "letters")
    assert ("2026-12-04", "met_late", "1 day") == (shown["due_on"], shown["status"], shown["late_by"])


def test_a_provisional_date_says_why(sqlite_door: Door) -> None:
    """Five working days into a year whose bank holidays aren't published."""
    sqlite_door.world.at("2028-12-28")
    shown = clock(sqlite_door, sqlite_door.open(aware_on="2028-12-28"), "notify_panel")
    assert shown["provisional"]
    assert "Provisional: bank holidays from 2029 on are not published yet" == shown["provisional_because"]


def test_days_are_counted_by_the_caller_s_own_calendar(sqlite_door: Door) -> None:
    """A day off of one's only partnership is skipped by name; of several, the one that is named."""
    declare(sqlite_door, "2026-12-01")
    asked: dict[str, Any] = {"start": "2026-11-23", "working_days": 15}
    told = sqlite_door.get("officer", "/calendar/due", **asked).json()
    assert "2026-12-15" == told["due_on"]
    assert {"day": "2026-12-01", "why": "One-off holiday"} in told["skipped"]
    with sqlite_door.world.database.writing() as session:
        session.execute(text("INSERT INTO partnership (code, name, policy, calendar) VALUES ('SM', 'S', '', '')"))
        session.execute(
            text(
                "INSERT INTO role_held (person, partnership, agency, role, from_on) "
                "SELECT id, 'SM', '', 'auditor', '2020-01-01' FROM person WHERE email LIKE 'officer@%'"
            )
        )
    due = [
        sqlite_door.get("officer", "/calendar/due", **asked, **more).json()["due_on"]
        for more in ({}, {"partnership": "NM"}, {"partnership": "SM"})
    ]
    assert ["2026-12-14", "2026-12-15", "2026-12-14"] == due
    assert 422 == sqlite_door.get("officer", "/calendar/due", **asked, partnership="XX").status_code
