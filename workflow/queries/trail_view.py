"""A case's entries as one reader of the case is told them: asked here by every page, list, document and JSON answer.

Whom an exclusion is about stands only in what those read who may say it; of another case that the reader may not see
nothing stands, neither in words nor in the text that a hash is of.
"""

from __future__ import annotations

from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.queries import access_view, case_view, links, meetings
from workflow.queries.case_view import EntryView


def entries_told(act: Act, case: Casework) -> list[EntryView]:
    """The case's entries, oldest first, none left out, as whoever acts may read them; they were found to read it."""
    found = access_view.veiled(act.actor, case_view.entries(act.session, case))
    worded = links.in_words_for(act.session, found, act.actor.person, act.today)
    return meetings.agenda_in_words_for(act.session, worded, act.actor.person, act.today)
