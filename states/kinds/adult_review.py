"""A safeguarding adults review: from the referral, by the decision on section 44, to its publication."""

from dataclasses import replace

from states import roles
from states.asks import Ask
from states.clocks import Basis, Clock, on_answer, on_state, working_days
from states.conditions import Guard
from states.criteria import CRITERIA_S44
from states.defaults import england
from states.guards import reason_if_late
from states.language import Document, Evidence, Machine, Move, Opens, State, Tell
from states.moves.common import LATE, RECORDERS, with_common_moves
from states.moves.decisions import ALL_AGREED
from states.moves.prompts import reopened
from states.moves.reviews.adult_referral import ALTERNATIVE, OTHERWISE, RECOMMENDED, REFERRAL, SAR_KIND, fits
from states.moves.reviews.ending import OTHERS_RECOMMENDED, ending
from states.moves.reviews.families import FAMILY
from states.moves.reviews.holding import as_review
from states.moves.reviews.proceedings import PROCEEDINGS
from states.moves.reviews.publishing import (
    ENDS,
    PROPOSED,
    SECOND_PERSON,
    SPOKEN,
    approving,
    before_publication,
    delay,
    review_months,
)
from states.moves.reviews.reporting import (
    CHAIRED,
    REPORT_ENDS,
    REPORT_STATES,
    TOLD,
    UNPUBLISHED,
    asking_agencies,
    commissioned_in_time,
    commissioning,
    contract_clock,
    writing,
)
from states.policy import Policy

STATUTORY_GUIDANCE = Basis("Care and Support Statutory Guidance", where="chapter 14", checked=False)
BEFORE = ("referred", "acknowledged", "gathering", "more_information", "recommended")
HELD = ("initiated", *(state.key for state in REPORT_STATES))
RUNNING = (*BEFORE, *HELD)
DECIDED = ("initiated", "not_commissioned")

# What is signed on the recommendation is no approval of the report.
NEXT = "withdraw_proposal"
INSTEAD = Guard("given_if", "Say what is done instead of a review", ("alternative", "recommended", "none"),
                ("given", "answers"))
OTHERS_SIGN = Guard("not_the_proposers_in", "Who recommended it doesn't decide: another partner of your agency signs",
                    ("recommended",), ("proposers", "doer", "recorded_by"))
DECISION = Ask(key="decision_rationale", label="Rationale of the decision", type="text")
FORMER = Ask(key="former_employment", type="text",
             label="Former employment by an agency in the case: declared, or that there is none")


def deciding(decided_by: str) -> tuple[Move, ...]:
    """Who decides by the policy: the board's chair, never the one who recommended it, or the statutory partners."""
    begun = Tell("sar_initiated", "A safeguarding adults review is initiated", (*TOLD, "owner", "executive", "opener"))
    told = Tell("sar_declined", "No safeguarding adults review is held: the decision and what is done instead",
                (*TOLD, "owner", "opener"))
    instead = Opens("learning_review", when=Guard("answer_is", "", ("alternative", "learning_review"), ("answers",)),
                    carries=("purpose", "subjects"), lists=(PROCEEDINGS.key,))
    if decided_by == "board_chair":
        chair, ask = (roles.BOARD_CHAIR,), (OTHERWISE, DECISION, FORMER)
        return (
            Move("initiate", "Decide: hold a review", ("recommended",), "initiated", by=chair, for_another=False,
                 asks=(SAR_KIND, *ask), needs=(SECOND_PERSON, fits("sar_kind")), tells=(begun,), effect=NEXT),
            Move("decline", "Decide: no review", ("recommended",), "not_commissioned", by=chair, for_another=False,
                 asks=(*ask, *ALTERNATIVE), needs=(SECOND_PERSON, fits("sar_kind")), opens=(instead,), tells=(told,)))
    yes = Guard("answer_is", "A review must have been recommended", ("recommended", "mandatory", "discretionary"),
                ("answers",))
    no = Guard("answer_is", "No review must have been recommended", ("recommended", "none"), ("answers",))
    dissent = Ask(key="decision_dissent", label="The dissent, set out", type="text")
    return (
        Move("all_for", "Every partner has agreed to hold it", ("recommended",), "initiated", of_itself=True,
             needs=(ALL_AGREED, yes), tells=(begun,), effect=NEXT),
        Move("all_against", "Every partner has agreed to hold none", ("recommended",), "not_commissioned",
             of_itself=True, needs=(ALL_AGREED, no), opens=(instead,), tells=(told,)),
        Move("initiate", "Hold it, with the dissent set out", ("recommended",), "initiated", by=RECORDERS,
             asks=(dissent,), needs=(PROPOSED, SECOND_PERSON, SPOKEN, yes), tells=(begun,), effect=NEXT),
        Move("decline", "Hold none, with the dissent set out", ("recommended",), "not_commissioned", by=RECORDERS,
             asks=(dissent,), needs=(PROPOSED, SECOND_PERSON, SPOKEN, no), opens=(instead,), tells=(told,)))


def shape(policy: Policy) -> Machine:
    """A safeguarding adults review, decided by whom this policy says."""
    chairs = policy.sar_decided_by == "board_chair"
    wanted = Tell("decision_wanted", "A recommendation on a safeguarding adults review waits for your decision",
                  ("board_chair",) if chairs else ("statutory_partners",), at_once=True)
    return with_common_moves(as_review(Machine(
        key="adult_review", title="Safeguarding adults review", plural="Safeguarding adults reviews",
        starts_in="referred", track="adult", subjects_from="subjects", group="reviews",
        about="An adult with care and support needs died or was seriously harmed: is a review to be held?",
        members=(roles.REVIEW_OFFICER, roles.DELEGATED_PARTNER, roles.REVIEW_CHAIR, roles.PANEL_MEMBER,
                 roles.BOARD_CHAIR, roles.SCRUTINEER),
        opening=REFERRAL,
        states=(State("referred", "Referred", early=True), State("acknowledged", "Acknowledged", early=True),
                State("gathering", "Gathering information", early=True),
                State("more_information", "More information wanted", aside=True, early=True),
                State("recommended", "Recommended", early=True), State("initiated", "Initiated", early=True),
                *REPORT_STATES, *REPORT_ENDS,
                State("not_commissioned", "Not commissioned", final=True, aside=True)),
        registers=(FAMILY,),
        documents=(Document("sar_decision_letter", "Decision letter to the referrer"),),
        evidence=Evidence(RUNNING, (*CHAIRED, roles.INDEPENDENT_REVIEWER, roles.at_owner(roles.AGENCY_LEAD))),
        moves=(
            Move("acknowledge", "Record the acknowledgement", ("referred",), "acknowledged", by=RECORDERS,
                 asks=(LATE,),
                 needs=(reason_if_late("It is acknowledged after the due date: say why", "acknowledge"),)),
            asking_agencies("ask_returns", ("acknowledged", "gathering", "more_information"), "gathering"),
            Move("want_more", "Say that more information is wanted", ("acknowledged", "gathering", "recommended"),
                 "more_information", by=(*CHAIRED, roles.BOARD_CHAIR), effect="withdraw_proposal",
                 asks=(Ask(key="more_wanted", label="What is wanted, and from whom", type="text"),),
                 tells=(Tell("more_wanted", "More information is wanted on a referral", ("owner", "opener")),)),
            Move("recommend", "Recommend", ("acknowledged", "gathering", "more_information"), "recommended", by=CHAIRED,
                 asks=(CRITERIA_S44, RECOMMENDED, Ask(key="rationale", label="Rationale", type="text"),
                       *(() if chairs else (replace(ask, required=False) for ask in ALTERNATIVE))),
                 needs=(fits("recommended"), *(() if chairs else (INSTEAD,))), proposes=True, tells=(wanted,)),
            *deciding(policy.sar_decided_by),
            *commissioning("initiated"),
            # Care Act 2014, section 68: an independent advocate for the adult who would have difficulty taking part.
            *writing(Ask(key="advocate_considered", label="Independent advocate (Care Act 2014, section 68)",
                         type="text")),
            *approving("recommended", needs=() if chairs else (OTHERS_SIGN,)), *before_publication(UNPUBLISHED),
            delay(RUNNING), *ending(UNPUBLISHED, HELD, by=policy.sar_decided_by, others=(OTHERS_RECOMMENDED,)),
        ),
        clocks=(
            Clock(key="acknowledge", label="Acknowledge the referral", lasts=working_days(5),
                  starts=on_answer("received_on"), stops=(*BEFORE[1:], *DECIDED, "reopen", *ENDS), chase="unit",
                  basis=Basis("Local practice (Trafford)"), owed_to="referrer"),
            Clock(key="decision", label="Decision on the referral", lasts=working_days(30),
                  starts=on_answer("received_on"), stops=(*DECIDED, *ENDS), chase="unit", owed_to="referrer, chair",
                  # No national limit: "timely".
                  basis=Basis("SCIE and RiPfA, Safeguarding Adults Review quality markers", where="quality marker 2")),
            review_months("adult_review", "Safeguarding adults review published", on_state("initiated"),
                          STATUTORY_GUIDANCE, ("not_commissioned",), by=policy.sar_decided_by),
            contract_clock((*ENDS, "not_commissioned")),
            commissioned_in_time("initiated", "gathering"), reopened(*DECIDED, *ENDS),
        ),
    )), reopens_to="gathering", doers=(roles.REVIEW_CHAIR, roles.PANEL_MEMBER, roles.INDEPENDENT_REVIEWER),
        hear_of_it=("delegated_partners", "scrutineer", "board_chair"))


ADULT_REVIEW = shape(england())
