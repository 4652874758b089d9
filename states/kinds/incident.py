"""A serious incident: from the local authority's awareness to its notice to the Panel, or the decision not to."""

from dataclasses import replace

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, on_answer, working_days
from states.conditions import Guard
from states.criteria import SERIOUS_CASE
from states.guards import reason_if_late
from states.language import Evidence, Machine, Move, Opening, Opens, Signs, State, Tell
from states.moves import areas
from states.moves.common import LATE, REASON, RECORDERS, with_common_moves
from states.moves.reviews.adult_referral import ADULTS, REFERRAL
from states.moves.reviews.proceedings import PROCEEDINGS, with_proceedings
from states.moves.subjects import ADULTS_ONLY, POSSIBLE, SUBJECTS, reading

HARM = ("seriously_harmed", "died")
TOLD = ("delegated_partners", "scrutineer")
LEADS = (*RECORDERS, roles.at_local_authority(roles.AGENCY_LEAD))
# The duty is the Act's; the five working days are those of GOV.UK, "Report a serious child safeguarding incident".
CHILDREN_ACT = Basis("Children Act 2004", where="section 16C(1)")
WORKING_TOGETHER = Basis("Working Together to Safeguard Children", "18 March 2026", "chapter 5")
ENDS = ("withdrawn", "not_notifiable")
OPEN = ("considering", "notifiable", "notified", areas.LED_ELSEWHERE)

TYPES = Ask(key="types", label="What happened to the child or young person", type="choices",
            options=(Option("seriously_harmed", "Seriously harmed"), Option("died", "Died"),
                     Option("looked_after_child_died", "Looked-after child died", "Whether or not abuse is suspected"),
                     Option("care_leaver_died", "Care leaver up to and including age 24 died")))
RATIONALE = Ask(key="rationale", label="Rationale for the decision", type="text")
REFERRED = tuple(replace(ask, kept_in_case=False) for ask in REFERRAL.asks if ask.key in (
    "referrer", "adult_is", "died_on", "care_needs", "abuse", "working_together"))
REFERENCE = Ask(key="sin_reference", label="Reference of the notification", type="line")

CRITERIA_ANSWERED = Guard(
    "given_if", "Answer both criteria, with reasoning, for a child who died or was seriously harmed",
    ("criteria", "types", *HARM), ("given", "answers"))
IN_TIME = reason_if_late("The notification is after its due date: say why",
                         *("notify_panel", "notify_looked_after_death", "notify_care_leaver_death"))
REVIEW = Opens("rapid_review", carries=("sin_reference",), lists=(PROCEEDINGS.key,),
               # A rapid review follows harm or death with abuse or neglect, also where that becomes known later.
               when=Guard("first_child_wanted", "", ("rapid_review", "types", *HARM), ("children", "answers")))
VIEWS_ASKED = Guard("is_proposed", "Ask the statutory partners for their views first", (), ("proposers",))
NONE_GIVEN = Guard("none_signed", "Views were given already: they stand, and the others may still give theirs",
                   ("view",), ("signatures",))
ORDER = Guard("not_before", "The date the local authority became aware can't be before the incident",
              ("aware_on", "incident_on"), ("answers", "given"))


def differing(position: str) -> Tell:
    """Word to the scrutineer where a partner's view is missing or another."""
    return Tell("views_differ", "A decision on notification was made with a partner's view missing or different",
                ("scrutineer", "business_manager"), at_once=True,
                when=Guard("views_not_all", "", ("view", position), ("signatures", "policy")))


def notifying(key: str, label: str, types: tuple[str, ...], basis: Basis, owed_to: str) -> Clock:
    """A clock of five working days from awareness until the incident is notified."""
    return Clock(key=key, label=label, lasts=working_days(5), starts=on_answer("aware_on", later="known_on"),
                 stops=("notified", "notify_update", *ENDS), chase="statutory", basis=basis, owed_to=owed_to,
                 when=areas.we_lead_and("types", *types), extended_by="nobody")


INCIDENT = with_common_moves(with_proceedings(Machine(
    key="incident", title="Serious incident", plural="Serious incidents", starts_in="considering", track="child",
    members=(roles.REVIEW_OFFICER, roles.DELEGATED_PARTNER, roles.REVIEW_CHAIR, roles.PANEL_MEMBER, roles.SCRUTINEER),
    subjects_from="subjects", starts=(areas.STARTS,), group="reviews",
    about="A child died or was seriously harmed, or a child in care or care leaver died: is it to be notified?",
    opening=Opening(by=(*RECORDERS, roles.AGENCY_LEAD), often=(*RECORDERS, roles.AGENCY_LEAD),
                    asks=(Ask(key="incident_on", label="Date of the incident", type="day", past=True),
                          Ask(key="aware_on", label="Date the local authority became aware", type="day", past=True),
                          TYPES, Ask(key="area", label="Where it happened", type="line"), *areas.ASKS, SUBJECTS,
                          Ask(key="agencies", label="Agencies involved", type="agencies", required=False),
                          Ask(key="summary", label="What is known so far", type="text")),
                    needs=(ORDER, *areas.NEEDS, POSSIBLE),
                    tells=(Tell("incident_logged", "A serious incident was logged",
                                ("business_manager", "delegated_partners")),)),
    states=(State("considering", "Considering", early=True), State("notifiable", "Notifiable"),
            State("notified", "Notified", final=True),
            State("not_notifiable", "Not notifiable", final=True, aside=True),
            State("withdrawn", "Withdrawn", final=True, aside=True), *areas.STATES),
    evidence=Evidence(OPEN, LEADS),
    moves=(
        Move("ask_views", "Ask partners for their views", ("considering",), by=LEADS,
             asks=(Ask(key="views_asked_on", label="Asked on", type="day", past=True),), needs=(NONE_GIVEN,),
             proposes=True,
             tells=(Tell("view_wanted", "Your view is asked: is an incident notifiable?", ("statutory_partners",),
                         at_once=True),)),
        Move("give_view", "Give our view", ("considering", "notifiable"),
             by=(roles.at_statutory(roles.DELEGATED_PARTNER),), needs=(VIEWS_ASKED,),
             asks=(Ask(key="view", label="Our view", type="choice",
                       options=(Option("notifiable", "Notifiable"), Option("not_notifiable", "Not notifiable")),
                       kept_in_case=False),
                   Ask(key="view_reason", label="Why", type="text", kept_in_case=False)),
             signs=Signs("view", position_from="view")),
        Move("decide_notifiable", "Decide: notifiable", ("considering",), "notifiable", by=LEADS,
             needs=(VIEWS_ASKED, CRITERIA_ANSWERED), asks=(SERIOUS_CASE, RATIONALE),
             tells=(Tell("to_notify", "A serious incident is to be notified to the national panel",
                         ("owner", "business_manager")),
                    differing("notifiable"))),
        Move("decide_not_notifiable", "Decide: not notifiable", ("considering", "notifiable"), "not_notifiable",
             by=LEADS, needs=(VIEWS_ASKED, CRITERIA_ANSWERED), asks=(SERIOUS_CASE, RATIONALE),
             tells=(Tell("not_notified", "A serious incident was decided not notifiable", TOLD),
                    differing("not_notifiable"))),
        Move("notify", "Record the notification", ("notifiable",), "notified", by=LEADS, asks=(REFERENCE, LATE),
             needs=(IN_TIME,
                    Guard("happened_on_or_after", "It can't have been notified before the local authority was aware",
                          ("aware_on",), ("answers", "happened_on"))),
             opens=(REVIEW,),
             tells=(Tell("notified", "A serious incident was notified", (*TOLD, "review_chair")),)),
        Move("withdraw", "Withdraw", ("considering", "notifiable", areas.LED_ELSEWHERE), "withdrawn", by=RECORDERS,
             asks=(REASON,),
             needs=(Guard("at_state_one_of", "It was decided notifiable: withdrawing it is for the business manager",
                          ("notifiable", roles.BUSINESS_MANAGER), ("doer",)),),
             tells=(Tell("incident_withdrawn", "A serious incident was withdrawn", (*TOLD, "business_manager")),)),
        Move("update", "Update what happened", OPEN, by=LEADS,
             asks=(TYPES,
                   Ask(key="known_on", label="Date the local authority became aware of the change", type="day",
                       past=True, kept_in_case=False),
                   Ask(key="what_changed", label="What changed", type="text", kept_in_case=False)),
             tells=(Tell("updated", "What is known of a serious incident changed", TOLD),)),
        Move("notify_update", "Record that the update was notified", ("notified",), by=LEADS, asks=(REFERENCE, LATE),
             needs=(IN_TIME,), opens=(REVIEW,)),
        *areas.led_moves(LEADS, TOLD),
        Move("refer_adults", "Refer the adults for a safeguarding adults review", OPEN, by=LEADS,
             asks=(replace(ADULTS, key="adults", kept_in_case=False), *REFERRED),
             needs=(Guard("an_adult_among", "Nobody of 18 or over is among the subjects", ("subjects",),
                          ("answers",)), reading(replace(ADULTS_ONLY, args=("adults",)))),
             # The adults' side of a joint case has its own criteria and clocks.
             opens=(Opens("adult_review", beside="joint", carries=tuple(ask.key for ask in REFERRED),
                          gives=(("received_on", "@happened_on"), ("subjects", "@answer:adults"))),)),
    ),
    clocks=(
        notifying("notify_panel", "Notify the national panel", HARM, CHILDREN_ACT, "Panel"),
        Clock(key="tell_partners", label="Tell the safeguarding partners", lasts=working_days(5),
              starts=on_answer("aware_on"), stops=("ask_views", "notified", *ENDS), chase="milestone",
              when=areas.WE_LEAD,
              basis=WORKING_TOGETHER, owed_to="safeguarding partners"),
        notifying("notify_looked_after_death", "Notify the death of a looked-after child", ("looked_after_child_died",),
                  WORKING_TOGETHER, "Secretary of State, Ofsted"),
        notifying("notify_care_leaver_death", "Notify the death of a care leaver (should, not must)",
                  ("care_leaver_died",), WORKING_TOGETHER, "Secretary of State, Ofsted"),
        areas.CHECKED_MONTHLY,
    ),
)), reopens_to="considering", reopening_needs=(areas.OURS_AGAIN,), doers=(roles.at_local_authority(roles.AGENCY_LEAD),),
    hear_of_it=TOLD)
