"""The letter that asks an agency for information: by which law, what is asked, by when."""

from __future__ import annotations

from api.documents.form import COMMON, Field, Form, of_case, top
from api.documents.shared import SUBJECTS
from api.documents.words import agency
from workflow.queries.dossier import Dossier

# Children Act 2004, section 16H: whoever the safeguarding partners ask must provide it. Care Act 2014, section 45: a
# safeguarding adults board's request must be complied with where the conditions of the section are met.
LAW = {
    "child": ("section 16H of the Children Act 2004", "You must provide what is asked."),
    "adult": (
        "section 45 of the Care Act 2014",
        "You must supply what is asked where the conditions of that section are met; tell us if you think they aren't.",
    ),
}


def _law(about: Dossier) -> tuple[str, str]:
    """By the track that the return itself names, else by that of what it belongs to."""
    named = str(about.case.answers.get("track") or "")
    return LAW.get(named) or LAW[about.track]


def _review(about: Dossier) -> str:
    told = top(about)
    return told.machine.title.lower() if told is not about.case else "review"


FORM = Form(
    "information_request",
    "Request for information",
    (
        *COMMON,
        Field("agency", "The agency that is asked", "Hillside School", lambda about: agency(about, about.case.owner),
              required=True),
        Field("law", "The law that the request is made under: children's or adults'", LAW["child"][0],
              lambda about: _law(about)[0], required=True),
        Field("duty", "What that law asks of the agency", LAW["child"][1], lambda about: _law(about)[1]),
        Field("request", "What is asked", "Please send your chronology and an analysis of your agency's work with the "
              "family since January 2024.", of_case("request"), required=True),
        Field("due_on", "When the return is due", "11 December 2026", of_case("returns_due_on"), required=True),
        Field("review", "What the information is for", "rapid review", _review),
        Field("review_reference", "The reference of the review, for those who see it", "NM-2026-0146",
              lambda about: top(about).reference),
    ),
    (SUBJECTS,),
)  # fmt: skip
