"""The minutes of a meeting: who came, whether it was quorate, what was said, what was decided of which case."""

from __future__ import annotations

from dataclasses import replace

from api.documents.form import Block, Column, Field, Form, day_of, of_case
from api.documents.meetings import ITEMS, MEETING, MEETS_ON
from api.documents.words import rows
from workflow.queries.dossier import Dossier


def decisions(about: Dossier) -> list[dict[str, str]]:
    """What was decided of each case, and the move that it led to."""
    return [
        {"about": one.reference, "about_title": one.title, "decision": one.decision, "led_to": one.move}
        for one in about.decided
    ]


FORM = Form(
    "minutes",
    "Minutes",
    (
        *MEETING,
        MEETS_ON,
        Field("held_on", "When it was held", "9 December 2026", day_of("hold")),
        Field("quorum", "Whether it was quorate", "Quorate: 3 of 3 statutory partners were represented",
        of_case("quorum")),
        Field("not_quorate", "Why it went ahead without", "", of_case("not_quorate"), none=""),
        Field("minutes", "The minutes",
        "The notes of the last meeting were agreed.\nThe subgroup went through the cases "
              "below.", of_case("minutes"), required=True, none="Not written yet"),
        Field("stands", "Whether they are agreed", "Minutes agreed", lambda about: about.case.state, required=True),
        Field("agreed_on", "When they were agreed", "23 December 2026", day_of("agree_minutes"), none="Not agreed yet"),
    ),
    (
        Block("attendance", "Each agency: who came, by deputy or not", (
            Column("agency", "The agency", "Northmoor Police"), Column("came", "Present, by a deputy, apologies",
                   "By a deputy"),
            Column("who", "Who", "Detective Inspector"), Column("deputy_for", "For whom", "Ruth Calloway"),
        ), lambda about: rows(about, about.case, "attendance"), required=True, none="Not recorded"),
        Block("decision", "Each decision, with the case that it is about", (
            Column("about", "The case's reference", "NM-2026-0147"), Column("about_title",
                   "Its title, where it has one", ""),
            Column("led_to", "The move of that case that it led to, where one did", "Propose a decision"),
            Column("decision", "What was decided", "A local child safeguarding practice review is to be held."),
        ), decisions, required=True, none="None was recorded"),
        replace(ITEMS, required=False),
    ),
)  # fmt: skip
