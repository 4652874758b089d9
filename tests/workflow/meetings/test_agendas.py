"""What waits for a meeting, which meeting takes it, and what becomes of what no meeting came to."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from tests.workflow import meetings_brought_to as meetings
from tests.workflow import situations
from tests.workflow.telling import told
from tests.world import World
from workflow.engine.casework import seen
from workflow.errors import CasekeeperError, Invalid, NotOffered, NotPermitted, Refused
from workflow.queries.meetings import waiting_for_a_meeting

PAPERS = "The papers of a meeting are out"


def test_a_meeting_takes_all_that_waits(world: World) -> None:
    """Where nothing is chosen; and what a second meeting takes is what was flagged since."""
    first, second = (
        meetings.flag(world, situations.incident(world)),
        meetings.flag(world, situations.recommendation(world)),
    )
    one, other = meetings.planned(world), meetings.planned(world)
    world.fire("officer", one, "send_papers")
    assert [(first, one, False), (second, one, False)] == meetings.taken(world)
    later = meetings.flag(world, situations.incident(world))
    world.fire("officer", other, "send_papers")
    assert [one, one, other] == [meeting for _, meeting, _ in meetings.taken(world)]
    assert (later, other, False) == meetings.taken(world)[-1]


def test_what_waits_is_shown_before_papers_go(world: World) -> None:
    """On the meeting that could take it, of the cases that the reader sees, and no more once another took it."""
    first = meetings.flag(world, situations.incident(world))
    one, other = meetings.planned(world, invited=["school"]), meetings.planned(world)
    assert [(first, f"Of {first}?")] == waiting(world, "officer", other)
    assert [] == waiting(world, "lead_school", one)
    world.fire("officer", one, "send_papers")
    assert [] == waiting(world, "officer", other)


def waiting(world: World, who: str, reference: str) -> list[tuple[str, str]]:
    """What somebody reads that waits for the meeting: the case and the question."""
    viewer, today = world.ids[who], world.now.date()
    with world.database.reading() as session:
        found = waiting_for_a_meeting(session, seen(session, reference, viewer, today), viewer, today)
    return [(one.reference, one.question) for one in found]


def test_a_meeting_takes_what_is_chosen_and_more_until_it_is_held(world: World) -> None:
    """The rest waits; what isn't there to be chosen is refused by name."""
    first, second = (
        meetings.flag(world, situations.incident(world)),
        meetings.flag(world, situations.recommendation(world)),
    )
    number, meeting = meetings.numbers(world), meetings.planned(world)
    with pytest.raises(Invalid) as refused:
        world.fire("officer", meeting, "send_papers", {"agenda": ["4711"]})
    assert "'4711' isn't one of" in refused.value.errors["agenda"]
    world.fire("officer", meeting, "send_papers", {"agenda": [number[second]]})
    assert [(first, None, False), (second, meeting, False)] == meetings.taken(world)
    world.fire("chair", meeting, "add_to_agenda", {"agenda": [number[first]]})
    assert [meeting, meeting] == [one for _, one, _ in meetings.taken(world)]
    world.fire("officer", meeting, "hold", {"chaired_by": "chair@northmoor.example", "attendance": meetings.ALL_CAME})
    with pytest.raises(NotOffered):
        world.fire("officer", meeting, "add_to_agenda")


def test_what_a_meeting_did_not_come_to_waits_again(world: World) -> None:
    """The next meeting takes it; what was come to is never taken again."""
    first, second = (
        meetings.flag(world, situations.incident(world)),
        meetings.flag(world, situations.recommendation(world)),
    )
    meeting = meetings.held(world, not_reached=[])
    assert [(first, meeting, True), (second, meeting, True)] == meetings.taken(world)
    world.fire("officer", meeting, "draft_minutes", {"minutes": "All was gone through"})
    world.fire("chair", meeting, "agree_minutes")
    third = meetings.flag(world, first)
    left = meetings.planned(world)
    world.fire("officer", left, "send_papers")
    came = {"chaired_by": "chair@northmoor.example", "attendance": meetings.ALL_CAME}
    world.fire("officer", left, "hold", came | {"not_reached": [meetings.numbers(world)[third]]})
    assert (third, None, False) == meetings.taken(world)[-1]
    following = meetings.planned(world)
    world.fire("officer", following, "send_papers")
    assert [(first, meeting, True), (second, meeting, True), (third, following, False)] == meetings.taken(world)


@pytest.mark.parametrize(
    ("who", "ends", "answers"),
    [
        ("officer", "cancel", {"reason": "Too few could come"}),
        ("manager", "opened_in_error", {"reason": "Entered twice"}),
    ],
)
def test_what_a_meeting_had_taken_waits_again_where_it_never_met(
    world: World, who: str, ends: str, answers: dict[str, str]
) -> None:
    """However it ended; planned anew it has what no other has taken since."""
    case = meetings.flag(world, situations.incident(world))
    meeting = meetings.planned(world)
    world.fire("officer", meeting, "send_papers")
    world.fire(who, meeting, ends, answers)
    other = meetings.planned(world)
    world.fire("officer", other, "send_papers")
    assert [(case, other, False)] == meetings.taken(world)
    again = {"aware_again_on": "2026-11-23", "meets_on": "2026-12-16", "reason": "It meets after all"}
    assert "planned" == world.fire("manager", meeting, "reopen", again).state
    assert date(2026, 12, 16) == situations.row(world, meeting).due_on


def test_a_case_that_has_ended_is_not_taken(world: World) -> None:
    """Nobody can decide on it any more; reopened it waits again."""
    case = meetings.flag(world, situations.incident(world))
    world.fire("officer", case, "withdraw", {"reason": "It was another family"})
    meeting = meetings.planned(world)
    world.fire("officer", meeting, "send_papers")
    assert [(case, None, False)] == meetings.taken(world)
    world.fire("manager", case, "reopen", {"aware_again_on": "2026-11-23", "reason": "It was this one"})
    world.fire("officer", meeting, "add_to_agenda")
    assert [(case, meeting, False)] == meetings.taken(world)


def test_nobody_takes_a_case_that_they_do_not_see(world: World) -> None:
    """Not by choosing it, and not among all."""
    hidden = meetings.flag(world, situations.incident(world))
    situations.sql(world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=hidden)
    meeting = meetings.planned(world)
    with pytest.raises(Invalid):
        world.fire("chair", meeting, "send_papers", {"agenda": [meetings.numbers(world)[hidden]]})
    world.fire("chair", meeting, "send_papers")
    assert [(hidden, None, False)] == meetings.taken(world)


@pytest.mark.parametrize("who", ["lead_school", "dsp_police", "scrutineer", "executive"])
def test_who_calls_a_meeting(world: World, who: str) -> None:
    """The business unit and the chairs; others can't open one."""
    with pytest.raises(NotPermitted):
        world.open(who, "meeting", meetings.PLANNED)


def test_papers_reach_those_invited_and_the_scrutineer(world: World) -> None:
    """The scrutineer's at once and of every meeting; whoever chairs is told so, and sees it."""
    meeting = meetings.planned(world, invited=["school"], chaired_by="executive@northmoor.example")
    with pytest.raises(CasekeeperError):
        world.fire("executive", meeting, "note", {"note": "Not yet a member"})
    world.fire("officer", meeting, "send_papers")
    assert {"dsp_council", "dsp_police", "dsp_icb", "lead_school", "chair", "scrutineer", "executive"} == told(
        world, meeting, "The papers of a meeting"
    )
    at_once = "SELECT p.email FROM notice n JOIN person p ON p.id = n.person WHERE n.at_once ORDER BY p.email"
    found = [row.email.partition("@")[0] for row in situations.rows(world.database, at_once)]
    assert ["executive", "scrutineer"] == found
    world.fire("officer", meeting, "move_date", {"meets_on": "2026-12-16", "reason": "Half of them are away"})
    assert {"dsp_icb", "lead_school", "scrutineer"} <= told(world, meeting, "was moved to another day")


def test_the_papers_limit_is_counted_back_from_the_day(world: World) -> None:
    """Five working days before Wednesday 9 December 2026 is Wednesday 2 December; moved with the day."""
    meeting = meetings.planned(world)
    assert date(2026, 12, 2) == situations.clocks(world, meeting)["papers"].due_on
    world.fire("officer", meeting, "move_date", {"meets_on": "2027-01-06", "reason": "Half of them are away"})
    clocks = situations.clocks(world, meeting)
    assert (date(2026, 12, 29), date(2027, 1, 6)) == (clocks["papers"].due_on, clocks["meeting"].due_on)
    world.fire("officer", meeting, "send_papers")
    world.fire("officer", meeting, "move_date", {"meets_on": "2027-01-13", "reason": "Snow"})
    clocks = situations.clocks(world, meeting)
    assert ("stopped", "running") == (clocks["papers"].status, clocks["meeting"].status)


@pytest.mark.parametrize("turn", range(3))
def test_two_meetings_do_not_take_the_same(world: World, turn: int) -> None:
    """Both choose the same at the same moment: one has it, the other is refused and stays as it was."""
    for _ in range(3):
        meetings.flag(world, situations.recommendation(world))
    chosen = {"agenda": sorted(meetings.numbers(world).values())}
    both = [meetings.planned(world), meetings.planned(world)]
    refused: list[str] = []
    together = threading.Barrier(2)

    def send(meeting: str) -> None:
        together.wait()
        try:
            world.fire("officer", meeting, "send_papers", chosen)
        except (Refused, Invalid):
            refused.append(meeting)

    threads = [threading.Thread(target=send, args=(meeting,)) for meeting in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 == len(refused), turn
    assert set(both) - set(refused) == {meeting for _, meeting, _ in meetings.taken(world)}
    assert "planned" == situations.row(world, refused[0]).state
