"""Each predicate, true and false."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states import guards
from states.conditions import PREDICATES, Guard, faults_of, holds, predicate
from states.facts import Doer, Facts, Owner, PolicyFacts, Relative, Shown, Signed, Ticking

DAY = date(2026, 11, 23)
PARTNERS = ("council", "police", "icb")
POLICE = Doer(2, "Pat", frozenset({("delegated_partner", "police")}))
OFFICER = Doer(1, "Olive", frozenset({("review_officer", "unit")}))
CHAIR = Doer(3, "Chris", frozenset({("review_chair", "council")}))
FACTS = Facts("letter", "sent", DAY, DAY, POLICE, policy=PolicyFacts(PARTNERS, "council", "unit"))
LOW = {"level": "single_agency", "risk": "low"}


def facts(**changed: Any) -> Facts:
    """The facts with something changed."""
    return replace(FACTS, **changed)


def agreed(*agencies: str, position: str = "agree", purpose: str = "decision") -> tuple[Signed, ...]:
    """Signatures of these agencies."""
    return tuple(Signed(purpose, position, agency, 9) for agency in agencies)


def child(state: str, *, final: bool, kind: str = "action") -> Relative:
    """A child in that state."""
    return Relative(kind, state, final)


OPEN, VERIFIED = child("open", final=False), child("verified", final=True)
RETURN = child("requested", final=False, kind="agency_return")
LATE = (Ticking("limit", date(2026, 11, 20), "running"),)
OWNED = facts(owner=Owner("school", 7), doer=OFFICER)

Case = tuple[str, tuple[str, ...], Facts]
OURS = Relative("disagreement", "stage_4", final=False, agency="police")
EARLY = Relative("review", "opened", final=False, early=True)
SHARED = facts(parties=frozenset({"school", "police"}), state="stage_4")
WANTED = PolicyFacts(PARTNERS, "council", "unit", opinion_before_send=True)
WAITING, INFECTED, REPLACED = (Shown(7, "school", "output", how) for how in ("waiting", "infected", "replaced"))
TRUE: list[Case] = [
    ("not_the_proposers", (), facts(proposers=frozenset({9}))),
    ("made_by_others", ("draft",), facts(made={"draft": frozenset({9}), "send": frozenset({2})})),
    ("signed_for", ("decision",), facts(signatures=agreed("police"))),
    ("answer_only_below", ("at", "dissent", "review"), facts(answers={"at": "stage_1"})),
    (
        "answer_only_below",
        ("at", "dissent", "review"),
        facts(answers={"at": "dissent"}, parent=Relative("review", "drafting", final=False)),
    ),
    ("all_statutory", ("to",), facts(answers={"to": ["council", "icb"]})),
    ("answer_is_not", ("enters_at", "dissent"), facts(answers={"enters_at": "stage_1"})),
    ("answer_is_not", ("enters_at", "dissent"), facts()),
    ("given_is", ("opinion", "challenge"), facts(given={"opinion": "challenge"})),
    ("state_is", ("sent", "closed"), facts()),
    ("at_state_one_of", ("stage_3", "agency_lead@party"), SHARED),
    ("at_state_one_of", ("stage_4", "delegated_partner@party"), SHARED),
    ("for_own_agency", ("raised_by", "review_officer"), facts(answers={"raised_by": "police"})),
    ("for_own_agency", ("raised_by", "review_officer"), facts(answers={"raised_by": "school"}, doer=OFFICER)),
    ("not_among", ("raised_by", "with"), facts(answers={"raised_by": "police", "with": ["icb", "school"]})),
    ("none_open_of_doers", ("disagreement",), facts()),
    ("none_open_of_doers", ("disagreement",), facts(children=(replace(OURS, final=True), replace(OURS, agency="icb")))),
    ("conflict_declared", (), facts(conflicts=frozenset({9}))),
    ("opinion_there_if_wanted", ("opinion",), facts()),
    ("opinion_there_if_wanted", ("opinion",), facts(policy=WANTED, signatures=agreed("", purpose="opinion"))),
    ("answer_is", ("level", "a", "b"), facts(answers={"level": "b"})),
    ("answer_is", ("types", "died"), facts(answers={"types": ("died", "harmed")})),
    ("given_if", ("why", "level", "a"), facts(answers={"level": "b"})),
    ("given_if", ("why", "level", "a"), facts(answers={"level": "a"}, given={"why": "x"})),
    ("children_ended", ("action",), facts(children=(VERIFIED, RETURN))),
    ("a_child_is", ("action", "verified"), facts(children=(OPEN, VERIFIED))),
    ("none_open", ("action",), facts(children=(VERIFIED, RETURN))),
    ("due_ahead", ("due_on",), facts(given={"due_on": "2026-11-23"})),
    ("answer_ahead", ("publish_on",), facts(answers={"publish_on": "2026-11-23"})),
    ("answer_ahead", ("publish_on",), facts()),
    ("given_includes", ("to", "panel", "ofsted"), facts(given={"to": ["ofsted", "panel", "press"]})),
    ("state_or_late", ("answered", "answer"), facts(state="answered")),
    ("state_or_late", ("answered", "answer"), facts(clocks=(Ticking("answer", date(2026, 11, 20), "running"),))),
    ("due_ahead", ("due_on",), facts()),
    ("is_proposed", (), facts(proposers=frozenset({1}))),
    ("none_signed", ("view",), facts(signatures=agreed("police"))),
    ("first_child_wanted", ("action", "types", "died"), facts(answers={"types": ["harmed", "died"]})),
    ("children_ended_or_reason", ("action", "why"), facts()),
    ("children_ended_or_reason", ("action", "why"), facts(children=(VERIFIED, RETURN))),
    ("children_ended_or_reason", ("action", "why"), facts(children=(OPEN,), given={"why": "x"})),
    ("every_partner_agreed", ("decision",), facts(signatures=agreed(*PARTNERS))),
    ("position_is_new", ("decision", "agree", "delegated_partner"), facts()),
    (
        "position_is_new",
        ("decision", "agree", "delegated_partner"),
        facts(signatures=agreed("police", position="dissent")),
    ),
    ("position_is_new", ("decision", "agree", "delegated_partner"), facts(signatures=agreed("council"))),
    ("position_is_new", ("decision", "agree", "delegated_partner"), facts(doer=OFFICER)),
    ("views_not_all", ("view", "notifiable"), facts(signatures=agreed(*PARTNERS[:2], position="notifiable"))),
    ("dissent_set_out", ("agreed", "dissent"), facts(state="agreed")),
    ("dissent_set_out", ("agreed", "dissent"), facts(given={"dissent": "x"})),
    ("dissent_as_signed", ("decision", "dissent"), facts(signatures=agreed("police"))),
    (
        "dissent_as_signed",
        ("decision", "dissent"),
        facts(signatures=agreed("police", position="dissent"), given={"dissent": "x"}),
    ),
    ("silence_as_it_is", ("decision", "silence", "agreed"), facts(signatures=agreed(*PARTNERS, position="dissent"))),
    ("silence_as_it_is", ("decision", "silence", "agreed"), facts(state="agreed")),
    ("silence_as_it_is", ("decision", "silence", "agreed"), facts(signatures=agreed("icb"), given={"silence": "x"})),
    ("agreed_or_set_out", ("decision", "dissent"), facts(signatures=agreed(*PARTNERS))),
    ("agreed_or_set_out", ("decision", "dissent"), facts(given={"dissent": "x"})),
    ("not_the_proposers_in", ("recommended",), facts(state="recommended", proposers=frozenset({9}))),
    ("not_the_proposers_in", ("recommended",), facts(state="checked", proposers=frozenset({2}))),
    ("parent_past", ("urgent", "opened"), facts()),
    ("parent_past", ("urgent", "opened"), facts(parent=Relative("review", "drafting", final=False))),
    ("parent_past", ("urgent", "opened"), facts(parent=Relative("r", "opened", final=False), given={"urgent": True})),
    ("parent_not_early", ("urgent",), facts()),
    ("parent_not_early", ("urgent",), facts(parent=Relative("review", "drafting", final=False))),
    ("parent_not_early", ("urgent",), facts(parent=replace(EARLY, final=True), given={"urgent": True})),
    ("has_evidence", (), facts(evidence=(Shown(7, "school", "output"),))),
    ("has_evidence", (), facts(evidence=(WAITING,))),
    ("evidence_is_clean", (), facts()),
    ("evidence_is_clean", (), facts(evidence=(Shown(7, "school", "output"), INFECTED, REPLACED))),
    ("evidence_is_clean", (), facts(evidence=(REPLACED,))),
    ("independent", (), OWNED),
    ("independent", (), replace(OWNED, evidence=(Shown(7, "school", "output"),))),
    ("independent", (), replace(OWNED, owner=Owner("unit", 7), answers=LOW, policy=PolicyFacts(waives_low_risk=True))),
    ("waived", (), facts(answers=LOW, policy=PolicyFacts(waives_low_risk=True))),
    ("chair_for_the_unit", (), OWNED),
    ("chair_for_the_unit", (), facts(owner=Owner("unit"), doer=CHAIR)),
    ("in_time_or_reason", ("why", "limit"), facts()),
    ("in_time_or_reason", ("why", "limit"), facts(clocks=LATE, happened_on=date(2026, 11, 20))),
    ("in_time_or_reason", ("why", "limit"), facts(clocks=LATE, given={"why": "x"})),
    ("in_time_or_reason", ("why", "other"), facts(clocks=LATE)),
    ("not_before", ("later", "earlier"), facts(answers={"later": "2026-11-23", "earlier": "2026-11-23"})),
    ("not_before", ("later", "earlier"), facts(answers={"later": "2026-11-23"})),
    ("not_before", ("later", "earlier"), facts(answers={"later": DAY, "earlier": "2026-11-22"})),
    ("happened_on_or_after", ("aware_on",), facts(answers={"aware_on": "2026-11-23"})),
    ("happened_on_or_after", ("aware_on",), facts()),
    ("not_before_moves", ("agree", "decide"), facts(days={"agree": DAY, "note": date.max})),
    ("not_before_moves", ("agree",), facts()),
]
FALSE: list[Case] = [
    ("not_the_proposers", (), facts(proposers=frozenset({2}))),
    ("not_the_proposers", (), facts(proposers=frozenset({1}), recorded_by=OFFICER)),
    ("made_by_others", ("draft",), facts(made={"draft": frozenset({2})})),
    ("made_by_others", ("send", "draft"), facts(made={"draft": frozenset({1})}, recorded_by=OFFICER)),
    ("signed_for", ("opinion",), facts(signatures=agreed("police"))),
    ("conflict_declared", (), facts()),
    ("answer_only_below", ("at", "dissent", "review"), facts(answers={"at": "dissent"})),
    (
        "answer_only_below",
        ("at", "dissent", "review"),
        facts(answers={"at": "dissent"}, parent=Relative("incident", "notified", final=True)),
    ),
    ("all_statutory", ("to",), facts(answers={"to": ["council", "school"]})),
    ("answer_is_not", ("enters_at", "dissent"), facts(answers={"enters_at": "dissent"})),
    ("given_is", ("opinion", "challenge"), facts(answers={"opinion": "challenge"})),
    ("state_is", ("closed",), facts()),
    ("at_state_one_of", ("stage_4", "agency_lead@party"), SHARED),
    ("at_state_one_of", ("stage_4", "delegated_partner@party"), facts(parties=frozenset({"icb"}), state="stage_4")),
    ("for_own_agency", ("raised_by", "review_officer"), facts(answers={"raised_by": "school"})),
    ("not_among", ("raised_by", "with"), facts(answers={"raised_by": "police", "with": ["icb", "police"]})),
    ("none_open_of_doers", ("disagreement",), facts(children=(OURS,))),
    ("opinion_there_if_wanted", ("opinion",), facts(policy=WANTED, signatures=agreed("police"))),
    ("answer_is", ("level", "a", "b"), facts(answers={"level": "c"})),
    ("answer_is", ("level", "a"), facts()),
    ("answer_is", ("types", "died"), facts(answers={"types": ("harmed",)})),
    ("given_if", ("why", "level", "a"), facts(answers={"level": "a", "why": "before"})),
    ("children_ended", ("action",), facts(children=(VERIFIED, OPEN))),
    ("children_ended", ("action",), facts(children=())),
    ("a_child_is", ("action", "verified"), facts(children=(OPEN,))),
    ("none_open", ("action",), facts(children=(OPEN, VERIFIED))),
    ("due_ahead", ("due_on",), facts(given={"due_on": "2026-11-22"})),
    ("answer_ahead", ("publish_on",), facts(answers={"publish_on": "2026-11-22"})),
    ("given_includes", ("to", "panel", "ofsted"), facts(given={"to": ["panel"]})),
    ("given_includes", ("to", "panel"), facts(answers={"to": ["panel"]})),
    ("state_or_late", ("answered", "answer"), facts(clocks=(Ticking("answer", date(2026, 11, 23), "running"),))),
    ("state_or_late", ("answered", "answer"), facts(clocks=(Ticking("answer", date(2026, 11, 20), "stopped"),))),
    ("independent", (), facts(owner=Owner("school", 7, frozenset({1})), doer=OFFICER)),
    ("independent", (), replace(OWNED, proposers=frozenset({1}))),
    ("is_proposed", (), facts()),
    ("none_signed", ("decision",), facts(signatures=agreed("police"))),
    ("a_child_is", ("review", "verified"), facts(children=(VERIFIED,))),
    ("first_child_wanted", ("action", "types", "died"), facts(answers={"types": ["died"]}, children=(OPEN,))),
    ("first_child_wanted", ("action", "types", "died"), facts(answers={"types": ["harmed"]})),
    ("children_ended_or_reason", ("action", "why"), facts(children=(OPEN,))),
    ("every_partner_agreed", ("decision",), facts(signatures=agreed("council", "police"))),
    ("every_partner_agreed", ("decision",), facts(signatures=agreed(*PARTNERS, position="dissent"))),
    ("every_partner_agreed", ("decision",), facts(signatures=agreed(*PARTNERS, purpose="view"))),
    ("every_partner_agreed", ("decision",), facts(policy=PolicyFacts(), signatures=agreed(*PARTNERS))),
    ("position_is_new", ("decision", "agree", "delegated_partner"), facts(signatures=agreed("police"))),
    ("views_not_all", ("view", "agree"), facts(signatures=agreed(*PARTNERS, purpose="view"))),
    ("dissent_set_out", ("agreed", "dissent"), facts(answers={"dissent": "before"})),
    ("agreed_or_set_out", ("decision", "dissent"), facts(answers={"dissent": "before"})),
    ("dissent_as_signed", ("decision", "dissent"), facts(signatures=agreed("police", position="dissent"))),
    ("dissent_as_signed", ("decision", "dissent"), facts(signatures=agreed("police"), given={"dissent": "x"})),
    ("silence_as_it_is", ("decision", "silence", "agreed"), facts(signatures=agreed("police"))),
    ("silence_as_it_is", ("decision", "silence", "agreed"), facts(state="agreed", given={"silence": "x"})),
    ("silence_as_it_is", ("decision", "silence", ""), facts(signatures=agreed(*PARTNERS), given={"silence": "x"})),
    ("not_the_proposers_in", ("recommended",), facts(state="recommended", proposers=frozenset({2}))),
    ("parent_past", ("urgent", "opened"), facts(parent=Relative("review", "opened", final=False))),
    ("parent_not_early", ("urgent",), facts(parent=EARLY)),
    ("parent_not_early", ("urgent",), facts(parent=EARLY, given={"urgent": False})),
    ("has_evidence", (), facts()),
    ("has_evidence", (), facts(evidence=(INFECTED, REPLACED))),
    ("evidence_is_clean", (), facts(evidence=(INFECTED, REPLACED))),
    ("evidence_is_clean", (), facts(evidence=(Shown(7, "school", "output"), WAITING))),
    ("independent", (), facts()),
    ("independent", (), replace(OWNED, owner=Owner("school", 1))),
    ("independent", (), replace(OWNED, owner=Owner("unit", 7))),
    ("independent", (), replace(OWNED, evidence=(Shown(1, "unit", "output"),))),
    ("independent", (), replace(OWNED, doer=POLICE, recorded_by=OFFICER, owner=Owner("unit", 7))),
    ("independent", (), replace(OWNED, doer=POLICE, recorded_by=OFFICER, owner=Owner("school", 1))),
    ("independent", (), replace(OWNED, owner=Owner("unit", 7), answers=LOW)),
    ("independent", (), replace(OWNED, owner=Owner("unit", 1), answers=LOW, policy=PolicyFacts(waives_low_risk=True))),
    ("waived", (), facts(answers=LOW)),
    ("chair_for_the_unit", (), facts(owner=Owner("unit"))),
    ("waived", (), facts(answers=LOW | {"risk": "high"}, policy=PolicyFacts(waives_low_risk=True))),
    ("waived", (), facts(answers=LOW | {"level": "national"}, policy=PolicyFacts(waives_low_risk=True))),
    ("in_time_or_reason", ("why", "limit"), facts(clocks=LATE)),
    ("not_before", ("later", "earlier"), facts(answers={"later": "2026-11-22", "earlier": "2026-11-23"})),
    ("happened_on_or_after", ("aware_on",), facts(answers={"aware_on": "2026-11-24"})),
    ("not_before_moves", ("agree", "decide"), facts(days={"decide": date(2026, 11, 24)})),
]


def named(case: Case) -> str:
    """The case in a test's name."""
    return case[0]


@pytest.mark.parametrize("case", TRUE, ids=named)
def test_a_predicate_holds(case: Case) -> None:
    """Where the facts are so."""
    key, args, given = case
    assert holds(Guard(key, "", args), given) is True


@pytest.mark.parametrize("case", FALSE, ids=named)
def test_a_predicate_fails(case: Case) -> None:
    """Where one of the facts is otherwise."""
    key, args, given = case
    assert holds(Guard(key, "", args), given) is False


def test_every_predicate_is_tried_both_ways() -> None:
    """A predicate that comes without its two tests is found here."""
    ours = {key for key, function in PREDICATES.items() if function.__module__ == guards.__name__}
    assert ours == set(map(named, TRUE)) == set(map(named, FALSE))


def test_a_key_is_given_once() -> None:
    """A changed meaning needs a new key: cases in flight keep the rules they began with."""
    register: Callable[[Callable[..., bool]], Callable[..., bool]] = predicate("has_evidence")
    with pytest.raises(ValueError, match="two predicates are called has_evidence"):
        register(lambda _: True)
    assert PREDICATES["has_evidence"] is guards.has_evidence


def test_a_guard_that_reads_what_is_not_there_is_faulty() -> None:
    """An unknown predicate and an unknown part are both said; the shared guards are sound."""
    assert 2 == len(faults_of(Guard("stars", "", reads=("moon",))))
    shared = (guards.HAS_EVIDENCE, guards.INDEPENDENT, guards.answered("a", "b"), guards.reason_if_late("a", "b"))
    assert [] == [fault for guard in shared for fault in faults_of(guard)]


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        (guards.HAS_EVIDENCE, False),
        (guards.INDEPENDENT, False),
        (guards.answered("level", "a"), False),
        (guards.reason_if_late("limit", "Say why"), True),
    ],
)
def test_a_guard_knows_whether_it_waits_for_answers(guard: Guard, expected: bool) -> None:  # noqa: FBT001
    """Those are judged only once the move's answers are given."""
    assert expected == guard.needs_answers
