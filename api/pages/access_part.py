"""Who may read a case, on its page: a badge, names, and for those whose it is to say, who is kept out."""

from __future__ import annotations

from typing import Any

from api.pages.looked import Looked
from workflow.queries.access_view import access_of


def access_part(looked: Looked) -> dict[str, Any]:
    """``access``: who may read it, as the viewer may know."""
    return {"access": access_of(looked.act, looked.case)}
