"""An action: what one agency must do under a recommendation, closed only by somebody else, on evidence."""

from dataclasses import replace

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, months, on_answer, on_opening, on_state, working_days
from states.guards import CHAIR_FOR_THE_UNIT, DUE_AHEAD, EVIDENCE_IS_CLEAN, HAS_EVIDENCE, INDEPENDENT
from states.kinds.recommendation import LEVEL
from states.language import Evidence, Machine, Move, Opening, Signs, State, Tell
from states.moves.clock_moves import MAY_MOVE
from states.moves.common import REASON, RECORDERS, with_common_moves

# The business unit is an agency of its own: its people answer for its own actions as any agency's do for theirs.
AT_AN_AGENCY = (roles.AGENCY_USER, roles.AGENCY_LEAD, roles.DELEGATED_PARTNER, *RECORDERS)
OF_AGENCY = tuple(roles.at_owner(role) for role in AT_AN_AGENCY)
VERIFIERS = (*RECORDERS, roles.DELEGATED_PARTNER, roles.REVIEW_CHAIR, roles.BOARD_CHAIR)
UNDER_WAY = ("open", "sent_back")
UNFINISHED = (*UNDER_WAY, "evidence_submitted")
ENDS = ("verified", "cancelled", "superseded")
AGREED_DATE = Basis("The date agreed with the agency")

# Nobody signs off their own work; nor does the unit end its own unverified.
BY_THE_CHAIR = replace(CHAIR_FOR_THE_UNIT,
                       says="The business unit's own actions are for the review subgroup's chair to end")
DUE_ON = Ask(key="due_on", label="Due on", type="day")
BRAG = Ask(key="brag", label="Rating", type="choice",
           options=(Option("blue", "Blue: done"), Option("green", "Green: on track"),
                    Option("amber", "Amber: at risk"), Option("red", "Red: off track")))

ACTION = with_common_moves(Machine(
    key="action", title="Action", plural="Actions", starts_in="open", titled_by="what", agency_from="agency",
    person_from="person", planned=True, rated_by="brag", group="plan",
    about="What one agency does by a day, closed by somebody else on evidence.",
    members=(roles.REVIEW_OFFICER, roles.DELEGATED_PARTNER, roles.REVIEW_CHAIR, roles.SCRUTINEER),
    opening=Opening(by=(*RECORDERS, roles.REVIEW_CHAIR, roles.DELEGATED_PARTNER), often=(roles.DELEGATED_PARTNER,),
                    asks=(Ask(key="what", label="What is to be done", type="line"),
                          Ask(key="agency", label="Agency", type="agency"),
                          Ask(key="person", label="Owner", type="person", required=False), DUE_ON, LEVEL,
                          Ask(key="risk", label="Risk if it isn't done", type="choice", required=False,
                              options=(Option("low", "Low"), Option("medium", "Medium"), Option("high", "High")))),
                    needs=(DUE_AHEAD,),
                    tells=(Tell("action_given", "Your agency has a new action", ("owner", "agency_lead")),),
                    parents=("recommendation",)),
    states=(State("open", "Open"), State("evidence_submitted", "Evidence submitted"),
            State("sent_back", "Sent back", aside=True), State("verified", "Verified", final=True),
            State("cancelled", "Cancelled", final=True, aside=True),
            State("superseded", "Superseded", final=True, aside=True)),
    # What comes once it is submitted is attached, and is no part of what is verified.
    evidence=Evidence(UNFINISHED, (*OF_AGENCY, *RECORDERS)),
    moves=(
        Move("progress", "Report progress", UNFINISHED, by=(*OF_AGENCY, *RECORDERS),
             asks=(BRAG,
                   Ask(key="progress_note", label="What has been done, what is next", type="text",
                       kept_in_case=False))),
        Move("submit", "Submit for verification", UNDER_WAY, "evidence_submitted", by=OF_AGENCY,
             asks=(Ask(key="submission", label="What was done and what the evidence shows", type="text"),),
             needs=(HAS_EVIDENCE,), proposes=True,
             tells=(Tell("verification_wanted", "An action's evidence waits to be verified",
                         ("review_officers", "business_manager")),)),
        Move("verify", "Verify", ("evidence_submitted",), "verified", by=VERIFIERS,
             asks=(Ask(key="verification", label="What you saw, and why it is enough", type="text"),),
             needs=(INDEPENDENT, CHAIR_FOR_THE_UNIT, EVIDENCE_IS_CLEAN), signs=Signs("verify", "agree"),
             for_another=False,
             tells=(Tell("action_verified", "Your action was verified", ("owner",)),)),
        Move("send_back", "Send back", ("evidence_submitted",), "sent_back", by=VERIFIERS, asks=(REASON,),
             needs=(INDEPENDENT, CHAIR_FOR_THE_UNIT), effect="withdraw_proposal", for_another=False,
             tells=(Tell("action_sent_back", "Your action was sent back: more is needed", ("owner", "agency_lead"),
                         at_once=True),)),
        Move("change_due_date", "Move the due date", UNFINISHED,
             by=MAY_MOVE["business_manager"], asks=(DUE_ON, REASON),
             needs=(DUE_AHEAD,),
             tells=(Tell("due_date_moved", "An action's due date was moved", ("owner", "agency_lead")),)),
        Move("reassign", "Change the owner", UNFINISHED, by=(*RECORDERS, roles.at_owner(roles.AGENCY_LEAD)),
             asks=(Ask(key="person", label="Owner", type="person"),),
             tells=(Tell("action_given", "An action is now yours", ("owner",)),)),
        Move("cancel", "Cancel", UNFINISHED, "cancelled", by=(roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR),
             asks=(REASON,), needs=(BY_THE_CHAIR,),
             tells=(Tell("action_cancelled", "Your agency's action was cancelled", ("owner", "agency_lead")),)),
        Move("supersede", "Superseded", UNFINISHED, "superseded", by=(roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR),
             asks=(REASON,), needs=(BY_THE_CHAIR,),
             tells=(Tell("action_superseded", "Your agency's action was superseded", ("owner", "agency_lead")),)),
    ),
    clocks=(
        Clock(key="due", label="Action due", lasts=None, starts=on_answer("due_on"),
              stops=("evidence_submitted", *ENDS), resumes=("sent_back",), basis=AGREED_DATE),
        Clock(key="progress", label="Progress note", lasts=None, every=months(1), starts=on_opening(),
              stops=("evidence_submitted", *ENDS), resumes=("sent_back",), restarts=("progress", "reopen"),
              chase="monthly", basis=Basis("The partnership's action plan"), milestone=True),
        Clock(key="verification", label="Evidence to verify", lasts=working_days(10),
              starts=on_state("evidence_submitted"), stops=("sent_back", *ENDS), chase="unit",
              basis=Basis("The partnership's sign-off procedure")),
    ),
), reopens_to="open", doers=OF_AGENCY, reopening_asks=(DUE_ON,))
