"""What the agenda and the minutes of a meeting both name."""

from __future__ import annotations

from api.documents.form import COMMON, Block, Column, Field, of_case
from workflow.queries.dossier import Dossier


def items(about: Dossier) -> list[dict[str, str]]:
    """What stands on the agenda, numbered."""
    return [
        {"number": str(number), "item": f"{one.kind_title} {one.reference}", "item_title": one.title,
         "wanted": one.wanted, "question": one.question}
        for number, one in enumerate(about.agenda, 1)
    ]  # fmt: skip


ITEMS = Block(
    "item",
    "Each item of the agenda",
    (
        Column("number", "Its number", "1"),
        Column("item", "The case: kind and reference", "Rapid review NM-2026-0147"),
        Column("item_title", "What it is called, where it has a title", ""),
        Column("wanted", "What the meeting is asked for", "A decision"),
        Column(
            "question", "The question for the meeting", "Is a local review to be held? The papers have the proposal."
        ),
    ),
    items,
    required=True,
    none="Nothing is on the agenda yet",
)
MEETS_ON = Field("meets_on", "When it meets", "9 December 2026", of_case("meets_on"))
MEETING = (
    *COMMON,
    Field("group", "Which group meets", "Review subgroup", lambda about: about.case.title or about.case.machine.title,
          required=True),
    Field("place", "Where", "Town hall, room 3, and online", of_case("place")),
    Field("chaired_by", "Who chairs", "Margaret Ellison", of_case("chaired_by"), none="To be named"),
)  # fmt: skip
