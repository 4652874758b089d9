"""A policy is changed so that the same mail would come twice: nobody is written to more often than promised."""

from __future__ import annotations

from sqlalchemy import select

from notifications.digests import gather
from tests.world import POLICY, World
from workflow.tables.rows import MAIL


def policy(world: World, edition: int, digest: str) -> None:
    """Another edition, with this table ``[digest]``."""
    world.policy(POLICY.replace('"1"', f'"{edition}"') + f"[digest]\n{digest}\n")


def summaries(world: World) -> list[str]:
    """The days on which a summary was made."""
    with world.database.reading() as session:
        days = session.execute(select(MAIL.c.day).where(MAIL.c.template == "summary").order_by(MAIL.c.id))
        return [day.isoformat() for day in days.scalars()]


def passes(world: World, *days: str) -> None:
    """A pass of the worker on each of these days, at ten."""
    for day in days:
        gather(world.database, world.at(day).now, "northmoor.example")


def test_another_weekday_brings_no_second_summary(world: World) -> None:
    """Monday's was made; from Wednesday to Monday and back, the week has one, and the next has its own."""
    passes(world, "2026-11-23")
    policy(world, 2, 'summary_weekday = "wednesday"')
    passes(world, "2026-11-24", "2026-11-25", "2026-11-26", "2026-12-01", "2026-12-02")
    policy(world, 3, 'summary_weekday = "monday"')
    passes(world, "2026-12-03", "2026-12-04", "2026-12-07")
    assert ["2026-11-23", "2026-12-02", "2026-12-07"] == summaries(world)


def test_another_hour_brings_no_second_summary(world: World) -> None:
    """The digest hour is put on after the day's were made."""
    passes(world, "2026-11-23")
    policy(world, 2, "digest_hour = 10")
    passes(world, "2026-11-23", "2026-11-24")
    assert ["2026-11-23"] == summaries(world)
