"""A case that ran before Casekeeper is taken on: every kind, in any of its states, and goes on from there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.kinds import machines
from states.language import Machine, Move
from states.moves import taking_on
from tests.workflow.situations import PROPOSAL, clocks, row, rows
from tests.workflow.taken_on import BEGAN, SINCE, above, bare, one, taken_on, whole
from tests.world import PEOPLE, World
from workflow import invariants
from workflow.engine.casework import Casework, seen
from workflow.engine.offers import offers
from workflow.engine.trail import verify
from workflow.errors import Invalid, NotFound, NotPermitted, Refused
from workflow.queries.case_view import clock_views, entries
from workflow.queries.decisions import Decision, decisions

REVIEW: dict[str, Any] = {
    "sin_reference": "SIN-9",
    "state_now": "sent",
    "began_on": "2026-10-01",
    "state_since": "2026-10-29",
}
PRACTICE: dict[str, Any] = {
    "decided_on": "2026-02-02",
    "rationale": "As decided",
    "subjects": [{"pseudonym": "A", "age": 4}],
    "state_now": "report_drafted",
    "began_on": "2026-02-02",
    "state_since": "2026-09-07",
}
MORE_TIME = {
    "clock": "practice_review",
    "extended_to": "2026-12-18",
    "agreed_on": "2026-07-20",
    "reason": "The trial",
    "authority": "Executive, minute 12",
}


def nothing_impossible(world: World) -> None:
    """Every trail is whole, and nothing stands that can't be."""
    with world.database.reading() as session:
        assert [] == verify(session)[1]
        assert [] == invariants.check(session)


def goes_on(world: World, case: Casework) -> None:
    """Moves it on by somebody whose move it is: a note, or from an end, out of it."""
    if not case.final:
        assert any(offer.permitted for offer in offered(world, case))
        world.fire("officer", case.reference, "note", {"note": "As it was handed over"})
        return
    reopen = next(move for move in case.machine.moves if move.reopens and case.state in move.sources)
    again = world.fire(doer(reopen), case.reference, reopen.key, {ask.key: one(ask) for ask in reopen.asks})
    assert reopen.target == again.state


def offered(world: World, case: Casework) -> list[Any]:
    """What the officer is offered."""
    with world.database.reading() as session:
        act = world.act(session, "officer")
        return offers(act, seen(session, case.reference, world.ids["officer"], act.today))


def decided(world: World, case: Casework) -> list[Decision]:
    """What was decided on it, as the officer sees it."""
    with world.database.reading() as session:
        now = seen(session, case.reference, world.ids["officer"], world.now.date())
        return decisions(session, now, entries(session, now), world.ids["officer"], world.now.date())


def doer(move: Move) -> str:
    """Somebody who holds a role that may make the move."""
    return next(who for who, _, role in PEOPLE if role in move.by)


@pytest.mark.parametrize("kind", list(machines()))
def test_a_case_of_each_kind_is_taken_on_in_each_state_and_moved_on(world: World, kind: str) -> None:
    """With only what must be answered and with all of it: the state, the days, an end's; then somebody moves it on."""
    machine, parent, taken = machines()[kind], above(world, kind), list[Casework]()
    for state in taking_on.states_told(machine):
        for told in (bare, whole):
            case = taken_on(world, kind, told(machine, state.key), parent=parent)
            found = row(world, case.reference)
            assert (state.key, state.final, date.fromisoformat(BEGAN)) == (found.state, found.final, found.opened_on)
            assert (date.fromisoformat(SINCE) if state.final else None) == found.closed_on
            taken.append(case)
    nothing_impossible(world)
    for case in taken:
        goes_on(world, case)
    nothing_impossible(world)


def test_a_review_that_was_sent_late_shows_late(world: World) -> None:
    """Sent on the twentieth working day of fifteen: met late, and what came of it counts from the day it was sent."""
    case = taken_on(world, "rapid_review", REVIEW)
    found = clocks(world, case.reference)
    assert (date(2026, 10, 22), date(2026, 10, 29), "stopped") == (
        found["rapid_review"].due_on,
        found["rapid_review"].stopped_on,
        found["rapid_review"].status,
    )
    assert (date(2026, 10, 29), date(2026, 11, 12)) == (found["panel_reply"].started_on, found["panel_reply"].due_on)
    with world.database.reading() as session:
        act = world.act(session, "officer")
        views = clock_views(act, seen(session, case.reference, world.ids["officer"], act.today))
    assert "met_late" == next(view.status for view in views if view.key == "rapid_review")


def test_a_review_in_mid_work_keeps_its_extension_with_reason_and_authority(world: World) -> None:
    """Six months from the decision, extended before: first and agreed date both show, and why."""
    case = taken_on(world, "practice_review", PRACTICE | {"extensions": [MORE_TIME]})
    found = clocks(world, case.reference)["practice_review"]
    assert (date(2026, 8, 2), date(2026, 12, 18), "running") == (found.first_due_on, found.due_on, found.status)
    with world.database.reading() as session:
        act = world.act(session, "officer")
        views = clock_views(act, seen(session, case.reference, world.ids["officer"], act.today))
    view = next(view for view in views if view.key == "practice_review")
    assert (1, "2026-07-20") == (view.moved, view.history[-1].happened_on.isoformat())
    assert view.history[-1].says.endswith("on authority of Executive, minute 12. The trial")
    nothing_impossible(world)


def test_partners_sign_what_was_proposed_before(world: World) -> None:
    """Taken on while agreement is awaited, each statutory partner agrees, and it goes on by itself."""
    waiting = {"state_now": "awaiting_agreement", "outcome": "learning_taken", "rationale": "As written"}
    case = taken_on(world, "rapid_review", REVIEW | waiting)
    for partner in ("dsp_council", "dsp_police", "dsp_icb"):
        world.fire(partner, case.reference, "agree")
    assert "agreed" == row(world, case.reference).state
    assert [(1, 3)] == [(one.entry.seq, len(one.positions)) for one in decided(world, case)]
    world.fire("officer", case.reference, "revise", {"reason": "A slip"})
    world.fire("officer", case.reference, "propose", PROPOSAL)
    assert [None, 1] == [one.reconsiders and one.reconsiders["seq"] for one in decided(world, case)]
    nothing_impossible(world)


def test_whoever_took_it_on_does_not_verify_it(world: World) -> None:
    """An action whose evidence was in: whoever entered that has a hand in it; another officer verifies."""
    answers = {
        "what": "Train", "agency": "housing", "due_on": "2026-09-30", "level": "single_agency",
        "state_now": "evidence_submitted", "began_on": BEGAN, "state_since": SINCE,
    }  # fmt: skip
    case = taken_on(world, "action", answers, who="officer")
    with pytest.raises(Refused, match="somebody who neither owns the action"):
        world.fire("officer", case.reference, "verify", {"verification": "Seen"})
    world.fire("manager", case.reference, "verify", {"verification": "Seen"})
    assert "verified" == row(world, case.reference).state
    nothing_impossible(world)


def test_a_review_at_rest_goes_on_where_it_was(world: World) -> None:
    """On hold since spring, out of fieldwork: to fieldwork it goes back."""
    held = [{"what": "start_fieldwork", "on": "2026-03-02"}, {"what": "hold", "on": "2026-04-01"}]
    at_rest = {"state_now": "on_hold", "state_since": "2026-04-01", "earlier": held}
    case = taken_on(world, "practice_review", PRACTICE | at_rest)
    world.fire("officer", case.reference, "resume", {"reason": "The trial is over"})
    assert "fieldwork" == row(world, case.reference).state


def test_the_lists_that_were_kept_are_there_row_by_row(world: World) -> None:
    """Proceedings told of are numbered, chased by their next check, and can be brought up to date."""
    proceedings = {"proceeding": "inquest", "proceeding_effect": "It waits", "next_check_on": "2026-12-01"}
    case = taken_on(world, "practice_review", PRACTICE | {"proceedings": [proceedings]})
    assert date(2026, 12, 1) == clocks(world, case.reference)["proceedings"].due_on
    world.fire("officer", case.reference, "update_proceedings", {"row": 1, "next_check_on": "2026-12-15"})
    assert date(2026, 12, 15) == clocks(world, case.reference)["proceedings"].due_on


def test_a_return_is_taken_on_below_its_review_and_nothing_else_opens(world: World) -> None:
    """It needs its review; the review's own dates don't move it, and taking on opens nothing below."""
    machine: Machine = machines()["agency_return"]
    with pytest.raises(Invalid, match="Take that one on first"):
        taken_on(world, "agency_return", bare(machine, "requested"))
    review = taken_on(world, "rapid_review", REVIEW)
    case = taken_on(world, "agency_return", bare(machine, "requested"), parent=review.reference)
    found = row(world, case.reference)
    assert (review.id, review.id, None) == (found.parent, found.root, found.opened_by_seq)
    assert [(2,)] == [tuple(one) for one in rows(world.database, "SELECT COUNT(*) FROM casefile")]
    with pytest.raises(Invalid, match="not below"):
        taken_on(world, "incident", bare(machines()["incident"], "considering"), parent=review.reference)


def test_its_first_entry_says_all_of_it(world: World) -> None:
    """One entry, made today by whoever took it on, with what was told; the words stand beside it."""
    case = taken_on(world, "rapid_review", REVIEW | {"former_reference": "LSCP/7", "rationale": "CANARY"})
    [found] = rows(world.database, "SELECT move, seq, happened_on, body FROM entry")
    assert ("taken_on", 1) == (found.move, found.seq)
    assert '"began_on":"2026-10-01"' in found.body
    assert "CANARY" not in found.body
    assert ("LSCP/7", "2026-11-23") == (row(world, case.reference).title, str(found.happened_on))


@pytest.mark.parametrize("who", ["lead_council", "dsp_police", "chair", "scrutineer", "executive", "administrator"])
def test_only_the_business_unit_takes_cases_on(world: World, who: str) -> None:
    """Nobody else, whatever they may open; and it is recorded for nobody."""
    with pytest.raises(NotPermitted, match="business unit"):
        taken_on(world, "incident", bare(machines()["incident"], "considering"), who=who)
    assert [] == rows(world.database, "SELECT 1 FROM casefile")


def test_it_cannot_be_recorded_for_another(world: World) -> None:
    """Not by an officer for the lead who told of it."""
    told = bare(machines()["incident"], "considering")
    with pytest.raises(NotPermitted, match="recorded for somebody else"):
        taken_on(world, "incident", told, recorded_for="lead_council")


def test_a_kind_or_a_parent_that_is_not_there_is_not_found(world: World) -> None:
    """As with an opening."""
    with pytest.raises(NotFound):
        taken_on(world, "flood", {})
    with pytest.raises(NotFound):
        taken_on(world, "rapid_review", REVIEW, parent="NM-2026-9999")


@pytest.mark.parametrize(
    ("more", "asked", "says"),
    [
        ({"state_now": "lost"}, "state_now", "isn't one of"),
        ({"began_on": "2026-11-24"}, "began_on", "today or in the past"),
        ({"state_since": "2026-09-30"}, "state_since", "before Thu 1 Oct 2026, when the case began"),
        ({"earlier": [{"what": "meet", "on": "2026-11-24"}]}, "earlier", "row 1: On must be today or in the past"),
        ({"earlier": [{"what": "meet", "on": "2026-09-01"}]}, "earlier", "Row 1: “Record the panel meeting” can't"),
        ({"earlier": [{"what": "reply", "on": "2026-11-02"}]}, "state_since", "“Record the panel's reply” happened on"),
        ({"earlier": [{"what": "dance", "on": "2026-10-02"}]}, "earlier", "isn't one of"),
        ({"extensions": [MORE_TIME | {"clock": "rapid_review"}]}, "extensions", "isn't one of"),
        ({"extensions": [MORE_TIME | {"clock": "hold_check"}]}, "extensions", "never ran"),
        (
            {"extensions": [MORE_TIME | {"clock": "panel_reply", "extended_to": "2026-11-12"}]},
            "extensions",
            "was due on Thu 12 Nov 2026: it can only have been extended to a later day",
        ),
        (
            {"extensions": [MORE_TIME | {"clock": "panel_reply", "agreed_on": "2026-09-12"}]},
            "extensions",
            "can't have been extended before Thu 1 Oct 2026",
        ),
        ({"nonsense": 1}, "nonsense", "There is no question called nonsense"),
    ],
)
def test_what_cannot_be_is_said_where_it_was_told(world: World, more: dict[str, Any], asked: str, says: str) -> None:
    """Every disorder in a sentence at its question, and nothing is written."""
    with pytest.raises(Invalid) as found:
        taken_on(world, "rapid_review", REVIEW | more)
    assert [asked] == list(found.value.errors)
    assert says in found.value.errors[asked]
    assert [] == rows(world.database, "SELECT 1 FROM casefile")


def test_the_answers_keep_the_rules_of_an_opening(world: World) -> None:
    """Nobody was aware of an incident before it happened, in whatever year; a date agreed may long be past."""
    told = bare(machines()["incident"], "notifiable")
    with pytest.raises(Refused, match="can't be before the incident"):
        taken_on(world, "incident", told | {"aware_on": "2026-01-01"})
    taken_on(world, "action", bare(machines()["action"], "open"))


def test_a_reviewer_told_of_sees_the_review_under_contract(world: World) -> None:
    """With both days of the contract; without them it is asked for them."""
    contract = {"reviewer": "reviewer@northmoor.example", "contract_from": "2026-03-02"}
    with pytest.raises(Invalid) as found:
        taken_on(world, "practice_review", PRACTICE | contract)
    assert ["contract_to"] == list(found.value.errors)
    case = taken_on(world, "practice_review", PRACTICE | contract | {"contract_to": "2026-12-31"})
    with world.database.reading() as session:
        assert case.id == seen(session, case.reference, world.ids["reviewer"], world.now.date()).id
