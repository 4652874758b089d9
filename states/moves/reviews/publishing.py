"""A review's report from approval to the public: signed, held for proceedings, planned, published or not.

Shared by the reviews of children and of adults; to whom copies are owed before is each one's own.
"""

from __future__ import annotations

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, Starts, months, on_state
from states.conditions import Guard, predicate
from states.facts import Facts
from states.guards import made_by_others, reason_if_late
from states.language import Move, Signs, Tell
from states.moves.common import LATE, REASON, RECORDERS
from states.moves.decisions import ALL_AGREED, signatures
from states.moves.reviews.families import ALL_TOLD, DRAFT_SHOWN, FAMILY_LISTED, NO_FAMILY, REASONS_THERE
from states.moves.reviews.proceedings import PROCEEDINGS, PUBLICATION, released
from states.moves.reviews.reporting import CHAIRED, CHECKED, SETTLED, TOLD

ENDS = ("published", "not_published", "discontinued")
PLAN = (
    Ask(key="publish_on", label="Planned day of publication", type="day"),
    Ask(key="day_checked", label="How the day was checked against trials and anniversaries", type="text"),
    Ask(key="telling", label="How the family and staff are told before", type="text"),
    Ask(key="statement", label="Statement, and who speaks", type="text"),
    Ask(key="legal_check", label="Legal check: by whom, with what result", type="text"),
    Ask(key="published_where", label="Where it is published", type="line"),
)
NATIONAL_BODIES = (
    Option("panel", "The national panel"),
    Option("secretary_of_state", "The Secretary of State"),
    Option("ofsted", "Ofsted"),
)
# SI 2018/789, Part 3; Ofsted should have one too.
COPIES_OWED_TO = ("panel", "secretary_of_state")


@predicate("every_partner_has_spoken")
def every_partner_has_spoken(facts: Facts, purpose: str) -> bool:
    """Each statutory partner has taken a position on what is proposed now."""
    spoken = {signed.agency for signed in facts.signatures if signed.purpose == purpose}
    return bool(facts.policy.statutory) and spoken >= set(facts.policy.statutory)


@predicate("no_author")
def no_author(facts: Facts, named: str, *moves: str) -> bool:
    """The doer neither is the person given as ``named``, nor made one of these moves, or recorded it for another."""
    author = facts.people.get(str(facts.answers.get(named, "")))
    return made_by_others(facts, *moves) and (author is None or author.person != facts.doer.person)


@predicate("has_answers")
def has_answers(facts: Facts, *keys: str) -> bool:
    """The case has an answer to each of these."""
    return all(key in facts.answers for key in keys)


@predicate("no_clock_runs")
def no_clock_runs(facts: Facts, *keys: str) -> bool:
    """None of these clocks is running or paused."""
    return not any(ticking.key in keys and ticking.status in ("running", "paused") for ticking in facts.clocks)


@predicate("no_clock_ran_out")
def no_clock_ran_out(facts: Facts, *keys: str) -> bool:
    """None of these clocks runs on past its date on the day on which this happened."""
    return not any(
        ticking.key in keys and ticking.status == "running" and ticking.due_on < facts.happened_on
        for ticking in facts.clocks
    )


@predicate("clock_was_met")
def clock_was_met(facts: Facts, key: str) -> bool:
    """The clock was stopped on or before the day on which it is due now."""
    return any(
        ticking.key == key and ticking.stopped_on is not None and ticking.stopped_on <= ticking.due_on
        for ticking in facts.clocks
    )


SPOKEN = Guard(
    "every_partner_has_spoken",
    "Every statutory partner must have agreed or dissented first",
    ("decision",),
    ("signatures", "policy"),
)
PROPOSED = Guard("is_proposed", "The report hasn't been put up for approval", (), ("proposers",))
SECOND_PERSON = Guard(
    "not_the_proposers",
    "This is for a second person: not for one who put it up",
    (),
    ("proposers", "doer", "recorded_by"),
)
NO_AUTHOR = Guard(
    "no_author",
    "This is for somebody who didn't write the report: neither its reviewer, nor one who recorded a draft of it",
    ("reviewer", "draft_report"),
    ("answers", "people", "made", "doer", "recorded_by"),
)
PLANNED = Guard("has_answers", "Plan the publication first", tuple(ask.key for ask in PLAN), ("answers",))
ANONYMISED = Guard(
    "signed_for",
    "A second person must check that the report is anonymous, as it was approved",
    ("anonymisation",),
    ("signatures",),
)
ON_THE_DAY = Guard(
    "happened_on_or_after",
    "It can't be published before the planned day: plan another day first",
    ("publish_on",),
    ("answers", "happened_on"),
)
AFTER_APPROVAL = Guard(
    "not_before_moves",
    "It can't have happened before the day on which the report was approved",
    ("all_approved", "approve_with_dissent"),
    ("days", "happened_on"),
)
PUBLISHABLE = (PLANNED, ANONYMISED, ALL_TOLD, ON_THE_DAY, AFTER_APPROVAL)
DELAY_IN_WRITING = (
    Guard(
        "given_includes",
        "The reasons for a delay are owed in writing to the national panel and to the Secretary of State",
        ("delay_told", "panel", "secretary_of_state"),
        ("given",),
    ),
    Guard(
        "happened_on_or_after",
        "The reasons are given once the letters went: say that it happened on that day, or later",
        ("delay_told_on",),
        ("answers", "happened_on"),
    ),
)
DELAY_EXPLAINED = Guard(
    "no_clock_ran_out",
    "The months have passed: record the reasons for the delay, with the letters that gave them, first",
    ("delay_reasons",),
    ("clocks", "happened_on"),
)


def approving(*signed_before: str, needs: tuple[Guard, ...] = ()) -> tuple[Move, ...]:
    """Each statutory partner signs the very report; one who dissents opens a disagreement, and the rest may go on.

    ``signed_before``: states in which they sign another decision of the kind; ``needs``: what is judged of the signer.
    """
    says = "Your approval is asked to a review's report"
    wanted = Tell("approval_wanted", says, ("statutory_partners",), at_once=True)
    approved = Tell("report_approved", "A review's report was approved", (*TOLD, "owner"))
    why = Ask(key="approval_note", label="What the partners are asked to approve", type="text")
    return (
        Move(
            "put_up",
            "Put the report up for approval",
            (CHECKED,),
            by=CHAIRED,
            asks=(why, NO_FAMILY),
            # A reviewer who came later, or to a case reopened here, declares too.
            needs=(SETTLED, FAMILY_LISTED, REASONS_THERE, DRAFT_SHOWN),
            proposes=True,
            tells=(wanted,),
        ),
        *signatures((*signed_before, CHECKED), needs),
        Move(
            "all_approved",
            "Every partner has approved",
            (CHECKED,),
            "approved",
            of_itself=True,
            needs=(ALL_AGREED,),
            tells=(approved,),
        ),
        Move(
            "approve_with_dissent",
            "Approve with the dissent set out",
            (CHECKED,),
            "approved",
            by=RECORDERS,
            asks=(Ask(key="approval_dissent", label="The dissent, set out", type="text"),),
            needs=(PROPOSED, SPOKEN),
            tells=(approved,),
        ),
    )


def before_publication(sources: tuple[str, ...]) -> tuple[Move, ...]:
    """What is done in these states before a report can be public: the plan, the check, the hold for proceedings."""
    held = Guard(
        "a_row_holds",
        "Enter the proceedings that hold up publication in the register first",
        (PROCEEDINGS.key, "holds", "publication"),
        ("answers",),
    )
    checked = Ask(key="anonymity", label="What was checked, in which version", type="text", kept_in_case=False)
    return (
        Move("plan_publication", "Plan the publication", sources, by=CHAIRED, asks=PLAN),
        Move(
            "check_anonymity",
            "Check that the report is anonymous",
            sources,
            by=(*CHAIRED, roles.LEGAL_ADVISER),
            asks=(checked,),
            needs=(SECOND_PERSON, NO_AUTHOR),
            signs=Signs("anonymisation", "agree"),
            for_another=False,
        ),
        Move(
            "hold_report",
            "Hold the report for proceedings",
            ("approved",),
            "held_for_proceedings",
            by=CHAIRED,
            asks=(REASON,),
            needs=(held,),
            tells=(Tell("report_held", "A review's report is held for proceedings", TOLD),),
        ),
        Move(
            "release_report",
            "Proceedings no longer hold the report",
            ("held_for_proceedings",),
            "approved",
            by=CHAIRED,
            asks=(REASON,),
            needs=(released(PUBLICATION, "Proceedings hold up publication: they must have ended, or let it go ahead"),),
            tells=(Tell("report_released", "A review's report is no longer held", TOLD),),
        ),
    )


def delay(sources: tuple[str, ...], *, in_writing: bool = False) -> Move:
    """The reasons for a delay; ``in_writing``: owed to the national bodies, with to whom letters went, and when."""
    told = Ask(
        key="delay_told", label="Who was written to", type="choices", options=NATIONAL_BODIES, required=in_writing
    )
    on = Ask(key="delay_told_on", label="Day on which they were written to", type="day", past=True)
    letters = (told, on) if in_writing else (told,)
    return Move(
        "explain_delay",
        "Record the reasons for a delay",
        sources,
        by=CHAIRED,
        asks=(Ask(key="delay_reasons", label="Why it takes longer, and until when", type="text"), *letters, LATE),
        needs=(
            reason_if_late("The reasons come after the months have passed: say why", "delay_reasons"),
            *(DELAY_IN_WRITING if in_writing else ()),
        ),
        tells=(Tell("delay_explained", "The reasons for a review's delay were recorded", TOLD),),
    )


def review_months(key: str, label: str, starts: Starts, basis: Basis, stops: tuple[str, ...] = (), *, by: str) -> Clock:
    """The months that a review has: extended, with reason and authority, ``by`` those who decided that it is held."""
    return Clock(
        key=key,
        label=label,
        lasts=months(6),
        starts=starts,
        stops=(*ENDS, *stops),
        chase="review",
        basis=basis,
        extended_by=by,
    )


def kept_public(basis: Basis) -> Clock:
    """How long a published report stays public at least: nobody owes anything when it is over."""
    return Clock(
        key="keep_public",
        label="The report stays public until",
        lasts=months(12),
        starts=on_state("published"),
        stops=("take_down",),
        chase="",
        basis=basis,
        extended_by="nobody",
        lapses=True,
    )
