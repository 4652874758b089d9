"""One agency's return to a review: asked for, submitted or nil, accepted, sent back or waived."""

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, on_answer, on_state
from states.language import Document, Evidence, Machine, Move, Opening, State, Tell
from states.moves.clock_moves import MAY_MOVE
from states.moves.common import REASON, RECORDERS, with_common_moves
from states.moves.prompts import prompted
from states.moves.requests import BY_CARE_ACT, BY_CHILDREN_ACT

OF_AGENCY = (roles.at_owner(roles.AGENCY_USER), roles.at_owner(roles.AGENCY_LEAD),
             roles.at_owner(roles.DELEGATED_PARTNER))
WAITED_FOR = ("requested", "sent_back")

RETURNS_DUE_ON = Ask(key="returns_due_on", label="Due on", type="day")
CHRONOLOGY = Ask(key="chronology", label="Chronology", type="rows", required=False,
                 columns=(Ask(key="on", label="Date", type="day", past=True),
                          Ask(key="source", label="Source of the record", type="line"),
                          Ask(key="event", label="What happened and what was done", type="text", most=2000)))

AGENCY_RETURN = with_common_moves(Machine(
    key="agency_return", title="Agency return", plural="Agency returns", starts_in="requested", agency_from="agency",
    chronology="chronology", documents=(Document("information_request", "Request for information"),),
    opening=Opening(by=(),
                    asks=(Ask(key="agency", label="Agency", type="agency"), RETURNS_DUE_ON,
                          Ask(key="request", label="What is asked", type="text"),
                          Ask(key="track", label="About", type="choice", required=False,
                              options=(Option("child", "Children"), Option("adult", "Adults")))),
                    parents=("rapid_review", "practice_review", "adult_review", "learning_review", "outside_request"),
                    alone=False, taken_on_alone=False,
                    # Section 16H Children Act 2004 lets the partners require it; for adults, section 45 Care Act 2014.
                    tells=(Tell("return_wanted", "Information is asked of your agency (Children Act 2004, section 16H)",
                                ("owner",), at_once=True, when=BY_CHILDREN_ACT),
                           Tell("return_for_adults", "Information is asked of your agency (Care Act 2014, section 45)",
                                ("owner",), at_once=True, when=BY_CARE_ACT))),
    states=(State("requested", "Requested"), State("submitted", "Submitted"),
            State("sent_back", "Sent back", aside=True), State("accepted", "Accepted", final=True),
            State("nil_return", "Nil return", final=True, aside=True),
            State("waived", "Waived", final=True, aside=True)),
    evidence=Evidence((*WAITED_FOR, "submitted"), (*OF_AGENCY, *RECORDERS)),
    moves=(
        Move("submit", "Submit the return", WAITED_FOR, "submitted", by=OF_AGENCY,
             asks=(Ask(key="involvement", label="Our involvement and its analysis", type="text"),
                   Ask(key="good_practice", label="Good practice", type="text", required=False),
                   Ask(key="learning", label="Learning already acted on", type="text", required=False), CHRONOLOGY),
             tells=(Tell("return_submitted", "An agency's return has come in",
                         ("review_officers", "business_manager")),)),
        Move("nil", "Nil return", WAITED_FOR, "nil_return", by=OF_AGENCY,
             asks=(Ask(key="searched", label="What was searched, and by whom", type="text"),),
             tells=(Tell("nil_return", "An agency made a nil return", ("review_officers",)),)),
        Move("change_due_date", "Move the due date", WAITED_FOR, by=MAY_MOVE["business_manager"],
             asks=(RETURNS_DUE_ON, REASON),
             tells=(Tell("due_date_moved", "Your agency's return is due on another day", ("owner",)),)),
        Move("accept", "Accept", ("submitted",), "accepted", by=(*RECORDERS, roles.REVIEW_CHAIR)),
        Move("send_back", "Send back", ("submitted",), "sent_back", by=(*RECORDERS, roles.REVIEW_CHAIR), asks=(REASON,),
             tells=(Tell("return_sent_back", "Your agency's return was sent back for more", ("owner",),
                         at_once=True),)),
        Move("waive", "Waive", WAITED_FOR, "waived", by=(roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR), asks=(REASON,),
             tells=(Tell("return_waived", "Your agency's return is no longer needed", ("owner",)),)),
    ),
    clocks=(
        Clock(key="return", label="Agency's return", lasts=None, starts=on_answer("returns_due_on"),
              stops=("submitted", "nil_return", "waived"), resumes=("sent_back",),
              basis=Basis("The partnership's plan for the review"), owed_to="business unit"),
        # The return is the agency's; to read it is the unit's.
        prompted("acceptance", "Return to read: accept it, or send it back", 5, on_state("submitted"),
                 ("accepted", "sent_back"), whom=("review_officers",)),
    ),
), reopens_to="requested", doers=OF_AGENCY, reopening_asks=(RETURNS_DUE_ON,))
