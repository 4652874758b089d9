"""Somebody's office ends and they stay on in another: what they opened in it is theirs to read no more."""

from __future__ import annotations

from datetime import date, timedelta

from tests.workflow import situations
from tests.workflow.situations import rows
from tests.world import World, email
from workflow.accounts import granting
from workflow.people import directory


def also(world: World, who: str, agency: str, role: str) -> None:
    """The manager gives them another role from today."""
    today = world.now.date()
    with world.database.writing() as session:
        by = directory.doer(session, world.ids["manager"], "NM", today)
        granting.give(session, "NM", email(who), by=by, name="", agency=agency, role=role, from_on=today, today=today)


def ends(world: World, who: str, role: str, on: date) -> None:
    """The manager ends their role from that day on."""
    today = world.now.date()
    with world.database.writing() as session:
        by = directory.doer(session, world.ids["manager"], "NM", today)
        held = granting.held(session, "NM", by, today, person=world.ids[who])
        number = next(one.id for one in held if one.role == role)
        granting.end(session, "NM", number, by=by, on=on, now=world.now)


def test_what_an_officer_opened_goes_with_the_office(world: World) -> None:
    """A school's user from tomorrow, they read until then what they opened as an officer, and not a day longer."""
    review = situations.proposed(world)
    root = rows(world.database, "SELECT reference FROM casefile WHERE id = root")[0].reference
    also(world, "officer", "school", "agency_user")
    ends(world, "officer", "review_officer", world.now.date() + timedelta(days=1))
    assert world.sees("officer", root)
    assert world.sees("officer", review)
    world.at("2026-11-24")
    assert not world.sees("officer", root)
    assert not world.sees("officer", review)


def test_who_keeps_an_office_keeps_what_they_opened(world: World) -> None:
    """A panel member besides, they read the review that they opened; the incident above it by that alone."""
    root = situations.incident(world)
    also(world, "officer", "icb", "panel_member")
    ends(world, "officer", "review_officer", world.now.date())
    assert world.sees("officer", root)
