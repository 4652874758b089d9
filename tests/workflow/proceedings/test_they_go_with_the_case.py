"""Proceedings listed in an incident, and what becomes of the list where one case opens another: it goes on there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.lifecycles import table
from tests.workflow import situations
from tests.workflow.every_move.children import lcspr
from tests.workflow.every_move.full import NOT_MET, WORDS
from tests.workflow.every_move.reports import DECISION, NONE, recommended
from tests.workflow.every_move.trying import Trials
from tests.workflow.situations import PARTNERS, PROPOSAL, children, clocks, row, sql
from tests.world import World
from workflow.database.storage import Database
from workflow.engine import trail
from workflow.engine.casework import seen
from workflow.errors import Refused
from workflow.queries.registers import registers_of

POLICE: dict[str, Any] = {
    "proceeding": "police",
    "proceeding_reference": "Operation Larkspur",
    "proceeding_effect": "Five practitioners may be witnesses",
    "holds": ["interviews"],
    "next_check_on": "2026-12-07",
}
ADDED = """
    SELECT entry.actor, entry.body FROM entry JOIN casefile ON casefile.id = entry.case_id
    WHERE casefile.reference = :reference AND entry.move = 'add_proceedings'
"""
INQUEST = {"proceeding": "inquest", "proceeding_effect": "It is opened", "next_check_on": "2026-12-14"}


def rows(world: World, case: str, who: str = "officer") -> list[dict[str, Any]]:
    """The rows of the case's list of proceedings as its page has them: numbers, words, what has ended."""
    with world.database.reading() as session:
        found = seen(session, case, world.ids[who], world.now.date())
        (listed,) = (one for one in registers_of(session, found) if one.register.key == "proceedings")
        return [{"number": one.number, "ended_on": one.ended_on, **one.cells} for one in listed.rows]


def whole(database: Database) -> None:
    """Every trail is as it was written."""
    with database.reading() as session:
        assert [] == trail.verify(session)[1]


def test_an_incident_lists_proceedings_and_their_checks_are_chased(world: World) -> None:
    """From the first day on; at rest once they have ended, and once the case has."""
    case = situations.incident(world)
    world.fire("officer", case, "add_proceedings", POLICE)
    world.fire("chair", case, "add_proceedings", INQUEST)
    assert ("running", date(2026, 12, 7)) == (clocks(world, case)["proceedings"].status, _due(world, case))
    world.fire("officer", case, "update_proceedings", {"row": "1", "next_check_on": "2027-01-11"})
    assert date(2026, 12, 14) == _due(world, case)
    world.fire("officer", case, "end_proceedings", {"row": "2", "reason": WORDS})
    assert date(2027, 1, 11) == _due(world, case)
    world.fire("officer", case, "withdraw", {"reason": WORDS})
    assert "stopped" == clocks(world, case)["proceedings"].status


def test_the_rapid_review_begins_with_the_incidents_proceedings(world: World) -> None:
    """With those that haven't ended, in their words, by entries that say whence; they hold, and are chased, there."""
    above = situations.notifiable(world)
    for one in (INQUEST, POLICE):
        world.fire("officer", above, "add_proceedings", one)
    world.fire("officer", above, "end_proceedings", {"row": "1", "reason": WORDS})
    # The local authority's lead notifies, who may add none of their own hand.
    notified = world.fire("lead_council", above, "notify", {"sin_reference": "SIN-1"})
    (case,) = children(world, above)
    assert [{"number": 1, "ended_on": None} | POLICE] == rows(world, case)
    told = sql(world.database, ADDED, reference=case)
    assert [(None, True)] == [
        (one.actor, f'"cause":{{"case":"{above}","seq":{notified.seq}}}' in one.body) for one in told
    ]
    assert date(2026, 12, 7) == _due(world, case)
    assert "stopped" == clocks(world, above)["proceedings"].status
    asked = {"agencies_asked": ["housing"], "returns_due_on": "2026-12-07", "request": WORDS}
    with pytest.raises(Refused, match="Proceedings hold up interviews"):
        world.fire("officer", case, "ask_agencies", asked)
    world.fire("officer", case, "end_proceedings", {"row": "1", "reason": WORDS})
    world.fire("officer", case, "ask_agencies", asked)
    assert [None] == [one["ended_on"] for one in rows(world, above) if one["number"] == 2], "the incident's stays"
    whole(world.database)


def test_a_practice_review_begins_with_the_rapid_reviews(world: World) -> None:
    """Opened by the last partner's agreement, with nobody's move of its own."""
    above = situations.rapid_review(world)
    world.fire("officer", above, "add_proceedings", POLICE)
    world.fire("officer", above, "meet", {"attended": ["police"], "discussion": WORDS})
    world.fire("officer", above, "draft")
    world.fire("officer", above, "propose", PROPOSAL | {"outcome": "lcspr"})
    for partner in PARTNERS:
        world.fire(partner, above, "agree")
    (case,) = children(world, above)
    assert [{"number": 1, "ended_on": None} | POLICE] == rows(world, case)
    assert date(2026, 12, 7) == _due(world, case)
    whole(world.database)


def test_a_learning_review_begins_with_the_referrals(world: World) -> None:
    """Where no safeguarding adults review is held."""
    above = recommended(Trials(world, table("adult_review")))
    world.fire("officer", above, "add_proceedings", POLICE)
    world.fire("board_chair", above, "decline", DECISION | NONE | {"criteria_s44": NOT_MET})
    case = next(one for one in children(world, above) if "learning_review" == row(world, one).kind)
    assert [{"number": 1, "ended_on": None} | POLICE] == rows(world, case)


def test_where_nothing_is_listed_nothing_is_handed_on(world: World) -> None:
    """No entry, no clock."""
    case = lcspr(Trials(world, table("practice_review")))
    assert [] == rows(world, case)
    assert "proceedings" not in clocks(world, case)


def _due(world: World, case: str) -> date:
    return clocks(world, case)["proceedings"].due_on
