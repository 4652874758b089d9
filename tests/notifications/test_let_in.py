"""Who is let in to a case from a day to come hears of it on that day, once, if they may know of the case by then."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from notifications.contents import NOT_THEIRS, content_of
from notifications.digests import gather
from notifications.letters import Letter
from notifications.sweep import sweep
from tests.workflow import situations
from tests.workflow.situations import rows
from tests.world import World, email

WHY = {"reason": "x"}
FROM = {"access_from": "2026-11-26"}
LINES = """
    SELECT p.email, n.status FROM notice n JOIN person p ON p.id = n.person
    WHERE n.task = 'You were let in to a case by name' ORDER BY p.email
"""


def swept(world: World, day: str) -> dict[str, str]:
    """Who has a line by that day, and how it stands."""
    world.at(day)
    sweep(world.database, world.now)
    return {row.email.partition("@")[0]: row.status for row in rows(world.database, LINES)}


def let_in(world: World, **more: object) -> str:
    """An incident to which a legal adviser is let in from Thursday 26 November 2026."""
    reference = situations.incident(world)
    world.fire("manager", reference, "let_in", {"whom": email("legal")} | FROM | WHY | more)
    return reference


def test_they_are_told_when_the_day_comes(world: World) -> None:
    """Not before; at once then, with the link; never again, however often it is looked for, by two at a time too."""
    reference = let_in(world)
    assert {} == swept(world, "2026-11-25")
    world.at("2026-11-26")
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: sweep(world.database, world.now), range(2)))
    assert {"legal": "owed"} == swept(world, "2026-11-26")
    gather(world.database, world.now, "northmoor.example")
    [mail] = rows(world.database, "SELECT id, person, template FROM mail WHERE person = :p", p=world.ids["legal"])
    with world.database.reading() as session:
        content = content_of(session, mail.id, mail.person, mail.template, world.now.date(), "https://x.example")
    assert isinstance(content.letter, Letter)
    assert [(reference, f"https://x.example/cases/{reference}", "you were let in by name")] == [
        (one.reference, one.link, one.why) for one in content.letter.new
    ]
    for day in ("2026-11-27", "2026-11-30"):
        assert {"legal": "mailed"} == swept(world, day)


def test_who_is_let_in_today_hears_once(world: World) -> None:
    """The sweep of the same day adds nothing to what the move told them."""
    reference = situations.incident(world)
    world.fire("manager", reference, "let_in", {"whom": email("legal")} | WHY)
    assert {"legal": "owed"} == swept(world, "2026-11-23")
    assert 1 == len(rows(world.database, LINES))


def test_a_week_without_a_sweep_loses_nobody(world: World) -> None:
    """The first sweep after it tells whoever's day came meanwhile, and lasts still."""
    swept(world, "2026-11-24")
    let_in(world)
    gone = situations.incident(world)
    days = {"access_from": "2026-11-25", "access_until": "2026-11-26"}
    world.fire("manager", gone, "let_in", {"whom": email("user_housing")} | days | WHY)
    assert {"legal": "owed"} == swept(world, "2026-12-02")


def test_an_agencys_lead_and_partner_hear_for_it(world: World) -> None:
    """As they do where it is let in today."""
    reference = situations.incident(world)
    world.fire("manager", reference, "let_in", {"whom_agency": "probation"} | FROM | WHY)
    assert {"lead_probation": "owed"} == swept(world, "2026-11-26")


@pytest.mark.parametrize("move", ["exclude", "end_membership"])
def test_who_is_out_before_is_told_nothing(world: World, move: str) -> None:
    """Excluded from the matter, or their leave ended, before the day came."""
    reference = let_in(world)
    world.fire("manager", reference, move, {"whom": email("legal")} | WHY)
    assert {} == swept(world, "2026-11-26")


@pytest.mark.parametrize("move", ["exclude", "end_membership"])
def test_who_is_out_before_it_goes_isnt_told(world: World, move: str) -> None:
    """What is owed is taken back in the same act, what waits in a mail too."""
    reference, mailed = let_in(world), let_in(world)
    swept(world, "2026-11-26")
    gather(world.database, world.now, "northmoor.example")
    world.fire("manager", reference, move, {"whom": email("legal")} | WHY)
    left = rows(world.database, "SELECT status FROM notice WHERE task LIKE 'You were let in%' ORDER BY id")
    assert ["mailed", "withdrawn"] == sorted(row.status for row in left)
    world.fire("manager", mailed, move, {"whom": email("legal")} | WHY)
    [mail] = rows(world.database, "SELECT id, person, template FROM mail WHERE person = :p", p=world.ids["legal"])
    with world.database.reading() as session:
        content = content_of(session, mail.id, mail.person, mail.template, world.now.date(), "https://x.example")
    assert content.letter is None
    assert content.why_not in (NOT_THEIRS, "It isn't owed any more.")
