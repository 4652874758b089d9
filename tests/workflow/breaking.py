"""Readings for a reason, as the engine begins them, for tests that look at what follows."""

from __future__ import annotations

from tests.workflow import situations
from tests.world import World
from workflow.access.sight import can_see
from workflow.before_reading import readings
from workflow.people import directory

REASON = {"reason": "A child at the school may come to harm tonight"}


def read_for_a_reason(world: World, who: str, reference: str, answers: object = REASON) -> None:
    """Somebody asks to read the case and says why."""
    with world.database.writing() as session:
        today = world.now.date()
        doers = {
            one.code: directory.doer(session, world.ids[who], one.code, today)
            for one in directory.partnerships_of(session, world.ids[who], today)
        }
        through = readings.door(session, doers, world.ids[who], reference, today)
        readings.begin(world.act(session, who), through, answers)


def review(world: World, who: str, reading: int, verdict: str = "justified") -> None:
    """An auditor reviews a broken glass."""
    with world.database.writing() as session:
        glass = readings.broken(session, reading, [world.partnership])
        readings.review(world.act(session, who), glass, {"verdict": verdict, "finding": "The school rang that night"})


def reads(world: World, who: str, reference: str) -> bool:
    """Whether somebody reads the case now."""
    with world.database.reading() as session:
        case_id = situations.row(world, reference).id
        return can_see(session, world.ids[who], case_id, world.now.date())


def pass_an_hour(world: World) -> None:
    """Every leave began an hour ago, by the database's clock."""
    for row in situations.rows(world.database, "SELECT id FROM reading"):
        situations.sql(world.database, "UPDATE reading SET ends_at = made_at WHERE id = :id", id=row.id)
