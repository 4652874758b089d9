"""The agenda of a meeting: when, where, who is invited, what is asked of it."""

from __future__ import annotations

from dataclasses import replace

from api.documents.form import Block, Column, Form
from api.documents.meetings import ITEMS, MEETING, MEETS_ON
from api.documents.words import agency
from workflow.queries.dossier import Dossier


def invited(about: Dossier) -> list[dict[str, str]]:
    """The statutory partners, and the agencies invited besides."""
    keys = dict.fromkeys((*about.policy.statutory, *(about.case.answers.get("invited") or ())))
    return [{"invited": agency(about, key)} for key in keys]


FORM = Form(
    "agenda",
    "Agenda",
    (*MEETING, replace(MEETS_ON, required=True)),
    (
        ITEMS,
        Block(
            "invitation", "Each agency that is invited", (Column("invited", "The agency", "Northmoor Police"),), invited
        ),
    ),
)
