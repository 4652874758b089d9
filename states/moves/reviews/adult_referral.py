"""What a referral for a safeguarding adults review says, and how its decision must fit section 44. Knows no decider."""

from __future__ import annotations

from dataclasses import replace

from states import roles
from states.asks import Ask, Option
from states.conditions import Guard, predicate
from states.criteria import CRITERIA_S44
from states.facts import Facts
from states.language import Opening, Tell
from states.moves.common import RECORDERS
from states.moves.subjects import ADULTS_ONLY, POSSIBLE, SUBJECTS

ADULTS = replace(SUBJECTS, label="Adults", columns=tuple(c for c in SUBJECTS.columns if c.key != "expected_on"))
ABUSE = (
    Option("physical", "Physical"),
    Option("domestic", "Domestic"),
    Option("sexual", "Sexual"),
    Option("psychological", "Psychological"),
    Option("financial", "Financial or material"),
    Option("modern_slavery", "Modern slavery"),
    Option("discriminatory", "Discriminatory"),
    Option("organisational", "Organisational"),
    Option("neglect", "Neglect and acts of omission"),
    Option("self_neglect", "Self-neglect"),
)
ENQUIRIES = Ask(
    key="enquiries",
    label="Enquiries there were",
    type="rows",
    required=False,
    hint="Section 42, serious incident, criminal …",
    columns=(
        Ask(key="enquiry", label="Which", type="line"),
        Ask(key="enquiry_by", label="By whom", type="line"),
        Ask(key="enquiry_outcome", label="Outcome", type="text", required=False, most=2000),
    ),
)
REFERRERS = (*RECORDERS, roles.AGENCY_LEAD, roles.AGENCY_USER, roles.DELEGATED_PARTNER, roles.BOARD_CHAIR)
REFERRAL = Opening(
    by=REFERRERS,
    often=REFERRERS,
    asks=(
        Ask(
            key="received_on",
            label="Day on which the referral was received",
            type="day",
            past=True,
            hint="This form is not for reporting abuse: tell adult social care, or the police, first",
        ),
        Ask(key="referrer", label="Who refers, and for which agency", type="line"),
        Ask(key="authoriser", label="Who authorised the referral there", type="line", required=False),
        ADULTS,
        Ask(
            key="adult_is",
            label="The adult",
            type="choice",
            options=(Option("died", "Has died"), Option("alive", "Is alive")),
        ),
        Ask(key="died_on", label="If they died: on", type="day", past=True, required=False),
        Ask(key="care_needs", label="Needs for care and support", type="text"),
        Ask(key="abuse", label="Kind of abuse or neglect", type="choices", options=ABUSE),
        Ask(key="working_together", label="How agencies worked together, and the concern about it", type="text"),
        ENQUIRIES,
        Ask(key="agencies", label="Agencies involved", type="agencies", required=False),
        Ask(key="family_or_advocate", label="Family or advocate, without names", type="text", required=False),
        Ask(key="parallel", label="Other proceedings", type="text", required=False),
        Ask(key="urgent_learning", label="Learning that can't wait", type="text", required=False),
    ),
    needs=(
        ADULTS_ONLY,
        POSSIBLE,
        Guard(
            "given_if", "Give the day on which the adult died", ("died_on", "adult_is", "died"), ("given", "answers")
        ),
    ),
    tells=(
        Tell("sar_referred", "A safeguarding adults review was asked for", ("business_manager", "review_chair")),
        Tell("sar_referred_chair", "A safeguarding adults review was asked for", ("board_chair", "scrutineer")),
    ),
)

RECOMMENDED = Ask(
    key="recommended",
    label="Recommended",
    type="choice",
    options=(
        Option("mandatory", "A review, mandatory: section 44(1) to (3)"),
        Option("discretionary", "A review, discretionary: section 44(4)"),
        Option("none", "No review"),
    ),
)
SAR_KIND = Ask(
    key="sar_kind",
    label="The review is",
    type="choice",
    options=tuple(o for o in RECOMMENDED.options if o.value != "none"),
)
ALTERNATIVE = (
    Ask(
        key="alternative",
        label="If there is no review: what is done instead",
        type="choice",
        options=(
            Option("learning_review", "Another local learning review"),
            Option("single_agency", "A single agency's own review"),
            Option("other_enquiry", "Another enquiry, such as patient safety"),
            Option("nothing", "Nothing"),
        ),
    ),
    Ask(key="purpose", label="Purpose of what is done instead, or why nothing is", type="text"),
)
OTHERWISE = replace(CRITERIA_S44, required=False, hint="Answer only where you differ from what was recommended")


@predicate("section_44_fits")
def section_44_fits(facts: Facts, criteria: str, outcome: str) -> bool:
    """What is given as ``outcome`` fits the criteria: where they are met it is mandatory, and nowhere else."""
    # Care Act 2014, section 44(1) to (3): the need, the concern, and condition 1 or condition 2.
    answered = facts.answers.get(criteria)
    read = answered if isinstance(answered, dict) else {}
    met = {key for key, one in read.items() if isinstance(one, dict) and one.get("answer") == "yes"}
    must = {"needs", "concern"} <= met and bool(met & {"condition_1", "condition_2"})
    return must == (facts.given.get(outcome) == "mandatory")


def fits(outcome: str) -> Guard:
    """The guard that what is given as ``outcome`` fits the criteria as they are answered."""
    return Guard(
        "section_44_fits",
        "Where the criteria of section 44 are met a review is mandatory; else it can only be discretionary, or none",
        ("criteria_s44", outcome),
        ("answers", "given"),
    )
