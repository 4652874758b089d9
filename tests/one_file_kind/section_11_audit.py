"""A section 11 audit: an agency's own account of how it safeguards children, challenged until it is agreed."""

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, on_answer, on_state, working_days
from states.language import Evidence, Machine, Move, Opening, State, Tell
from states.moves.common import REASON, RECORDERS, with_common_moves

OF_AGENCY = (
    roles.at_owner(roles.AGENCY_USER),
    roles.at_owner(roles.AGENCY_LEAD),
    roles.at_owner(roles.DELEGATED_PARTNER),
)
CHALLENGERS = (*RECORDERS, roles.REVIEW_CHAIR)
DUE_ON = Ask(key="due_on", label="Answer due on", type="day")
RATINGS = (Option("green", "Green: met"), Option("amber", "Amber: partly met"), Option("red", "Red: not met"))


def rating(key: str, label: str) -> Ask:
    """A standard that the agency rates itself by."""
    return Ask(key=key, label=label, type="choice", options=RATINGS, group="How the agency rates itself")


SECTION_11_AUDIT = with_common_moves(
    Machine(
        key="section_11_audit",
        title="Section 11 audit",
        plural="Section 11 audits",
        starts_in="issued",
        about="An agency rates its own safeguarding, and the partnership asks how it knows.",
        group="plan",
        agency_from="agency",
        members=(roles.REVIEW_OFFICER, roles.DELEGATED_PARTNER, roles.REVIEW_CHAIR, roles.SCRUTINEER),
        opening=Opening(
            by=CHALLENGERS,
            asks=(
                Ask(key="agency", label="Agency", type="agency"),
                Ask(key="year", label="Year that it covers", type="line", most=9),
                DUE_ON,
            ),
            tells=(Tell("audit_issued", "Your agency is asked for its section 11 audit", ("owner",), at_once=True),),
        ),
        states=(
            State("issued", "Issued"),
            State("answered", "Answered"),
            State("challenged", "Challenged", aside=True),
            State("agreed", "Agreed", final=True),
        ),
        evidence=Evidence(("issued", "challenged"), (*OF_AGENCY, *RECORDERS)),
        moves=(
            Move(
                "answer",
                "Answer the audit",
                ("issued", "challenged"),
                "answered",
                by=OF_AGENCY,
                asks=(
                    rating("leadership", "Senior leaders are committed and accountable"),
                    rating("recruitment", "Staff are recruited safely"),
                    rating("training", "Staff are trained and supervised"),
                    rating("sharing", "Information is shared in time"),
                    Ask(key="account", label="What this rests on", type="text"),
                ),
                tells=(Tell("audit_answered", "An agency answered its section 11 audit", ("review_officers",)),),
            ),
            Move(
                "challenge",
                "Challenge the answer",
                ("answered",),
                "challenged",
                by=CHALLENGERS,
                asks=(REASON, DUE_ON),
                tells=(Tell("audit_challenged", "Your agency's section 11 audit is challenged", ("owner",)),),
            ),
            Move(
                "agree",
                "Agree the audit",
                ("answered",),
                "agreed",
                by=CHALLENGERS,
                asks=(Ask(key="conclusion", label="What was agreed", type="text"),),
                tells=(Tell("audit_agreed", "Your agency's section 11 audit is agreed", ("owner", "agency_lead")),),
            ),
        ),
        clocks=(
            Clock(
                key="answer",
                label="Answer to the section 11 audit",
                lasts=None,
                starts=on_answer("due_on"),
                stops=("answered", "agreed"),
                basis=Basis("Children Act 2004", where="section 11"),
                owed_to="safeguarding partners",
            ),
            Clock(
                key="hearing",
                label="Answer to agree or challenge",
                lasts=working_days(20),
                starts=on_state("answered"),
                stops=("challenged", "agreed"),
                chase="unit",
                basis=Basis("The partnership's audit programme"),
            ),
        ),
    ),
    reopens_to="issued",
    doers=OF_AGENCY,
    reopening_asks=(DUE_ON,),
)
