"""Documents that come late: kept with any open case; what was put up to be verified stays as it was."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from states.kinds import machines
from tests.answers import SHOWN
from tests.clamd import EICAR
from tests.workflow import situations
from tests.workflow.every_move.full import WORDS
from tests.workflow.situations import action, row
from tests.world import World
from workflow.engine.casework import seen
from workflow.errors import Invalid, NotOffered, Refused
from workflow.queries.case_evidence import Piece, pieces
from workflow.uploads.evidence import attach
from workflow.uploads.files import Files

SUBMITTED = {"submission": "All were trained"}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A store without a virus scanner."""
    return Files(tmp_path / "files")


def put(world: World, files: Files, case: str, who: str, content: bytes = b"Words", replaces: int | None = None) -> int:
    """A file of theirs; its id."""
    with files.coming("notes.txt", BytesIO(content)) as coming, world.database.writing() as session:
        return attach(world.act(session, who), case, SHOWN, coming, replaces=replaces).id


def listed(world: World, case: str) -> list[Piece]:
    """The case's evidence."""
    with world.database.reading() as session:
        return pieces(session, seen(session, case, world.ids["officer"], world.now.date()))


@pytest.mark.parametrize("kind", sorted(machines()))
def test_every_open_case_takes_a_document(kind: str) -> None:
    """Whatever its state: what comes late is kept where it belongs."""
    machine = machines()[kind]
    assert [] == [s.key for s in machine.states if not s.final and s.key not in machine.evidence.states]


def test_a_review_at_rest_takes_what_comes_to_hand(world: World, files: Files) -> None:
    """And stays at rest."""
    case = situations.rapid_review(world)
    world.fire("officer", case, "hold", {"hold_reason": WORDS})
    put(world, files, case, "officer")
    assert ("on_hold", [False]) == (row(world, case).state, [one.later for one in listed(world, case)])


def test_a_return_that_is_with_the_unit_takes_what_comes_late(world: World, files: Files) -> None:
    """From the agency, which was asked for it."""
    above = situations.rapid_review(world)
    asked = {"agencies_asked": ["housing"], "returns_due_on": "2026-12-07", "request": WORDS}
    world.fire("officer", above, "ask_agencies", asked)
    (case,) = situations.children(world, above)
    world.fire("user_housing", case, "submit", {"involvement": WORDS})
    put(world, files, case, "user_housing")
    world.fire("officer", case, "accept")
    with pytest.raises(NotOffered):
        put(world, files, case, "user_housing")


def test_what_comes_after_an_action_is_submitted_is_no_part_of_what_is_verified(world: World, files: Files) -> None:
    """Not even where it is infected: that action is verified on what was submitted."""
    case = action(world)
    first = put(world, files, case, "user_housing")
    world.fire("user_housing", case, "submit", SUBMITTED)
    late = put(world, files, case, "user_housing", EICAR)
    assert [(first, False, True), (late, True, False)] == [(o.id, o.later, o.fixed) for o in listed(world, case)]
    situations.sql(world.database, "UPDATE evidence SET scan = 'infected' WHERE id = :id", id=late)
    world.fire("officer", case, "verify", {"verification": "Seen"})
    assert [False, True] == [one.later for one in listed(world, case)], "and that stays to be seen"


def test_nothing_replaces_what_was_submitted(world: World, files: Files) -> None:
    """A new version is a file of its own, which another may replace; sent back, all of it may be replaced again."""
    case = action(world)
    first = put(world, files, case, "user_housing")
    world.fire("user_housing", case, "submit", SUBMITTED)
    with pytest.raises(Invalid, match="was submitted to be verified"):
        put(world, files, case, "user_housing", b"Two", first)
    late = put(world, files, case, "user_housing", b"Two")
    put(world, files, case, "user_housing", b"Three", late)
    world.fire("officer", case, "send_back", {"reason": WORDS})
    assert [(False, False)] * 3 == [(one.later, one.fixed) for one in listed(world, case)]
    put(world, files, case, "user_housing", b"Four", first)


def test_what_came_late_counts_once_it_is_submitted_anew(world: World, files: Files) -> None:
    """An infected file that came late stands in the way then, as any does."""
    case = action(world)
    put(world, files, case, "user_housing")
    world.fire("user_housing", case, "submit", SUBMITTED)
    late = put(world, files, case, "user_housing", EICAR)
    world.fire("officer", case, "send_back", {"reason": WORDS})
    world.fire("user_housing", case, "submit", SUBMITTED)
    assert [True, True] == [one.fixed for one in listed(world, case)]
    situations.sql(world.database, "UPDATE evidence SET scan = 'waiting' WHERE id = :id", id=late)
    with pytest.raises(Refused, match="still being checked"):
        world.fire("officer", case, "verify", {"verification": "Seen"})


def test_who_sends_something_late_has_a_hand_in_it(world: World, files: Files) -> None:
    """They verify nothing, as no one does who gave evidence."""
    case = action(world)
    put(world, files, case, "user_housing")
    world.fire("user_housing", case, "submit", SUBMITTED)
    put(world, files, case, "officer")
    with pytest.raises(Refused, match="somebody who neither owns"):
        world.fire("officer", case, "verify", {"verification": "Seen"})
    world.fire("manager", case, "verify", {"verification": "Seen"})
