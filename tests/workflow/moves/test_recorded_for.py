"""Acting for people who aren't signed in: who may record, what they may not, and what the other may say to it."""

from __future__ import annotations

import pytest

from tests.workflow import situations
from tests.workflow.situations import children, rows
from tests.world import World
from workflow.errors import Invalid, NotFound, NotPermitted


def returned(world: World) -> str:
    """A school's return, asked for."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "ask_agencies", {"agencies_asked": ["school"], "request": "All you know"})
    return children(world, review)[0]


def test_the_business_unit_records_what_came_by_mail(world: World) -> None:
    """An officer records a school's nil return: the entry names both, and the school's lead is told at once."""
    reference = returned(world)
    world.fire("officer", reference, "nil", {"searched": "All files"}, recorded_for="lead_school")
    [found] = rows(world.database, "SELECT actor, recorded_for FROM entry WHERE move = 'nil'")
    assert (world.ids["officer"], world.ids["lead_school"]) == tuple(found)
    told = rows(world.database, "SELECT person, at_once FROM notice WHERE key LIKE '%recorded_for_you%'")
    assert [(world.ids["lead_school"], True)] == [(one.person, bool(one.at_once)) for one in told]


@pytest.mark.parametrize("who", ["lead_school", "scrutineer", "dsp_police", "chair"])
def test_nobody_else_records_for_another(world: World, who: str) -> None:
    """Only the business unit records for others: an agency's lead doesn't record for their own user."""
    reference = returned(world)
    with pytest.raises((NotPermitted, NotFound)):
        world.fire(who, reference, "nil", {"searched": "x"}, recorded_for="user_school")


def test_it_is_judged_whether_the_other_may(world: World) -> None:
    """The officer can't lend a role: a return isn't recorded for somebody at another agency."""
    with pytest.raises(NotPermitted):
        world.fire("officer", returned(world), "nil", {"searched": "x"}, recorded_for="lead_police")


def test_a_verification_is_never_recorded_for_another(world: World) -> None:
    """Whoever verifies does so themselves; the sentence says so."""
    reference = situations.submitted(world)
    with pytest.raises(NotPermitted, match="can't be recorded for somebody else"):
        world.fire("officer", reference, "verify", {"verification": "Seen"}, recorded_for="dsp_police")


def test_a_partner_agrees_in_a_call(world: World) -> None:
    """An agreement given by telephone is the partner's signature, recorded by the officer, with no waiver."""
    reference = situations.proposed(world)
    world.fire("officer", reference, "agree", recorded_for="dsp_police")
    [found] = rows(world.database, "SELECT person, agency, recorded_by, waiver FROM signature")
    assert (world.ids["dsp_police"], "police", world.ids["officer"], None) == tuple(found)


def test_they_confirm_or_dispute_within_five_working_days(world: World) -> None:
    """Recorded on Monday: to the end of the next Monday they may answer, on Tuesday no more; others never."""
    reference = returned(world)
    world.fire("officer", reference, "nil", {"searched": "x"}, recorded_for="lead_school")
    seq = situations.row(world, reference).seq
    with pytest.raises(NotPermitted):
        world.fire("user_school", reference, "confirm_recorded", {"which": seq})
    world.at("2026-11-30", 23).fire("lead_school", reference, "confirm_recorded", {"which": seq})
    with pytest.raises(NotPermitted):
        world.at("2026-12-01", 9).fire("lead_school", reference, "dispute_recorded", {"which": seq, "reason": "No"})


def test_a_dispute_reaches_the_business_manager_at_once(world: World) -> None:
    """Whoever says "that isn't what I said" is heard; only an entry recorded for them may be named."""
    reference = returned(world)
    world.fire("officer", reference, "nil", {"searched": "x"}, recorded_for="lead_school")
    seq = situations.row(world, reference).seq
    with pytest.raises(Invalid):
        world.fire("lead_school", reference, "dispute_recorded", {"which": 1, "reason": "No"})
    world.fire("lead_school", reference, "dispute_recorded", {"which": seq, "reason": "No"})
    told = rows(world.database, "SELECT person FROM notice WHERE key LIKE '%record_disputed%' AND at_once")
    assert [world.ids["manager"]] == [one.person for one in told]


def test_recording_for_oneself_is_doing_it(world: World) -> None:
    """Who names themselves acts themselves: nothing is marked as recorded for another."""
    reference = situations.incident(world)
    world.fire("officer", reference, "note", {"note": "x"}, recorded_for="officer")
    assert [None] == [one[0] for one in rows(world.database, "SELECT recorded_for FROM entry WHERE move = 'note'")]
