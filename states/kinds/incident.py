"""A serious incident: from the local authority's awareness to its notice to the Panel, or the decision not to."""

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, on_answer, working_days
from states.conditions import Guard
from states.criteria import SERIOUS_CASE
from states.guards import answered, reason_if_late
from states.language import Evidence, Machine, Move, Opening, Opens, Signs, State, Tell
from states.moves.common import LATE, REASON, RECORDERS, with_common_moves

HARM = ("seriously_harmed", "died")
LEADS = (*RECORDERS, roles.at_local_authority(roles.AGENCY_LEAD))
# The duty is the Act's; the five working days are those of GOV.UK, "Report a serious child safeguarding incident".
CHILDREN_ACT = Basis("Children Act 2004", where="section 16C(1)")
WORKING_TOGETHER = Basis("Working Together to Safeguard Children", "18 March 2026", "chapter 5")
ENDS = ("withdrawn", "not_notifiable")

TYPES = Ask(
    key="types",
    label="What happened to the child or young person",
    type="choices",
    options=(
        Option("seriously_harmed", "Seriously harmed"),
        Option("died", "Died"),
        Option("looked_after_child_died", "Looked-after child died", "Whether or not abuse is suspected"),
        Option("care_leaver_died", "Care leaver up to and including age 24 died"),
    ),
)
SUBJECTS = Ask(
    key="subjects",
    label="Children and young people",
    type="rows",
    hint="A pseudonym, never a name",
    columns=(
        Ask(key="pseudonym", label="Pseudonym", type="line", most=40),
        Ask(key="age", label="Age at the incident, in years", type="whole", required=False),
        Ask(key="expected_on", label="If unborn or born since: expected date", type="day", required=False),
    ),
)
RATIONALE = Ask(key="rationale", label="Rationale for the decision", type="text")
REFERENCE = Ask(key="sin_reference", label="Reference of the notification", type="line")

CRITERIA_ANSWERED = Guard(
    "given_if",
    "Answer both criteria, with reasoning, for a child who died or was seriously harmed",
    ("criteria", "types", *HARM),
    ("given", "answers"),
)
IN_TIME = reason_if_late(
    "The notification is after its due date: say why",
    *("notify_panel", "notify_looked_after_death", "notify_care_leaver_death"),
)
REVIEW = Opens(
    "rapid_review",
    carries=("sin_reference",),
    # A rapid review follows harm or death with abuse or neglect, also where that becomes known later.
    when=Guard("first_child_wanted", "", ("rapid_review", "types", *HARM), ("children", "answers")),
)
VIEWS_ASKED = Guard("is_proposed", "Ask the statutory partners for their views first", (), ("proposers",))
NONE_GIVEN = Guard(
    "none_signed",
    "Views were given already: they stand, and the others may still give theirs",
    ("view",),
    ("signatures",),
)
ORDER = Guard(
    "not_before",
    "The date the local authority became aware can't be before the incident",
    ("aware_on", "incident_on"),
    ("answers", "given"),
)


def differing(position: str) -> Tell:
    """Word to the scrutineer where a partner's view is missing or another."""
    return Tell(
        "views_differ",
        "A decision on notification was made with a partner's view missing or different",
        ("scrutineer", "business_manager"),
        at_once=True,
        when=Guard("views_not_all", "", ("view", position), ("signatures", "policy")),
    )


def notifying(key: str, label: str, types: tuple[str, ...], basis: Basis, owed_to: str) -> Clock:
    """A clock of five working days from awareness until the incident is notified."""
    return Clock(
        key=key,
        label=label,
        lasts=working_days(5),
        starts=on_answer("aware_on", later="known_on"),
        stops=("notified", "notify_update", *ENDS),
        chase="statutory",
        basis=basis,
        owed_to=owed_to,
        when=answered("types", *types),
        extended_by="nobody",
    )


INCIDENT = with_common_moves(
    Machine(
        key="incident",
        title="Serious incident",
        plural="Serious incidents",
        starts_in="considering",
        members=(
            roles.REVIEW_OFFICER,
            roles.DELEGATED_PARTNER,
            roles.REVIEW_CHAIR,
            roles.PANEL_MEMBER,
            roles.SCRUTINEER,
        ),
        subjects_from="subjects",
        opening=Opening(
            by=(*RECORDERS, roles.AGENCY_LEAD),
            asks=(
                Ask(key="incident_on", label="Date of the incident", type="day", past=True),
                Ask(key="aware_on", label="Date the local authority became aware", type="day", past=True),
                TYPES,
                Ask(key="area", label="Where it happened", type="line"),
                Ask(
                    key="elsewhere",
                    label="If elsewhere or abroad: placing, home and host areas, lead and contributing partnerships",
                    type="text",
                    required=False,
                ),
                SUBJECTS,
                Ask(key="agencies", label="Agencies involved", type="agencies", required=False),
                Ask(key="summary", label="What is known so far", type="text"),
            ),
            needs=(ORDER,),
            tells=(
                Tell("incident_logged", "A serious incident was logged", ("business_manager", "delegated_partners")),
            ),
        ),
        states=(
            State("considering", "Considering"),
            State("notifiable", "Notifiable"),
            State("notified", "Notified", final=True),
            State("not_notifiable", "Not notifiable", final=True, aside=True),
            State("withdrawn", "Withdrawn", final=True, aside=True),
        ),
        evidence=Evidence(("considering", "notifiable", "notified"), LEADS),
        moves=(
            Move(
                "ask_views",
                "Ask partners for their views",
                ("considering",),
                by=LEADS,
                asks=(Ask(key="views_asked_on", label="Asked on", type="day", past=True),),
                needs=(NONE_GIVEN,),
                proposes=True,
                tells=(
                    Tell(
                        "view_wanted",
                        "Your view is asked: is an incident notifiable?",
                        ("statutory_partners",),
                        at_once=True,
                    ),
                ),
            ),
            Move(
                "give_view",
                "Give our view",
                ("considering", "notifiable"),
                by=(roles.at_statutory(roles.DELEGATED_PARTNER),),
                needs=(VIEWS_ASKED,),
                asks=(
                    Ask(
                        key="view",
                        label="Our view",
                        type="choice",
                        options=(Option("notifiable", "Notifiable"), Option("not_notifiable", "Not notifiable")),
                        kept_in_case=False,
                    ),
                    Ask(key="view_reason", label="Why", type="text", kept_in_case=False),
                ),
                signs=Signs("view", position_from="view"),
            ),
            Move(
                "decide_notifiable",
                "Decide: notifiable",
                ("considering",),
                "notifiable",
                by=LEADS,
                needs=(VIEWS_ASKED, CRITERIA_ANSWERED),
                asks=(SERIOUS_CASE, RATIONALE),
                tells=(
                    Tell(
                        "to_notify",
                        "A serious incident is to be notified to the national panel",
                        ("owner", "business_manager"),
                    ),
                    differing("notifiable"),
                ),
            ),
            Move(
                "decide_not_notifiable",
                "Decide: not notifiable",
                ("considering", "notifiable"),
                "not_notifiable",
                by=LEADS,
                needs=(VIEWS_ASKED, CRITERIA_ANSWERED),
                asks=(SERIOUS_CASE, RATIONALE),
                tells=(
                    Tell(
                        "not_notified",
                        "A serious incident was decided not notifiable",
                        ("delegated_partners", "scrutineer"),
                    ),
                    differing("not_notifiable"),
                ),
            ),
            Move(
                "notify",
                "Record the notification",
                ("notifiable",),
                "notified",
                by=LEADS,
                asks=(REFERENCE, LATE),
                needs=(
                    IN_TIME,
                    Guard(
                        "happened_on_or_after",
                        "It can't have been notified before the local authority was aware",
                        ("aware_on",),
                        ("answers", "happened_on"),
                    ),
                ),
                opens=(REVIEW,),
                tells=(
                    Tell(
                        "notified",
                        "A serious incident was notified",
                        ("delegated_partners", "scrutineer", "review_chair"),
                    ),
                ),
            ),
            Move("withdraw", "Withdraw", ("considering", "notifiable"), "withdrawn", by=RECORDERS, asks=(REASON,)),
            Move(
                "update",
                "Update what happened",
                ("considering", "notifiable", "notified"),
                by=LEADS,
                asks=(
                    TYPES,
                    Ask(
                        key="known_on",
                        label="Date the local authority became aware of the change",
                        type="day",
                        past=True,
                        kept_in_case=False,
                    ),
                    Ask(key="what_changed", label="What changed", type="text", kept_in_case=False),
                ),
                tells=(
                    Tell(
                        "updated", "What is known of a serious incident changed", ("delegated_partners", "scrutineer")
                    ),
                ),
            ),
            Move(
                "notify_update",
                "Record that the update was notified",
                ("notified",),
                by=LEADS,
                asks=(REFERENCE, LATE),
                needs=(IN_TIME,),
                opens=(REVIEW,),
            ),
        ),
        clocks=(
            notifying("notify_panel", "Notify the national panel", HARM, CHILDREN_ACT, "Panel"),
            Clock(
                key="tell_partners",
                label="Tell the safeguarding partners",
                lasts=working_days(5),
                starts=on_answer("aware_on"),
                stops=("ask_views", "notified", *ENDS),
                chase="milestone",
                basis=WORKING_TOGETHER,
                owed_to="safeguarding partners",
            ),
            notifying(
                "notify_looked_after_death",
                "Notify the death of a looked-after child",
                ("looked_after_child_died",),
                WORKING_TOGETHER,
                "Secretary of State, Ofsted",
            ),
            notifying(
                "notify_care_leaver_death",
                "Notify the death of a care leaver (should, not must)",
                ("care_leaver_died",),
                WORKING_TOGETHER,
                "Secretary of State, Ofsted",
            ),
        ),
    ),
    reopens_to="considering",
    doers=(roles.at_local_authority(roles.AGENCY_LEAD),),
)
