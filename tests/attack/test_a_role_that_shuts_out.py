"""A role at an agency that is excluded shuts its holder out: no delegated partner gives one to the business unit."""

from __future__ import annotations

import pytest

from tests.workflow import situations
from tests.world import World, email
from workflow.accounts import granting
from workflow.errors import NotPermitted
from workflow.people import directory


def give(world: World, by: str, address: str, name: str = "") -> None:
    """A role at the police from today."""
    today = world.now.date()
    with world.database.writing() as session:
        doer = directory.doer(session, world.ids[by], "NM", today)
        granting.give(
            session, "NM", address, by=doer, name=name, agency="police", role="agency_user", from_on=today, today=today
        )


@pytest.mark.parametrize("who", ["manager", "officer", "chair", "user_housing"])
def test_an_excluded_agencys_partner_takes_nobody_with_them(world: World, who: str) -> None:
    """Else one form each would leave nobody who reads the matter, or who could end the exclusion."""
    reference = situations.incident(world)
    world.fire("chair", reference, "exclude", {"whom_agency": "police", "reason": "Under investigation"})
    before = world.sees(who, reference)
    with pytest.raises(NotPermitted, match="the business manager gives them one"):
        give(world, "dsp_police", email(who))
    assert before == world.sees(who, reference)


def test_their_own_people_and_newcomers_are_theirs_to_give(world: World) -> None:
    """Who works for their agency alone, or for nobody yet; the business manager gives it to anybody."""
    give(world, "dsp_police", email("lead_police"))
    give(world, "dsp_police", "new@police.example", "New")
    give(world, "manager", email("user_housing"))
