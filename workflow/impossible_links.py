"""States of links and subjects that should be impossible, each as a name, a sentence and a question.

They are asked where all the others are, in ``invariants.py``; writes nothing.
"""

from __future__ import annotations

from sqlalchemy import TextClause, text

from states.moves.elsewhere import MERGED_INTO
from states.moves.subjects import ADULT_AT

ASKED: tuple[tuple[str, str, TextClause], ...] = (
    (
        "link_joins_nothing",
        "its link {1} is to itself, or to a case of another partnership",
        text(
            """
            SELECT c.reference, link.id FROM link JOIN casefile c ON c.id = link.case_id
            JOIN casefile o ON o.id = link.other_id WHERE c.id = o.id OR c.partnership <> o.partnership
            """
        ),
    ),
    # A link is said once and read on both cases: each has an entry, and the other's names the one that said it.
    (
        "link_without_entry",
        "its link {1} isn't told by an entry of each of the two cases",
        text(
            """
            SELECT c.reference, link.id FROM link JOIN casefile c ON c.id = link.case_id
            WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.case_id = link.case_id AND e.seq = link.seq)
               OR (link.kind IN ('joint', 'merged', 'related') AND NOT EXISTS (
                    SELECT 1 FROM entry e WHERE e.case_id = link.other_id
                    AND e.move IN ('linked', 'merged_from', 'opened')
                    AND e.body LIKE '%"cause":{"case":"' || c.reference || '","seq":' || link.seq || '}%'))
            """
        ),
    ),
    (
        "merged_without_link",
        "it is {1}, and its link to the case that it was merged into says otherwise",
        text(
            """
            SELECT c.reference, c.state FROM casefile c WHERE (c.state = :merged) <> EXISTS (
                SELECT 1 FROM link WHERE link.case_id = c.id AND link.kind = 'merged' AND link.ended_on IS NULL)
            """
        ).bindparams(merged=MERGED_INTO),
    ),
    # Care Act 2014, section 44, is about adults: from 18.
    (
        "subject_on_another_track",
        "somebody of {1} whom it is about is on the {2} track",
        text(
            """
            SELECT c.reference, s.age, s.track FROM subject s JOIN casefile c ON c.id = s.case_id
            WHERE s.track <> CASE WHEN s.age >= :adult THEN 'adult' ELSE 'child' END
            """
        ).bindparams(adult=ADULT_AT),
    ),
)
