"""A joint link as a way to take a case from its scrutineer: whoever is made to have a conflict hears of it."""

from __future__ import annotations

import pytest

from tests.joining import joins
from tests.workflow import situations
from tests.workflow.referrals import referral
from tests.workflow.situations import rows
from tests.world import World, email

TOLD = """
    SELECT c.reference, n.why, n.at_once
    FROM notice n JOIN casefile c ON c.id = n.case_id JOIN person p ON p.id = n.person
    WHERE p.email = :who AND n.status = 'owed' AND n.task LIKE 'A conflict that you declared%' ORDER BY n.id
"""


@pytest.mark.parametrize("from_here", [True, False])
def test_a_scrutineer_hears_that_a_link_gave_them_a_conflict(world: World, *, from_here: bool) -> None:
    """An officer joins a case to one in which they have a conflict: it is told at once, whichever case says it."""
    joins(world, "substitute", "", "scrutineer")
    review, adult = situations.proposed(world), referral(world)
    world.fire("scrutineer", adult, "declare_conflict", {"conflict": "A relative works there"})
    world.fire("manager", adult, "name_substitute", {"substitute": email("substitute")})
    assert [] == rows(world.database, TOLD, who=email("scrutineer"))
    one, other = (review, adult) if from_here else (adult, review)
    world.fire("officer", one, "link_case", {"other": other, "as": "joint", "reason": "One family"})
    (told,) = rows(world.database, TOLD, who=email("scrutineer"))
    assert (review, "you declared a conflict in a case that it was joined to", True) == (*told[:2], bool(told.at_once))
    assert [] == rows(world.database, TOLD, who=email("substitute"))
