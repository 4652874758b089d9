"""Signatures: what they are on, when they count, and that nobody signs off their own work."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.workflow import situations
from tests.workflow.situations import PARTNERS, PROPOSAL, rows, sql
from tests.world import World
from workflow.errors import NotPermitted, Refused


def test_the_review_is_agreed_by_itself_once_every_partner_has(world: World) -> None:
    """Two agreements change nothing; the third is followed by the move that nobody makes, naming its cause."""
    reference = situations.proposed(world)
    states = [world.fire(partner, reference, "agree").state for partner in PARTNERS]
    assert ["awaiting_agreement", "awaiting_agreement", "agreed"] == states
    [found] = rows(world.database, "SELECT actor, seq, body FROM entry WHERE move = 'all_agreed'")
    assert found.actor is None
    assert f'"cause":{{"case":"{reference}","seq":{found.seq - 1}}}' in found.body


def test_a_signature_names_the_entry_and_its_hash(world: World) -> None:
    """What was signed is the proposal's entry, by number and digest."""
    reference = situations.proposed(world)
    world.fire("dsp_police", reference, "agree")
    question = """
        SELECT s.digest, e.hash, e.move FROM signature s JOIN entry e ON e.case_id = s.case_id AND e.seq = s.signs_seq
    """
    [found] = rows(world.database, question)
    assert (found.hash, "propose") == (found.digest, found.move)


def test_a_revision_counts_none_and_voids_nothing(world: World) -> None:
    """After a revision all three must agree anew; the first signatures stay where they are."""
    reference = situations.proposed(world)
    for partner in PARTNERS[:2]:
        world.fire(partner, reference, "agree")
    world.fire("officer", reference, "revise", {"reason": "A new fact"})
    assert situations.row(world, reference).proposal_seq is None
    world.fire("officer", reference, "propose", PROPOSAL)
    states = [world.fire(partner, reference, "agree").state for partner in reversed(PARTNERS)]
    assert ["awaiting_agreement", "awaiting_agreement", "agreed"] == states
    assert 5 == rows(world.database, "SELECT COUNT(*) FROM signature")[0][0]


def test_an_agencys_latest_position_counts(world: World) -> None:
    """Who dissented may agree later to the same proposal, and the other way round; the same position twice is none."""
    reference = situations.proposed(world)
    world.fire("dsp_police", reference, "agree")
    with pytest.raises(Refused, match="already taken this position"):
        world.fire("dsp_police", reference, "agree")
    world.fire("dsp_police", reference, "dissent", {"dissent": "On reflection no"})
    world.fire("dsp_icb", reference, "agree")
    assert "awaiting_agreement" == world.fire("dsp_council", reference, "agree").state
    assert "agreed" == world.fire("dsp_police", reference, "agree").state


def test_the_review_goes_with_the_dissent_set_out(world: World) -> None:
    """The law's clock doesn't wait for agreement; it wants the dissent in writing."""
    reference = situations.proposed(world)
    for partner in ("dsp_council", "dsp_icb"):
        world.fire(partner, reference, "agree")
    world.fire("dsp_police", reference, "dissent", {"dissent": "No"})
    with pytest.raises(Refused, match="Set the dissent out"):
        world.fire("officer", reference, "send")
    assert "sent" == world.fire("officer", reference, "send", {"dissent_set_out": "Police hold that"}).state


def test_a_partner_who_said_nothing_didnt_dissent(world: World) -> None:
    """Without their word it goes only with why, on record as that; a dissent that nobody gave is set out nowhere."""
    reference = situations.proposed(world)
    for given in ({}, {"dissent_set_out": "They are against it"}):
        with pytest.raises(Refused, match="Say why it goes without a partner's word"):
            world.fire("officer", reference, "send", given)
    world.fire("dsp_council", reference, "agree")
    silent = {"without_signature": "The other two are away until after the fifteenth day"}
    with pytest.raises(Refused, match="Set the dissent out where a partner has dissented, and only there"):
        world.fire("officer", reference, "send", silent | {"dissent_set_out": "They are against it"})
    world.fire("dsp_police", reference, "dissent", {"dissent": "No"})
    with pytest.raises(Refused, match="Set the dissent out"):
        world.fire("officer", reference, "send", silent)
    sent = world.fire("officer", reference, "send", silent | {"dissent_set_out": "Police hold that"})
    assert ("sent", True) == (sent.state, "without_signature" in sent.facts)


def test_where_all_agreed_nothing_is_set_out(world: World) -> None:
    """Neither a dissent nor a missing word stands beside three agreements."""
    reference = situations.proposed(world)
    for partner in PARTNERS:
        world.fire(partner, reference, "agree")
    for given in ({"dissent_set_out": "Police hold that"}, {"without_signature": "They are away"}):
        with pytest.raises(Refused, match="and only there"):
            world.fire("officer", reference, "send", given)
    assert "sent" == world.fire("officer", reference, "send").state


RECONSIDERED = {"reconsidered_outcome": "lcspr", "reconsidered_rationale": "The Panel's reasons weigh"}


def reconsidering(world: World) -> str:
    """A review that was agreed and sent, and is being reconsidered after the Panel's reply."""
    reference = situations.proposed(world)
    for partner in PARTNERS:
        world.fire(partner, reference, "agree")
    world.fire("officer", reference, "send")
    world.fire("officer", reference, "reply", {"panel_view": "disagrees", "panel_reply": "Look again"})
    world.fire("chair", reference, "reconsider", RECONSIDERED)
    return reference


def test_a_reconsidered_decision_closes_with_the_dissent_set_out(world: World) -> None:
    """A second decision is signed anew; one partner's dissent is set out, and doesn't hold the case for ever."""
    reference = reconsidering(world)
    world.fire("dsp_police", reference, "dissent", {"dissent": "No"})
    with pytest.raises(Refused, match="Set the dissent out"):
        world.fire("officer", reference, "reconsidered")
    set_out = {"reconsidered_dissent": "Police hold that"}
    with pytest.raises(Refused, match="Say why it goes without a partner's word"):
        world.fire("officer", reference, "reconsidered", set_out)
    set_out |= {"reconsidered_without": "The council and the board are away"}
    assert "closed" == world.fire("officer", reference, "reconsidered", set_out).state


def test_what_is_reconsidered_may_be_proposed_in_other_words(world: World) -> None:
    """Signatures on the first wording no longer count; with every partner's on the second it closes."""
    reference = reconsidering(world)
    world.fire("dsp_police", reference, "agree")
    world.fire("chair", reference, "reconsider", {**RECONSIDERED, "reconsidered_outcome": "learning_review"})
    for partner in PARTNERS:
        world.fire(partner, reference, "agree")
    assert "closed" == world.fire("officer", reference, "reconsidered").state


def test_only_statutory_partners_sign(world: World) -> None:
    """The chair and officers propose; they don't agree."""
    reference = situations.proposed(world)
    for who in ("officer", "chair"):
        with pytest.raises(NotPermitted):
            world.fire(who, reference, "agree")


@pytest.mark.parametrize("who", ["user_housing", "colleague_housing", "lead_housing"])
def test_the_owners_own_agency_never_verifies(world: World, who: str) -> None:
    """Neither the owner nor a colleague signs off an action."""
    with pytest.raises(NotPermitted):
        world.fire(who, situations.submitted(world), "verify", {"verification": "Fine"})


def test_another_agency_verifies_and_it_shows(world: World) -> None:
    """An officer of another agency signs on what was submitted; the action is verified."""
    reference = situations.submitted(world)
    assert "verified" == world.fire("officer", reference, "verify", {"verification": "Seen"}).state
    [found] = rows(world.database, "SELECT purpose, agency, owner_agency, waiver FROM signature")
    assert ("verify", "unit", "housing", None) == tuple(found)


def test_the_units_own_action_is_the_chairs_to_verify(world: World) -> None:
    """Neither the unit's people nor another partner sign it off: the chair of the review subgroup does."""
    reference = situations.action(world, owner=None, agency="unit")
    situations.attach(world, reference, "officer", "unit")
    world.fire("officer", reference, "submit", {"submission": "Done"})
    for who in ("manager", "dsp_police"):
        with pytest.raises(Refused, match="review subgroup's chair"):
            world.fire(who, reference, "verify", {"verification": "Seen"})
    assert "verified" == world.fire("chair", reference, "verify", {"verification": "Seen"}).state


def test_evidence_given_by_the_verifier_bars_them(world: World) -> None:
    """Whoever sent the evidence in doesn't judge it."""
    reference = situations.action(world)
    situations.attach(world, reference, "officer", "unit")
    world.fire("user_housing", reference, "submit", {"submission": "Done"})
    with pytest.raises(Refused, match="nor submitted it or its evidence"):
        world.fire("officer", reference, "verify", {"verification": "Seen"})
    assert "verified" == world.fire("manager", reference, "verify", {"verification": "Seen"}).state


FORGED = [
    ("the owner", {"person": "user_housing", "agency": "unit"}, {}),
    ("a colleague", {"person": "colleague_housing", "agency": "housing"}, {}),
    ("nobody's action", {"person": "officer", "agency": "unit"}, {"owner_person": None, "owner_agency": ""}),
    ("recorded for another", {"person": "dsp_police", "agency": "police"}, {"recorded_by": "officer"}),
]


@pytest.mark.parametrize(("why", "signer", "also"), FORGED, ids=[why for why, _, _ in FORGED])
def test_the_database_refuses_it_too(world: World, why: str, signer: dict[str, str], also: dict[str, object]) -> None:
    """Raw SQL that signs off one's own work is refused by the CHECK, on each database."""
    reference = situations.submitted(world)
    case = situations.row(world, reference)
    values: dict[str, object] = {
        "case_id": case.id,
        "seq": case.seq,
        "agency": signer["agency"],
        "person": world.ids[signer["person"]],
        "owner_person": case.owner_person,
        "owner_agency": case.owner_agency,
        "recorded_by": None,
    } | {key: world.ids.get(str(value), value) for key, value in also.items()}
    forged = """
        INSERT INTO signature (case_id, seq, signs_seq, digest, purpose, position, person, agency, recorded_by,
            owner_person, owner_agency, waiver)
        VALUES (:case_id, :seq, :seq, 'x', 'verify', 'agree', :person, :agency, :recorded_by,
            :owner_person, :owner_agency, NULL)
    """
    with pytest.raises(IntegrityError, match=r"nobody_verifies_their_own|CHECK"):
        sql(world.database, forged, **values)


def test_whoever_signs_for_two_partners_signs_for_each(world: World) -> None:
    """One person is delegated partner of police and health: their second signature is the other agency's."""
    reference = situations.proposed(world)
    question = "INSERT INTO role_held (person, partnership, agency, role, from_on) VALUES (:p, 'NM', 'icb', :r, :day)"
    sql(world.database, question, p=world.ids["dsp_police"], r="delegated_partner", day="2020-01-01")
    world.fire("dsp_police", reference, "agree")
    world.fire("dsp_police", reference, "agree")
    found = rows(world.database, "SELECT agency FROM signature ORDER BY seq")
    assert ["icb", "police"] == [row.agency for row in found]
    with pytest.raises(Refused, match="already taken this position"):
        world.fire("dsp_police", reference, "agree")
    assert "agreed" == world.fire("dsp_council", reference, "agree").state


def test_whoever_owned_it_never_verifies_it(world: World) -> None:
    """Not even once it is somebody else's, and they work for the business unit."""
    reference = situations.action(world, owner="user_housing")
    world.fire("officer", reference, "reassign", {"person": "colleague_housing@northmoor.example"})
    situations.attach(world, reference, "colleague_housing", "housing")
    world.fire("colleague_housing", reference, "submit", {"submission": "It was done"})
    moved = "UPDATE role_held SET role = 'review_officer', agency = 'unit' WHERE person = :p"
    sql(world.database, moved, p=world.ids["user_housing"])
    with pytest.raises(Refused, match="neither owns the action"):
        world.fire("user_housing", reference, "verify", {"verification": "Looks fine"})
    assert "verified" == world.fire("officer", reference, "verify", {"verification": "I saw the register"}).state


def test_an_action_isnt_due_before_it_was_agreed(world: World) -> None:
    """Neither where it is opened, nor in a recommendation's row of actions, nor when its date is moved."""
    recommendation = situations.recommendation(world)
    actions = {"actions": [{"agency": "school", "what": "Write it down", "due_on": "1950-01-01"}]}
    with pytest.raises(Refused, match="before the day it was agreed"):
        world.fire("officer", recommendation, "set_actions", actions)
    with pytest.raises(Refused, match="before the day it was agreed"):
        world.fire("manager", situations.action(world), "change_due_date", {"due_on": "1950-01-01", "reason": "x"})
