"""Happened is not recorded: a move counts from the day it happened, and its entry keeps both days."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workflow import situations
from tests.workflow.situations import children, clocks, rows
from tests.world import World, email
from workflow.errors import Invalid


def test_nothing_happens_in_the_future(world: World) -> None:
    """A day after today is refused, under its own name; so is one before 1900."""
    reference = situations.incident(world)
    for day in ("2026-11-24", "1899-12-31"):
        with pytest.raises(Invalid) as found:
            world.fire("officer", reference, "note", {"note": "x"}, on=day)
        assert ["happened_on"] == list(found.value.errors)


def test_today_is_londons_day(world: World) -> None:
    """At half past midnight in a London summer it is the new day already, though UTC says yesterday."""
    reference = situations.incident(world)
    world.at("2027-06-01", 23)  # 00:00 on 2 June in London
    world.fire("officer", reference, "note", {"note": "x"}, on="2027-06-02")


def test_what_holds_as_it_is_said_has_no_other_day(world: World) -> None:
    """Nobody was let in, or kept out, before somebody said so; a date is right from its correction on."""
    reference = situations.incident(world)
    whom = {"whom": email("legal"), "reason": "She advises us"}
    for key, answers in (
        ("let_in", whom),
        ("exclude", whom),
        ("correct_date", {"which_date": "aware_on", "right_date": "2026-11-20", "reason": "A slip"}),
    ):
        with pytest.raises(Invalid) as found:
            world.fire("manager", reference, key, answers, on="2026-11-20")
        assert ["happened_on"] == list(found.value.errors), key
    world.fire("manager", reference, "let_in", whom, on="2026-11-23")


def test_clocks_count_from_the_day_it_happened(world: World) -> None:
    """Notified on Friday 27, recorded on Monday 30: the review is due 15 working days from the Friday."""
    reference = situations.notifiable(world)
    world.at("2026-11-30").fire("officer", reference, "notify", {"sin_reference": "SIN-1"}, on="2026-11-27")
    review = children(world, reference)[0]
    found = clocks(world, review)["rapid_review"]
    assert (date(2026, 11, 27), date(2026, 12, 18)) == (found.started_on, found.due_on)
    assert date(2026, 12, 18) == situations.row(world, review).due_on


def test_clocks_stop_on_the_day_it_happened_and_lateness_is_judged_by_it(world: World) -> None:
    """What was done in time is in time, whenever it is recorded: no reason is asked."""
    reference = situations.notifiable(world)
    world.at("2026-12-07").fire("officer", reference, "notify", {"sin_reference": "SIN-1"}, on="2026-11-30")
    found = clocks(world, reference)["notify_panel"]
    assert ("stopped", date(2026, 11, 30)) == (found.status, found.stopped_on)
    assert date(2026, 11, 30) == situations.row(world, reference).closed_on


def test_the_entry_keeps_both_days(world: World) -> None:
    """The entry says when it happened and when it was recorded, in its columns and in its hashed words."""
    reference = situations.incident(world)
    world.at("2026-11-26").fire("officer", reference, "note", {"note": "x"}, on="2026-11-24")
    [(happened_on, at, body)] = rows(world.database, "SELECT happened_on, at, body FROM entry WHERE seq = 2")
    assert ("2026-11-24", "2026-11-26") == (str(happened_on), str(at)[:10])
    assert '"at":"2026-11-26T10:00:00.000+00:00"' in body
    assert '"happened_on":"2026-11-24"' in body
