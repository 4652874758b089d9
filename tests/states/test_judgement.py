"""May this be done now: not offered, not permitted and refused are three different answers."""

from dataclasses import replace
from datetime import date

import pytest

from states.conditions import Guard
from states.facts import Doer, Facts, Owner, PolicyFacts
from states.guards import HAS_EVIDENCE, reason_if_late
from states.judgement import blockers, is_doer, judge, judge_opening, permitted
from states.language import Move, Opening

DAY = date(2026, 11, 23)
OFFICER = Doer(1, "Olive", frozenset({("review_officer", "unit")}))
NURSE = Doer(2, "Nia", frozenset({("agency_lead", "icb"), ("delegated_partner", "icb")}))
POLICY = PolicyFacts(statutory=("council", "police", "icb"), local_authority="council", business_unit="unit")
FACTS = Facts("letter", "written", DAY, DAY, OFFICER, policy=POLICY)
TOO_LATE = reason_if_late("limit", "Say why it is late")
SEND = Move("send", "Send", ("written",), "sent", by=("review_officer",))
ANSWER = Guard("answer_is", "Answer the letter first", ("reply", "yes", "x"), ("answers",))


def test_a_move_that_may_be_made_passes() -> None:
    """In its state, by its doer, with nothing in the way."""
    judged = judge(SEND, FACTS)
    assert (True, True, ()) == (judged.offered, judged.permitted, judged.reasons)
    assert judged.passes


def test_a_move_of_another_state_is_not_offered() -> None:
    """And gives no reasons: they would speak of a situation that isn't there."""
    judged = judge(replace(SEND, needs=(HAS_EVIDENCE,)), replace(FACTS, state="sent"))
    assert (False, True, (), False) == (judged.offered, judged.permitted, judged.reasons, judged.passes)


def test_a_move_of_somebody_else_is_not_permitted() -> None:
    """Though it is offered in this state."""
    judged = judge(SEND, replace(FACTS, doer=NURSE))
    assert (True, False, False) == (judged.offered, judged.permitted, judged.passes)


def test_a_refusal_lists_everything_that_is_missing() -> None:
    """All unmet sentences in their order, not one at a time."""
    judged = judge(replace(SEND, needs=(HAS_EVIDENCE, ANSWER)), FACTS)
    assert ("Attach at least one piece of evidence first", "Answer the letter first") == judged.reasons
    assert not judged.passes
    assert ("Answer the letter first",) == judge(replace(SEND, needs=(ANSWER,)), FACTS).reasons


def test_before_anything_is_answered_only_what_stands_in_the_way_is_said() -> None:
    """A guard that needs the move's answers or its day can't be judged yet."""
    needs = (HAS_EVIDENCE, TOO_LATE, Guard("given_if", "x", ("a", "b", "c"), ("given", "answers")))
    assert ("Attach at least one piece of evidence first",) == blockers(replace(SEND, needs=needs), FACTS)


def test_an_opening_is_judged_by_its_own_doers_and_needs() -> None:
    """Nobody opens what only another case's move opens."""
    opening = Opening(by=("review_officer",), needs=(ANSWER,))
    assert ("Answer the letter first",) == judge_opening(opening, FACTS).reasons
    assert judge_opening(opening, replace(FACTS, answers={"reply": "x"})).passes
    assert not judge_opening(Opening(by=()), FACTS).permitted


def test_what_happens_of_itself_needs_no_doer() -> None:
    """The engine makes such a move as soon as its guards hold."""
    assert judge(Move("go", "Go", ("written",), "sent", of_itself=True), FACTS).passes


def test_only_the_business_unit_records_for_another() -> None:
    """A colleague can't; and whoever is recorded for must be allowed to do it themselves."""
    by_nurse = replace(SEND, by=("delegated_partner@statutory",))
    for recorder, expected in ((OFFICER, True), (NURSE, False)):
        assert expected == permitted(by_nurse.by, replace(FACTS, doer=NURSE, recorded_by=recorder), by_nurse)
    assert not permitted(SEND.by, replace(FACTS, doer=NURSE, recorded_by=OFFICER), SEND)


def test_some_moves_cant_be_recorded_for_another() -> None:
    """Verifying and a chair's decision are one's own act."""
    own = replace(SEND, by=("delegated_partner",), for_another=False)
    assert permitted(own.by, replace(FACTS, doer=NURSE), own)
    assert not permitted(own.by, replace(FACTS, doer=NURSE, recorded_by=OFFICER), own)


@pytest.mark.parametrize(
    ("doer", "expected"),
    [
        ("delegated_partner", True),
        ("delegated_partner@statutory", True),
        ("agency_lead@owner", True),
        ("agency_user@owner", False),
        ("delegated_partner@local_authority", False),
        ("review_officer", False),
        ("recorded_for", False),
    ],
)
def test_a_place_narrows_a_role(doer: str, expected: bool) -> None:  # noqa: FBT001
    """At the owner's agency, at a statutory partner, at the local authority."""
    assert expected == is_doer(doer, NURSE, replace(FACTS, owner=Owner("icb")))


def test_a_role_at_another_agency_isnt_enough() -> None:
    """Role and agency go together: a lead elsewhere, partner at the owner's, is no lead there."""
    mixed = Doer(3, "Max", frozenset({("agency_lead", "school"), ("agency_user", "icb")}))
    facts = replace(FACTS, owner=Owner("icb"))
    assert not is_doer("agency_lead@owner", mixed, facts)
    assert is_doer("agency_user@owner", mixed, facts)


def test_a_case_of_nobody_has_no_owner_to_match() -> None:
    """A role held at no agency isn't "at the owner's" where the owner is missing; nor without a policy."""
    rootless = Doer(4, "Rae", frozenset({("agency_lead", "")}))
    bare = replace(FACTS, policy=PolicyFacts())
    assert not is_doer("agency_lead@owner", rootless, bare)
    assert not is_doer("agency_lead@local_authority", rootless, bare)
    assert not is_doer("agency_lead@statutory", rootless, bare)


def test_whoever_it_was_recorded_for_is_known_by_their_entries() -> None:
    """They may confirm or dispute while there is an entry recorded for them."""
    assert is_doer("recorded_for", NURSE, replace(FACTS, entries={3: "agree"}))
