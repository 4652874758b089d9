"""The letter that tells whoever referred an adult what was decided, by which criteria, and what is done instead."""

from __future__ import annotations

from api.documents.form import COMMON, Block, Column, Field, Form, of_any, of_case
from api.documents.shared import SUBJECTS, criteria_block
from api.documents.words import answer, day
from workflow.queries.dossier import Dossier

# Care Act 2014, section 44: (1) to (3) oblige, (4) permits.
DECISIONS = {
    "mandatory": "A safeguarding adults review will be held. The board must hold one: section 44(1) to (3) of "
    "the Care Act 2014.",
    "discretionary": "A safeguarding adults review will be held. The board has chosen to hold one: section 44(4) of "
    "the Care Act 2014.",
}
NO_REVIEW = "No safeguarding adults review will be held under section 44 of the Care Act 2014."
WAITS = "No decision has been made yet."
HELD, DECLINED = ("initiate", "all_for"), ("decline", "all_against")


def _decision(about: Dossier) -> str:
    entry = about.case.made(*HELD, *DECLINED)
    if entry is None:
        return WAITS
    if entry.move in DECLINED:
        return NO_REVIEW
    found = about.case.answers.get("sar_kind") or about.case.answers.get("recommended")
    return DECISIONS.get(str(found), DECISIONS["discretionary"])


def _decided_on(about: Dossier) -> str:
    entry = about.case.made(*HELD, *DECLINED)
    return day(entry.happened_on) if entry is not None else ""


def _instead(about: Dossier) -> list[dict[str, str]]:
    entry, words = about.case.made(*HELD, *DECLINED), answer(about, about.case, "alternative")
    declined = entry is not None and entry.move in DECLINED
    return [{"alternative": words, "purpose": answer(about, about.case, "purpose")}] if declined and words else []


FORM = Form(
    "sar_decision_letter",
    "Decision letter to the referrer",
    (
        *COMMON,
        Field("referrer", "Who referred, and for which agency", "Jean Moffat, Hillside Care", of_case("referrer"),
              required=True),
        Field("received_on", "When the referral was received", "23 November 2026", of_case("received_on")),
        Field("decision", "The decision, with the law it stands on", DECISIONS["mandatory"], _decision, required=True),
        Field("decided_on", "When it was decided", "14 December 2026", _decided_on),
        Field("rationale", "The rationale of the decision",
        "The concern about how agencies worked together is reasonable, "
              "and neglect is suspected to be why the adult died.", of_any("decision_rationale", "rationale"),
              required=True),
    ),
    (
        SUBJECTS,
        criteria_block("criterion_s44", "Each criterion of section 44, with answer and reasoning", "criteria_s44",
                       "Reasonable cause for concern about how the board, its members or others worked together",
                       required=False),
        Block("instead", "What is done instead, where no review is held", (
            Column("alternative", "What", "Another local learning review"),
            Column("purpose", "Its purpose, or why nothing is done",
                   "To look at hospital discharge with those who work there."),
        ), _instead, required=True, several=False),
    ),
)  # fmt: skip
