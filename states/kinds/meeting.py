"""A meeting: its agenda from what cases were flagged for it, who came, what it decided, its minutes agreed."""

from dataclasses import replace

from states import roles
from states.asks import Ask
from states.clocks import Basis, Clock, on_answer, on_state, working_days, working_days_before
from states.language import Document, Evidence, Machine, Move, Opening, State, Tell
from states.moves.common import REASON, RECORDERS, with_common_moves
from states.moves.meetings import (
    ANOTHER_HAND,
    ATTENDED,
    BY_THE_CHAIR,
    CALL_OFF,
    CHAIRED_BY,
    DECIDE,
    DECIDED_ON,
    HOLD,
    ITEMS,
    NAME_CHAIR,
    NOT_BY_THE_CHAIR,
    NOT_QUORATE,
    QUORATE,
    SCRUTINEER_CHAIRS,
    TAKE,
    UNREACHED,
)

CHAIRS = (roles.REVIEW_CHAIR, roles.BOARD_CHAIR)
CALLERS = (*RECORDERS, *CHAIRS)
MINUTE_TAKERS = (*CALLERS, roles.PANEL_MEMBER)
# Whoever the meeting names as its chair; which of them, the guard says.
MAY_CHAIR = (*CALLERS, roles.DELEGATED_PARTNER, roles.LEAD_PARTNER, roles.EXECUTIVE, roles.SCRUTINEER,
             roles.PANEL_MEMBER, roles.AGENCY_LEAD)
AHEAD = ("planned", "papers_out")
WRITTEN_UP = ("held", "minutes_drafted")
INVITED = ("delegated_partners", "agency_lead@party", "review_chair")
STANDING_ORDERS = Basis("The partnership's terms of reference for meetings")

MEETS_ON = Ask(key="meets_on", label="When it meets", type="day")
MINUTES = Ask(key="minutes", label="Minutes", type="text",
              hint="What belongs to one case alone goes with its decision below: not all who read this see that case")


def _agreed_minutes_open_by_themselves(machine: Machine) -> Machine:
    """Agreed minutes are put right by a move of their own: only what was called off is planned anew."""
    moves = {move.key: move for move in machine.moves}
    sources = tuple(state for state in moves["reopen"].sources if state != "minutes_agreed")
    return replace(machine, moves=tuple((moves | {"reopen": replace(moves["reopen"], sources=sources)}).values()))


MEETING = _agreed_minutes_open_by_themselves(with_common_moves(Machine(
    key="meeting", title="Meeting", plural="Meetings", starts_in="planned", titled_by="group", shared_with="invited",
    group="meetings", about="A group meets: its agenda, who came, what it decided, its minutes.",
    documents=(Document("agenda", "Agenda"), Document("minutes", "Minutes", ("minutes_drafted", "minutes_agreed"))),
    members=(roles.REVIEW_OFFICER, roles.DELEGATED_PARTNER, *CHAIRS, roles.PANEL_MEMBER, roles.SCRUTINEER),
    opening=Opening(by=CALLERS, often=CALLERS,
                    asks=(Ask(key="group", label="Which group meets", type="line", most=120,
                              hint="Such as Review subgroup: never a name or a case"),
                          MEETS_ON, Ask(key="place", label="Where", type="line"),
                          Ask(key="chaired_by", label="Who chairs", type="person", required=False),
                          Ask(key="invited", label="Agencies invited besides the statutory partners", type="agencies",
                              required=False))),
    states=(State("planned", "Planned"), State("papers_out", "Papers out"), State("held", "Held"),
            State("minutes_drafted", "Minutes drafted"), State("minutes_agreed", "Minutes agreed", final=True),
            State("cancelled", "Cancelled", final=True, aside=True)),
    evidence=Evidence((*AHEAD, *WRITTEN_UP), MINUTE_TAKERS),
    moves=(
        Move("send_papers", "Send the papers", ("planned",), "papers_out", by=CALLERS, asks=(ITEMS,), effect=TAKE,
             tells=(Tell("papers_out", "The papers of a meeting are out", INVITED),
                    # The scrutineer hears of every meeting's papers; nobody can switch that off.
                    Tell("papers_to_scrutineer", "The papers of a meeting are out, for the scrutineer too",
                         ("scrutineer",), at_once=True))),
        Move("add_to_agenda", "Add to the agenda", ("papers_out",), by=CALLERS, asks=(ITEMS,), effect=TAKE,
             tells=(Tell("agenda_grew", "Something was added to the agenda of a meeting", (*INVITED, "scrutineer")),)),
        Move("move_date", "Move to another day", AHEAD, by=CALLERS, asks=(MEETS_ON, REASON),
             tells=(Tell("meeting_moved", "A meeting was moved to another day", (*INVITED, "scrutineer")),)),
        Move("hold", "Record that it was held", ("papers_out",), "held", by=CALLERS,
             asks=(CHAIRED_BY, ATTENDED,
                   Ask(key=NOT_QUORATE, type="text", required=False,
                       label="If not quorate: why it went ahead, and how its decisions are confirmed"), UNREACHED),
             needs=(QUORATE,), effect=HOLD,
             tells=(Tell("scrutineer_chaired", "The scrutineer chaired a meeting: name a substitute for opinions on it",
                         ("business_manager", "review_chair"), at_once=True, when=SCRUTINEER_CHAIRS),)),
        Move("change_chair", "Put right who chaired", WRITTEN_UP, by=(roles.BUSINESS_MANAGER, *CHAIRS),
             asks=(CHAIRED_BY, REASON), effect=NAME_CHAIR,
             tells=(Tell("scrutineer_chaired", "The scrutineer chaired a meeting: name a substitute for opinions on it",
                         ("business_manager", "review_chair"), at_once=True, when=SCRUTINEER_CHAIRS),)),
        Move("draft_minutes", "Enter the minutes", ("held",), "minutes_drafted", by=MINUTE_TAKERS,
             asks=(MINUTES, DECIDED_ON), needs=(NOT_BY_THE_CHAIR,), proposes=True, effect=DECIDE),
        Move("ask_corrections", "Ask for corrections", ("minutes_drafted",), by=MAY_CHAIR,
             asks=(Ask(key="corrections", label="What is to be put right", type="text", kept_in_case=False),),
             needs=(BY_THE_CHAIR,),
             tells=(Tell("corrections_wanted", "Corrections are asked for in a meeting's minutes",
                         ("owner", "opener")),)),
        Move("correct_minutes", "Correct the minutes", ("minutes_drafted",), by=MINUTE_TAKERS,
             asks=(MINUTES, DECIDED_ON, REASON), needs=(NOT_BY_THE_CHAIR,), proposes=True, effect=DECIDE),
        Move("agree_minutes", "Agree the minutes", ("minutes_drafted",), "minutes_agreed", by=MAY_CHAIR,
             needs=(BY_THE_CHAIR, ANOTHER_HAND),
             tells=(Tell("minutes_agreed", "The minutes of a meeting are agreed",
                         ("owner", "opener", *INVITED, "scrutineer")),)),
        Move("reopen_minutes", "Put agreed minutes right", ("minutes_agreed",), "minutes_drafted",
             by=(roles.BUSINESS_MANAGER, *CHAIRS), asks=(REASON,), reopens=True,
             tells=(Tell("minutes_reopened", "Agreed minutes of a meeting are being put right",
                         ("owner", "opener", *INVITED, "scrutineer")),)),
        Move("cancel", "Cancel", AHEAD, "cancelled", by=CALLERS, asks=(REASON,), effect=CALL_OFF,
             tells=(Tell("meeting_cancelled", "A meeting was cancelled: what it had taken waits for another",
                         (*INVITED, "scrutineer"), dated=False),)),
    ),
    clocks=(
        Clock(key="meeting", label="The meeting", lasts=None, starts=on_answer("meets_on"), stops=("held", "cancelled"),
              chase="milestone", basis=STANDING_ORDERS),
        Clock(key="papers", label="Papers out", lasts=working_days_before(5), starts=on_answer("meets_on"),
              stops=("papers_out", "held", "cancelled"), chase="milestone", basis=STANDING_ORDERS, milestone=True),
        Clock(key="minutes", label="Minutes written", lasts=working_days(10), starts=on_state("held"),
              stops=("minutes_drafted",), chase="milestone", basis=STANDING_ORDERS),
        Clock(key="agreement", label="Minutes agreed", lasts=working_days(20), starts=on_state("minutes_drafted"),
              stops=("minutes_agreed",), chase="unit", basis=STANDING_ORDERS),
    ),
), reopens_to="planned", doers=(*CHAIRS, roles.PANEL_MEMBER), reopening_asks=(MEETS_ON,)))
