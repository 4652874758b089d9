"""Blocks that several documents have: whom a case is about, criteria, positions, parallel proceedings, attendance."""

from __future__ import annotations

from api.documents.form import Block, Column
from api.documents.words import NOT_RECORDED, agency, criteria, day, position, rows
from workflow.queries.dossier import Dossier, Told


def about_subjects(about: Dossier) -> list[dict[str, str]]:
    """Each child or adult by pseudonym, of the case or the nearest above that lists them."""
    for told in (about.case, *about.above):
        if found := rows(about, told, told.machine.subjects_from or "subjects"):
            return [one | {"age": _age(one)} for one in found]
    return []


def _age(row: dict[str, str]) -> str:
    if row.get("age"):
        return row["age"]
    return f"Expected on {row['expected_on']}" if row.get("expected_on") else "Not recorded"


SUBJECTS = Block(
    "subject",
    "Each child or adult whom the case is about",
    (Column("pseudonym", "Pseudonym", "Child A"), Column("age", "Age at the incident, or the expected date", "4")),
    about_subjects,
    none="Nobody is listed",
)


def about_subjects_in_full(about: Dossier) -> list[dict[str, str]]:
    """The same with all that is known of each; what nobody has said is not recorded."""
    kept = {column.name for column in IN_FULL}
    return [
        {key: cell or NOT_RECORDED for key, cell in row.items() if key in kept} | {"disability": _disability(row)}
        for row in about_subjects(about)
    ]


def _disability(row: dict[str, str]) -> str:
    said, kind = row.get("disability") or NOT_RECORDED, row.get("disability_kind")
    return f"{said}: {kind}" if kind else said


IN_FULL = (
    *SUBJECTS.columns,
    Column("sex", "Sex", "Female"),
    Column("ethnicity", "Ethnicity", "White: Irish"),
    Column("disability", "Disability, and in what way", "None"),
    Column("legal_status", "Legal status at the incident", "On a child protection plan"),
    Column("living", "Where they lived", "At home"),
)
SUBJECTS_IN_FULL = Block(
    "subject",
    "Each child or adult whom the case is about, with what is known of them",
    IN_FULL,
    about_subjects_in_full,
    none="Nobody is listed",
)


def positions(about: Dossier) -> list[dict[str, str]]:
    """Each statutory partner's last position on what is proposed now, and those who have taken none."""
    taken = {one.agency: one for one in about.case.signed if one.purpose == "decision"}
    found = []
    for key in dict.fromkeys((*about.policy.statutory, *taken)):
        one = taken.get(key)
        found.append(
            {
                "partner": agency(about, key),
                "position": position(about.case, one.position) if one else "Has not signed",
                "signed_by": one.by if one else "",
                "signed_on": day(one.on) if one else "",
                "dissent": str(one.said.get("dissent") or "") if one else "",
            }
        )
    return found


POSITIONS = Block(
    "position",
    "Each statutory partner's position on the decision, dissent included",
    (
        Column("partner", "The partner", "Northmoor Police"),
        Column("position", "Agrees, dissents, or has not signed", "Dissents"),
        Column("signed_by", "Who signed", "Ruth Calloway"),
        Column("signed_on", "When", "10 December 2026"),
        Column("dissent", "What they disagree with, and why", "The threshold for a review is met, in our view."),
    ),
    positions,
    required=True,
)


def proceedings(about: Dossier) -> list[dict[str, str]]:
    """Parallel proceedings of the case."""
    return rows(about, about.case, "proceedings")


PROCEEDINGS = Block(
    "proceedings",
    "Each of the parallel proceedings in the case's register",
    (
        Column("proceeding", "What kind", "Inquest"),
        Column("proceeding_reference", "Their reference", "INQ-77"),
        Column("holds", "What they hold up", "Publication"),
        Column("next_check_on", "When they are asked next", "4 January 2027"),
        Column("ended", "When they ended", ""),
    ),
    proceedings,
    none="None is recorded",
)


def criteria_block(name: str, says: str, key: str, sample: str, *, required: bool = True) -> Block:
    """A block of criteria, one by one, with answer and reasoning."""
    columns = (
        Column("criterion", "The criterion's words", sample),
        Column("answer", "Yes, no or not yet known", "Yes"),
        Column("reasoning", "The reasoning", "What was found in two earlier reviews had not been put right."),
    )
    return Block(name, says, columns, lambda about: criteria(about.case, key), required=required)


def opinions(about: Dossier) -> list[dict[str, str]]:
    """The scrutineer's opinion on what is proposed now."""
    return [
        {"opinion": position(about.case, one.position), "opinion_text": str(one.said.get("opinion_text") or ""),
         "given": f"{one.by}, {day(one.on)}"}
        for one in about.case.signed
        if one.purpose == "opinion"
    ]  # fmt: skip


OPINIONS = Block(
    "opinion",
    "The independent scrutineer's opinion on the decision",
    (
        Column("opinion", "Supported, with comments, or challenged", "Supported, with comments"),
        Column("opinion_text", "The opinion", "The reasoning is clear. The child's own words could carry more weight."),
        Column("given", "Who gave it, and when", "Moira Keane, 11 December 2026"),
    ),
    opinions,
    none="None has been given",
    several=False,
)


def attendance(about: Dossier, told: Told) -> list[dict[str, str]]:
    """The agencies that attended."""
    return [{"attendee": agency(about, key)} for key in told.answers.get("attended") or []]


ATTENDEES = Block(
    "attendee",
    "Each agency that attended the panel meeting",
    (Column("attendee", "The agency", "Northmoor Police"),),
    lambda about: attendance(about, about.case),
    none="No meeting is recorded",
)
