"""A scrutineer who chaired where a case was decided sees and hears as before; a substitute gives the opinion on it."""

from __future__ import annotations

import pytest

from tests.joining import joins
from tests.workflow import situations
from tests.workflow.every_move.full import ALL_CAME
from tests.workflow.situations import rows
from tests.workflow.telling import told
from tests.world import World, email
from workflow import invariants
from workflow.chasing.waiting import waiting
from workflow.engine.trail import verify
from workflow.errors import Refused

OPINION = {"opinion": "supported", "opinion_text": "Well decided"}
WANTED = "The scrutineer chaired where a case was decided: name a substitute for the opinion on it"
BY_ANOTHER = "A substitute gives the scrutineer's opinion: the scrutineer chaired"
IN_CHAIR = "You chaired where this was decided: a substitute gives the scrutineer's opinion on it"
MOVES = "SELECT e.move FROM entry e JOIN casefile c ON c.id = e.case_id WHERE reference = :r ORDER BY e.seq"


def decided_at_meeting(world: World, case: str, chair: str) -> str:
    """A meeting that somebody chaired decides on the case."""
    meeting = world.open("officer", "meeting", {"group": "x", "meets_on": "2026-11-23", "place": "x"}).reference
    world.fire("officer", meeting, "send_papers")
    held = {"chaired_by": email(chair), "attendance": ALL_CAME}
    world.fire("officer", meeting, "hold", held)
    decisions = [{"about": case, "decision": "To propose so"}]
    world.fire("officer", meeting, "draft_minutes", {"minutes": "What was said", "decisions": decisions})
    return meeting


def panel(world: World, chair: str) -> str:
    """A rapid review whose panel somebody chaired, proposed."""
    case = situations.rapid_review(world)
    met = {"attended": ["police"], "discussion": "Long", "panel_chaired_by": email(chair)}
    world.fire("officer", case, "meet", met)
    world.fire("officer", case, "draft")
    world.fire("officer", case, "propose", situations.PROPOSAL)
    return case


def waits_for(world: World, who: str) -> set[str]:
    """The moves that somebody's cases wait for."""
    with world.database.reading() as session:
        return {one.move for one in waiting(session, [world.ids[who]], world.now.date())}


@pytest.mark.parametrize("where", ["meeting", "panel"])
def test_who_chaired_gives_no_opinion_and_a_substitute_does(world: World, where: str) -> None:
    """She reads on; the manager is asked, and waited for, until another scrutineer is named, who is asked then."""
    joins(world, "second", "", "scrutineer")
    if where == "meeting":
        case = situations.proposed(world)
        decided_at_meeting(world, case, "scrutineer")
    else:
        case = panel(world, "scrutineer")
    assert {"manager", "chair"} <= told(world, case, WANTED)
    with pytest.raises(Refused, match=IN_CHAIR):
        world.fire("scrutineer", case, "give_opinion", OPINION)
    assert world.sees("scrutineer", case)
    assert "name_substitute" in waits_for(world, "manager")
    with pytest.raises(Refused, match="Scrutineer chaired where this was decided: name somebody else"):
        world.fire("manager", case, "name_substitute", {"substitute": email("scrutineer")})
    world.fire("manager", case, "name_substitute", {"substitute": email("second")})
    assert "name_substitute" not in waits_for(world, "manager")
    assert {"second", "scrutineer"} <= told(world, case, BY_ANOTHER)
    world.fire("second", case, "give_opinion", OPINION)
    assert world.sees("scrutineer", case)
    with world.database.reading() as session:
        assert [] == verify(session)[1]
        assert [] == invariants.check(session)


def test_another_chair_leaves_the_opinion_to_the_scrutineer(world: World) -> None:
    """And nobody is asked to name anybody."""
    case = situations.proposed(world)
    decided_at_meeting(world, case, "chair")
    assert set() == told(world, case, WANTED)
    with pytest.raises(Refused, match="No scrutineer has declared a conflict here, or chaired"):
        world.fire("manager", case, "name_substitute", {"substitute": email("scrutineer")})
    world.fire("scrutineer", case, "give_opinion", OPINION)


def test_a_chair_put_right_gives_the_opinion_back_or_takes_it(world: World) -> None:
    """What the meeting decided on follows, with an entry either way."""
    case = situations.proposed(world)
    meeting = decided_at_meeting(world, case, "scrutineer")
    world.fire("manager", meeting, "change_chair", {"chaired_by": email("chair"), "reason": "A slip"})
    assert "scrutineer_not_in_chair" == [one.move for one in rows(world.database, MOVES, r=case)][-1]
    assert "name_substitute" not in waits_for(world, "manager")
    world.fire("manager", meeting, "change_chair", {"chaired_by": email("scrutineer"), "reason": "So it was"})
    assert "name_substitute" in waits_for(world, "manager")
    with pytest.raises(Refused, match=IN_CHAIR):
        world.fire("scrutineer", case, "give_opinion", OPINION)
    world.fire("manager", meeting, "change_chair", {"chaired_by": email("chair"), "reason": "No"})
    world.fire("scrutineer", case, "give_opinion", OPINION)
    with world.database.reading() as session:
        assert [] == verify(session)[1]
        assert [] == invariants.check(session)


def test_an_opinion_given_by_another_scrutineer_is_waited_for_no_more(world: World) -> None:
    """Where a partnership has two, the other may give it without being named."""
    joins(world, "second", "", "scrutineer")
    case = panel(world, "scrutineer")
    assert "name_substitute" in waits_for(world, "manager")
    world.fire("second", case, "give_opinion", OPINION)
    assert "name_substitute" not in waits_for(world, "manager")
