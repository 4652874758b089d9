"""A case is merged into another only if all who read that one may read it: or they would learn whom it is about."""

from __future__ import annotations

import pytest

from tests.joining import joins
from tests.workflow import situations
from tests.world import World, email
from workflow.errors import Invalid

WHY = {"reason": "As the chair asked"}
CHILD = [{"pseudonym": "Child of a sealed matter", "age": 3}]


def refused(world: World, who: str, case: str, into: str) -> str:
    """What is said to who tries to merge the one into the other."""
    with pytest.raises(Invalid) as fault:
        world.fire(who, case, "merge", {"into": into} | WHY)
    return fault.value.errors["into"]


def test_what_is_sealed_stays_with_those_named(world: World) -> None:
    """A sealed case goes into no case that others read, and does once that one is sealed to the same people."""
    joins(world, "other_manager", "unit", "business_manager")
    sealed, other = situations.incident(world, subjects=CHILD), situations.incident(world)
    to = {"sealed_to_chair": email("board_chair"), "sealed_to_manager": email("other_manager")} | WHY
    world.fire("other_manager", sealed, "seal", to)
    assert "may not read this case" in refused(world, "other_manager", sealed, other)
    assert not world.sees("officer", sealed)

    world.fire("other_manager", other, "seal", to)
    assert world.fire("other_manager", sealed, "merge", {"into": other} | WHY).final


def test_who_is_excluded_reads_it_nowhere_else(world: World) -> None:
    """Not before they are excluded there too, or readmitted."""
    case, other = situations.incident(world, subjects=CHILD), situations.incident(world)
    out = {"whom": email("dsp_police")} | WHY
    world.fire("manager", case, "exclude", out)
    says = refused(world, "manager", case, other)
    assert says == f"1 person who reads {other} may not read this case: see to that there first"

    world.fire("manager", other, "exclude", out)
    assert world.fire("manager", case, "merge", {"into": other} | WHY).final


def test_a_conflict_goes_on_counting(world: World) -> None:
    """Who declared one in the case that ends reads of it in no other."""
    case, other = situations.incident(world, subjects=CHILD), situations.incident(world)
    world.fire("scrutineer", case, "declare_conflict", {"conflict": "Worked with the family"})
    assert "1 person" in refused(world, "manager", case, other)
