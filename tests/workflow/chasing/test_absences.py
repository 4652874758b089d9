"""Saying that somebody is away: what is refused, with a sentence, and who stands in on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from states.facts import Doer
from tests.workflow import situations
from tests.world import World, email
from workflow.chasing import absences
from workflow.errors import Invalid, NotFound, NotPermitted
from workflow.people import directory
from workflow.queries.work import Needed, work_for
from workflow.tables import Person

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


def doer(session: Session, world: World, who: str) -> Doer:
    """Somebody with their roles."""
    return directory.doer(session, world.ids[who], "NM", world.now.date())


def say(
    world: World, who: str, *, deputy: str = "", by: str | None = None, on: date = MONDAY, until: date = FRIDAY
) -> None:
    """Somebody is away, as they say themselves or somebody else does; ``by`` "" is the command line."""
    with world.database.writing() as session:
        said_by = doer(session, world, by or who) if by != "" else None
        address = email(deputy) if deputy else ""
        person = doer(session, world, who)
        absences.say_away(session, "NM", person, on, until, deputy=address, today=world.now.date(), said_by=said_by)


def stands_in(world: World, who: str, day: date = MONDAY) -> int | None:
    """Who stands in for them that day; -1 where they aren't away."""
    with world.database.reading() as session:
        return absences.away_today(session, day).get(("NM", world.ids[who]), -1)


def test_a_colleague_stands_in(world: World) -> None:
    """From the first day to the last, both included."""
    say(world, "user_housing", deputy="colleague_housing")
    assert [-1, world.ids["colleague_housing"], world.ids["colleague_housing"], -1] == [
        stands_in(world, "user_housing", day) for day in (MONDAY - timedelta(1), MONDAY, FRIDAY, FRIDAY + timedelta(1))
    ]


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"until": MONDAY - timedelta(1)}, "until", "must be the first day or a later one"),
        ({"on": date(2026, 11, 2), "until": date(2026, 11, 20)}, "until", "must be today or later"),
        ({"until": date(2027, 11, 25)}, "until", "a year at most"),
        ({"deputy": "user_housing"}, "deputy", "stand in for themselves"),
        ({"deputy": "user_school"}, "deputy", "of your own agency"),
        ({"deputy": "nobody"}, "deputy", "Nobody with the address nobody@northmoor.example holds a role"),
    ],
)
def test_what_cant_be_is_refused_in_a_sentence(world: World, given: dict[str, object], field: str, says: str) -> None:
    """By the field that wants mending."""
    with pytest.raises(Invalid) as refused:
        say(world, "user_housing", **given)  # type: ignore[arg-type]
    assert [field] == list(refused.value.errors)
    assert says in refused.value.errors[field]


def test_who_left_is_no_deputy(world: World) -> None:
    """Not to be named; and who leaves while they stand in, stands in no more."""
    say(world, "user_housing", deputy="colleague_housing")
    with world.database.writing() as session:
        session.get_one(Person, world.ids["colleague_housing"]).left_on = date(2026, 11, 25)
    assert world.ids["colleague_housing"] == stands_in(world, "user_housing")
    assert stands_in(world, "user_housing", date(2026, 11, 25)) is None
    world.at("2026-11-25")
    with pytest.raises(Invalid, match="holds a role"):
        say(world, "lead_housing", deputy="colleague_housing")


def test_absences_dont_overlap(world: World) -> None:
    """Not by a day; the sentence says which is there. Another person's, and the days after, are free."""
    say(world, "user_housing", deputy="colleague_housing")
    with pytest.raises(Invalid, match="is away from Mon 23 Nov 2026 to Fri 27 Nov 2026 already"):
        say(world, "user_housing", on=FRIDAY, until=FRIDAY + timedelta(3))
    say(world, "user_housing", on=FRIDAY + timedelta(1), until=FRIDAY + timedelta(3))
    say(world, "colleague_housing")


def test_the_business_manager_says_it_for_others_and_names_anybody(world: World) -> None:
    """Nobody else may say it for another."""
    say(world, "user_housing", deputy="user_school", by="manager")
    assert world.ids["user_school"] == stands_in(world, "user_housing")
    with pytest.raises(NotPermitted, match="Only the business manager"):
        say(world, "colleague_housing", by="lead_housing")


def test_somebody_comes_back(world: World) -> None:
    """Yesterday was the last day; an absence that began today, or is to come, is taken back."""
    say(world, "user_housing", on=date(2026, 11, 20))
    say(world, "user_housing", on=date(2026, 12, 21), until=date(2026, 12, 31))
    assert [1, 1, 0] == [_back(world, "user_housing") for _ in range(3)]
    assert [None, -1, -1] == [
        stands_in(world, "user_housing", day) for day in (date(2026, 11, 22), MONDAY, date(2026, 12, 23))
    ]
    say(world, "user_housing")
    assert 1 == _back(world, "user_housing")
    assert -1 == stands_in(world, "user_housing")


def test_an_absence_is_ended_by_whose_it_is_or_the_manager(world: World) -> None:
    """To anybody else it isn't there."""
    say(world, "user_housing")
    with world.database.reading() as session:
        (one,) = absences.listed(session, ["NM"], MONDAY)
        for who in ("user_housing", "manager"):
            assert one == absences.said(session, one.id, {"NM": doer(session, world, who)}, MONDAY)
        with pytest.raises(NotFound):
            absences.said(session, one.id, {"NM": doer(session, world, "colleague_housing")}, MONDAY)


def test_a_deputy_sees_what_they_stand_in_for(world: World) -> None:
    """What needs them says so; of cases that they may not see it says nothing."""
    action = situations.action(world)
    assert {} == _needed(world, "lead_housing")
    say(world, "user_housing", deputy="lead_housing")
    found = _needed(world, "lead_housing")
    assert {(action, "Action due"), (action, "Progress note")} == set(found)
    assert all(one.stands_in for one in found.values())
    assert not any(one.stands_in for one in _needed(world, "user_housing").values())
    _back(world, "user_housing")
    say(world, "user_housing", deputy="user_school", by="manager")
    assert {} == _needed(world, "user_school")
    assert {} == _needed(world, "lead_housing")


def _needed(world: World, who: str) -> dict[tuple[str, str], Needed]:
    with world.database.reading() as session:
        found = work_for(session, world.ids[who], world.now, world.now.date())
    return {(one.reference, one.what): one for one in found}


def _back(world: World, who: str) -> int:
    with world.database.writing() as session:
        return absences.come_back(session, "NM", world.ids[who], world.now.date())
