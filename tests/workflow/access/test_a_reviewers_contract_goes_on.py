"""A reviewer's contract is extended, or let end, as long as they are at work: they go on seeing the case, and what they
declared stays true. Owner and manager hear of its end before it comes.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.workflow.access.test_a_reviewer_declares import PUT_UP, checked
from tests.workflow.every_move.reports import CONTRACT
from tests.workflow.situations import PARTNERS, clocks, row, rows
from tests.world import World, email
from workflow.engine.casework import seen
from workflow.errors import Invalid, NotFound, NotPermitted, Refused

WORDS = "The fieldwork takes longer"
LONGER: dict[str, Any] = {"contract_to": "2028-06-30", "reason": WORDS}
SEEN = """
    SELECT m.from_on, m.to_on FROM member m JOIN person p ON p.id = m.person
    WHERE p.email = :who AND m.role = 'independent_reviewer' ORDER BY m.id
"""


def sees(world: World, case: str) -> bool:
    """Whether the reviewer sees the case today."""
    with world.database.reading() as session:
        act = world.act(session, "reviewer")
        try:
            seen(session, case, act.doer.person, act.today)
        except NotFound:
            return False
    return True


def memberships(world: World) -> list[tuple[str, str]]:
    """From when to when the reviewer is a member of cases."""
    return [(str(one.from_on), str(one.to_on)) for one in rows(world.database, SEEN, who=email("reviewer"))]


def approved(world: World) -> str:
    """The same review, with every partner's approval."""
    case = checked(world)
    world.fire("officer", case, "put_up", PUT_UP)
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    assert "approved" == row(world, case).state
    return case


def test_its_end_is_chased_before_it_comes(world: World) -> None:
    """Due on the contract's last day, and the owner and the manager hear of it twenty working days before."""
    case = checked(world)
    found = clocks(world, case)["contract"]
    assert (date(2027, 12, 31), "running", True) == (found.due_on, found.status, found.milestone)
    assert date(2027, 12, 1) == found.next_rung_on
    with world.database.reading() as session:
        act = world.act(session, "officer")
        chase = seen(session, case, act.doer.person, act.today).running.rulebook.chase("contract")
    assert [(-20, ("owner", "business_manager")), (-5, ("owner", "business_manager"))] == [
        (rung.at, rung.to) for rung in chase.rungs[:2]
    ]


def test_it_is_extended_and_the_declaration_stays(world: World) -> None:
    """What the same reviewer declared holds: the report is put up without another word."""
    case = checked(world)
    world.fire("officer", case, "extend_contract", LONGER)
    assert [("2026-11-23", "2028-07-01")] == memberships(world)
    assert date(2028, 6, 30) == clocks(world, case)["contract"].due_on
    assert world.fire("officer", case, "put_up", PUT_UP).proposal_seq


def test_the_same_reviewer_under_a_new_contract_has_declared(world: World) -> None:
    """Appointed anew, not replaced by another: the declaration is theirs."""
    case = checked(world)
    again = {key: value for key, value in CONTRACT.items() if key != "terms_of_reference"} | LONGER
    world.fire("officer", case, "replace_reviewer", again)
    assert world.fire("officer", case, "put_up", PUT_UP).proposal_seq


def test_it_is_extended_until_publication(world: World) -> None:
    """Approved, held for an inquest, at rest: the reviewer is at work wherever the report may come back."""
    case = approved(world)
    world.fire("officer", case, "extend_contract", LONGER)
    inquest = {"proceeding": "inquest", "holds": ["publication"], "proceeding_effect": WORDS}
    world.fire("officer", case, "add_proceedings", inquest | {"next_check_on": "2027-01-04"})
    world.fire("officer", case, "hold_report", {"reason": WORDS})
    world.fire("officer", case, "extend_contract", LONGER | {"contract_to": "2028-09-29"})
    world.fire("officer", case, "hold", {"hold_reason": WORDS})
    world.fire("chair", case, "extend_contract", LONGER | {"contract_to": "2028-12-29"})
    assert ("on_hold", [("2026-11-23", "2028-12-30")]) == (row(world, case).state, memberships(world))


def test_one_that_had_ended_goes_on_from_today(world: World) -> None:
    """When they didn't see the case stays true."""
    case = checked(world)
    world.at("2028-01-10")
    assert not sees(world, case)
    world.fire("officer", case, "extend_contract", LONGER)
    assert sees(world, case)
    assert [("2026-11-23", "2028-01-01"), ("2028-01-10", "2028-07-01")] == memberships(world)


def test_only_to_a_later_day_by_those_who_may(world: World) -> None:
    """Not shortened, not into the past, and by no reviewer for themselves."""
    case = checked(world)
    with pytest.raises(Invalid, match="runs until"):
        world.fire("officer", case, "extend_contract", LONGER | {"contract_to": "2027-12-31"})
    with pytest.raises(NotPermitted):
        world.fire("reviewer", case, "extend_contract", LONGER)
    world.at("2028-07-10")
    with pytest.raises(Refused, match="a day that has passed"):
        world.fire("officer", case, "extend_contract", LONGER)


def test_it_may_be_let_end(world: World) -> None:
    """Nobody is reminded any more; a contract that goes on all the same is due again."""
    case = approved(world)
    world.fire("officer", case, "let_contract_end", {"reason": "The work is done"})
    assert "stopped" == clocks(world, case)["contract"].status
    with pytest.raises(Refused, match="No contract runs"):
        world.fire("officer", case, "let_contract_end", {"reason": "The work is done"})
    world.fire("officer", case, "extend_contract", LONGER)
    assert ("running", date(2028, 6, 30)) == (
        clocks(world, case)["contract"].status,
        clocks(world, case)["contract"].due_on,
    )
