"""Opening a case: who may, below what, with which answers, and what is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.workflow import situations
from tests.workflow.situations import dump, incident_answers, rows
from tests.world import World
from workflow.errors import Invalid, NotFound, NotPermitted, Refused


@pytest.mark.parametrize("who", ["officer", "manager", "lead_council", "lead_school"])
def test_officers_and_any_agency_lead_log_an_incident(world: World, who: str) -> None:
    """A serious incident is logged by the business unit or any agency's lead, and is then theirs to see."""
    case = world.open(who, "incident", incident_answers())
    assert ("NM-2026-0001", "considering", 1, 1) == (case.reference, case.state, case.revision, case.seq)
    world.open("officer", "incident", incident_answers())
    assert case.id == situations.row(world, case.reference).root


@pytest.mark.parametrize("who", ["user_school", "scrutineer", "executive", "auditor", "administrator", "dsp_police"])
def test_others_may_not_log_one_and_nothing_is_written(world: World, who: str) -> None:
    """Whoever holds no role that may open a kind is told so, and no row appears."""
    before = dump(world.database)
    with pytest.raises(NotPermitted):
        world.open(who, "incident", incident_answers())
    assert before == dump(world.database)


def test_what_only_a_move_opens_nobody_opens_by_hand(world: World) -> None:
    """A rapid review follows a notification; not even the business manager opens one."""
    with pytest.raises(NotPermitted, match="only opened by another case's move"):
        world.open("manager", "rapid_review", {"sin_reference": "SIN-1"})


def test_a_case_stands_only_below_the_kinds_declared(world: World) -> None:
    """A parent of the wrong kind is a fault of the request, and an unknown one is not found."""
    reference = situations.incident(world)
    answers = {"what": "Train", "agency": "school", "due_on": "2026-12-18", "level": "single_agency"}
    with pytest.raises(Invalid) as wrong:
        world.open("officer", "action", answers, parent=reference)
    assert ["parent"] == list(wrong.value.errors)
    with pytest.raises(NotFound):
        world.open("officer", "action", answers, parent="NM-2026-9999")
    with pytest.raises(NotFound, match="There is no kind of case called audit"):
        world.open("officer", "audit", {})


def test_every_fault_in_the_answers_is_told_at_once(world: World) -> None:
    """Unreadable answers come back by ask, all of them, with unknown ones named."""
    with pytest.raises(Invalid) as found:
        world.open("officer", "incident", incident_answers("2026-02-31", types=["robbed"], nonsense=1))
    assert {"aware_on", "types", "nonsense"} == set(found.value.errors)
    assert "must be a real date" in found.value.errors["aware_on"]


def test_guards_on_the_opening_refuse(world: World) -> None:
    """Nobody is aware of an incident before it happens."""
    with pytest.raises(Refused, match="can't be before the incident"):
        world.open("officer", "incident", incident_answers("2026-11-19"))


def test_numbers_run_over_all_kinds_and_say_nothing_of_them(world: World) -> None:
    """References count on through kinds, and begin at 1 in a new year."""
    first, second = situations.incident(world), situations.recommendation(world)
    assert ["NM-2026-0001", "NM-2026-0002"] == [first, second]
    assert "NM-2027-0001" == situations.incident(world.at("2027-01-04"))


def test_openings_at_the_same_moment_get_different_numbers(world: World) -> None:
    """Eight threads opening cases at once get eight numbers without a gap."""
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: situations.incident(world), range(16)))
    assert [f"NM-2026-{number:04d}" for number in range(1, 17)] == sorted(found)


def test_subjects_are_rows_of_their_own(world: World) -> None:
    """Two siblings are two pseudonymous subjects of the case."""
    situations.incident(world)
    found = rows(world.database, "SELECT pseudonym, age FROM subject ORDER BY id")
    assert [("Child A", 4), ("Child B", 7)] == [tuple(one) for one in found]


def test_an_owner_must_work_for_the_owning_agency(world: World) -> None:
    """An action isn't given to somebody at another agency."""
    with pytest.raises(Refused, match="holds no role at the agency"):
        situations.action(world, owner="user_school", agency="housing")
