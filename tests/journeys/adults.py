"""How the journeys come by a safeguarding adults review: a referral, and what is answered on its way."""

from __future__ import annotations

from typing import Any

from tests.journeys.stage import Stage

WORDS = "An adult's own words that no mail may hold"
REFERRAL: dict[str, Any] = {
    "received_on": "2026-11-23",
    "referrer": "A social worker, for the council",
    "subjects": [{"pseudonym": "Adult A", "age": 81}],
    "adult_is": "died",
    "died_on": "2026-11-02",
    "care_needs": WORDS,
    "abuse": ["neglect", "self_neglect"],
    "working_together": WORDS,
    "enquiries": [{"enquiry": "Section 42", "enquiry_by": "Council", "enquiry_outcome": WORDS}],
    "agencies": ["council", "icb"],
}
MET: dict[str, Any] = {
    "needs": {"answer": "yes", "reason": WORDS},
    "concern": {"answer": "yes", "reason": WORDS},
    "condition_1": {"answer": "yes", "reason": WORDS},
    "condition_2": {"answer": "no", "reason": WORDS},
}
RECOMMENDATION: dict[str, Any] = {"criteria_s44": MET, "recommended": "mandatory", "rationale": WORDS}
DECISION: dict[str, Any] = {"decision_rationale": WORDS, "former_employment": "None"}
CONTRACT: dict[str, Any] = {
    "reviewer_name": "An independent reviewer",
    "reviewer": "reviewer@northmoor.example",
    "contract_from": "2026-12-14",
    "contract_to": "2027-12-31",
}
PLAN: dict[str, Any] = {
    "day_checked": WORDS,
    "telling": WORDS,
    "statement": WORDS,
    "legal_check": WORDS,
    "published_where": "The partnership's website",
}
PROCEEDING: dict[str, Any] = {
    "proceeding": "inquest",
    "proceeding_reference": "INQ-12",
    "proceeding_contact": "Coroner's officer",
    "proceeding_effect": WORDS,
}


def referred(stage: Stage) -> str:
    """Referred on Monday 23 November 2026."""
    return stage.as_("officer").open("adult_review", REFERRAL)


def recommended(stage: Stage) -> str:
    """Acknowledged on 25 November, recommended as mandatory by the officer on 7 December."""
    case = referred(stage)
    officer = stage.as_("officer")
    stage.on("2026-11-25")
    officer.move(case, "acknowledge")
    officer.move(
        case, "ask_returns", {"agencies_asked": ["council", "icb"], "returns_due_on": "2026-12-04", "request": WORDS}
    )
    stage.on("2026-12-07")
    officer.move(case, "recommend", RECOMMENDATION)
    return case


def approved(stage: Stage, case: str, *, report_on: str, approved_on: str) -> None:
    """From commissioned, with a declaration, to approved by every partner."""
    officer = stage.as_("officer")
    stage.on(report_on)
    stage.as_("reviewer").move(case, "declare_interest", {"reviewer_conflict": "none"})
    more = (
        {"advocate_considered": "Not needed: the adult has died"} if _asks(stage, case, "advocate_considered") else {}
    )
    officer.move(case, "start_fieldwork", more)
    contact = {"contact": "daughter", "invitation": "takes_part", "advocate": "offered", "draft_shown_on": report_on}
    officer.move(case, "add_family", contact)
    stage.as_("reviewer").move(case, "draft_report", {"report_version": "1", "findings": WORDS})
    officer.move(case, "record_checks", {"agencies_check": WORDS, "family_check": WORDS})
    stage.on(approved_on)
    officer.move(case, "put_up", {"approval_note": WORDS})
    for partner in ("dsp_council", "dsp_police", "dsp_icb"):
        stage.as_(partner).move(case, "agree")


def _asks(stage: Stage, case: str, ask: str) -> bool:
    kind = stage.as_("officer").see(case)["kind"]
    moves = stage.as_("officer").get(f"/kinds/{kind}").json()["moves"]
    return any(ask in move["answers"]["properties"] for move in moves)
