"""A recommendation is asked after once none of its actions is open, and only then."""

from __future__ import annotations

from notifications.sweep import sweep
from states.kinds import machines
from tests.workflow.situations import children, clocks, recommendation, row, rows
from tests.workflow.taken_on import bare, taken_on
from tests.world import World

ROW = {"agency": "housing", "what": "Train everybody", "due_on": "2027-01-29"}
ACTION = {"what": "Train others", "agency": "housing", "due_on": "2027-01-29", "level": "single_agency"}
LINES = """
    SELECT DISTINCT p.email FROM notice n JOIN person p ON p.id = n.person JOIN clock c ON c.id = n.clock_id
    JOIN casefile f ON f.id = c.case_id WHERE f.reference = :case AND c.key = 'conclusion'
"""


def set_two(world: World) -> tuple[str, list[str]]:
    """A recommendation with two actions."""
    above = recommendation(world)
    world.fire("officer", above, "set_actions", {"actions": [ROW, ROW | {"what": "Audit it"}]})
    return above, children(world, above)


def stands(world: World, reference: str) -> str:
    """How the clock stands: running, stopped, or "" where it never ran."""
    found = clocks(world, reference).get("conclusion")
    return found.status if found is not None else ""


def end(world: World, action: str) -> None:
    """An action ends."""
    world.fire("manager", action, "cancel", {"reason": "Not needed"})


def moves(world: World, reference: str) -> list[str]:
    """The moves of its entries, the last first."""
    its = {"it": row(world, reference).id}
    return [
        one.move for one in rows(world.database, "SELECT move FROM entry WHERE case_id = :it ORDER BY seq DESC", **its)
    ]


def prompted_by(world: World, reference: str, day: str) -> set[str]:
    """Who has had a line of it by the end of the sweep of that morning."""
    sweep(world.database, world.at(day, 8).now)
    return {one.email.partition("@")[0] for one in rows(world.database, LINES, case=reference)}


def test_its_owner_is_prompted_once_the_last_action_has_ended(world: World) -> None:
    """Not while one is open; five working days after the last; the manager after another five. It is no limit."""
    above, (one, other) = set_two(world)
    assert "" == stands(world, above)
    end(world, one)
    assert "" == stands(world, above)
    end(world.at("2026-12-01"), other)
    assert ("running", "2026-12-08") == (stands(world, above), str(clocks(world, above)["conclusion"].due_on))
    assert row(world, above).due_on is None
    assert set() == prompted_by(world, above, "2026-12-07")
    assert {"officer"} == prompted_by(world, above, "2026-12-08")
    assert {"officer", "manager"} == prompted_by(world, above, "2026-12-15")
    world.fire("manager", above, "not_implement", {"reason": "Overtaken"})
    assert "stopped" == stands(world, above)


def test_more_actions_end_the_prompt_and_their_end_begins_it_anew(world: World) -> None:
    """Set by the move, opened by themselves, or reopened: of the last two an entry of the recommendation says so."""
    above, first = set_two(world)
    for action in first:
        end(world, action)
    world.fire("officer", above, "set_actions", {"actions": [ROW]})
    assert ("stopped", "set_actions") == (stands(world, above), moves(world, above)[0])
    end(world.at("2026-12-02"), children(world, above)[2])
    assert ("running", "2026-12-09") == (stands(world, above), str(clocks(world, above)["conclusion"].due_on))
    fourth = world.open("dsp_police", "action", ACTION, parent=above).reference
    assert ("stopped", "child_begun") == (stands(world, above), moves(world, above)[0])
    end(world, fourth)
    assert "running" == stands(world, above)
    before = row(world, above).revision
    world.fire("manager", first[0], "reopen", {"reason": "After all", "due_on": "2027-02-26"})
    assert ("stopped", "child_begun") == (stands(world, above), moves(world, above)[0])
    assert before == row(world, above).revision, "nobody's form is stale by it"
    world.fire("manager", fourth, "reopen", {"reason": "After all", "due_on": "2027-02-26"})
    assert ["child_begun", "child_ended"] == moves(world, above)[:2], "once is enough"


def test_one_that_was_taken_on_without_actions_is_asked_after_too(world: World) -> None:
    """Until an action is taken on below it."""
    machine = machines()["recommendation"]
    above = taken_on(world, "recommendation", bare(machine, "in_progress")).reference
    assert ("running", "2026-05-11") == (stands(world, above), str(clocks(world, above)["conclusion"].started_on))
    assert {"manager"} == prompted_by(world, above, "2026-11-24")
    taken_on(world, "action", bare(machines()["action"], "verified"), parent=above)
    assert "running" == stands(world, above)
    taken_on(world, "action", bare(machines()["action"], "open"), parent=above)
    assert ("stopped", "child_begun") == (stands(world, above), moves(world, above)[0])


def test_one_that_isnt_in_progress_hears_nothing_of_what_begins_below(world: World) -> None:
    """What is agreed has no such clock yet: an action below it makes no entry of it."""
    above = recommendation(world)
    world.open("dsp_police", "action", ACTION, parent=above)
    assert "agree" == moves(world, above)[0]
