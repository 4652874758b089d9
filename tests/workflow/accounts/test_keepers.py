"""A restricted or sealed matter is never left without somebody who may lift it: by leaving, by a role that ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from tests.joining import joins
from tests.workflow import situations
from tests.workflow.situations import row, rows
from tests.workflow.telling import told
from tests.world import World, email
from workflow import invariants
from workflow.access import keeping
from workflow.accounts import granting, leaving
from workflow.engine.trail import verify
from workflow.errors import CasekeeperError, Invalid, Refused
from workflow.people import directory

TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
WHY = {"reason": "x"}
FIRST = "Have another business manager or chair named on it first, or name here who keeps it from now on"


def restricted(world: World, *people: str, by: str = "manager") -> str:
    """An incident that these people alone read."""
    reference = situations.incident(world)
    named = [{"person": email(one)} for one in people]
    world.fire(by, reference, "restrict", {"named": named} | WHY)
    return reference


def goes(world: World, who: str, *, by: str | None = "administrator", on: date = TODAY, keeper: str = "") -> None:
    """Records that they leave."""
    with world.database.writing() as session:
        number = world.ids[by] if by else None
        person = world.ids[who]
        leaving.leave(session, person, on=on, now=world.now, today=TODAY, by=number, keeper=keeper)


def loses_the_role(world: World, who: str, *, by: str = "administrator", on: date = TODAY, keeper: str = "") -> None:
    """Ends their first role."""
    with world.database.writing() as session:
        doer = directory.doer(session, world.ids[by], "NM", TODAY)
        held = granting.held(session, "NM", doer, TODAY, person=world.ids[who])[0]
        granting.end(session, "NM", held.id, by=doer, on=on, now=world.now, keeper=keeper)


def kept(world: World, reference: str, day: date = TODAY) -> bool:
    """Whether somebody may lift it, on that day and every later one."""
    with world.database.reading() as session:
        return keeping.is_kept(session, row(world, reference).root, day)


def whole(world: World) -> None:
    """The trail verifies and nothing impossible stands."""
    with world.database.reading() as session:
        assert [] == verify(session)[1]
        assert [] == invariants.check(session)


@pytest.mark.parametrize("ends", [goes, loses_the_role])
@pytest.mark.parametrize("day", [TODAY, FRIDAY])
def test_the_last_keeper_isnt_let_go(world: World, ends: type[goes], day: date) -> None:
    """Today or on a day to come; the sentence names the cases and what to do first; nothing of theirs has ended."""
    one, two = restricted(world, "chair", "officer"), restricted(world, "chair", "dsp_police")
    with pytest.raises(Invalid) as refused:
        ends(world, "chair", by="manager", on=day)
    assert {"keeper": f"Nobody else may lift the restriction of {one} and {two}. {FIRST}"} == refused.value.errors
    assert world.sees("chair", one)
    with world.database.reading() as session:
        assert directory.doer(session, world.ids["chair"], "NM", FRIDAY).holds("review_chair")
    assert kept(world, one, day)
    for reference in (one, two):
        people = [{"person": email(who)} for who in ("chair", "manager")]
        world.fire("chair", reference, "restrict", {"named": people} | WHY)
    ends(world, "chair", by="manager", on=day)
    assert kept(world, one, day)
    whole(world)


@pytest.mark.parametrize("ends", [goes, loses_the_role])
def test_another_is_named_in_the_same_act(world: World, ends: type[goes]) -> None:
    """They read it from now on, are told, and it stands in the case's history and in the log of accounts."""
    reference = restricted(world, "chair", "officer")
    ends(world, "chair", keeper=email("manager").upper())
    assert world.sees("manager", reference)
    assert not world.sees("board_chair", reference)
    assert "manager" in told(world, reference, "A case was restricted: you are named on it")
    [entry] = rows(world.database, "SELECT actor, body FROM entry WHERE move = 'keeping_handed_on'")
    assert world.ids["administrator"] == entry.actor
    assert email("manager") in entry.body
    added = rows(world.database, "SELECT person, by, detail FROM account_event WHERE what = 'member_added' ORDER BY id")
    assert (world.ids["manager"], world.ids["administrator"], reference) == tuple(added[-1])
    whole(world)


def test_who_is_named_must_be_able_to(world: World) -> None:
    """A manager or chair who stays, isn't excluded, and isn't whoever records it: nobody lets themselves in."""
    reference = restricted(world, "chair", "officer")
    for keeper, says in (
        ("officer", "Name somebody else who stays, a business manager or"),
        ("chair", "Nobody who holds a role here has that address"),
        ("nobody", "Nobody who holds a role here has that address"),
        ("manager", "Nobody lets themselves in"),
    ):
        with pytest.raises(Invalid, match=says):
            goes(world, "chair", by="manager", keeper=email(keeper))
    world.fire("chair", reference, "exclude", {"whom": email("board_chair")} | WHY)
    with pytest.raises(Invalid, match="They are excluded there"):
        goes(world, "chair", by="manager", keeper=email("board_chair"))
    assert world.sees("chair", reference)
    assert [] == rows(world.database, "SELECT seq FROM entry WHERE move = 'keeping_handed_on'")


def test_what_one_may_not_know_of_is_counted(world: World) -> None:
    """An administrator knows of no case, a manager of the restricted and not of the sealed one; the console of all."""
    joins(world, "other_manager", "unit", "business_manager")
    known, hidden = restricted(world, "chair"), situations.incident(world)
    sealed = {"sealed_to_chair": email("chair"), "sealed_to_manager": email("other_manager")}
    world.fire("manager", hidden, "seal", sealed | WHY)
    goes(world, "other_manager", by="manager")
    for by, which in (
        ("administrator", "2 cases of which you may not know"),
        ("manager", f"{known} and 1 case of which you may not know"),
        (None, f"{known} and {hidden}"),
    ):
        with pytest.raises(Invalid, match=f"Nobody else may lift the restriction of {which}. Have"):
            goes(world, "chair", by=by)
    goes(world, "chair", by=None, keeper=email("manager"))
    for reference in (known, hidden):
        assert world.sees("manager", reference)
    whole(world)


def test_whom_a_day_ends_isnt_named_alone(world: World) -> None:
    """A restriction to a manager whose role ends on a day to come is refused, as is one to nobody who may lift it."""
    loses_the_role(world, "manager", on=FRIDAY)
    reference = situations.incident(world)
    with pytest.raises(Refused, match="Nobody would be left who may change this again"):
        world.fire("chair", reference, "restrict", {"named": [{"person": email("manager")}]} | WHY)


def test_who_keeps_nothing_just_goes(world: World) -> None:
    """Named on a restricted case that others keep, or keeping a case that isn't restricted."""
    restricted(world, "chair", "manager", "officer")
    situations.incident(world)
    for who in ("officer", "manager", "board_chair"):
        goes(world, who)
    whole(world)


def test_two_keepers_leave_at_once(world: World) -> None:
    """Of the last two one goes, the other is refused: never nobody."""
    for number in range(6):
        pair = f"first{number}", f"second{number}"
        for who in pair:
            joins(world, who, "unit", "business_manager")
        reference = restricted(world, *pair)
        both = Barrier(2)

        def leaves(who: str, both: Barrier = both, *, role: bool = number % 2 == 0) -> bool:
            both.wait(60)
            try:
                (loses_the_role if role else goes)(world, who)
            except Invalid:
                return False
            return True

        with ThreadPoolExecutor(2) as threads:
            assert [False, True] == sorted(threads.map(leaves, pair))
        assert kept(world, reference)
    whole(world)


def test_a_keeper_leaves_while_a_matter_is_restricted_to_them(world: World) -> None:
    """Whichever comes first, the other is refused: no matter is restricted to somebody who is gone."""
    for number in range(6):
        who, reference = f"keeper{number}", situations.incident(world)
        joins(world, who, "unit", "business_manager")
        both = Barrier(2)

        def restricts(who: str = who, reference: str = reference, both: Barrier = both) -> bool:
            both.wait(60)
            try:
                world.fire("chair", reference, "restrict", {"named": [{"person": email(who)}]} | WHY)
            except CasekeeperError:
                return False
            return True

        def leaves(who: str = who, both: Barrier = both) -> bool:
            both.wait(60)
            try:
                goes(world, who)
            except Invalid:
                return False
            return True

        with ThreadPoolExecutor(2) as threads:
            first, second = threads.submit(restricts), threads.submit(leaves)
            assert [False, True] == sorted((first.result(60), second.result(60)))
        if row(world, reference).restriction != "standard":
            assert kept(world, reference)
    whole(world)
