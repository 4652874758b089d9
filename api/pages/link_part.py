"""The linked cases on a case's page, and what is shared with them. Whoever may not see a case isn't told of it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from api.pages.looked import Looked
from workflow.queries.links import links_of, shared_with


def link_part(looked: Looked) -> dict[str, Any]:
    """``links``: the linked cases; ``shared``: pairs of the case shared with and what is, in the links' order."""
    session, viewer, today = looked.act.session, looked.act.actor.person, looked.act.today
    links = links_of(session, looked.case, viewer, today)
    shared = shared_with(session, links, viewer, today)
    return {
        "links": links,
        "shared": [(what, list(cases)) for what, cases in groupby(shared, key=lambda one: (one.why, one.below))],
    }
