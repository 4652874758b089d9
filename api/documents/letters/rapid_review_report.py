"""The report of a rapid review: everything that the case holds, in the order in which the panel reads it."""

from __future__ import annotations

from api.documents.form import COMMON, Block, Column, Field, Form, day_of, due, of_any, of_case
from api.documents.shared import ATTENDEES, OPINIONS, POSITIONS, PROCEEDINGS, SUBJECTS_IN_FULL, criteria_block
from api.documents.words import agency, answer, day, rows
from workflow.queries.dossier import Dossier

NONE_NAMED = "None named"


def notified(about: Dossier) -> str:
    """The day on which the notification opened the review, from which its limit counts unless the policy says other."""
    clock, declared = about.case.clocks.get("rapid_review"), about.case.machine.clock("rapid_review")
    if clock is not None and declared is not None and declared.starts.on == "opening":
        return day(clock.started_on)
    return day(about.case.entries[0].answers.get("began_on") or about.case.entries[0].happened_on)


def involvement(about: Dossier) -> list[dict[str, str]]:
    """Each agency's return as it stands."""
    return [
        {
            "agency": agency(about, one.owner),
            "return_state": one.state,
            "involvement": answer(about, one, "involvement") or answer(about, one, "searched") or "Nothing came in",
            "good_practice": answer(about, one, "good_practice") or NONE_NAMED,
            "learning": answer(about, one, "learning") or NONE_NAMED,
        }
        for one in about.below
        if one.machine.chronology
    ]


def involved(about: Dossier) -> list[dict[str, str]]:
    """Each agency's dates of involvement; whoever still is has no end."""
    return [
        one | {"involved_to": one["involved_to"] or "Still is"} for one in rows(about, about.case, "agencies_involved")
    ]


def chronology(about: Dossier) -> list[dict[str, str]]:
    """The rows of all returns in one table, by day."""
    return [
        {"on": day(one.on), "agency": one.agency_name, "source": one.source, "event": one.event}
        for one in about.chronology
    ]


def reconsidered(about: Dossier) -> list[dict[str, str]]:
    """The second decision, where there is one."""
    outcome = answer(about, about.case, "reconsidered_outcome")
    entry = about.case.made("reconsider")
    rationale = answer(about, about.case, "reconsidered_rationale")
    on = day(entry.happened_on) if entry is not None else ""
    importance = answer(about, about.case, "reconsidered_importance") or "None was given with it"
    found = {"reconsidered_outcome": outcome, "reconsidered_rationale": rationale, "reconsidered_on": on}
    return [found | {"reconsidered_importance": importance}] if outcome else []


FORM = Form(
    "rapid_review_report",
    "Rapid review report",
    (
        *COMMON,
        Field("sin_reference", "The notification's reference", "SIN-4711", of_any("sin_reference"), required=True),
        Field("incident_on", "Date of the incident", "20 November 2026", of_any("incident_on")),
        Field("aware_on", "When the local authority became aware", "23 November 2026", of_any("aware_on")),
        Field("notified_on", "When the panel was notified", "27 November 2026",
              notified),
        Field("due_on", "When the rapid review is due", "18 December 2026", due("rapid_review")),
        Field("sent_on", "When it was sent", "18 December 2026", day_of("send"), none="Not sent yet"),
        Field("panel_reference", "The panel's reference", "CSPRP-1", of_case("panel_reference"), none="None yet"),
        Field("harm", "What happened to the child or young person", "Seriously harmed", of_any("types")),
        Field("area", "Where it happened", "Northmoor", of_any("area")),
        Field("elsewhere", "If elsewhere: placing, home and host areas", "", of_any("elsewhere"),
        none="Does not apply"),
        Field("agencies", "Agencies involved", "Hillside School, Housing association", of_any("agencies")),
        Field("summary", "What was known when the incident was logged",
        "Both children were taken to hospital on Friday "
              "night. The health visitor had seen them in October.", of_any("summary")),
        Field("household", "Household of the children, by relation", "Mother, her partner, two children",
              of_any("household"), none="Not recorded"),
        Field("met_on", "When the panel meeting was held", "9 December 2026", day_of("meet")),
        Field("discussion", "What was discussed there",
        "Every return was read. The agencies' dates were put side by side.",
              of_case("discussion")),
        Field("without_returns", "Why it went on without a return", "", of_case("without_returns"),
              none="All returns were in"),
        Field("childs_voice", "The child's voice: what they said or showed, and who heard it",
              "Child A told the class teacher that nobody cooked at home. She wrote it down.", of_case("childs_voice")),
        Field("immediate_safety", "Immediate safety of the child and others", "Both children are with foster carers.",
              of_case("immediate_safety"), required=True),
        Field("inequalities", "Race and other inequalities", "The family's first language was not asked.",
              of_case("inequalities"), required=True),
        Field("outcome", "The outcome", "No LCSPR: the learning is taken in the rapid review", of_case("outcome"),
              required=True),
        Field("rationale", "The rationale", "The learning is clear. A longer review would not add to it.",
              of_case("rationale"), required=True),
        Field("national_importance", "View on national importance (regulation 3)", "The theme may recur: neglect that "
              "housing sees first.", of_case("national_importance")),
        Field("proposed_on", "When the decision was proposed", "10 December 2026", day_of("propose")),
        Field("dissent_set_out", "The dissent as it was sent", "", of_case("dissent_set_out"), none="None"),
        Field("without_signature", "Why it was sent without the word of a partner who hasn't signed", "",
              of_case("without_signature"), none="Not so"),
        Field("stands", "Where the review stands", "Agreed", lambda about: about.case.state),
    ),
    (
        SUBJECTS_IN_FULL,
        Block("return", "Each agency's return", (
            Column("agency", "The agency", "Hillside School"), Column("return_state", "Where its return stands",
                   "Accepted"),
            Column("involvement", "Its involvement and the analysis",
                   "Both attended until November. Absences were not followed up."),
            Column("good_practice", "Good practice", "The class teacher wrote down what the child said, in his words."),
            Column("learning", "Learning already acted on", "Absence is now followed up on the first day."),
        ), involvement, required=True, none="No agency was asked"),
        Block("involved", "Each agency's dates of involvement", (
            Column("agency", "The agency", "Hillside School"),
            Column("involved_from", "From", "1 September 2024"), Column("involved_to", "To", "Still is"),
        ), involved, none="Not recorded"),
        Block("episode", "Each key practice episode", (
            Column("episode", "The episode, and when", "The repair visit of 3 March 2026"),
            Column("episode_happened", "What happened", "Two children were at home and not dressed at noon."),
            Column("episode_analysis", "Its analysis", "The contractor had nobody to tell, and no form that asked."),
        ), lambda about: rows(about, about.case, "episodes"), none="None is recorded"),
        Block("chronology", "Each line of the returns' chronologies, merged by date", (
            Column("on", "Date", "3 March 2026"), Column("agency", "The agency", "Housing association"),
            Column("source", "Source of the record", "Visit log"),
            Column("event", "What happened and what was done",
                   "Repair visit. The children were at home and not dressed."),
        ), chronology, none="No chronology was sent"),
        criteria_block("criterion_reg_11", "Each criterion of regulation 11, with answer and reasoning",
        "criteria_reg_11",
                       "Highlights, or may highlight, improvements needed, including ones identified before"),
        POSITIONS,
        Block("reconsidered", "The decision that came of reconsidering, where there is one", (
            Column("reconsidered_outcome", "The outcome", "Local child safeguarding practice review"),
            Column("reconsidered_rationale", "The rationale", "The panel pointed to a theme that we had not seen."),
            Column("reconsidered_importance", "The view on national importance", "We suggest a national review too."),
            Column("reconsidered_on", "When it was proposed", "18 January 2027"),
        ), reconsidered, several=False),
        OPINIONS, ATTENDEES, PROCEEDINGS,
    ),
)  # fmt: skip
