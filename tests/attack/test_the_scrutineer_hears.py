"""Somebody tries to keep word from the scrutineer: nobody can switch off that they hear of every disagreement."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from notifications.digests import gather
from tests.joining import joins
from tests.workflow import situations
from tests.world import World, email
from workflow.accounts import granting
from workflow.chasing import absences
from workflow.errors import Invalid
from workflow.people import directory
from workflow.tables.rows import NOTICE


def says_away(world: World, who: str, deputy: str, by: str | None) -> None:
    """Somebody is said to be away for most of a year; ``by`` None is the command line."""
    day, address = world.now.date(), email(deputy) if deputy else ""
    with world.database.writing() as session:
        person, said_by = (
            directory.doer(session, world.ids[one], "NM", day) if one is not None else None for one in (who, by)
        )
        assert person is not None
        until = date(2027, 10, 29)
        absences.say_away(session, "NM", person, day, until, deputy=address, today=day, said_by=said_by)


def mailed(world: World, who: str) -> list[str]:
    """What somebody was mailed of."""
    gather(world.database, world.now, "northmoor.example")
    asked = select(NOTICE.c.task).where(NOTICE.c.person == world.ids[who], NOTICE.c.status == "mailed")
    with world.database.reading() as session:
        return list(session.execute(asked).scalars())


@pytest.mark.parametrize("by", ["manager", "scrutineer", None])
@pytest.mark.parametrize("deputy", ["manager", "dsp_police", "chair", "auditor"])
def test_nobody_but_a_scrutineer_stands_in_for_the_scrutineer(world: World, deputy: str, by: str | None) -> None:
    """Said to be away by the manager, with the manager in their place, they would hear of nothing for a year."""
    with pytest.raises(Invalid, match="Only another scrutineer stands in for a scrutineer"):
        says_away(world, "scrutineer", deputy, by)


def test_nobody_but_a_scrutineer_stands_in_for_a_substitute(world: World) -> None:
    """Who acts for a scrutineer in conflict isn't silenced either."""
    joins(world, "lay", "", "lay_scrutineer")
    with pytest.raises(Invalid, match="Only another scrutineer stands in for a scrutineer"):
        says_away(world, "lay", "manager", "manager")


def test_a_scrutineer_who_is_away_hears_all_the_same(world: World) -> None:
    """Without a deputy the lines stay theirs, and the manager hears too."""
    says_away(world, "scrutineer", "", "manager")
    situations.dissented(world)
    assert any(task.startswith("A disagreement was raised") for task in mailed(world, "scrutineer"))


def test_another_scrutineer_stands_in(world: World) -> None:
    """Where a partnership has two."""
    joins(world, "second", "", "scrutineer")
    says_away(world, "scrutineer", "second", "manager")
    situations.dissented(world)
    assert any(task.startswith("A disagreement was raised") for task in mailed(world, "second"))


def test_no_role_at_an_agency_shuts_them_out(world: World) -> None:
    """Excluding a scrutineer is refused; nor are they excluded with an agency at which somebody gives them a role."""
    review = situations.proposed(world)
    assert world.sees("scrutineer", review)
    today = world.now.date()
    with world.database.writing() as session:
        by = directory.doer(session, world.ids["manager"], "NM", today)
        granting.give(
            session, "NM", email("scrutineer"), by=by, name="", agency="probation", role="legal_adviser",
            from_on=today, today=today,
        )  # fmt: skip
    world.fire("manager", review, "exclude", {"whom_agency": "probation", "reason": "Under investigation"})
    assert world.sees("scrutineer", review)
    assert not world.sees("lead_probation", review)
    world.fire("dsp_police", review, "dissent", {"dissent": "The threshold is not met"})
    assert "disagreement" in " ".join(mailed(world, "scrutineer"))
