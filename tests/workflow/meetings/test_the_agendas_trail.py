"""What became of an agenda stands in the meeting's own trail: put down, put on, come to, moved on, taken off."""

from __future__ import annotations

import json

import pytest

from tests.workflow import meetings_brought_to as meetings
from tests.workflow import situations
from tests.world import World
from workflow.engine.casework import seen
from workflow.queries.case_view import entries
from workflow.queries.meetings import agenda_in_words_for


def trail(world: World, who: str, meeting: str) -> list[dict[str, str]]:
    """What somebody reads in the meeting's trail of its agenda, entry by entry."""
    viewer, today = world.ids[who], world.now.date()
    with world.database.reading() as session:
        found = entries(session, seen(session, meeting, viewer, today))
        told = agenda_in_words_for(session, found, viewer, today)
    words = [{key: str(said) for key, said in one.answers.items() if "NM-" in str(said)} for one in told]
    return [one for one in words if one]


def test_the_next_meetings_trail_tells_of_its_agenda(world: World) -> None:
    """Put down for it, put on its agenda, come to or moved on; not in the trail of a later meeting."""
    later = meetings.planned(world, meets_on="2026-12-16")
    meeting = meetings.planned(world)
    first = meetings.flag(world, situations.incident(world))
    second = meetings.flag(world, situations.recommendation(world), wanted="discussion")
    world.fire("officer", meeting, "send_papers")
    came = {"chaired_by": "chair@northmoor.example", "attendance": meetings.ALL_CAME}
    world.fire("officer", meeting, "hold", came | {"not_reached": [meetings.numbers(world)[second]]})
    one, other = f"{first} (a decision)", f"{second} (discussion)"
    expected = [
        {"put_down_for_the_next_meeting": one},
        {"put_down_for_the_next_meeting": other},
        {"put_on_the_agenda": f"{one}, {other}"},
        {"come_to": one, "moved_on_to_the_next_meeting": other},
    ]
    assert expected == trail(world, "officer", meeting)
    assert [] == trail(world, "officer", later)
    third = meetings.flag(world, situations.incident(world))
    assert [{"put_down_for_the_next_meeting": f"{third} (a decision)"}] == trail(world, "officer", later)


def test_what_is_called_off_takes_items_off(world: World) -> None:
    """All that the meeting had taken, which then waits for another."""
    case = meetings.flag(world, situations.incident(world))
    meeting = meetings.planned(world)
    world.fire("officer", meeting, "send_papers")
    world.fire("officer", meeting, "cancel", {"reason": "Too few could come"})
    item = f"{case} (a decision)"
    assert [{"put_on_the_agenda": item}, {"taken_off_the_agenda": item}] == trail(world, "officer", meeting)


def test_a_meetings_trail_names_no_case_that_its_reader_doesnt_see(world: World) -> None:
    """An agency that is invited reads nothing of it, and what is hashed holds neither a reference nor a number."""
    meeting = meetings.planned(world, invited=["school"])
    case = meetings.flag(world, situations.incident(world))
    number = meetings.numbers(world)[case]
    world.fire("officer", meeting, "send_papers")
    assert [] == trail(world, "lead_school", meeting)
    said = "SELECT body FROM entry WHERE case_id = (SELECT id FROM casefile WHERE reference = :r) AND move <> 'opened'"
    bodies = [json.loads(row.body) for row in situations.rows(world.database, said, r=meeting)]
    assert ["put_down", "send_papers"] == [body["move"] for body in bodies]
    for body in bodies:
        assert case not in json.dumps(body)
        assert number not in json.dumps(body["answers"])


@pytest.mark.parametrize("who", ["officer", "dsp_police"])
def test_whoever_puts_it_down_is_named(world: World, who: str) -> None:
    """The entry is theirs; nobody has to be asked about the meeting, and its revision stays."""
    meeting = meetings.planned(world)
    before = situations.row(world, meeting)
    meetings.flag(world, situations.incident(world), who=who)
    after = situations.row(world, meeting)
    assert (before.seq + 1, before.revision) == (after.seq, after.revision)
    said = "SELECT actor, move FROM entry WHERE case_id = :c ORDER BY seq DESC LIMIT 1"
    (row,) = situations.rows(world.database, said, c=after.id)
    assert (world.ids[who], "put_down") == (row.actor, row.move)
