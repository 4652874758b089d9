"""Word of something that happened says what is due now, never what was due then."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from notifications.contents import content_of
from notifications.digests import gather
from notifications.letters import Item
from tests.workflow import situations
from tests.world import World
from workflow.tables import Mail, Notice

LOGGED = "A serious incident was logged"


def word(world: World) -> Item:
    """The line that tells the manager of the incident, as its mail would say it now."""
    gather(world.database, world.now, "northmoor.example")
    with world.database.reading() as session:
        line = session.exec(select(Notice).where(Notice.task == LOGGED, Notice.person == world.ids["manager"])).one()
        mail = session.get_one(Mail, line.mail_id)
        found = content_of(session, mail.id or 0, mail.person, mail.template, world.now.date(), "https://ck.example")
    assert found.letter is not None
    return next(item for item in found.letter.new if item.task == LOGGED)


def test_a_date_put_right_is_the_one_that_is_told(world: World) -> None:
    """The case's next date as it stands when the mail goes."""
    reference = situations.incident(world)
    right = {"which": "aware_on", "right_date": "2026-11-20", "reason": "It was Friday"}
    world.fire("officer", reference, "correct_date", right)
    assert (date(2026, 11, 27), False) == (word(world).due_on, word(world).late)


def test_what_was_due_then_isnt_called_late(world: World) -> None:
    """A mail that waited: its clock's own line says that it is late, once; this one tells what happened."""
    situations.incident(world)
    assert (None, False) == (word(world.at("2026-12-09")).due_on, word(world).late)


def test_an_ended_case_has_nothing_due(world: World) -> None:
    """Logged and withdrawn on one morning: no date that nobody has to keep."""
    world.fire("officer", situations.incident(world), "withdraw", {"reason": "Twice"})
    assert word(world).due_on is None
