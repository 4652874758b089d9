"""Somebody who wrote a report checks that it is anonymous: neither its reviewer, nor who recorded a draft, may."""

from __future__ import annotations

import pytest

from states.kinds import machines
from tests.joining import joins
from tests.workflow.every_move.reports import CHECKS, CONTACT, CONTRACT, DRAFT
from tests.workflow.situations import PARTNERS
from tests.workflow.taken_on import bare, taken_on
from tests.world import World, email
from workflow.errors import Refused

CHECKED = {"anonymity": "Version 1"}
REFUSED = "neither its reviewer, nor one who recorded a draft of it"


def approved(world: World, kind: str, drafted: str, *, recorded_for: str | None = None) -> str:
    """A review whose report was put up by the officer and approved; its reviewer is a legal adviser too."""
    joins(world, "author", "", "independent_reviewer", "legal_adviser")
    began = {"began_on": "2026-11-02", "state_since": "2026-11-10"}
    began |= {"decided_on": "2026-11-02"} if kind == "practice_review" else {}
    case = taken_on(world, kind, bare(machines()[kind], "fieldwork") | began).reference
    appointed = {key: value for key, value in CONTRACT.items() if key != "terms_of_reference"}
    world.fire("officer", case, "replace_reviewer", appointed | {"reviewer": email("author"), "reason": "She is free"})
    world.fire("officer", case, "declare_interest", {"reviewer_conflict": "none"})
    world.fire("officer", case, "add_family", CONTACT)
    world.fire(drafted, case, "draft_report", DRAFT, recorded_for=recorded_for)
    world.fire("officer", case, "record_checks", CHECKS)
    world.fire("officer", case, "put_up", {"approval_note": "The report, version 1"})
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    return case


@pytest.mark.parametrize("kind", ["practice_review", "adult_review"])
def test_nobody_checks_their_own_report(world: World, kind: str) -> None:
    """The chair who recorded the draft doesn't, nor the reviewer, who is a legal adviser too; the manager does."""
    case = approved(world, kind, "chair")
    for who in ("chair", "author"):
        with pytest.raises(Refused, match=REFUSED):
            world.fire(who, case, "check_anonymity", CHECKED)
    with pytest.raises(Refused, match="not for one who put it up"):
        world.fire("officer", case, "check_anonymity", CHECKED)
    world.fire("manager", case, "check_anonymity", CHECKED)


def test_nor_who_recorded_it_for_another(world: World) -> None:
    """The manager recorded the draft for the chair: neither checks it."""
    case = approved(world, "practice_review", "manager", recorded_for="chair")
    for who in ("manager", "chair"):
        with pytest.raises(Refused, match=REFUSED):
            world.fire(who, case, "check_anonymity", CHECKED)


def test_a_first_draft_makes_an_author_too(world: World) -> None:
    """Who recorded version 1 doesn't check version 2, which somebody else recorded."""
    case = approved(world, "practice_review", "chair")
    world.fire("officer", case, "redraft", {"reason": "A street is named"})
    world.fire("officer", case, "back_to_fieldwork", {"reason": "To be drafted anew"})
    world.fire("officer", case, "draft_report", DRAFT | {"report_version": "2"})
    world.fire("officer", case, "record_checks", CHECKS)
    world.fire("officer", case, "update_family", {"row": "1", "draft_shown_on": "2026-11-23"})
    world.fire("officer", case, "put_up", {"approval_note": "The report, version 2"})
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    with pytest.raises(Refused, match=REFUSED):
        world.fire("chair", case, "check_anonymity", CHECKED)
