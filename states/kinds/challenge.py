"""A formal challenge by the scrutineer to the partners: they must answer, and only the scrutineer ends it."""

from states import roles
from states.asks import Ask
from states.clocks import Basis, Clock, months, on_opening, on_state, working_days
from states.conditions import Guard
from states.guards import reason_if_late
from states.language import Evidence, Machine, Move, Opening, State, Tell
from states.moves.common import LATE, RECORDERS, with_common_moves
from states.moves.prompts import reopened

SCRUTINY = Basis("The partnership's arrangements for independent scrutiny")
PARTNERS = tuple(roles.at_party(role) for role in (roles.DELEGATED_PARTNER, roles.LEAD_PARTNER))
LEADERS = (roles.EXECUTIVE, roles.LEAD_PARTNER)
JUDGED = ("satisfied", "recorded_unsatisfied")
ENDS = (*JUDGED, "withdrawn")
ANSWERED = ("responded", "executive_responded")
WITH_PARTNERS = ("raised", "accepted", "disputed")
TO_PARTNERS = ("delegated_partner@answering", "business_manager")
TO_THE_PARTNERS = Guard(
    "all_statutory", "A challenge is put to the statutory partners, who must answer it: choose among them",
    ("addressed_to",), ("answers", "policy"))
ANSWERED_OR_LATE = Guard("state_or_late", "The partners still have time to answer", ("responded", "response"),
                         ("clocks", "today"))
IN_TIME = reason_if_late("The answer comes after its due date: say why", "response", "executive_response")


def _answer(key: str, label: str) -> Ask:
    return Ask(key=key, label=label, type="text")


CHALLENGE = with_common_moves(Machine(
    key="challenge", title="Challenge", plural="Challenges", starts_in="raised", titled_by="about",
    shared_with="addressed_to", escalates=True, members=(roles.SCRUTINEER, roles.REVIEW_OFFICER), group="differences",
    about="The scrutineer asks the partners formally for an answer.",
    opening=Opening(by=(roles.SCRUTINEER,), often=(roles.SCRUTINEER,),
                    asks=(Ask(key="about", label="About what", type="line",
                              hint="A reference or a subject, never a name"),
                          Ask(key="addressed_to", label="Agencies it is put to", type="agencies"),
                          Ask(key="challenge", label="What is challenged, and on what grounds", type="text"),
                          Ask(key="wanted", label="What is wanted of them", type="text")),
                    needs=(TO_THE_PARTNERS,),
                    tells=(Tell("challenged", "The scrutineer has raised a challenge: your answer is wanted",
                                TO_PARTNERS, at_once=True),),
                    parents=("incident", "rapid_review", "practice_review", "adult_review", "learning_review",
                             "recommendation", "action", "disagreement")),
    states=(State("raised", "Raised"), State("accepted", "Accepted"), State("disputed", "Disputed", aside=True),
            State("responded", "Answered"), State("unsatisfied", "With the executive", aside=True, admits=LEADERS),
            State("executive_responded", "Executive has answered", aside=True),
            State("satisfied", "Satisfied", final=True), State("withdrawn", "Withdrawn", final=True, aside=True),
            State("recorded_unsatisfied", "Recorded as unsatisfied", final=True, aside=True)),
    evidence=Evidence((*WITH_PARTNERS, "responded", "unsatisfied", "executive_responded"),
                      (*PARTNERS, *LEADERS, *RECORDERS)),
    moves=(
        Move("accept", "Accept the challenge", ("raised", "disputed"), "accepted", by=PARTNERS,
             asks=(_answer("acceptance", "What is accepted, and what will be done"),),
             tells=(Tell("accepted", "A challenge was accepted", ("scrutineer", "business_manager")),)),
        Move("dispute", "Dispute the challenge", ("raised", "accepted"), "disputed", by=PARTNERS,
             asks=(_answer("dispute", "What is disputed, and why"),),
             tells=(Tell("disputed", "A challenge is disputed", ("scrutineer", "business_manager"), at_once=True),)),
        Move("respond", "Answer the challenge", ("accepted", "disputed"), "responded", by=PARTNERS,
             asks=(_answer("response", "Answer, with what was done and what shows it"), LATE), needs=(IN_TIME,),
             tells=(Tell("responded", "A challenge was answered: say whether you are satisfied", ("scrutineer",),
                         at_once=True),)),
        Move("satisfy", "Satisfied", (*ANSWERED, "unsatisfied"), "satisfied", by=(roles.SCRUTINEER,),
             asks=(_answer("satisfied_because", "What satisfies you"),), for_another=False,
             tells=(Tell("satisfied", "A challenge has ended: the scrutineer is satisfied",
                         (*TO_PARTNERS, "executive")),)),
        # Partners who never answer keep no challenge from the executive.
        Move("not_satisfied", "Not satisfied: to the executive", (*WITH_PARTNERS, "responded"), "unsatisfied",
             by=(roles.SCRUTINEER,), for_another=False, needs=(ANSWERED_OR_LATE,),
             asks=(_answer("unsatisfied_because", "What is still wanted, and why"),),
             tells=(Tell("to_executive", "A challenge has come to the executive: your answer is wanted",
                         ("executive", "lead_partners"), at_once=True, template="summary"),
                    Tell("unsatisfied", "The scrutineer isn't satisfied: a challenge goes to the executive",
                         TO_PARTNERS))),
        Move("executive_respond", "Answer for the executive", ("unsatisfied",), "executive_responded", by=LEADERS,
             asks=(_answer("executive_response", "The executive's answer"), LATE), needs=(IN_TIME,),
             tells=(Tell("executive_responded", "The executive answered a challenge: say whether you are satisfied",
                         ("scrutineer",), at_once=True),)),
        # An executive that doesn't answer keeps no challenge open.
        Move("record_unsatisfied", "Record as unsatisfied", ("unsatisfied", "executive_responded"),
             "recorded_unsatisfied", by=(roles.SCRUTINEER,),
             asks=(_answer("left_open", "What stays unanswered, and where it will be reported"),), for_another=False,
             tells=(Tell("recorded_unsatisfied", "A challenge has ended unsatisfied",
                         (*TO_PARTNERS, "executive", "lead_partners"), at_once=True),)),
        Move("withdraw_challenge", "Withdraw the challenge", (*WITH_PARTNERS, *ANSWERED, "unsatisfied"), "withdrawn",
             by=(roles.SCRUTINEER,), asks=(_answer("withdrawn_because", "Why it is withdrawn"),), for_another=False,
             tells=(Tell("challenge_withdrawn", "A challenge was withdrawn", TO_PARTNERS),)),
        Move("review_impact", "Review what the challenge changed", JUDGED, by=(roles.SCRUTINEER,),
             asks=(_answer("impact", "What has changed for children and adults, and how it is known"),),
             tells=(Tell("impact_reviewed", "What a challenge changed was reviewed", TO_PARTNERS),)),
    ),
    clocks=(
        Clock(key="response", label="Answer to the challenge", lasts=working_days(20), starts=on_opening(),
              stops=("responded", *ENDS), chase="answer", chased=("delegated_partner@answering",), basis=SCRUTINY,
              owed_to="scrutineer", extended_by="scrutineer"),
        Clock(key="judgement", label="Whether the answer satisfies", lasts=working_days(10),
              starts=on_state("responded"), stops=("unsatisfied", *ENDS), chase="scrutiny", basis=SCRUTINY,
              extended_by="scrutineer"),
        Clock(key="executive_response", label="The executive's answer", lasts=working_days(10),
              starts=on_state("unsatisfied"), stops=("executive_responded", *ENDS), chase="executive", basis=SCRUTINY,
              owed_to="scrutineer", extended_by="scrutineer"),
        Clock(key="last_judgement", label="Whether the executive's answer satisfies", lasts=working_days(10),
              starts=on_state("executive_responded"), stops=ENDS, chase="scrutiny", basis=SCRUTINY,
              extended_by="scrutineer"),
        *(Clock(key=f"impact_{end}", label="What the challenge changed", lasts=months(6), starts=on_state(end),
                stops=("review_impact", "reopen"), outlives=True, chase="scrutiny", basis=SCRUTINY,
                extended_by="scrutineer") for end in JUDGED),
        reopened("responded", "unsatisfied", *ENDS, whom=("scrutineer",), extended_by="scrutineer"),
    ),
    # Partners can neither edit nor delete a challenge: what touches it as a whole is the scrutineer's.
), reopens_to="raised", doers=(roles.SCRUTINEER, *PARTNERS), keepers=(roles.SCRUTINEER,),
   hear_of_it=("delegated_partner@answering",))
