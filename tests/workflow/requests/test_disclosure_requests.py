"""Requests for disclosure: each limit only where it applies, advice, a second person's decision, what was released."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.workflow import situations
from tests.workflow.telling import told
from tests.world import World
from workflow.errors import Invalid, NotFound, NotOffered, NotPermitted, Refused

ASKED: dict[str, Any] = {
    "requester": "freedom",
    "requested_by": "FOI 2026/118",
    "wanted": "How many reviews were held",
    "received_on": "2026-11-23",
}
PREPARED = {
    "proposed": "in_part",
    "grounds": "Figures below five would name a family",
    "without_advice": "Figures only",
}
DECIDED = {"decision": "in_part", "reasons": "As prepared"}
CHECKED = {"redactions_checked": "Each page of the version to go out"}
SIGNED = "SELECT purpose, person FROM signature ORDER BY seq"
RELEASED: dict[str, Any] = {"released": "A table of figures", "released_to": "FOI 2026/118", "how": "secure_mail"}


def asked(world: World, **others: object) -> str:
    """A request received on Monday 23 November 2026."""
    return world.open("officer", "disclosure_request", ASKED | others).reference


def redacted(world: World) -> str:
    """A request decided, with its redactions recorded by the officer."""
    reference = decided(world)
    world.fire("officer", reference, "redact", {"redactions": "Figures below five"})
    return reference


def decided(world: World, decision: str = "in_part") -> str:
    """A request that was decided."""
    reference = asked(world)
    world.fire("officer", reference, "prepare", PREPARED)
    world.fire("manager", reference, "decide", DECIDED | {"decision": decision})
    return reference


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {"freedom": date(2026, 12, 21)}),
        ({"requester": "subject_access"}, {"subject": date(2026, 12, 23)}),
        ({"requester": "subject_access", "received_on": "2026-10-31"}, {"subject": date(2026, 11, 30)}),
        ({"requester": "court_order", "due_on": "2026-12-04"}, {"order": date(2026, 12, 4)}),
        ({"requester": "coroner"}, {"local": date(2026, 12, 21)}),
        ({"requester": "police", "due_on": "2026-12-04"}, {"order": date(2026, 12, 4)}),
        ({"requester": "freedom", "due_on": "2026-12-04"}, {"freedom": date(2026, 12, 21)}),
    ],
)
def test_each_limit_runs_where_it_applies(world: World, answers: dict[str, str], expected: dict[str, date]) -> None:
    """Twenty working days, a month, the day of the order; where neither law nor order says, the partnership's time."""
    clocks = situations.clocks(world, asked(world, **answers))
    assert expected == {key: clock.due_on for key, clock in clocks.items()}


def test_an_orders_day_is_asked_for_and_comes_after_receipt(world: World) -> None:
    """A court says by when; a day before it came is a slip."""
    with pytest.raises(Refused, match="Give the day by which the court's order must be answered"):
        asked(world, requester="court_order")
    with pytest.raises(Refused, match="It can't be due before it was received"):
        asked(world, requester="court_order", due_on="2026-11-20")
    agreed = asked(world, requester="coroner")
    world.fire("manager", agreed, "change_due_date", {"due_on": "2026-12-11", "reason": "Agreed by telephone"})
    limits = situations.clocks(world, agreed)
    assert (date(2026, 12, 11), "stopped") == (limits["order"].due_on, limits["local"].status)


def test_the_case_it_is_about_must_be_there_to_be_seen(world: World) -> None:
    """One that doesn't exist and one that somebody doesn't see answer alike."""
    case = situations.incident(world)
    assert asked(world, about=case)
    situations.sql(world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=case)
    for about in (case, "NM-2026-9999"):
        with pytest.raises(Invalid) as refused:
            world.open("manager", "disclosure_request", ASKED | {"about": about})
        assert f"{about} isn't the reference of a case that you see" in refused.value.errors["about"]


def test_the_legal_adviser_sees_it_once_asked(world: World) -> None:
    """Not before; gives the advice that a decision then rests on."""
    reference = asked(world)
    with pytest.raises(NotFound):
        world.fire("legal", reference, "note", {"note": "x"})
    with pytest.raises(Refused, match="Ask the legal adviser first"):
        world.fire("officer", reference, "prepare", PREPARED | {"without_advice": ""})
    world.fire("officer", reference, "ask_advice", {"advice_wanted": "May figures below five go out?"})
    assert {"legal"} == told(world, reference, "Your advice is asked")
    with pytest.raises(NotPermitted):
        world.fire("officer", reference, "give_advice", {"advice": "They may not"})
    world.fire("legal", reference, "give_advice", {"advice": "They may not: section 40"})
    assert {"officer", "manager"} == told(world, reference, "Legal advice was given")
    world.fire("officer", reference, "prepare", PREPARED | {"without_advice": ""})


def test_another_person_decides(world: World) -> None:
    """Than who prepared it, or records it; and something must be prepared."""
    reference = asked(world)
    with pytest.raises(Refused, match="A decision must be prepared first"):
        world.fire("manager", reference, "decide", DECIDED)
    world.fire("manager", reference, "prepare", PREPARED)
    with pytest.raises(Refused, match="another person"):
        world.fire("manager", reference, "decide", DECIDED)
    with pytest.raises(NotPermitted):
        world.fire("officer", reference, "decide", DECIDED)
    assert "decided" == world.fire("chair", reference, "decide", DECIDED).state
    assert "received" == world.fire("chair", reference, "reconsider", {"reason": "New law"}).state
    with pytest.raises(Refused, match="A decision must be prepared first"):
        world.fire("chair", reference, "decide", DECIDED)


def test_redactions_are_checked_by_a_second_person(world: World) -> None:
    """Who redacted signs for it, and somebody else for the check: nothing goes out before."""
    reference = redacted(world)
    with pytest.raises(Refused, match="must be made, and checked by another person, first"):
        world.fire("manager", reference, "release", RELEASED)
    with pytest.raises(Refused, match="Redactions are checked by another person"):
        world.fire("officer", reference, "check_redactions", CHECKED)
    with pytest.raises(NotPermitted, match="must do it themselves"):
        world.fire("officer", reference, "check_redactions", CHECKED, recorded_for="manager")
    assert {"manager", "chair"} == told(world, reference, "Redactions wait for a second person")
    world.fire("manager", reference, "check_redactions", CHECKED)
    signed = [(one.purpose, one.person) for one in situations.rows(world.database, SIGNED)]
    assert [("redaction", world.ids["officer"]), ("redaction_check", world.ids["manager"])] == signed
    assert "released" == world.fire("officer", reference, "release", RELEASED).state


def test_who_recorded_the_redactions_for_another_doesnt_check_them(world: World) -> None:
    """Nor the one for whom they were recorded."""
    reference = decided(world)
    world.fire("officer", reference, "redact", {"redactions": "None needed"}, recorded_for="chair")
    for who in ("officer", "chair"):
        with pytest.raises(Refused, match="or recorded that for somebody else"):
            world.fire(who, reference, "check_redactions", CHECKED)
    world.fire("manager", reference, "check_redactions", CHECKED)


def test_redactions_sent_back_are_made_and_checked_anew(world: World) -> None:
    """What was checked before counts for what was redacted then, and no more."""
    reference = redacted(world)
    world.fire("manager", reference, "redact_again", {"reason": "A street is named on page four"})
    with pytest.raises(Refused, match="Say first what was redacted"):
        world.fire("manager", reference, "check_redactions", CHECKED)
    world.fire("officer", reference, "redact", {"redactions": "The street too"})
    world.fire("manager", reference, "check_redactions", CHECKED)
    with pytest.raises(Refused, match="send them back first"):
        world.fire("officer", reference, "redact", {"redactions": "One more name"})
    world.fire("officer", reference, "redact_again", {"reason": "One more name"})
    world.fire("officer", reference, "redact", {"redactions": "One more name"})
    with pytest.raises(Refused, match="must be made, and checked by another person, first"):
        world.fire("officer", reference, "release", RELEASED)


def test_what_was_refused_isnt_released(world: World) -> None:
    """Nor the other way round; nor is anything redacted for it."""
    with pytest.raises(Refused, match="It was decided to disclose"):
        world.fire("officer", decided(world), "refuse", {"refusal": "x"})
    other = decided(world, "refuse")
    for move, answers in (("release", RELEASED), ("redact", {"redactions": "None"})):
        with pytest.raises(Refused, match="It was decided to refuse"):
            world.fire("officer", other, move, answers)
    assert "refused" == world.fire("officer", other, "refuse", {"refusal": "Reasons, and how to complain"}).state
    assert {"stopped"} == {clock.status for clock in situations.clocks(world, other).values()}


def test_a_late_answer_gives_its_reason(world: World) -> None:
    """After Monday 21 December 2026."""
    reference = redacted(world)
    world.fire("manager", reference, "check_redactions", CHECKED)
    world.at("2026-12-22")
    with pytest.raises(Refused, match="answered after its due date: say why"):
        world.fire("officer", reference, "release", RELEASED)
    late = {"reason_if_late": "The figures had to be counted by hand"}
    assert "released" == world.fire("officer", reference, "release", RELEASED | late).state


def test_agencies_neither_see_nor_answer_one(world: World) -> None:
    """It is the business unit's, and who it admits."""
    reference = asked(world)
    for who in ("dsp_council", "lead_school", "scrutineer", "executive"):
        with pytest.raises(NotFound):
            world.fire(who, reference, "note", {"note": "x"})
        with pytest.raises(NotPermitted):
            world.open(who, "disclosure_request", ASKED)
    world.fire("officer", reference, "withdraw", {"reason": "They have what they wanted"})
    with pytest.raises(NotOffered):
        world.fire("officer", reference, "prepare", PREPARED)
