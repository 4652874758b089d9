"""What a case's page shows besides, part by part: each function gives what its template under ``case/`` reads.

A part looks only at what its viewer may see; whether it is there at all, its template says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api.pages.access_part import access_part
from api.pages.chronology_pages import chronology_part
from api.pages.decision_part import decision_part
from api.pages.document_part import document_part
from api.pages.link_part import link_part
from api.pages.look_pages import look_part
from api.pages.looked import Looked
from api.pages.meeting_part import meeting_part
from api.pages.recall_part import recall_part
from api.pages.register_part import register_part
from api.pages.resting_part import resting_part
from api.pages.taken_on_part import taken_on_part

Part = Callable[[Looked], dict[str, Any]]
PARTS: tuple[Part, ...] = (
    resting_part,
    decision_part,
    recall_part,
    register_part,
    link_part,
    meeting_part,
    chronology_part,
    document_part,
    taken_on_part,
    access_part,
    look_part,
)
"""In no order: where each stands on the page, its line in ``case.html.jinja`` says."""


def parts(looked: Looked) -> dict[str, Any]:
    """What all parts' templates read, by name."""
    return {name: value for part in PARTS for name, value in part(looked).items()}
