"""The predicates, each in the words of the field, and the guards that several kinds share.

A predicate takes ``Facts`` and strings, and answers True or False; it never looks anything up.
"""

from __future__ import annotations

from states import roles
from states.conditions import Guard, predicate
from states.facts import Facts
from states.judgement import is_doer


@predicate("answer_is")
def answer_is(facts: Facts, key: str, *values: str) -> bool:
    """The case's answer to ``key`` is, or as a set includes, one of ``values``."""
    answer = facts.answers.get(key)
    return any(value in answer for value in values) if isinstance(answer, list | tuple) else answer in values


@predicate("answer_is_not")
def answer_is_not(facts: Facts, key: str, *values: str) -> bool:
    """The case's answer to ``key`` is none of ``values``."""
    return facts.answers.get(key) not in values


@predicate("given_is")
def given_is(facts: Facts, key: str, *values: str) -> bool:
    """This move's own answer to ``key`` is one of ``values``."""
    return facts.given.get(key) in values


@predicate("given_includes")
def given_includes(facts: Facts, key: str, *values: str) -> bool:
    """This move's own answer to ``key``, a set, includes each of ``values``."""
    answer = facts.given.get(key)
    return isinstance(answer, list | tuple) and set(values) <= set(answer)


@predicate("state_is")
def state_is(facts: Facts, *states: str) -> bool:
    """The case is in one of the states."""
    return facts.state in states


@predicate("at_state_one_of")
def at_state_one_of(facts: Facts, state: str, *doers: str) -> bool:
    """The case is in another state, or whoever acts is one of ``doers``."""
    return facts.state != state or any(is_doer(doer, facts.doer, facts) for doer in doers)


@predicate("for_own_agency")
def for_own_agency(facts: Facts, key: str, *for_others: str) -> bool:
    """The agency given as ``key`` is one the doer acts for, or a role of theirs lets them speak for others."""
    return facts.answers.get(key) in facts.doer.agencies or any(facts.doer.holds(role) for role in for_others)


@predicate("not_among")
def not_among(facts: Facts, key: str, others: str) -> bool:
    """The answer to ``key`` isn't among those to ``others``."""
    listed = facts.answers.get(others)
    return not isinstance(listed, list | tuple) or facts.answers.get(key) not in listed


@predicate("none_open_of_doers")
def none_open_of_doers(facts: Facts, kind: str) -> bool:
    """No open child of the kind belongs to an agency that the doer acts for."""
    return not any(
        child.kind == kind and not child.final and child.agency in facts.doer.agencies for child in facts.children
    )


@predicate("answer_only_below")
def answer_only_below(facts: Facts, key: str, value: str, *kinds: str) -> bool:
    """The answer to ``key`` isn't ``value``, or the case stands below one of the kinds."""
    return facts.answers.get(key) != value or (facts.parent is not None and facts.parent.kind in kinds)


@predicate("all_statutory")
def all_statutory(facts: Facts, key: str) -> bool:
    """Each agency given as ``key`` is a statutory partner."""
    listed = facts.answers.get(key)
    return isinstance(listed, list | tuple) and set(listed) <= set(facts.policy.statutory)


@predicate("conflict_declared")
def conflict_declared(facts: Facts) -> bool:
    """A scrutineer has declared a conflict in the case's family."""
    return bool(facts.conflicts)


@predicate("opinion_there_if_wanted")
def opinion_there_if_wanted(facts: Facts, purpose: str) -> bool:
    """The policy doesn't make the scrutineer's opinion a condition, or there is one on the current proposal."""
    return not facts.policy.opinion_before_send or any(signed.purpose == purpose for signed in facts.signatures)


@predicate("is_proposed")
def is_proposed(facts: Facts) -> bool:
    """Something is proposed, on which positions may be taken."""
    return bool(facts.proposers)


@predicate("not_the_proposers")
def not_the_proposers(facts: Facts) -> bool:
    """Neither the doer nor whoever records it has a hand in what is proposed, or in an earlier version of it."""
    return not {hand.person for hand in facts.hands} & facts.proposers


@predicate("not_the_proposers_in")
def not_the_proposers_in(facts: Facts, state: str) -> bool:
    """The case is in another state, or neither the doer nor whoever records it has a hand in what is proposed."""
    return facts.state != state or not_the_proposers(facts)


@predicate("made_by_others")
def made_by_others(facts: Facts, *moves: str) -> bool:
    """Neither the doer nor whoever records it ever made one of these moves, or recorded it for another."""
    hands = {hand.person for hand in facts.hands}
    return not any(hands & facts.made.get(move, frozenset()) for move in moves)


@predicate("signed_for")
def signed_for(facts: Facts, purpose: str) -> bool:
    """Somebody has taken a position for this purpose on what is proposed."""
    return any(signed.purpose == purpose for signed in facts.signatures)


@predicate("none_signed")
def none_signed(facts: Facts, purpose: str) -> bool:
    """Nobody has taken a position on what is proposed."""
    return not signed_for(facts, purpose)


@predicate("given_if")
def given_if(facts: Facts, key: str, other: str, *values: str) -> bool:
    """``key`` is answered in this move wherever ``other`` has one of ``values``."""
    return key in facts.given or not answer_is(facts, other, *values)


@predicate("children_ended")
def children_ended(facts: Facts, kind: str) -> bool:
    """There is a child of the kind, and every one has come to an end."""
    ended = [child.final for child in facts.children if child.kind == kind]
    return bool(ended) and all(ended)


@predicate("none_open")
def none_open(facts: Facts, kind: str) -> bool:
    """No child of the kind is still open."""
    return all(child.final for child in facts.children if child.kind == kind)


@predicate("a_child_is")
def a_child_is(facts: Facts, kind: str, *states: str) -> bool:
    """A child of the kind is in one of the states."""
    return any(child.kind == kind and child.state in states for child in facts.children)


@predicate("first_child_wanted")
def first_child_wanted(facts: Facts, kind: str, key: str, *values: str) -> bool:
    """The answer to ``key`` asks for a child of the kind, and there is none yet."""
    return answer_is(facts, key, *values) and not any(child.kind == kind for child in facts.children)


@predicate("children_ended_or_reason")
def children_ended_or_reason(facts: Facts, kind: str, reason: str) -> bool:
    """Every child of the kind has ended, or this move gives the reason for going on without."""
    return reason in facts.given or all(child.final for child in facts.children if child.kind == kind)


@predicate("every_partner_agreed")
def every_partner_agreed(facts: Facts, purpose: str) -> bool:
    """Each statutory partner's signature on this very proposal says agree."""
    agreed = {s.agency for s in facts.signatures if s.purpose == purpose and s.position == "agree"}
    return bool(facts.policy.statutory) and agreed >= set(facts.policy.statutory)


@predicate("position_is_new")
def position_is_new(facts: Facts, purpose: str, position: str, role: str) -> bool:
    """A statutory agency that the doer is ``role`` at doesn't stand at this position on the current proposal yet."""
    mine = [agency for held, agency in facts.doer.roles if held == role and agency in facts.policy.statutory]
    return not mine or any(standing(facts, purpose).get(agency) != position for agency in mine)


def standing(facts: Facts, purpose: str) -> dict[str, str]:
    """Each agency's position on the current proposal."""
    return {signed.agency: signed.position for signed in facts.signatures if signed.purpose == purpose}


@predicate("views_not_all")
def views_not_all(facts: Facts, purpose: str, position: str) -> bool:
    """A statutory partner's view is missing, or differs from ``position``."""
    return any(standing(facts, purpose).get(agency) != position for agency in facts.policy.statutory)


@predicate("dissent_set_out")
def dissent_set_out(facts: Facts, agreed_state: str, key: str) -> bool:
    """Every partner has agreed, or this move sets the dissent out."""
    return facts.state == agreed_state or key in facts.given


@predicate("agreed_or_set_out")
def agreed_or_set_out(facts: Facts, purpose: str, key: str) -> bool:
    """Every partner's signature agrees, or this move sets the dissent out."""
    return key in facts.given or every_partner_agreed(facts, purpose)


@predicate("dissent_as_signed")
def dissent_as_signed(facts: Facts, purpose: str, key: str) -> bool:
    """This move sets the dissent out where a statutory partner dissents, and nowhere else: nobody else gives one."""
    at = standing(facts, purpose)
    return (key in facts.given) == any(at.get(agency) == "dissent" for agency in facts.policy.statutory)


@predicate("silence_as_it_is")
def silence_as_it_is(facts: Facts, purpose: str, key: str, agreed_state: str) -> bool:
    """This move says why it goes without a partner's word where a statutory one hasn't signed, and nowhere else.

    In ``agreed_state`` every partner has agreed, also where that was before the case was taken on.
    """
    silent = facts.state != agreed_state and not set(facts.policy.statutory) <= standing(facts, purpose).keys()
    return (key in facts.given) == silent


@predicate("parent_past")
def parent_past(facts: Facts, urgent: str, *early: str) -> bool:
    """There is no parent, it is past the ``early`` states, or the learning is urgent."""
    return facts.parent is None or facts.parent.state not in early or facts.given.get(urgent) is True


@predicate("parent_not_early")
def parent_not_early(facts: Facts, urgent: str) -> bool:
    """There is no parent, its state isn't an early one, or the learning is urgent."""
    return facts.parent is None or not facts.parent.early or facts.given.get(urgent) is True


@predicate("has_evidence")
def has_evidence(facts: Facts) -> bool:
    """At least one piece of evidence is attached that is neither replaced nor infected.

    One that still waits for the virus scanner counts: that it was away is no fault of whoever sent evidence in time.
    """
    return any(shown.stands in ("checked", "waiting") for shown in facts.evidence)


@predicate("evidence_is_clean")
def evidence_is_clean(facts: Facts) -> bool:
    """Nothing that counts still waits to be checked for viruses, and not all that counts is infected.

    Evidence of before a case was taken on lies elsewhere: where there is none here, there is nothing to check. What
    came after it was submitted is no part of what is verified.
    """
    counted = {shown.stands for shown in facts.evidence} - {"replaced", "later"}
    return "waiting" not in counted and counted != {"infected"}


@predicate("independent")
def independent(facts: Facts) -> bool:
    """Neither the doer nor whoever records it owns or owned it, gave evidence, submitted it, or works for its agency.

    The business unit is an agency of its own.
    """
    if facts.owner.agency == "" and facts.owner.person is None:
        return False
    hands = {hand.person for hand in facts.hands}
    in_it = {facts.owner.person, *facts.owner.former, *facts.proposers, *(shown.person for shown in facts.evidence)}
    if hands & in_it:
        return False
    works_for_owner = any(facts.owner.agency in hand.agencies for hand in facts.hands)
    return not works_for_owner or waived(facts)


@predicate("chair_for_the_unit")
def chair_for_the_unit(facts: Facts) -> bool:
    """It isn't the business unit's own, or the doer chairs the review subgroup, or the policy waives it."""
    of_unit = facts.owner.agency == facts.policy.business_unit
    return not of_unit or facts.doer.holds(roles.REVIEW_CHAIR) or waived(facts)


@predicate("waived")
def waived(facts: Facts) -> bool:
    """The policy waives another agency's eyes for low-risk actions of a single agency, and this is one."""
    low = facts.answers.get("level") == "single_agency" and facts.answers.get("risk") == "low"
    return low and facts.policy.waives_low_risk


@predicate("in_time_or_reason")
def in_time_or_reason(facts: Facts, reason: str, *clocks: str) -> bool:
    """None of the clocks ran past its date on the day this happened, or a reason for the lateness is given."""
    late = any(
        ticking.key in clocks and ticking.status == "running" and ticking.due_on < facts.happened_on
        for ticking in facts.clocks
    )
    return not late or reason in facts.given


@predicate("state_or_late")
def state_or_late(facts: Facts, state: str, clock: str) -> bool:
    """The case is in the state, or the clock's day has passed while it ran."""
    late = any(one.key == clock and one.status == "running" and one.due_on < facts.today for one in facts.clocks)
    return facts.state == state or late


@predicate("not_before")
def not_before(facts: Facts, later: str, earlier: str) -> bool:
    """The day given as ``later`` isn't before the one given as ``earlier``."""
    first, last = facts.answers.get(earlier), facts.answers.get(later)
    return first is None or last is None or str(first) <= str(last)


@predicate("due_ahead")
def due_ahead(facts: Facts, key: str) -> bool:
    """The day given as ``key`` isn't before the day on which it was agreed."""
    day = facts.given.get(key)
    return day is None or str(day) >= facts.happened_on.isoformat()


@predicate("answer_ahead")
def answer_ahead(facts: Facts, key: str) -> bool:
    """The day that the case has as ``key`` isn't before the day on which this happened."""
    day = facts.answers.get(key)
    return day is None or str(day) >= facts.happened_on.isoformat()


@predicate("not_before_moves")
def not_before_moves(facts: Facts, *moves: str) -> bool:
    """It didn't happen before the day on which one of these moves last did."""
    return all(facts.days[move] <= facts.happened_on for move in moves if move in facts.days)


@predicate("happened_on_or_after")
def happened_on_or_after(facts: Facts, key: str) -> bool:
    """The move didn't happen before the day given as ``key``."""
    day = facts.answers.get(key)
    return day is None or str(day) <= facts.happened_on.isoformat()


def answered(key: str, *values: str, says: str = "") -> Guard:
    """The case's answer to ``key`` is, or includes, one of the values."""
    return Guard("answer_is", says or f"{key} must be {' or '.join(values)}", (key, *values), ("answers",))


def reason_if_late(says: str, *clocks: str) -> Guard:
    """A reason is given where the date of one of the clocks has passed."""
    return Guard("in_time_or_reason", says, ("reason_if_late", *clocks), ("clocks", "given", "happened_on"))


DUE_AHEAD = Guard(
    "due_ahead", "The due date can't be before the day it was agreed", ("due_on",), ("given", "happened_on")
)
HAS_EVIDENCE = Guard("has_evidence", "Attach at least one piece of evidence first", reads=("evidence",))
EVIDENCE_IS_CLEAN = Guard(
    "evidence_is_clean",
    "The evidence is still being checked for viruses, or one was found in it: then send it back for a clean file",
    reads=("evidence",),
)
INDEPENDENT = Guard(
    "independent",
    "This is for somebody who neither owns the action, nor submitted it or its evidence, nor works for its agency",
    reads=("owner", "doer", "recorded_by", "evidence", "proposers", "answers", "policy"),
)
CHAIR_FOR_THE_UNIT = Guard(
    "chair_for_the_unit",
    "The business unit's own actions are for the review subgroup's chair to verify or send back",
    reads=("owner", "doer", "answers", "policy"),
)
