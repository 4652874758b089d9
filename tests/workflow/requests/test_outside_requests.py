"""What another area asks: of which agencies, under which law, replied to in time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.workflow import situations
from tests.workflow.telling import told
from tests.world import World
from workflow.errors import NotPermitted, Refused

CHILDREN, ADULTS = "Children Act 2004, section 16H", "Care Act 2014, section 45"
WANTED: dict[str, Any] = {
    "area": "Southmoor",
    "contact": "Their business unit",
    "their_reference": "SM-12",
    "track": "child",
    "wanted": "What is held on a family that moved",
    "wanted_by": "2026-12-11",
}
ASK = {"agencies_asked": ["school", "housing"], "returns_due_on": "2026-12-04", "request": "What do you hold?"}


def received(world: World, **others: object) -> str:
    """What Southmoor wants by Friday 11 December 2026."""
    return world.open("officer", "outside_request", WANTED | others).reference


@pytest.mark.parametrize(("track", "law", "other"), [("child", CHILDREN, ADULTS), ("adult", ADULTS, CHILDREN)])
def test_agencies_are_asked_under_the_law_that_applies(world: World, track: str, law: str, other: str) -> None:
    """Section 16H for children, section 45 of the Care Act for adults: each return names one of them."""
    reference = received(world, track=track)
    world.fire("officer", reference, "ask", ASK)
    one, two = situations.children(world, reference)
    assert {"lead_school", "user_school"} == told(world, one, law)
    assert {"lead_housing", "user_housing", "colleague_housing"} == told(world, two, law)
    assert set() == told(world, one, other)


def test_a_rapid_reviews_returns_are_asked_as_before(world: World) -> None:
    """Under the Children Act: nobody is asked for a track there."""
    reference = situations.rapid_review(world)
    world.fire("officer", reference, "ask_agencies", {"agencies_asked": ["school"], "request": "What do you hold?"})
    assert {"lead_school", "user_school"} == told(world, situations.children(world, reference)[0], CHILDREN)


def test_it_is_replied_to_once_the_returns_are_in_or_with_a_reason(world: World) -> None:
    """And after its day with the reason for that."""
    reference = received(world)
    world.fire("officer", reference, "ask", ASK)
    reply = {"sent": "A summary of both returns", "sent_to": "SM-12, secure mail"}
    with pytest.raises(Refused, match="Returns are still out"):
        world.fire("officer", reference, "reply", reply)
    with pytest.raises(Refused, match="accept or waive each first"):
        world.fire("officer", reference, "hold_nothing", {"searched": "Nothing"})
    one, two = situations.children(world, reference)
    world.fire("user_school", one, "nil", {"searched": "All rolls since 2019"})
    world.fire("manager", two, "waive", {"reason": "They never lived here"})
    world.at("2026-12-14")
    with pytest.raises(Refused, match="answered after the day it was wanted by"):
        world.fire("officer", reference, "reply", reply)
    done = world.fire("officer", reference, "reply", reply | {"reason_if_late": "The school was closed"})
    assert "replied" == done.state


def test_nothing_held_ends_it_and_another_day_can_be_agreed(world: World) -> None:
    """The day is the other area's: it is moved with a reason, not extended."""
    reference = received(world)
    world.fire("officer", reference, "change_wanted_by", {"wanted_by": "2026-12-18", "reason": "They agreed"})
    assert date(2026, 12, 18) == situations.row(world, reference).due_on
    done = world.fire("officer", reference, "hold_nothing", {"searched": "Every agency's index, by the unit"})
    assert "nothing_held" == done.state


def test_who_enters_one(world: World) -> None:
    """The business unit and the review chair; what an agency gets another way goes through them."""
    for who in ("lead_school", "dsp_police", "scrutineer"):
        with pytest.raises(NotPermitted):
            world.open(who, "outside_request", WANTED)
