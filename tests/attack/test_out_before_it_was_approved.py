"""Somebody writes days that make copies and a publication look in time: neither can be before the report's approval."""

from __future__ import annotations

from typing import Any

import pytest

from states.kinds import machines
from tests.workflow.every_move.reports import CHECKS, CONTACT, CONTRACT, DRAFT, PLAN
from tests.workflow.situations import PARTNERS, clocks, row
from tests.workflow.taken_on import bare, taken_on
from tests.world import World
from workflow.errors import Refused

COPIES = {"copies_to": ["panel", "secretary_of_state"]}
APPROVED_ON = "2027-06-21"
REFUSED = "before the day on which the report was approved"


def approved(world: World, kind: str, **told: Any) -> str:
    """A review that was taken on in fieldwork and approved here on 21 June 2027, seven weeks after its months."""
    world.at(APPROVED_ON)
    began = {"began_on": "2026-11-02", "state_since": "2026-11-10"}
    case = taken_on(world, kind, bare(machines()[kind], "fieldwork") | began | told).reference
    appointed = {key: value for key, value in CONTRACT.items() if key != "terms_of_reference"}
    world.fire("officer", case, "replace_reviewer", appointed | {"reason": "The first one fell ill"})
    world.fire("reviewer", case, "declare_interest", {"reviewer_conflict": "none"})
    world.fire("officer", case, "add_family", CONTACT)
    world.fire("reviewer", case, "draft_report", DRAFT)
    world.fire("reviewer", case, "record_checks", CHECKS)
    world.fire("officer", case, "put_up", {"approval_note": "The report, version 1"})
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    world.fire("officer", case, "plan_publication", PLAN | {"publish_on": "2027-04-30"})
    world.fire("chair", case, "check_anonymity", {"anonymity": "Version 1"})
    return case


def test_copies_werent_sent_before_the_report_was_approved(world: World) -> None:
    """Said to be sent in April, of a report that was approved in June: refused, as a move and as a correction."""
    case = approved(world, "practice_review", decided_on="2026-11-02")
    for day in ("2027-04-01", "2027-06-20"):
        with pytest.raises(Refused, match=REFUSED):
            world.fire("officer", case, "send_copies", COPIES, on=day)
    world.fire("officer", case, "plan_publication", PLAN | {"publish_on": "2027-07-02"})
    world.at("2027-06-24").fire("officer", case, "send_copies", COPIES | {"reason_if_late": "Overlooked"})
    wrong = {"which": f"entry:{row(world, case).seq}", "right_date": "2027-06-18", "reason": "To see"}
    with pytest.raises(Refused, match=REFUSED):
        world.fire("officer", case, "correct_date", wrong)
    world.fire("officer", case, "correct_date", wrong | {"right_date": APPROVED_ON})
    assert APPROVED_ON == clocks(world, case)["copies"].stopped_on.isoformat()


@pytest.mark.parametrize("kind", ["practice_review", "adult_review"])
def test_a_review_wasnt_published_before_it_was_approved(world: World, kind: str) -> None:
    """Its months end on 2 May: said to be published on 30 April it would be in time."""
    case = approved(world, kind, **({"decided_on": "2026-11-02"} if kind == "practice_review" else {}))
    if kind == "practice_review":
        world.fire("officer", case, "plan_publication", PLAN | {"publish_on": APPROVED_ON})
        world.fire("officer", case, "send_copies", COPIES | {"reason_if_late": "Overlooked"})
        world.fire("officer", case, "plan_publication", PLAN | {"publish_on": "2027-04-30"})
    with pytest.raises(Refused, match=REFUSED):
        world.fire("officer", case, "publish", {"published_at": "The website"}, on="2027-04-30")
    assert row(world, case).state in ("approved", "copies_sent")


def test_what_was_approved_before_it_was_taken_on_counts_from_then(world: World) -> None:
    """Of a report that was approved before Casekeeper the day is the one that was told."""
    began = {"decided_on": "2026-02-02", "began_on": "2026-02-02", "state_since": "2026-11-10"}
    case = taken_on(world, "practice_review", bare(machines()["practice_review"], "approved") | began).reference
    world.fire("officer", case, "plan_publication", PLAN | {"publish_on": "2026-12-04"})
    with pytest.raises(Refused, match=REFUSED):
        world.fire("officer", case, "send_copies", COPIES, on="2026-11-09")
    world.fire("officer", case, "send_copies", COPIES, on="2026-11-10")
