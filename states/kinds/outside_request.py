"""A request from another area for what agencies here hold: asked of them, gathered, replied to."""

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, on_answer
from states.conditions import Guard
from states.guards import reason_if_late
from states.language import Evidence, Machine, Move, Opening, Opens, State, Tell
from states.moves.common import LATE, REASON, RECORDERS, with_common_moves

RETURN = "agency_return"
HANDLERS = (*RECORDERS, roles.REVIEW_CHAIR)
OPEN = ("received", "asked")
ENDS = ("replied", "nothing_held", "withdrawn")
WANTED_BY = Ask(key="wanted_by", label="Wanted by", type="day")
NO_RETURNS_OUT = Guard("none_open", "Returns are still out: accept or waive each first", (RETURN,), ("children",))
IN_TIME = reason_if_late("It is answered after the day it was wanted by: say why", "reply")

OUTSIDE_REQUEST = with_common_moves(Machine(
    key="outside_request", title="Request from another area", plural="Requests from other areas", starts_in="received",
    titled_by="area", members=(roles.REVIEW_OFFICER, roles.REVIEW_CHAIR), group="requests",
    about="Another area asks, for a review of its own, for what agencies here hold.",
    opening=Opening(by=HANDLERS,
                    asks=(Ask(key="area", label="Which area asks", type="line", most=120),
                          Ask(key="contact", label="Contact there", type="line"),
                          Ask(key="their_reference", label="Their reference", type="line"),
                          Ask(key="track", label="About", type="choice",
                              options=(Option("child", "Children"), Option("adult", "Adults"))),
                          Ask(key="wanted", label="What they ask, and what for", type="text"), WANTED_BY),
                    tells=(Tell("outside_request", "Another area asks what agencies here hold",
                                ("business_manager", "review_officers")),)),
    states=(State("received", "Received"), State("asked", "Agencies asked"), State("replied", "Replied", final=True),
            State("nothing_held", "Nothing held", final=True, aside=True),
            State("withdrawn", "Withdrawn", final=True, aside=True)),
    evidence=Evidence(OPEN, HANDLERS),
    moves=(
        Move("ask", "Ask agencies", OPEN, "asked", by=RECORDERS,
             asks=(Ask(key="agencies_asked", label="Agencies to ask", type="agencies", kept_in_case=False),
                   Ask(key="returns_due_on", label="Returns due on", type="day"),
                   Ask(key="request", label="What is asked of them", type="text")),
             opens=(Opens(RETURN, each="agencies_asked", carries=("returns_due_on", "request", "track")),)),
        Move("reply", "Record the reply", OPEN, "replied", by=RECORDERS,
             asks=(Ask(key="sent", label="What was sent", type="text"),
                   Ask(key="sent_to", label="To whom, and how", type="line"),
                   Ask(key="without_returns", label="If returns are missing: why reply without", type="text",
                       required=False), LATE),
             needs=(Guard("children_ended_or_reason",
                          "Returns are still out: wait for them, or say why you reply without",
                          (RETURN, "without_returns"), ("children", "given")), IN_TIME),
             tells=(Tell("outside_replied", "A request from another area was replied to",
                         ("business_manager", "review_chair")),)),
        Move("hold_nothing", "Nothing is held here", OPEN, "nothing_held", by=RECORDERS,
             asks=(Ask(key="searched", label="What was searched, by whom, and how the area was told", type="text"),
                   LATE),
             needs=(NO_RETURNS_OUT, IN_TIME)),
        Move("change_wanted_by", "Agree another day", OPEN, by=HANDLERS, asks=(WANTED_BY, REASON),
             tells=(Tell("due_date_moved", "A request from another area is due on another day", ("owner", "opener")),)),
        Move("withdraw", "Withdrawn by the other area", OPEN, "withdrawn", by=RECORDERS, asks=(REASON,),
             needs=(NO_RETURNS_OUT,)),
    ),
    clocks=(
        Clock(key="reply", label="Reply to the other area", lasts=None, starts=on_answer("wanted_by"), stops=ENDS,
              basis=Basis("The day agreed with the other area"), owed_to="other area"),
    ),
), reopens_to="received", doers=(roles.REVIEW_CHAIR,), reopening_asks=(WANTED_BY,))
