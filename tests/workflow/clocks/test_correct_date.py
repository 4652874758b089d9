"""A date recorded wrongly is put right: clocks recompute, here and below, and the old date stays visible."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workflow import situations
from tests.workflow.situations import children, clocks, row, rows
from tests.world import World
from workflow.errors import Invalid, Refused


def correct(world: World, reference: str, which: str, right: str) -> None:
    """The officer puts a date right."""
    world.fire("officer", reference, "correct_date", {"which": which, "right_date": right, "reason": "Misread"})


def test_a_given_date_re_dates_the_clocks_it_set_going(world: World) -> None:
    """Aware on Friday, not Monday: due a day earlier; the first due date stays, the entry tells the old date."""
    reference = situations.incident(world)
    correct(world, reference, "aware_on", "2026-11-20")
    found = clocks(world, reference)["notify_panel"]
    assert (date(2026, 11, 30), date(2026, 11, 27)) == (found.first_due_on, found.due_on)
    assert date(2026, 11, 27) == row(world, reference).due_on
    [(body,)] = rows(world.database, "SELECT body FROM entry WHERE move = 'correct_date'")
    assert '"old_date":"2026-11-23"' in body
    assert '"aware_on":"2026-11-20"' in row(world, reference).facts


def test_a_moves_day_put_right_moves_the_child_with_an_entry_of_its_own(world: World) -> None:
    """The notification was sent a day earlier: the review it opened counts from then, and says why."""
    reference = situations.notifiable(world)
    world.at("2026-11-25").fire("officer", reference, "notify", {"sin_reference": "S"})
    review = children(world, reference)[0]
    before = row(world, review).revision
    correct(world, reference, f"entry:{row(world, reference).seq}", "2026-11-24")
    assert (date(2026, 12, 16), date(2026, 12, 15)) == (
        clocks(world, review)["rapid_review"].first_due_on,
        clocks(world, review)["rapid_review"].due_on,
    )
    assert (before, date(2026, 11, 24)) == (row(world, review).revision, row(world, review).opened_on)
    [(body,)] = rows(world.database, "SELECT body FROM entry WHERE move = 'dates_followed'")
    assert f'"cause":{{"case":"{reference}"' in body
    assert date(2026, 11, 24) == clocks(world, reference)["notify_panel"].stopped_on
    assert date(2026, 11, 24) == row(world, reference).closed_on


def test_the_opening_day_can_be_put_right(world: World) -> None:
    """What counts from the opening follows it."""
    reference = situations.action(world)
    correct(world, reference, "entry:1", "2026-11-16")
    assert date(2026, 12, 16) == clocks(world, reference)["progress"].due_on
    assert date(2026, 11, 16) == row(world, reference).opened_on


def test_a_date_corrected_twice_tells_the_last_one(world: World) -> None:
    """The second correction's old date is the first one's right date, for answers and for moves alike."""
    reference = situations.notifiable(world)
    world.at("2026-11-25")
    for which in ("aware_on", "entry:3"):
        correct(world, reference, which, "2026-11-22")
        correct(world, reference, which, "2026-11-21")
        bodies = rows(world.database, "SELECT body FROM entry WHERE move = 'correct_date' ORDER BY seq DESC LIMIT 1")
        assert '"old_date":"2026-11-22"' in bodies[0][0]


def test_only_dates_of_this_case_can_be_named(world: World) -> None:
    """A name that isn't a recorded date, a future day and the same day again are refused with a sentence."""
    reference = situations.incident(world)
    for which, right in (("closed_on", "2026-11-20"), ("entry:9", "2026-11-20"), ("aware_on", "2026-11-24")):
        with pytest.raises(Invalid):
            correct(world, reference, which, right)
    with pytest.raises(Refused, match="already Mon 23 Nov 2026"):
        correct(world, reference, "aware_on", "2026-11-23")


def test_what_was_queued_for_the_old_date_is_withdrawn(world: World) -> None:
    """A line owed for a date that was wrong isn't sent."""
    reference = situations.incident(world)
    clock = clocks(world, reference)["notify_panel"]
    situations.sql(
        world.database,
        """
        INSERT INTO notice (key, partnership, person, case_id, clock_id, due_on, rung, task, why, at_once, made_on,
            status) VALUES ('k', 'NM', :person, :case_id, :clock_id, '2026-11-30', 'due', 't', 'w', false,
            '2026-11-23', 'owed')
        """,
        person=world.ids["officer"],
        case_id=clock.case_id,
        clock_id=clock.id,
    )
    correct(world, reference, "aware_on", "2026-11-20")
    assert [("withdrawn",)] == [tuple(one) for one in rows(world.database, "SELECT status FROM notice WHERE key = 'k'")]


def test_a_correction_keeps_the_order_of_dates(world: World) -> None:
    """Nobody was aware before it happened, nor notified before they were aware; nothing is written."""
    reference = situations.notifiable(world)
    world.fire("officer", reference, "notify", {"sin_reference": "S"})
    wrong = {"which": "aware_on", "right_date": "2020-01-01", "reason": "A slip"}
    with pytest.raises(Refused, match="can't be before the incident"):
        world.fire("officer", reference, "correct_date", wrong)
    [(notified,)] = rows(world.database, "SELECT seq FROM entry WHERE move = 'notify'")
    wrong = {"which": f"entry:{notified}", "right_date": "2020-01-01", "reason": "A slip"}
    with pytest.raises(Refused, match="before the local authority was aware"):
        world.fire("officer", reference, "correct_date", wrong)
