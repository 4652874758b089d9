"""A rapid review: the multi-agency review that follows each notified serious incident, to the partners' decision."""

from states import roles
from states.asks import Ask, Option
from states.conditions import Guard
from states.defaults import england
from states.guards import reason_if_late
from states.language import Document, Evidence, Machine, Move, Opening, State, Tell
from states.moves.chairing import PANEL, PANEL_MEETING
from states.moves.common import LATE, REASON, RECORDERS, with_common_moves
from states.moves.decisions import (
    ALL_AGREED,
    NO_RETURNS_OUT,
    OPINION_IF_WANTED,
    as_they_stand,
    dissent_ask,
    opinion_clock,
    scrutiny_opinion,
    signatures,
    silence_ask,
)
from states.moves.prompts import reopened
from states.moves.reviews.following import reviews
from states.moves.reviews.holding import as_review
from states.moves.reviews.rapid_plan import AWARE_ON, limits
from states.moves.reviews.rapid_questions import IN_ORDER, PRACTICE, PROPOSABLE, PROPOSED, RECONSIDERABLE, RECONSIDERED
from states.moves.reviews.reporting import asking_agencies
from states.moves.reviews.with_the_panel import ANSWERED, clocks_with_the_panel
from states.policy import Policy

CHAIRED = (*RECORDERS, roles.REVIEW_CHAIR)
BEFORE_SENT = ("opened", "gathering", "panel_meeting", "drafting", "awaiting_agreement", "agreed")
WITH_PANEL = ("sent", "further_information", "replied", "reconsidering")
DECIDED = ("awaiting_agreement", "agreed", *WITH_PANEL, "closed")
SIGNED_IN, TOLD = ("awaiting_agreement", "reconsidering"), ("delegated_partners", "scrutineer")
ENDERS = (roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR)
AGREED = Tell("all_agreed", "Every partner has agreed: the rapid review can be sent", ("owner", "business_manager"))
TO_SCRUTINISE = Tell(
    "to_scrutinise", "A rapid review's decision is ready to be scrutinised", ("scrutineer",), at_once=True)


def shape(policy: Policy) -> Machine:
    """A rapid review that opens an LCSPR when this policy says, and counts from the notification or from awareness."""
    follow = reviews("outcome", "rationale", "@day_of:all_agreed")
    at_once, later = ((), follow) if policy.lcspr_opens == "panel_reply" else (follow, ())
    aware = policy.rapid_review_from == "aware"
    return with_common_moves(as_review(Machine(
        key="rapid_review", title="Rapid review", plural="Rapid reviews", starts_in="opened", track="child",
        opening=Opening(by=(), parents=("incident",), alone=False, inherits=(AWARE_ON.key,) if aware else (),
                        asks=(Ask(key="sin_reference", label="Reference of the notification", type="line"),
                              *((AWARE_ON,) if aware else ()))),
        states=(State("opened", "Opened", early=True), State("gathering", "Gathering returns", early=True),
                State("panel_meeting", "Panel meeting", early=True), State("drafting", "Drafting"),
                State("awaiting_agreement", "Awaiting agreement"), State("agreed", "Agreed"),
                State("sent", "Sent to the national panel"),
                State("further_information", "Further information wanted", aside=True),
                State("replied", "Panel has replied"), State("reconsidering", "Reconsidering", aside=True),
                State("closed", "Closed", final=True), State("withdrawn", "Withdrawn", final=True, aside=True)),
        documents=(Document("rapid_review_report", "Rapid review report"),
                   Document("panel_letter", "Letter to the national panel")),
        evidence=Evidence((*BEFORE_SENT, *WITH_PANEL), CHAIRED),
        moves=(
            asking_agencies("ask_agencies", ("opened", "gathering"), "gathering", due_by="returns"),
            Move("meet", "Record the panel meeting", ("opened", "gathering"), "panel_meeting", by=CHAIRED,
                 asks=PANEL_MEETING, effect=PANEL),
            Move("draft", "Start drafting", ("panel_meeting",), "drafting", by=CHAIRED,
                 asks=(Ask(key="without_returns", label="If returns are missing: why go on", type="text",
                           required=False), *PRACTICE),
                 needs=(IN_ORDER,
                        Guard("children_ended_or_reason",
                              "Returns are still out: wait for them, or give the reason for going on without",
                              ("agency_return", "without_returns"), ("children", "given")),)),
            Move("propose", "Propose a decision", ("drafting",), "awaiting_agreement", by=CHAIRED,
                 asks=PROPOSED, proposes=True, needs=PROPOSABLE,
                 tells=(Tell("agreement_wanted", "Your agreement is asked to a rapid review's decision",
                             ("statutory_partners",), at_once=True),
                        TO_SCRUTINISE)),
            *signatures(SIGNED_IN),
            Move("all_agreed", "Every partner has agreed", ("awaiting_agreement",), "agreed", of_itself=True,
                 needs=(ALL_AGREED,), opens=at_once, tells=(AGREED,)),
            Move("revise", "Revise the proposal", ("awaiting_agreement", "agreed"), "drafting", by=CHAIRED,
                 asks=(REASON,), effect="withdraw_proposal",
                 tells=(Tell("revised", "A proposal you were asked to sign is being revised",
                             ("statutory_partners",)),)),
            Move("send", "Send to the national panel", ("agreed", "awaiting_agreement"), "sent", by=RECORDERS,
                 asks=(Ask(key="panel_reference", label="Panel's reference", type="line", required=False),
                       dissent_ask("dissent_set_out"), silence_ask("without_signature"), LATE), opens=at_once,
                 needs=(*as_they_stand("dissent_set_out", "without_signature", "agreed"), OPINION_IF_WANTED,
                        reason_if_late("The rapid review is sent after its due date: say why", "rapid_review")),
                 tells=(Tell("review_sent", "A rapid review was sent to the national panel", TOLD),)),
            scrutiny_opinion(DECIDED, "The scrutineer has given an opinion on a rapid review's decision"),
            Move("further", "The panel wants further information", ("sent",), "further_information", by=RECORDERS,
                 asks=(Ask(key="further_wanted", label="What the panel wants to know", type="text"),),
                 tells=(Tell("further_wanted", "The national panel wants to know more", ("owner", "review_chair")),)),
            ANSWERED,
            Move("reply", "Record the panel's reply", ("sent", "further_information"), "replied", by=RECORDERS,
                 asks=(Ask(key="panel_view", label="The panel", type="choice",
                           options=(Option("agrees", "Agrees"), Option("disagrees", "Disagrees, or asks to reconsider"),
                                    Option("national_review", "Will hold a national review"))),
                       Ask(key="panel_reply", label="What it says", type="text")), opens=later,
                 tells=(Tell("panel_replied", "The national panel replied", (*TOLD, "review_chair")),)),
            Move("reconsider", "Reconsider the decision", ("replied", "reconsidering"), "reconsidering", by=CHAIRED,
                 # The decision on an LCSPR stays with the partners: a second decision stands beside the first.
                 asks=RECONSIDERED, proposes=True, needs=RECONSIDERABLE, reconsiders=("propose",),
                 tells=(Tell("agreement_wanted", "Your agreement is asked to a reconsidered decision",
                             ("statutory_partners",), at_once=True),
                        TO_SCRUTINISE)),
            Move("reconsidered", "Close with the reconsidered decision", ("reconsidering",), "closed", by=RECORDERS,
                 asks=(dissent_ask("reconsidered_dissent"), silence_ask("reconsidered_without")),
                 opens=reviews("reconsidered_outcome", "reconsidered_rationale", "@happened_on"),
                 needs=as_they_stand("reconsidered_dissent", "reconsidered_without"),
                 tells=(Tell("reconsidered", "A rapid review's decision was reconsidered", TOLD),)),
            Move("close", "Close", ("sent", "further_information", "replied"), "closed", by=RECORDERS,
                 asks=(Ask(key="closing_note", label="How it ended, or that no reply came", type="text"),),
                 opens=later, needs=(NO_RETURNS_OUT,)),
            Move("withdraw", "Withdraw", (*BEFORE_SENT, *WITH_PANEL), "withdrawn", by=ENDERS, asks=(REASON,),
                 needs=(NO_RETURNS_OUT,), tells=(Tell("review_withdrawn", "A rapid review was withdrawn", TOLD),)),
        ),
        clocks=(
            *limits(aware=aware),
            opinion_clock("awaiting_agreement", ("drafting", "closed", "withdrawn"), ("reconsider",)),
            *clocks_with_the_panel(), reopened("sent", "closed", "withdrawn")),
    )), reopens_to="drafting", doers=(roles.REVIEW_CHAIR, roles.PANEL_MEMBER), hear_of_it=TOLD)


RAPID_REVIEW = shape(england())
