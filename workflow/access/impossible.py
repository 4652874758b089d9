"""States of who sees a matter that should be impossible, each as a name, a sentence and a question.

They are asked where all the others are, in ``workflow/invariants.py``; writes nothing.
"""

from __future__ import annotations

from sqlalchemy import TextClause, bindparam, text

from states.moves.access_moves import KEEPERS

ASKED: tuple[tuple[str, str, TextClause], ...] = (
    # The whole matter is of one class: a case below a sealed one would else tell of it.
    (
        "family_of_two_classes",
        "it is {1}, and its matter is {2}",
        text(
            """
            SELECT c.reference, c.restriction, r.restriction FROM casefile c JOIN casefile r ON r.id = c.root
            WHERE c.restriction <> r.restriction
            """
        ),
    ),
    # On the last of all days too: nobody's rights end while they alone keep a matter.
    (
        "narrowed_for_ever",
        "it is {1}, and none of the people named on it may lift that",
        text(
            """
            SELECT c.reference, c.restriction FROM casefile c WHERE c.id = c.root AND c.restriction <> 'standard'
            AND NOT EXISTS (
                SELECT 1 FROM member m JOIN person p ON p.id = m.person
                JOIN role_held h ON h.person = p.id AND h.partnership = c.partnership AND h.role IN :keepers
                WHERE m.case_id = c.id AND m.to_on IS NULL AND p.left_on IS NULL AND h.to_on IS NULL)
            """
        ).bindparams(bindparam("keepers", list(KEEPERS), expanding=True)),
    ),
)
