"""Who reviews is told to the Panel, Ofsted and the Department: the limit ends on the day on which the last was."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workflow import situations
from tests.workflow.situations import clocks, row
from tests.world import World
from workflow.errors import Invalid, Refused

NAMED = {"reviewers_named": "One"}


def lcspr(world: World) -> str:
    """A practice review that the partners chose on Monday 23 November 2026: named by Tuesday."""
    above = situations.rapid_review(world)
    world.fire("officer", above, "meet", {"attended": ["police"], "discussion": "All was read"})
    world.fire("officer", above, "draft")
    world.fire("officer", above, "propose", situations.PROPOSAL | {"outcome": "lcspr"})
    for partner in situations.PARTNERS:
        world.fire(partner, above, "agree")
    return situations.children(world, above)[0]


def days(panel: str, ofsted: str, department: str) -> dict[str, str]:
    """When each was told, and who reviews."""
    return NAMED | {"panel_told_on": panel, "ofsted_told_on": ofsted, "department_told_on": department}


def test_each_of_the_three_is_told(world: World) -> None:
    """Whoever was told of one or two alone has told nobody yet: the limit runs on."""
    case = lcspr(world)
    every = days("2026-11-23", "2026-11-23", "2026-11-23")
    for key in every.keys() - NAMED.keys():
        with pytest.raises(Invalid) as found:
            world.fire("officer", case, "tell_national_bodies", {one: every[one] for one in every if one != key})
        assert [key] == list(found.value.errors)
    assert "running" == clocks(world, case)["name_reviewers"].status


def test_it_ends_when_the_last_of_them_was_told(world: World) -> None:
    """Recorded on Friday of what was finished on Tuesday: in time, and needs no reason."""
    case = lcspr(world)
    world.at("2026-11-27").fire("officer", case, "tell_national_bodies", days("2026-11-23", "2026-11-24", "2026-11-23"))
    found = clocks(world, case)["name_reviewers"]
    assert ("stopped", date(2026, 11, 24), date(2026, 11, 24)) == (found.status, found.due_on, found.stopped_on)
    assert '"ofsted_told_on":"2026-11-24"' in row(world, case).facts


def test_the_last_one_told_late_needs_the_reason(world: World) -> None:
    """One in time and one late is late; and nothing was done before the last of them knew."""
    case, late = lcspr(world), days("2026-11-23", "2026-11-23", "2026-11-25")
    world.at("2026-11-27")
    with pytest.raises(Refused, match="told after the due date: say why"):
        world.fire("officer", case, "tell_national_bodies", late)
    late |= {"reason_if_late": "Their inbox was full"}
    with pytest.raises(Refused, match="before the last of them was told"):
        world.fire("officer", case, "tell_national_bodies", late, on="2026-11-24")
    world.fire("officer", case, "tell_national_bodies", late)
    assert date(2026, 11, 25) == clocks(world, case)["name_reviewers"].stopped_on


def test_a_day_put_right_moves_the_end(world: World) -> None:
    """The Department's day was misread; the day on which it was recorded moves nothing."""
    case = lcspr(world)
    world.at("2026-11-27").fire("officer", case, "tell_national_bodies", days("2026-11-23", "2026-11-24", "2026-11-23"))
    told = row(world, case).seq
    for which, right, expected in (
        ("department_told_on", "2026-11-26", date(2026, 11, 26)),
        ("panel_told_on", "2026-11-24", date(2026, 11, 26)),
        (f"entry:{told}", "2026-11-26", date(2026, 11, 26)),
        ("department_told_on", "2026-11-23", date(2026, 11, 24)),
    ):
        given = {"which": which, "right_date": right, "reason": "Misread"}
        world.fire("officer", case, "correct_date", given)
        assert expected == clocks(world, case)["name_reviewers"].stopped_on, which
