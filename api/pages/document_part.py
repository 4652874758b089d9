"""The part of a case's page that offers its letters and documents."""

from __future__ import annotations

from typing import Any

from api.documents.writing import offered
from api.pages.looked import Looked


def document_part(looked: Looked) -> dict[str, Any]:
    """The documents that can be written from the case as it stands."""
    return {"documents": offered(looked.act, looked.case)}
