"""A meeting's quorum, its chair, its minutes: who may write them, who agrees, what they enter on cases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflow import meetings_brought_to as meetings
from tests.workflow import situations
from tests.workflow.telling import told
from tests.world import World, email
from workflow.engine.casework import seen
from workflow.errors import Invalid, NotFound, NotOffered, NotPermitted, Refused
from workflow.queries.meetings import Decided, decisions_of

TWO_CAME = [{"agency": "council", "came": "present"}, {"agency": "police", "came": "deputy", "deputy_for": "The DCI"}]
WITHOUT = "Too few statutory partners were represented: say why it went ahead. It then stands as not quorate"
MINUTES = {"minutes": "All was gone through"}
LINKED = "SELECT case_id FROM link WHERE kind = 'decided_at' AND ended_on IS NULL"


def decided(world: World, who: str, reference: str) -> list[Decided]:
    """The decisions that somebody reads on a case or a meeting."""
    today = world.now.date()
    with world.database.reading() as session:
        return decisions_of(session, seen(session, reference, world.ids[who], today), world.ids[who], today)


def facts(world: World, reference: str) -> dict[str, Any]:
    """What the meeting keeps."""
    with world.database.reading() as session:
        return seen(session, reference, world.ids["manager"], world.now.date()).facts


def test_every_statutory_partner_makes_it_quorate(world: World) -> None:
    """In person or by a deputy; apologies and other agencies don't."""
    meeting = meetings.planned(world)
    world.fire("officer", meeting, "send_papers")
    came = [*TWO_CAME, {"agency": "icb", "came": "apology"}, {"agency": "school", "came": "present"}]
    with pytest.raises(Refused) as refused:
        world.fire("officer", meeting, "hold", {"chaired_by": email("chair"), "attendance": came})
    assert [WITHOUT] == list(refused.value.reasons)
    why = {"not_quorate": "The case couldn't wait: the ICB confirms by mail"}
    world.fire("officer", meeting, "hold", {"chaired_by": email("chair"), "attendance": came} | why)
    assert "Not quorate: 2 of 3 statutory partners were represented, 3 are needed" == facts(world, meeting)["quorum"]
    whole = meetings.held(world, attendance=[*TWO_CAME, {"agency": "icb", "came": "present"}])
    assert "Quorate: 3 of 3 statutory partners were represented" == facts(world, whole)["quorum"]


def test_the_quorum_is_the_policys_as_the_meeting_was_called(world: World) -> None:
    """A meeting called under two stays under two when all are wanted later."""
    world.policy('title = "Testing Partnership"\nedition = "2"\n[meetings]\nquorum = 2\n')
    meeting = meetings.planned(world)
    world.policy('title = "Testing Partnership"\nedition = "3"\n')
    world.fire("officer", meeting, "send_papers")
    world.fire("officer", meeting, "hold", {"chaired_by": email("chair"), "attendance": TWO_CAME})
    assert "Quorate: 2 of 3 statutory partners were represented" == facts(world, meeting)["quorum"]


def test_a_scrutineer_who_chairs_is_flagged(world: World) -> None:
    """The manager and the chair hear of it, the meeting says so; another chair takes it back."""
    meeting = meetings.held(world, chair="scrutineer")
    assert "a substitute gives the opinion" in facts(world, meeting)["independence"]
    assert {"manager", "chair"} <= told(world, meeting, "The scrutineer chaired a meeting")
    world.fire("manager", meeting, "change_chair", {"chaired_by": email("chair"), "reason": "A slip"})
    assert "independence" not in facts(world, meeting)


def test_minutes_are_agreed_by_who_chaired_and_wrote_none_of_them(world: World) -> None:
    """Whoever chaired doesn't write them; who wrote or recorded them doesn't agree them."""
    meeting = meetings.held(world)
    with pytest.raises(Refused, match="Whoever chaired agrees the minutes"):
        world.fire("chair", meeting, "draft_minutes", MINUTES)
    world.fire("officer", meeting, "draft_minutes", MINUTES)
    assert {"chair"} == told(world, meeting, "wait for your agreement")
    for who in ("manager", "dsp_council"):
        with pytest.raises(Refused, match="This is for whoever chaired the meeting"):
            world.fire(who, meeting, "agree_minutes")
    with pytest.raises(Refused, match="another person than who wrote them"):
        world.fire("officer", meeting, "agree_minutes", recorded_for="chair")
    world.fire("chair", meeting, "ask_corrections", {"corrections": "The police left at noon"})
    world.fire("officer", meeting, "correct_minutes", MINUTES | {"reason": "As asked"})
    assert "minutes_agreed" == world.fire("manager", meeting, "agree_minutes", recorded_for="chair").state


def test_agreed_minutes_are_put_right_and_agreed_again(world: World) -> None:
    """With a reason; they aren't planned anew."""
    meeting = meetings.held(world)
    world.fire("officer", meeting, "draft_minutes", MINUTES)
    world.fire("chair", meeting, "agree_minutes")
    with pytest.raises(NotOffered):
        world.fire("manager", meeting, "reopen", {"aware_again_on": "2026-11-23", "reason": "x"})
    assert "minutes_drafted" == world.fire("manager", meeting, "reopen_minutes", {"reason": "A wrong date"}).state
    world.fire("officer", meeting, "correct_minutes", MINUTES | {"reason": "The date"})
    assert "minutes_agreed" == world.fire("chair", meeting, "agree_minutes").state


def test_a_decision_stands_on_its_case_with_the_entry_it_led_to(world: World) -> None:
    """The case keeps it in its own trail without a new revision; its owner hears of it."""
    case = situations.recommendation(world)
    revision = situations.row(world, case).revision
    meeting = meetings.held(world)
    rows = [{"about": case, "entry": 2, "decision": "It goes ahead"}]
    world.fire("manager", meeting, "draft_minutes", MINUTES | {"decisions": rows})
    for reference in (case, meeting):
        (one,) = decided(world, "chair", reference)
        assert ("It goes ahead", 2, "Agree", meeting) == (one.decision, one.entry, one.move, one.meeting)
    assert revision == situations.row(world, case).revision
    assert {"officer"} == told(world, case, "A meeting's decision was entered on a case")
    body = situations.rows(world.database, "SELECT body FROM entry WHERE move = 'draft_minutes'")[0].body
    assert case not in body


def test_whose_minutes_were_recorded_for_them_hears_of_no_decision_in_them(world: World) -> None:
    """They wrote it: nobody is told of their own act, on the cases that it is about neither."""
    case = situations.recommendation(world)
    rows = [{"about": case, "decision": "It goes ahead"}]
    world.fire("manager", meetings.held(world), "draft_minutes", MINUTES | {"decisions": rows}, recorded_for="officer")
    assert set() == told(world, case, "A meeting's decision was entered on a case")


def test_a_decision_about_the_same_case_takes_the_earlier_ones_place(world: World) -> None:
    """When minutes are corrected; what was entered before stays in the trail."""
    case = situations.recommendation(world)
    meeting = meetings.held(world)
    rows = [{"about": case, "decision": "It goes ahead"}]
    world.fire("officer", meeting, "draft_minutes", MINUTES | {"decisions": rows})
    rows = [{"about": case, "decision": "It waits"}, {"about": case, "decision": "Until June"}]
    world.fire("officer", meeting, "correct_minutes", MINUTES | {"decisions": rows, "reason": "Misheard"})
    assert ["It waits", "Until June"] == [one.decision for one in decided(world, "officer", case)]
    assert 2 == len(situations.rows(world.database, LINKED))
    entries = situations.rows(world.database, "SELECT seq FROM entry WHERE move = 'decided_at'")
    assert 3 == len(entries)


def test_a_decision_on_what_is_not_there_is_refused_by_row(world: World) -> None:
    """A case that doesn't exist and one that isn't seen answer alike; nothing is kept."""
    case, sealed = situations.recommendation(world), situations.incident(world)
    situations.sql(world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=sealed)
    meeting = meetings.held(world)
    for about in ("NM-2026-9999", sealed, meeting):
        rows = [{"about": case, "decision": "x"}, {"about": about, "decision": "x"}]
        with pytest.raises(Invalid) as refused:
            world.fire("manager", meeting, "draft_minutes", MINUTES | {"decisions": rows})
        expected = f"Decisions, row 2: {about} isn't the reference of a case that you see"
        assert expected == refused.value.errors["decisions"]
    rows = [{"about": case, "entry": 99, "decision": "x"}]
    with pytest.raises(Invalid, match="has no entry 99"):
        world.fire("manager", meeting, "draft_minutes", MINUTES | {"decisions": rows})
    assert [] == situations.rows(world.database, LINKED)


def test_each_reads_the_decisions_on_the_cases_that_they_see(world: World) -> None:
    """An agency that is invited sees the meeting, and of its cases no more than before."""
    case = situations.recommendation(world)
    meeting = meetings.planned(world, invited=["school"])
    world.fire("officer", meeting, "send_papers")
    came = {"chaired_by": email("chair"), "attendance": meetings.ALL_CAME}
    world.fire("officer", meeting, "hold", came)
    rows = [{"about": case, "decision": "It goes ahead"}]
    world.fire("officer", meeting, "draft_minutes", MINUTES | {"decisions": rows})
    assert [] == decided(world, "lead_school", meeting)
    assert 1 == len(decided(world, "dsp_icb", meeting))
    with pytest.raises(NotFound):
        decided(world, "lead_housing", meeting)


@pytest.mark.parametrize("who", ["dsp_police", "scrutineer"])
def test_who_takes_minutes(world: World, who: str) -> None:
    """The unit, the chairs and panel members."""
    meeting = meetings.held(world)
    with pytest.raises(NotPermitted):
        world.fire(who, meeting, "draft_minutes", MINUTES)
