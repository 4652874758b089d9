"""The course of a report that an independent reviewer writes: commissioned, fieldwork, drafted, checked.

Shared by the reviews of children and of adults; what each decides before is its own. Approval and publication are
``publishing.py``'s.
"""

from __future__ import annotations

from dataclasses import replace

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, on_answer, on_state
from states.conditions import Guard, predicate
from states.facts import Facts
from states.language import Move, Opens, State, Tell
from states.moves.common import REASON, RECORDERS
from states.moves.decisions import WITHDRAW
from states.moves.prompts import prompted
from states.moves.reviews.families import family_moves
from states.moves.reviews.holding import ON_HOLD
from states.moves.reviews.proceedings import FAMILY_CONTACT, INTERVIEWS, PUBLICATION, does

CHAIRED = (*RECORDERS, roles.REVIEW_CHAIR)
WRITING = ("commissioned", "fieldwork", "report_drafted")
CHECKED = "checked_with_family_and_agencies"
WITH_REPORT = ("report_drafted", CHECKED, "approved", "held_for_proceedings")
UNPUBLISHED = ("approved", "held_for_proceedings")
TOLD = ("delegated_partners", "scrutineer", "review_chair")

# Whoever takes a reviewer's place declares for themselves, and before anything else.
DECLARES = (roles.INDEPENDENT_REVIEWER, "declare_interest")
DECLARES_ANEW = (*DECLARES, "replace_reviewer")

REPORT_STATES = (
    State("commissioned", "Commissioned", early=True, waits_for=(DECLARES, DECLARES_ANEW)),
    State(
        "fieldwork", "Fieldwork", early=True, waits_for=(DECLARES_ANEW, (roles.INDEPENDENT_REVIEWER, "draft_report"))
    ),
    State("report_drafted", "Report drafted", waits_for=(DECLARES_ANEW, (roles.INDEPENDENT_REVIEWER, "record_checks"))),
    State(CHECKED, "Checked with family and agencies", waits_for=(DECLARES_ANEW,)),
    State("approved", "Approved"),
    State("held_for_proceedings", "Held for proceedings", aside=True),
)
REPORT_ENDS = (
    State("published", "Published", final=True),
    State("not_published", "Not published", final=True, aside=True),
    State("discontinued", "Discontinued", final=True, aside=True),
)

CONTRACT_TO = Ask(key="contract_to", label="Contract to", type="day")
REVIEWER = (
    Ask(key="reviewer_name", label="Independent reviewer", type="line"),
    Ask(
        key="reviewer",
        label="If they sign in here: who it is",
        type="person",
        required=False,
        hint="They see this case from the first day of the contract to the last",
    ),
    Ask(key="contract_from", label="Contract from", type="day"),
    CONTRACT_TO,
)
TERMS = Ask(key="terms_of_reference", label="Terms of reference", type="text")
DUE_ON = "returns_due_on"
AGENCIES = (
    Ask(key="agencies_asked", label="Agencies to ask", type="agencies", kept_in_case=False),
    Ask(key=DUE_ON, label="Returns due on", type="day"),
    Ask(key="request", label="What is asked of them", type="text"),
)
CONFLICT = (
    Ask(
        key="reviewer_conflict",
        label="Is there a conflict of interest",
        type="choice",
        options=(Option("none", "None to declare"), Option("declared", "There is one")),
    ),
    Ask(key="reviewer_conflict_text", label="If there is one: what it is", type="text", required=False),
)


@predicate("declaration_settled")
def declaration_settled(facts: Facts, declared: str, clear: str, settled: str) -> bool:
    """The declaration says ``clear``, or there is an answer on how what it says is dealt with."""
    said = facts.answers.get(declared)
    return said == clear or (said is not None and settled in facts.answers)


SETTLED = Guard(
    "declaration_settled",
    "The reviewer must declare whether there is a conflict of interest; one that is declared must be dealt with",
    ("reviewer_conflict", "none", "conflict_managed"),
    ("answers",),
)


def contract_moves(later: tuple[str, ...]) -> tuple[Move, ...]:
    """The reviewer's contract is extended, or let end, wherever they may still be at work: until publication."""
    working = (*WRITING, CHECKED, *UNPUBLISHED, *later, ON_HOLD)
    appointed = Guard("has_answers", "No reviewer is appointed", ("reviewer_name",), ("answers",))
    ahead = Guard(
        "answer_ahead",
        "A contract can't be extended to a day that has passed",
        (CONTRACT_TO.key,),
        ("answers", "happened_on"),
    )
    runs = Guard("a_clock_is", "No contract runs that could be let end", ("running", "contract"), ("clocks",))
    return (
        Move(
            "extend_contract",
            "Extend the reviewer's contract",
            working,
            by=CHAIRED,
            asks=(CONTRACT_TO, REASON),
            needs=(appointed, ahead),
            effect="extend_contract",
            group="dates",
            tells=(Tell("contract_extended", "A reviewer's contract was extended", (*TOLD, "owner"), dated=False),),
        ),
        Move(
            "let_contract_end",
            "Let the reviewer's contract end",
            working,
            by=CHAIRED,
            asks=(REASON,),
            needs=(runs,),
            group="dates",
            tells=(Tell("contract_ends", "A reviewer's contract isn't extended", (*TOLD, "owner"), dated=False),),
        ),
    )


def contract_clock(ends: tuple[str, ...]) -> Clock:
    """The reviewer's sight of the case ends with the contract: owner and manager hear of that in time to act on it."""
    return Clock(
        key="contract",
        label="Reviewer's contract ends: extend it, or hand over",
        lasts=None,
        starts=on_answer(CONTRACT_TO.key),
        stops=("let_contract_end", *ends),
        resumes=("reopen",),
        chase="contract",
        basis=Basis("The reviewer's contract"),
        milestone=True,
    )


def commissioning(before: str, later: tuple[str, ...] = ()) -> tuple[Move, ...]:
    """The reviewer is appointed in ``before``, declares conflicts, may be replaced; ``later``: after approval."""
    dates = Guard(
        "not_before", "The contract can't end before it begins", ("contract_to", "contract_from"), ("answers", "given")
    )
    worded = Guard(
        "given_if",
        "Say what the conflict is",
        ("reviewer_conflict_text", "reviewer_conflict", "declared"),
        ("given", "answers"),
    )
    appointed = Tell("reviewer_appointed", "A reviewer was appointed to a review", (*TOLD, "owner"))
    return (
        # Before the others that ask for the day: it is what changes it.
        *contract_moves(later),
        Move(
            "commission",
            "Commission the reviewer",
            (before,),
            "commissioned",
            by=CHAIRED,
            asks=(*REVIEWER, TERMS),
            needs=(dates,),
            effect="appoint_reviewer",
            tells=(appointed,),
        ),
        Move(
            "replace_reviewer",
            "Replace the reviewer",
            (*WRITING, CHECKED),
            by=CHAIRED,
            asks=(*REVIEWER, REASON),
            needs=(dates,),
            effect="appoint_reviewer",
            tells=(appointed,),
        ),
        Move(
            "declare_interest",
            "Declare as reviewer whether there is a conflict",
            (*WRITING, CHECKED),
            by=(roles.INDEPENDENT_REVIEWER, *CHAIRED),
            asks=CONFLICT,
            needs=(worded,),
            tells=(
                Tell(
                    "reviewer_conflict",
                    "A reviewer has declared a conflict of interest: decide how it is dealt with",
                    ("business_manager", "review_chair", "scrutineer"),
                    when=Guard("given_is", "", ("reviewer_conflict", "declared"), ("given",)),
                ),
            ),
        ),
        Move(
            "manage_conflict",
            "Say how the reviewer's conflict is dealt with",
            (*WRITING, CHECKED),
            by=(roles.REVIEW_CHAIR, roles.BUSINESS_MANAGER, roles.BOARD_CHAIR),
            asks=(Ask(key="conflict_managed", label="How it is dealt with, and why the reviewer stays", type="text"),),
        ),
    )


def asking_agencies(key: str, sources: tuple[str, ...], target: str | None = None, *, due_by: str = "") -> Move:
    """Returns are asked of agencies, which look into their own part: they ask their practitioners too.

    ``due_by``: the clock of the plan by which they are due, where no other day is said.
    """
    asks = tuple(replace(a, required=False, default=due_by) if due_by and a.key == DUE_ON else a for a in AGENCIES)
    returns = Opens("agency_return", each="agencies_asked", carries=(DUE_ON, "request"))
    label = "Ask agencies for information"
    return does(Move(key, label, sources, target, by=RECORDERS, asks=asks, opens=(returns,)), INTERVIEWS)


def commissioned_in_time(before: str, *elsewhere: str) -> Clock:
    """Months of a review are short: who is to write it is asked after well before they are. ``elsewhere`` it isn't."""
    ends = tuple(state.key for state in REPORT_ENDS)
    stops = ("commissioned", "fieldwork", *elsewhere, *ends)
    return prompted("commission", "Reviewer commissioned", 20, on_state(before), stops)


def writing(*more: Ask, later: tuple[str, ...] = ()) -> tuple[Move, ...]:
    """Fieldwork to the report checked, and back, also from ``later`` states; ``more`` is asked before fieldwork."""
    return (
        does(
            Move(
                "start_fieldwork",
                "Start fieldwork",
                ("commissioned",),
                "fieldwork",
                by=CHAIRED,
                asks=more,
                needs=(SETTLED,),
            ),
            INTERVIEWS,
        ),
        asking_agencies("ask_agencies", ("commissioned", "fieldwork")),
        # What a draft rests on is what practitioners said, in a hold that came after fieldwork began too.
        does(
            Move(
                "draft_report",
                "Record the draft report",
                ("fieldwork",),
                "report_drafted",
                by=(*CHAIRED, roles.INDEPENDENT_REVIEWER),
                asks=(
                    Ask(key="report_version", label="Version", type="line", most=40),
                    Ask(key="findings", label="Findings", type="text"),
                ),
                tells=(Tell("report_drafted", "The report of a review is drafted", TOLD),),
            ),
            INTERVIEWS,
        ),
        does(
            Move(
                "record_checks",
                "Record the checks with family and agencies",
                ("report_drafted",),
                CHECKED,
                by=(*CHAIRED, roles.INDEPENDENT_REVIEWER),
                asks=(
                    Ask(key="agencies_check", label="What the agencies said on its accuracy", type="text"),
                    Ask(key="family_check", label="What the family said, or why they weren't shown it", type="text"),
                ),
            ),
            FAMILY_CONTACT,
            PUBLICATION,
        ),
        does(
            Move(
                "back_to_fieldwork",
                "Back to fieldwork",
                (*WITH_REPORT, *later),
                "fieldwork",
                by=CHAIRED,
                asks=(REASON,),
                effect=WITHDRAW,
                tells=(Tell("more_fieldwork", "A review's report goes back to fieldwork", TOLD),),
            ),
            INTERVIEWS,
        ),
        Move(
            "redraft",
            "Back to drafting",
            (CHECKED, *UNPUBLISHED, *later),
            "report_drafted",
            by=CHAIRED,
            asks=(REASON,),
            effect=WITHDRAW,
            tells=(Tell("redrafted", "A review's report is drafted anew: earlier signatures don't count", TOLD),),
        ),
        *family_moves((*WRITING, CHECKED, *UNPUBLISHED, *later), (*CHAIRED, roles.INDEPENDENT_REVIEWER)),
    )
