"""Cases that were lived through, for documents about them; and what such a document says."""

from __future__ import annotations

import io
from pathlib import Path

import docx
from docx.oxml.ns import qn
from sqlalchemy import text

from api.documents.marks import P, nodes, roots
from api.documents.writing import Written, write
from tests.journeys.questions import PROPOSAL
from tests.workflow import meetings_brought_to as meetings
from tests.workflow import situations
from tests.workflow.referrals import referral
from tests.world import World
from workflow.engine.casework import seen
from workflow.uploads.files import Files

CHRONOLOGY = [
    {"on": "2026-10-02", "source": "Visit log", "event": "Repair visit.\nThe children were at home."},
    {"on": "2026-03-01", "source": "Rent account", "event": "Arrears of eight weeks"},
]
S44 = {
    "needs": {"answer": "yes", "reason": "Needs help each day"},
    "concern": {"answer": "yes", "reason": "Nobody told the other"},
    "condition_1": {"answer": "no", "reason": "The adult is alive"},
    "condition_2": {"answer": "yes", "reason": "Left without food"},
}


def returns(world: World) -> tuple[str, str]:
    """A rapid review with two returns in: housing's with a chronology, and the school's; the review and housing's."""
    review = situations.rapid_review(world)
    asked = {"agencies_asked": ["housing", "school"], "request": "Your chronology\n\nand its analysis"}
    world.fire("officer", review, "ask_agencies", asked)
    school, housing = situations.children(world, review)  # by the agencies' names
    answers = {"involvement": "Two visits", "good_practice": "The log is clear", "chronology": CHRONOLOGY}
    world.fire("user_housing", housing, "submit", answers)
    own = [{"on": "2026-05-04", "source": "Register", "event": "Absent for a week"}]
    world.fire("user_school", school, "submit", {"involvement": "Both attended", "chronology": own})
    return review, housing


def reviewed(world: World) -> str:
    """A rapid review that two partners agreed to and one dissented from, with the scrutineer's opinion."""
    review, _ = returns(world)
    world.fire("officer", review, "meet", {"attended": ["council", "police", "icb"], "discussion": "All was read"})
    world.fire("officer", review, "draft", {"without_returns": "They are read, not yet accepted"})
    housing = {"agency": "housing", "involved_from": "2025-03-03", "involved_to": "2026-10-30"}
    involved = [{"agency": "school", "involved_from": "2024-09-02"}, housing]
    world.fire("officer", review, "propose", PROPOSAL | {"agencies_involved": involved})
    world.fire("dsp_council", review, "agree")
    world.fire("dsp_police", review, "dissent", {"dissent": "The threshold is met"})
    world.fire(
        "scrutineer", review, "give_opinion", {"opinion": "comments", "opinion_text": "Say more of the children"}
    )
    return review


def recommended(world: World, outcome: str = "mandatory") -> str:
    """A referral of an adult on which a review was recommended, or none."""
    sar = referral(world)
    world.fire("officer", sar, "acknowledge")
    no = {"answer": "no", "reason": "They told each other"}
    criteria = S44 if outcome == "mandatory" else S44 | {"concern": no}
    recommendation = {"criteria_s44": criteria, "recommended": outcome, "rationale": "The criteria were read"}
    world.fire("officer", sar, "recommend", recommendation)
    return sar


def decided(world: World) -> str:
    """The same, with the chair's decision to hold one."""
    sar = recommended(world)
    answers = {"sar_kind": "mandatory", "decision_rationale": "The board must hold it", "former_employment": "None"}
    world.fire("board_chair", sar, "initiate", answers)
    return sar


def commissioned(world: World) -> str:
    """A practice review that the partners chose on Monday 23 November 2026, with its reviewer."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "meet", {"attended": ["council"], "discussion": "All was read"})
    world.fire("officer", review, "draft")
    world.fire("officer", review, "propose", PROPOSAL | {"outcome": "lcspr"})
    for who in situations.PARTNERS:
        world.fire(who, review, "agree")
    lcspr = next(one for one in situations.children(world, review))
    told_on = dict.fromkeys(("panel_told_on", "ofsted_told_on", "department_told_on"), "2026-11-23")
    told = {"reviewers_named": "Dr Ferris"} | told_on
    world.fire("officer", lcspr, "tell_national_bodies", told)
    contract = {"reviewer_name": "Dr Ferris", "contract_from": "2026-11-30", "contract_to": "2027-05-31"}
    world.fire("officer", lcspr, "commission", contract | {"terms_of_reference": "How agencies worked together"})
    return lcspr


def published_soon(world: World) -> str:
    """The same, approved, with its publication planned."""
    case, words = commissioned(world), "What was said"
    world.fire("officer", case, "declare_interest", {"reviewer_conflict": "none"})
    world.fire("officer", case, "start_fieldwork")
    world.fire("officer", case, "draft_report", {"report_version": "1", "findings": words})
    world.fire("officer", case, "record_checks", {"agencies_check": words, "family_check": words})
    world.fire("officer", case, "put_up", {"approval_note": words, "no_family": words})
    for who in situations.PARTNERS:
        world.fire(who, case, "agree")
    plan = dict.fromkeys(("day_checked", "telling", "statement", "legal_check", "published_where"), words)
    world.fire("officer", case, "plan_publication", plan | {"publish_on": "2026-12-18"})
    return case


def seal(world: World, reference: str) -> None:
    """Only named people see the case from now on."""
    with world.database.writing() as session:
        session.execute(text("UPDATE casefile SET restriction = 'sealed' WHERE reference = :one"), {"one": reference})


def met(world: World) -> tuple[str, str]:
    """A meeting with its minutes, and the case that it decided on."""
    review = situations.rapid_review(world)
    meetings.flag(world, review)
    meeting = meetings.held(world)
    decision = {"about": review, "decision": "A review is to be held"}
    world.fire(
        "officer", meeting, "draft_minutes", {"minutes": "Opened at nine.\nClosed at ten.", "decisions": [decision]}
    )
    return meeting, review


def written(world: World, key: str, reference: str, folder: Path, who: str = "officer") -> Written:
    """The document, as one of the people would get it."""
    with world.database.reading() as session:
        case = seen(session, reference, world.ids[who], world.now.date())
        return write(world.act(session, who), case, key, Files(folder))


def text_of(content: bytes) -> str:
    """Everything that a Word file says, a line for each paragraph, headers and footers first or last as they come."""
    document = docx.Document(io.BytesIO(content))
    return "\n".join("".join(text for _, text in nodes(one)) for root in roots(document) for one in root.iter(P))


def rows_of(content: bytes, heading: str) -> list[list[str]]:
    """The rows of the table whose first cell has that heading, without the heading's row."""
    document = docx.Document(io.BytesIO(content))
    table = next(one for one in document.tables if one.cell(0, 0).text == heading)
    return [[cell.text for cell in row.cells] for row in table.rows][1:]


def facts_of(content: bytes) -> dict[str, str]:
    """What the tables of facts say, by their labels."""
    document = docx.Document(io.BytesIO(content))
    tables = [one for one in document.tables if one._tbl.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None]
    return {row.cells[0].text: row.cells[1].text for one in tables for row in one.rows}
