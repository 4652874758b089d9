"""A recommendation: what a review, audit, inspection, inquest or scrutiny asks for, until its impact is reviewed."""

from dataclasses import replace

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, months, on_opening, on_state, working_days
from states.conditions import Guard
from states.guards import answered
from states.language import Evidence, Machine, Move, Opening, Opens, State, Tell
from states.moves.common import REASON, RECORDERS, with_common_moves
from states.moves.prompts import all_below_ended, prompted, reopened

CHAIRED = (*RECORDERS, roles.REVIEW_CHAIR)
DECIDERS = (roles.DELEGATED_PARTNER, roles.REVIEW_CHAIR, roles.BUSINESS_MANAGER)
OPEN = ("proposed", "agreed", "in_progress", "done")
DECIDED = ("agreed", "not_accepted", "superseded")
SOURCES = (
    Option("review", "A review of ours"), Option("audit", "An audit"),
    Option("section_11", "Section 11 self-assessment"), Option("inspection", "An inspection"),
    Option("inquest", "An inquest", "Such as a coroner's report to prevent future deaths"),
    Option("national_review", "A national review"), Option("other_area", "Another area's review"),
    Option("elsewhere", "Elsewhere", "Such as a complaint, a child death review or research"),
    Option("scrutiny", "Independent scrutiny"))
DROPPED = ("owner", "delegated_partners", "scrutineer")
OUTSIDE = ("national_review", "other_area")

NO_ACTIONS_OPEN = Guard("none_open", "Actions are still open: cancel or supersede each first", ("action",),
                        ("children",))
WHAT = Ask(key="what", label="The recommendation", type="line", hint="What is to change, and who is to change it")
OUTCOME = Ask(key="outcome_wanted", label="Specific outcome wanted", type="text",
              hint="What will be different for children, adults or families: not what will be produced")
MEASURE = Ask(key="measure", label="How success will be measured", type="text")
THEMES = Ask(key="themes", label="Themes", type="themes", required=False)
LEVEL = Ask(key="level", label="Level", type="choice", options=(
    Option("single_agency", "Single agency"), Option("multi_agency", "Multi-agency"), Option("national", "National")))
ACTIONS = Ask(key="actions", label="Actions", type="rows", kept_in_case=False,
              columns=(Ask(key="agency", label="Agency", type="agency"),
                       Ask(key="what", label="What is to be done", type="line"),
                       Ask(key="due_on", label="Due on", type="day"),
                       Ask(key="person", label="Owner", type="person", required=False)))

RECOMMENDATION = with_common_moves(Machine(
    key="recommendation", title="Recommendation", plural="Recommendations", starts_in="proposed", titled_by="what",
    group="plan", about="What a review, audit, inspection, inquest or scrutiny asks agencies to change.",
    recalled_by=("what", "outcome_wanted", "themes", "theme"),
    recalled_with=("source", "source_report", "themes", "theme", "achieved", "impact"),
    members=(roles.REVIEW_OFFICER, roles.DELEGATED_PARTNER, roles.REVIEW_CHAIR, roles.SCRUTINEER),
    opening=Opening(by=(*CHAIRED, roles.PANEL_MEMBER, roles.SCRUTINEER),
                    often=(roles.REVIEW_CHAIR, roles.PANEL_MEMBER, roles.SCRUTINEER),
                    asks=(WHAT,
                          Ask(key="source", label="Where it comes from", type="choice", options=SOURCES),
                          Ask(key="source_report", label="Which report, and where in it", type="line", required=False),
                          Ask(key="source_on", label="Date of the report", type="day", required=False, past=True),
                          Ask(key="source_reference", label="Reference of the outside document", type="line",
                              required=False),
                          LEVEL, THEMES,
                          Ask(key="theme", label="Another theme, if none of these fits", type="line", required=False),
                          Ask(key="finding", label="The finding it answers", type="text"), OUTCOME, MEASURE,
                          Ask(key="urgent", label="Urgent learning", type="yes_no", required=False)),
                    needs=(Guard("parent_not_early",
                                 "A review's recommendations come once it is drafting, unless the learning is urgent",
                                 ("urgent",), ("parent", "given")),
                           Guard("given_if", "Say which report it comes from", ("source_report", "source", *OUTSIDE),
                                 ("given", "answers"))),
                    tells=(Tell("recommendation_proposed", "A recommendation waits for a decision",
                                ("delegated_partners", "review_chair")),),
                    parents=("incident", "rapid_review", "practice_review", "adult_review", "learning_review")),
    states=(State("proposed", "Proposed"), State("agreed", "Agreed"), State("in_progress", "In progress"),
            State("done", "Done"), State("impact_reviewed", "Impact reviewed", final=True),
            # A finding not acted on is a decision with reasons, and goes into the annual report.
            State("not_accepted", "Not accepted", final=True, aside=True, not_acted_on=True),
            State("not_implemented", "Not implemented", final=True, aside=True, not_acted_on=True),
            State("superseded", "Superseded", final=True, aside=True)),
    evidence=Evidence(OPEN, CHAIRED),
    moves=(
        Move("reword", "Change the wording", ("proposed",), by=CHAIRED,
             # What isn't said again stays as it was.
             asks=(*(replace(ask, required=False) for ask in (WHAT, OUTCOME, MEASURE, THEMES)), REASON),
             tells=(Tell("recommendation_reworded", "A recommendation that waits for a decision was reworded",
                         ("delegated_partners", "review_chair", "opener")),)),
        Move("agree", "Agree", ("proposed",), "agreed", by=DECIDERS,
             asks=(Ask(key="response", label="The partners' response", type="text", required=False),),
             needs=(Guard("given_if", "Scrutiny's recommendations need the partners' written response",
                          ("response", "source", "scrutiny"), ("given", "answers")),),
             tells=(Tell("recommendation_agreed", "A recommendation was agreed: its actions can be set", ("owner",)),)),
        Move("not_accept", "Don't accept", ("proposed",), "not_accepted", by=DECIDERS, asks=(REASON,),
             tells=(Tell("not_accepted", "A recommendation was not accepted", ("owner", "scrutineer")),)),
        Move("set_actions", "Set actions", ("agreed", "in_progress"), "in_progress", by=CHAIRED, asks=(ACTIONS,),
             opens=(Opens("action", each="actions", carries=("level",)),)),
        Move("complete", "Mark as done", ("in_progress",), "done", by=CHAIRED,
             needs=(Guard("children_ended", "Every action must have ended", ("action",), ("children",)),
                    Guard("a_child_is", "At least one action must be verified", ("action", "verified"),
                          ("children",)))),
        Move("review_impact", "Record the impact review", ("done",), "impact_reviewed", by=CHAIRED,
             asks=(Ask(key="achieved", label="Was the outcome achieved", type="choice",
                       options=(Option("yes", "Yes"), Option("partly", "Partly"), Option("no", "No"))),
                   # Output is not outcome: what changed for people, not what was produced.
                   Ask(key="impact", label="What changed for children, adults and families", type="text")),
             tells=(Tell("impact_reviewed", "A recommendation's impact was reviewed",
                         ("delegated_partners", "scrutineer")),)),
        Move("not_implement", "Not implemented", ("agreed", "in_progress"), "not_implemented", by=DECIDERS,
             asks=(REASON,), needs=(NO_ACTIONS_OPEN,),
             # Whoever asked for it reads that it isn't done: a finding is never dropped in silence.
             tells=(Tell("not_implemented", "An agreed recommendation isn't implemented: see the reason", DROPPED),)),
        Move("supersede", "Superseded", OPEN, "superseded", by=DECIDERS, asks=(REASON,), needs=(NO_ACTIONS_OPEN,),
             tells=(Tell("superseded", "A recommendation was superseded", DROPPED),)),
    ),
    clocks=(
        Clock(key="decision", label="Decision on the recommendation", lasts=working_days(20), starts=on_opening(),
              stops=DECIDED, chase="unit", basis=Basis("The partnership's learning framework"),
              when=Guard("answer_is_not", "Scrutiny has a response instead", ("source", "scrutiny"), ("answers",))),
        Clock(key="response", label="The partners' response to scrutiny", lasts=working_days(20), starts=on_opening(),
              stops=DECIDED, chase="unit",
              basis=Basis("The partnership's arrangements for scrutiny"), owed_to="independent scrutineer",
              when=answered("source", "scrutiny")),
        Clock(key="impact_review", label="Review of impact", lasts=months(6), starts=on_state("done"),
              stops=("impact_reviewed", "superseded"), chase="unit",
              basis=Basis("The partnership's learning framework")),
        prompted("planning", "Actions set for the recommendation", 20, on_state("agreed"),
                 ("in_progress", "not_implemented", "superseded")),
        all_below_ended("conclusion", "No action is open: say that it is done or not implemented, or set more", 5,
                        "action", on_state("in_progress"), ("done", "not_implemented", "superseded")),
        reopened("agreed", "not_accepted", "superseded"),
    ),
), reopens_to="proposed", doers=(roles.REVIEW_CHAIR, roles.DELEGATED_PARTNER))
