"""Whoever holds roles in two partnerships doesn't mix them: cases, addresses and rights stay each in its own."""

from __future__ import annotations

from datetime import date

import pytest

from tests.api.json.door import Door
from tests.workflow import situations
from tests.workflow.situations import rows
from tests.world import AGENCIES, POLICY, SINCE, World
from workflow.policy import editions
from workflow.policy.editions import By
from workflow.tables import Agency, Partnership, RoleHeld

RECOMMENDED = {
    "what": "Teach staff",
    "source": "audit",
    "level": "single_agency",
    "finding": "They did not know",
    "outcome_wanted": "They know",
    "measure": "Asked again",
    "urgent": True,
}


def southmoor(world: World, *held: tuple[str, str]) -> None:
    """A second partnership in the same installation, in which these people hold these roles too."""
    with world.database.writing() as session:
        session.add(Partnership(code="SM", name="Southmoor"))
        session.flush()
        session.add_all(Agency(partnership="SM", key=key, name=name) for key, name in AGENCIES.items())
        session.flush()
        editions.put_forward(session, "SM", POLICY, by=By("test"), now=world.now)
        for who, role in held:
            give(session, world.ids[who], role)


def give(session: object, person: int, role: str, since: date = SINCE) -> None:
    """A role in the second partnership."""
    session.add(RoleHeld(person=person, partnership="SM", role=role, from_on=since))  # type: ignore[attr-defined]


@pytest.mark.parametrize("taken_on", [False, True])
def test_no_case_stands_below_another_partnerships(world: World, door: Door, *, taken_on: bool) -> None:
    """Else whoever reads the one by their role there would be let in to the other's family."""
    southmoor(world, ("officer", "review_officer"), ("manager", "business_manager"))
    above = situations.incident(world)
    answers = dict(RECOMMENDED)
    if taken_on:
        answers |= {"state_now": "proposed", "began_on": "2026-11-02", "state_since": "2026-11-02"}
    body = {"kind": "recommendation", "partnership": "SM", "parent": above, "answers": answers, "taken_on": taken_on}

    reply = door.post("officer", "/cases", body)

    assert 422 == reply.status_code
    assert ["parent"] == list(reply.json()["errors"])
    assert [] == rows(world.database, "SELECT id FROM casefile WHERE partnership = 'SM'")
