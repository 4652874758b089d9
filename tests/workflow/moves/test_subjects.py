"""Whom a case is about: each on their track, the list put right by a move, the one before still to be read."""

from __future__ import annotations

import pytest

from tests.workflow import situations
from tests.workflow.situations import row, rows
from tests.world import World
from workflow.engine.casework import seen
from workflow.errors import Refused
from workflow.queries import case_view

ASKED = """
    SELECT s.pseudonym, s.age, s.track FROM subject s JOIN casefile c ON c.id = s.case_id
    WHERE reference = :r ORDER BY s.id
"""


def listed(world: World, case: str) -> list[tuple[str, int | None, str]]:
    """The rows of whom a case is about."""
    return [tuple(one) for one in rows(world.database, ASKED, r=case)]


def test_the_track_is_adult_from_eighteen(world: World) -> None:
    """Seventeen is a child; so are the unborn, and whoever's age isn't known."""
    told = [
        {"pseudonym": "A", "age": 17},
        {"pseudonym": "B", "age": 18},
        {"pseudonym": "C", "expected_on": "2027-02-01"},
        {"pseudonym": "D"},
    ]
    case = situations.incident(world, subjects=told)
    expected = [("A", 17, "child"), ("B", 18, "adult"), ("C", None, "child"), ("D", None, "child")]
    assert expected == listed(world, case)


def test_the_list_is_put_right_and_the_old_one_stays_in_the_trail(world: World) -> None:
    """Rows and facts are the new ones; the first entry still tells the old, in words."""
    case = situations.incident(world)
    before = row(world, case).revision
    right = [{"pseudonym": "Child A", "age": 5}, {"pseudonym": "Adult P", "age": 21}]
    world.fire("officer", case, "change_subjects", {"subjects": right, "reason": "The birthday was wrong"})
    assert [("Child A", 5, "child"), ("Adult P", 21, "adult")] == listed(world, case)
    assert before + 1 == row(world, case).revision
    with world.database.reading() as session:
        found = seen(session, case, world.ids["manager"], world.now.date())
        entries = case_view.entries(session, found)
        assert right == case_view.facts_told(session, found)["subjects"]
    assert ["Child A", "Child B"] == [one["pseudonym"] for one in entries[0].answers["subjects"]]


@pytest.mark.parametrize("wrong", [{"age": -1}, {"age": 121}, {"age": 3, "expected_on": "2027-02-01"}])
def test_an_age_nobody_can_have_is_refused(world: World, wrong: dict[str, object]) -> None:
    """When the case is opened, and when the list is put right."""
    told = [{"pseudonym": "A"} | wrong]
    with pytest.raises(Refused, match="An age must be between 0 and 120"):
        situations.incident(world, subjects=told)
    case = situations.incident(world)
    with pytest.raises(Refused, match="An age must be between 0 and 120"):
        world.fire("officer", case, "change_subjects", {"subjects": told, "reason": "x"})


KNOWN = {"sex": "female", "ethnicity": "not_known", "disability": "disabled", "disability_kind": "Doesn't hear"}


def test_what_is_known_of_somebody_stands_beside_the_entry(world: World) -> None:
    """As narrative does, so that it can be erased: the hashed body says neither what is known nor that nothing is."""
    told = [{"pseudonym": "Child A", "age": 4} | KNOWN | {"legal_status": "care_order", "living": "foster"}]
    case = situations.incident(world, subjects=told)
    with world.database.reading() as session:
        found = seen(session, case, world.ids["manager"], world.now.date())
        assert told == case_view.facts_told(session, found)["subjects"]
    (opened,) = rows(world.database, "SELECT e.body FROM entry e JOIN casefile c ON c.id = e.case_id AND e.seq = 1")
    assert [] == [word for word in ("female", "not_known", "disabled", "care_order", "foster") if word in opened.body]


def test_more_is_said_later_and_in_no_word_to_anybody(world: World) -> None:
    """The household too; no title, no notice and no mail has a word of it."""
    case = situations.incident(world)
    said = [{"pseudonym": "Child A", "age": 4} | KNOWN]
    more = {"subjects": said, "household": "Grandmother and two cousins", "reason": "Asked at the visit"}
    world.fire("officer", case, "change_subjects", more)
    with world.database.reading() as session:
        found = seen(session, case, world.ids["manager"], world.now.date())
        assert "Grandmother and two cousins" == case_view.facts_told(session, found)["household"]
    titles = [one.title for one in rows(world.database, "SELECT title FROM casefile")]
    tasks = [f"{one.task} {one.why}" for one in rows(world.database, "SELECT task, why FROM notice")]
    assert [] == [one for one in (*titles, *tasks) if "Grandmother" in one or "hear" in one.split()]


def test_it_goes_along_when_a_case_is_merged(world: World) -> None:
    """Whom the other case didn't list comes with all that is known of them."""
    told = [{"pseudonym": "Child C", "age": 9} | KNOWN]
    one, other = situations.incident(world, subjects=told), situations.incident(world)
    world.fire("manager", one, "merge", {"into": other, "reason": "One family"})
    with world.database.reading() as session:
        found = seen(session, other, world.ids["manager"], world.now.date())
        assert told[0] == case_view.facts_told(session, found)["subjects"][-1]
