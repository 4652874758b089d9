"""Whom a case is about: children and adults by pseudonym, what is known of each, and the move that says it or puts it
right.

What is said of a person stands beside the entry as narrative does: erasable, never in a title or a mail.
"""

from __future__ import annotations

from typing import Any

from states.asks import Ask, Option
from states.conditions import Guard, predicate
from states.facts import Facts
from states.language import Machine, Move
from states.moves.asked import REASON, RECORDERS

ADULT_AT = 18
MORE = "What is known of them"
"""Heads the questions that a report asks of each person, and that logging a case needs no answer to."""
NOT_KNOWN = Option("not_known", "Not yet known")


def _of_person(key: str, label: str, *options: Option) -> Ask:
    return Ask(
        key=key, label=label, type="choice", required=False, options=(*options, NOT_KNOWN), apart=True, group=MORE
    )


ABOUT = (
    _of_person("sex", "Sex", Option("female", "Female"), Option("male", "Male"), Option("other", "Another answer")),
    # The groups of the census of England and Wales, 2021.
    _of_person(
        "ethnicity",
        "Ethnicity",
        Option("white_british", "White: English, Welsh, Scottish, Northern Irish or British"),
        Option("white_irish", "White: Irish"),
        Option("gypsy_traveller", "White: Gypsy or Irish Traveller"),
        Option("roma", "White: Roma"),
        Option("white_other", "White: any other background"),
        Option("white_black_caribbean", "Mixed: White and Black Caribbean"),
        Option("white_black_african", "Mixed: White and Black African"),
        Option("white_asian", "Mixed: White and Asian"),
        Option("mixed_other", "Mixed: any other background"),
        Option("indian", "Asian: Indian"),
        Option("pakistani", "Asian: Pakistani"),
        Option("bangladeshi", "Asian: Bangladeshi"),
        Option("chinese", "Asian: Chinese"),
        Option("asian_other", "Asian: any other background"),
        Option("black_african", "Black: African"),
        Option("black_caribbean", "Black: Caribbean"),
        Option("black_other", "Black: any other background"),
        Option("arab", "Arab"),
        Option("other", "Any other group"),
    ),
    _of_person("disability", "Disability", Option("none", "None"), Option("disabled", "Disabled")),
    Ask(key="disability_kind", label="If disabled: in what way", type="line", most=120, required=False, group=MORE),
    _of_person(
        "legal_status",
        "Legal status at the incident",
        Option("none", "None"),
        Option("in_need", "Child in need (Children Act 1989, section 17)"),
        Option("protection_plan", "On a child protection plan"),
        Option("accommodated", "Accommodated (Children Act 1989, section 20)"),
        Option("interim_care", "Interim care order"),
        Option("care_order", "Care order"),
        Option("other_order", "Supervision, special guardianship or another order"),
        Option("care_leaver", "Care leaver"),
        Option("mental_health", "Detained or treated under the Mental Health Act"),
        Option("deprived", "Deprivation of liberty authorised"),
        Option("other", "Another"),
    ),
    _of_person(
        "living",
        "Where they lived",
        Option("home", "At home"),
        Option("relatives", "With relatives or friends"),
        Option("foster", "Foster care"),
        Option("adoptive", "Adoptive placement"),
        Option("residential", "Children's home, or a care home"),
        Option("supported", "Supported or sheltered accommodation"),
        Option("hospital", "Hospital"),
        Option("custody", "Custody"),
        Option("homeless", "Nowhere settled"),
        Option("other", "Elsewhere"),
    ),
)
HOUSEHOLD = Ask(
    key="household",
    label="Household: who lived there, by relation",
    type="text",
    hint="By pseudonym or relation, never by name",
    required=False,
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
        *ABOUT,
    ),
)


@predicate("of_age")
def of_age(facts: Facts, key: str) -> bool:
    """Everybody listed whose age is given is an adult, and somebody is."""
    ages = [row.get("age") for row in listed(facts, key)]
    return bool(ages) and all(isinstance(age, int) and age >= ADULT_AT for age in ages)


@predicate("an_adult_among")
def an_adult_among(facts: Facts, key: str) -> bool:
    """Somebody listed is an adult."""
    ages = [row.get("age") for row in listed(facts, key)]
    return any(isinstance(age, int) and age >= ADULT_AT for age in ages)


@predicate("ages_possible")
def ages_possible(facts: Facts, key: str) -> bool:
    """Nobody listed is younger than nought or older than anybody was, or has an age and is yet to be born."""
    return all(0 <= int(row["age"]) <= 120 and not row.get("expected_on") for row in listed(facts, key) if "age" in row)


def listed(facts: Facts, key: str) -> list[dict[str, Any]]:
    """Whom the case lists as ``key``, row by row; nobody where it has no such list."""
    rows = facts.answers.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list | tuple) else []


# Care Act 2014, section 44: an adult in the board's area. The adult track is from 18.
ADULTS_ONLY = Guard(
    "of_age", "Give each adult's age: a safeguarding adults review is about people of 18 and over", ("subjects",)
)
POSSIBLE = Guard("ages_possible", "An age must be between 0 and 120, and only of somebody who is born", ("subjects",))


def reading(guard: Guard) -> Guard:
    """The guard as a question on the answers of the move."""
    return Guard(guard.key, guard.says, guard.args, ("answers", "given"))


def subject_moves(machine: Machine) -> tuple[Move, ...]:
    """The move that puts the list right, for a kind that has one."""
    asked = machine.asks.get(machine.subjects_from)
    if asked is None:
        return ()
    needs = tuple(guard for guard in machine.opening.needs if guard.key in ("of_age", "ages_possible"))
    return (
        Move(
            "change_subjects",
            "Say more of whom it is about, or put it right",
            # A notified incident has come to its end, but what is learnt of the children is learnt after.
            tuple(state.key for state in machine.states if not state.final or state.key in machine.evidence.states),
            by=RECORDERS,
            asks=(asked, HOUSEHOLD, REASON),
            needs=needs,
            effect="change_subjects",
            group="put_right",
        ),
    )
