"""What tells untitled cases apart: whom they are about, whose they are, since when, as far as the viewer reads it."""

from __future__ import annotations

from datetime import date

from tests.workflow import situations
from tests.world import World
from workflow.queries.case_list import Wanted, list_cases
from workflow.queries.told_apart import Apart, named, told_apart

CHILDREN = "Child A, 4; Child B, 7"
OPENED = date(2026, 11, 23)


def seen_by(world: World, who: str, *references: str, own: tuple[str, ...] = ()) -> dict[str, Apart]:
    """What their list says besides."""
    with world.database.reading() as session:
        return told_apart(session, world.ids[who], world.now.date(), references, own=own)


def test_a_case_says_whom_it_is_about(world: World) -> None:
    """Its own subjects, or those of the case above it; whose it is, unless it is the viewer's own agency's."""
    review = situations.rapid_review(world)
    assert {review: Apart(CHILDREN, "Business unit", OPENED)} == seen_by(world, "chair", review)
    assert {review: Apart(CHILDREN, "", OPENED)} == seen_by(world, "officer", review, own=("unit",))
    assert {} == seen_by(world, "officer")


def test_who_doesnt_read_the_case_above_isnt_told_whom_it_is_about(world: World) -> None:
    """An agency asked for its return reads that it is theirs, and since when; others read nothing."""
    review = situations.rapid_review(world)
    asked = {"agencies_asked": ["housing"], "request": "All you know"}
    world.fire("officer", review, "ask_agencies", asked)
    (agency_return,) = situations.children(world, review)
    theirs = Apart("", "Housing association", OPENED)
    assert {agency_return: theirs} == seen_by(world, "user_housing", agency_return, review)
    assert {agency_return: Apart(CHILDREN, "Housing association", OPENED)} == seen_by(world, "officer", agency_return)
    for who in ("user_school", "administrator", "auditor"):
        assert {} == seen_by(world, who, agency_return, review), who


def test_who_isnt_told_whom_it_is_about_cant_find_it_so(world: World) -> None:
    """A list found by a pseudonym has what is about them and what stands below it, for who reads the case above."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "ask_agencies", {"agencies_asked": ["housing"], "request": "All you know"})
    (agency_return,) = situations.children(world, review)
    with world.database.reading() as session:
        found = {
            who: [one.reference for one in list_cases(session, world.ids[who], OPENED, Wanted(q="child a"))[0]]
            for who in ("officer", "user_housing", "auditor")
        }
    assert {"user_housing": [], "auditor": []} == {who: found[who] for who in ("user_housing", "auditor")}
    assert {review, agency_return} < set(found["officer"])


def test_a_restricted_case_says_nothing_to_who_may_only_know_of_it(world: World) -> None:
    """The business manager who isn't named on it."""
    reference = situations.incident(world)
    chairs = {"named": [{"person": "chair@northmoor.example"}], "reason": "A colleague's family"}
    world.fire("chair", reference, "restrict", chairs)
    assert {} == seen_by(world, "manager", reference)
    assert {reference} == seen_by(world, "chair", reference).keys()


def test_many_are_a_few_and_a_number(world: World) -> None:
    """A family of five is three names and how many more."""
    five = [{"pseudonym": f"Child {letter}", "age": 3} for letter in "ABCDE"]
    reference = situations.incident(world, subjects=five)
    assert "Child A, 3; Child B, 3; Child C, 3 and 2 more" == seen_by(world, "officer", reference)[reference].subjects


def test_ages_in_words() -> None:
    """A baby, an unborn child, somebody whose age nobody knows."""
    assert ["Wren, 4", "Wren, under 1", "Wren, unborn", "Wren"] == [
        named("Wren", 4, None), named("Wren", 0, None), named("Wren", None, OPENED), named("Wren", None, None),
    ]  # fmt: skip
