"""A local child safeguarding practice review: from the partners' decision to its publication."""

from dataclasses import replace

from states import roles
from states.asks import Ask
from states.clocks import Basis, Clock, months, on_answer, on_opening, working_days, working_days_before
from states.conditions import Guard
from states.language import Document, Evidence, Machine, Move, Opening, State, Tell
from states.moves.common import LATE, RECORDERS, with_common_moves
from states.moves.reviews.ending import ending
from states.moves.reviews.families import FAMILY
from states.moves.reviews.holding import as_review
from states.moves.reviews.national_bodies import KNOWN_BY_ALL, TELLING, TOLD_ON
from states.moves.reviews.proceedings import AGREED, PUBLICATION, unless_held
from states.moves.reviews.publishing import (
    AFTER_APPROVAL,
    COPIES_OWED_TO,
    DELAY_EXPLAINED,
    ENDS,
    NATIONAL_BODIES,
    PLANNED,
    approving,
    before_publication,
    delay,
    kept_public,
    review_months,
)
from states.moves.reviews.reporting import (
    CHAIRED,
    REPORT_ENDS,
    REPORT_STATES,
    TOLD,
    commissioned_in_time,
    commissioning,
    contract_clock,
    writing,
)
from states.moves.subjects import POSSIBLE, SUBJECTS

WORKING_TOGETHER = Basis("Working Together to Safeguard Children", "18 March 2026", "chapter 5")
UNCHECKED = Basis("Working Together to Safeguard Children", "18 March 2026", "chapter 5", checked=False)
REGULATIONS = Basis("Child Safeguarding Practice Review and Relevant Agency (England) Regulations 2018, SI 2018/789",
                    where="Part 3", checked=False)
REGULATION_14 = Basis("SI 2018/789", where="regulation 14")
WITH_COPIES = ("approved", "held_for_proceedings", "copies_sent")
FURTHER_ON = (*(state.key for state in REPORT_STATES), "copies_sent")
RUNNING = ("initiated", "national_bodies_told", *FURTHER_ON)

BODIES_TOLD = Tell("bodies_told", "The national bodies know of a practice review and its reviewers", TOLD)

PRACTICE_REVIEW = with_common_moves(as_review(Machine(
    key="practice_review", title="Local child safeguarding practice review",
    plural="Local child safeguarding practice reviews", starts_in="initiated", track="child", subjects_from="subjects",
    members=(roles.REVIEW_OFFICER, roles.DELEGATED_PARTNER, roles.REVIEW_CHAIR, roles.PANEL_MEMBER, roles.SCRUTINEER),
    opening=Opening(
        by=(), parents=("rapid_review",), alone=False,
        asks=(Ask(key="decided_on", label="Day of the decision that chose this review", type="day", past=True),
              Ask(key="rationale", label="Rationale of that decision", type="text", required=False),
              # A rapid review that was taken on alone knows of no children.
              replace(SUBJECTS, required=False)),
        needs=(POSSIBLE,),
        tells=(Tell("review_initiated", "A local child safeguarding practice review begins",
                    (*TOLD, "business_manager")),)),
    states=(State("initiated", "Initiated", early=True),
            State("national_bodies_told", "National bodies told", early=True), *REPORT_STATES,
            State("copies_sent", "Copies sent before publication"), *REPORT_ENDS),
    registers=(FAMILY,), documents=(Document("panel_letter", "Letter to the national panel"),),
    evidence=Evidence(RUNNING, (*CHAIRED, roles.INDEPENDENT_REVIEWER)),
    moves=(
        Move("tell_national_bodies", "Record that the national bodies were told", ("initiated",),
             "national_bodies_told", by=RECORDERS,
             asks=TELLING, needs=KNOWN_BY_ALL, tells=(BODIES_TOLD,)),
        # A review that was discontinued before they were told, and is reopened further on, owes it all the same.
        Move("tell_late", "Record that the national bodies were told after all", FURTHER_ON, by=RECORDERS,
             asks=TELLING, group="put_right",
             needs=(Guard("a_clock_is", "The national bodies know the reviewers", ("running", "name_reviewers"),
                          ("clocks",)), *KNOWN_BY_ALL), tells=(BODIES_TOLD,)),
        *commissioning("national_bodies_told", later=("copies_sent",)),
        *writing(later=("copies_sent",)),
        *approving(),
        *before_publication(WITH_COPIES),
        Move("send_copies", "Record that copies were sent", ("approved", "copies_sent"), "copies_sent", by=RECORDERS,
             asks=(Ask(key="copies_to", label="To whom", type="choices", options=NATIONAL_BODIES), LATE, *AGREED),
             needs=(PLANNED, AFTER_APPROVAL, unless_held(PUBLICATION),
                    Guard("answer_ahead", "The planned day has passed: plan another first", ("publish_on",),
                          ("answers", "happened_on")),
                    Guard("given_includes", "Copies are owed to the national panel and to the Secretary of State",
                          ("copies_to", *COPIES_OWED_TO), ("given",))),
             tells=(Tell("copies_sent", "Copies of a review were sent before its publication", TOLD),)),
        Move("monitor", "Record the monitoring of the review", RUNNING, by=CHAIRED,
             # SI 2018/789, regulation 14: at regular intervals; what is asked of the reviewer is asked in writing.
             asks=(Ask(key="monitored", label="Progress, and what it means for the date", type="text",
                       kept_in_case=False),
                   Ask(key="asked_of_reviewer", label="What was asked of the reviewer in writing", type="text",
                       required=False, kept_in_case=False))),
        delay(RUNNING, in_writing=True),
        *ending(("copies_sent",), RUNNING, by="statutory_partners", either_way=(DELAY_EXPLAINED,),
                needs=(Guard("clock_was_met",
                             "Copies must have been sent seven working days before the planned day: plan a later day",
                             ("copies",), ("clocks",)),)),
    ),
    clocks=(
        Clock(key="name_reviewers", label="Name the reviewers to the national bodies", lasts=working_days(1),
              starts=on_answer("decided_on"), stops=("national_bodies_told", "tell_late", "reopen", *ENDS),
              ended_by=TOLD_ON, chase="statutory", basis=UNCHECKED, owed_to="Panel, Ofsted, Department for Education",
              extended_by="nobody"),
        review_months("practice_review", "Practice review published", on_answer("decided_on"), WORKING_TOGETHER,
                      by="statutory_partners"),
        Clock(key="delay_reasons", label="Published, or the reasons for the delay given", lasts=months(6),
              starts=on_answer("decided_on"), stops=("explain_delay", *ENDS), chase="statutory", basis=UNCHECKED,
              owed_to="Panel, Secretary of State", extended_by="nobody"),
        Clock(key="copies", label="Copies to the national bodies", lasts=working_days_before(7),
              starts=on_answer("publish_on"), stops=("copies_sent", *ENDS), resumes=("redraft", "back_to_fieldwork"),
              chase="statutory", basis=REGULATIONS, owed_to="Panel, Secretary of State", extended_by="nobody"),
        Clock(key="monitor", label="Monitoring of the review", lasts=None, every=months(3), starts=on_opening(),
              stops=ENDS, restarts=("monitor", "reopen"), chase="unit", basis=REGULATION_14, milestone=True),
        contract_clock(ENDS), commissioned_in_time("national_bodies_told"), kept_public(REGULATIONS),
    ),
)), reopens_to="fieldwork", doers=(roles.REVIEW_CHAIR, roles.PANEL_MEMBER, roles.INDEPENDENT_REVIEWER),
    hear_of_it=("delegated_partners", "scrutineer"))
