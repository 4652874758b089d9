"""The documents that can be written, by key: each with the fields that a template of it may name.

A kind of case says which of them are its own, in its declaration.
"""

from __future__ import annotations

from api.documents.form import Form
from api.documents.letters import (
    agenda,
    information_request,
    minutes,
    panel_letter,
    rapid_review_report,
    sar_decision_letter,
)
from states.kinds import machines
from workflow.errors import NotFound

FORMS: dict[str, Form] = {
    one.FORM.key: one.FORM
    for one in (information_request, rapid_review_report, panel_letter, sar_decision_letter, agenda, minutes)
}


def form(key: str) -> Form:
    """The document of that key; ``NotFound`` where there is none."""
    if key not in FORMS:
        raise NotFound(f"There is no document {key}. There are: {', '.join(FORMS)}.")
    return FORMS[key]


def written_from(key: str) -> list[str]:
    """The kinds of case that a document is written from, by title."""
    return [one.title for one in machines().values() if any(document.key == key for document in one.documents)]
