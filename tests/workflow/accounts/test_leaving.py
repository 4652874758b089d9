"""Somebody leaves: everything of theirs ends in one transaction, what they did stays, what is open is listed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from api.signing_in import sessions, tokens
from states import roles
from states.facts import Doer
from tests.workflow.situations import action, row
from tests.world import World, email
from workflow.accounts import enrolment, granting, leaving
from workflow.chasing.absences import say_away
from workflow.errors import Invalid, NotFound, NotPermitted
from workflow.people import directory
from workflow.tables import Member, Notice

TODAY = date(2026, 11, 23)


def rows(world: World, statement: str, **bound: Any) -> list[Any]:
    """What a statement answers."""
    with world.database.reading() as session:
        return [tuple(row) for row in session.execute(text(statement), bound)]


def left(world: World, who: str, on: date = TODAY, by: str = "manager") -> dict[str, int]:
    """Records that they leave."""
    with world.database.writing() as session:
        return leaving.leave(session, world.ids[who], on=on, now=world.now, today=TODAY, by=world.ids[by])


def test_everything_ends_at_once(world: World) -> None:
    """Session, token, role, membership by name, absence, deputyship and notice; the event names who recorded it."""
    it, case = world.ids["user_housing"], row(world, action(world))
    with world.database.writing() as session:
        doers = directory.by_address(session, "NM", TODAY)
        cookie, token = sessions.begin(session, it, how="demo"), tokens.issue(session, it)
        session.add(Member(case_id=case.id, person=it, role="panel_member", from_on=TODAY))
        session.add(Notice(key="x", partnership="NM", person=it, case_id=case.id, task="t", why="owner", made_on=TODAY))
        colleague, mine = doers[email("colleague_housing")], doers[email("user_housing")]
        week = (TODAY, date(2026, 11, 27))
        say_away(session, "NM", colleague, *week, deputy=email("user_housing"), today=TODAY, said_by=None)
        say_away(session, "NM", mine, *week, deputy="", today=TODAY, said_by=None)
    ended = left(world, "user_housing")
    assert {"roles": 1, "memberships": 1, "sessions": 1, "tokens": 1, "deputyships": 1, "absences": 1}.items() <= (
        ended.items()
    )
    assert ended["notices"] >= 1
    with world.database.reading() as session:
        assert sessions.signed_in(session, cookie, TODAY) is None
        assert tokens.bearer(session, token, TODAY) is None
        with pytest.raises(NotPermitted):
            directory.doer(session, it, "NM", TODAY)
    assert [(0,)] == rows(world, "SELECT count(*) FROM notice WHERE person = :it AND status = 'owed'", it=it)
    assert [("left", world.ids["manager"])] == rows(
        world, "SELECT what, by FROM account_event WHERE person = :it", it=it
    )
    with pytest.raises(Invalid):
        left(world, "user_housing")
    with pytest.raises(NotFound), world.database.writing() as session:
        enrolment.person_of(session, email("user_housing"), TODAY)


def test_who_stood_in_did_until_the_eve(world: World) -> None:
    """An absence that has begun keeps its deputy up to the day before; what remains of it has none."""
    began, ends = date(2026, 11, 19), date(2026, 11, 27)
    with world.database.writing() as session:
        colleague = directory.by_address(session, "NM", TODAY)[email("colleague_housing")]
        mine = email("user_housing")
        say_away(session, "NM", colleague, began, ends, deputy=mine, today=began, said_by=None)
        say_away(session, "NM", colleague, date(2026, 12, 7), date(2026, 12, 8), deputy=mine, today=TODAY, said_by=None)
    assert 2 == left(world, "user_housing")["deputyships"]
    it = world.ids["user_housing"]
    assert [
        (it, "2026-11-19", "2026-11-22"), (None, "2026-11-23", "2026-11-27"), (None, "2026-12-07", "2026-12-08"),
    ] == [
        (deputy, str(first), str(last))
        for deputy, first, last in rows(world, "SELECT deputy, from_on, until FROM absence ORDER BY from_on")
    ]  # fmt: skip


def test_a_day_to_come_ends_what_has_days(world: World) -> None:
    """Until then they work on; from that day on nothing of theirs counts."""
    it, friday = world.ids["officer"], date(2026, 11, 27)
    with world.database.writing() as session:
        cookie, token = sessions.begin(session, it, how="demo"), tokens.issue(session, it)
    assert {"roles": 1} == left(world, "officer", friday)
    with world.database.reading() as session:
        for day, counts in ((TODAY, True), (date(2026, 11, 26), True), (friday, False)):
            assert counts == (sessions.signed_in(session, cookie, day) is not None)
            assert counts == (tokens.bearer(session, token, day) is not None)
            assert counts == bool(directory.partnerships_of(session, it, day))
            assert counts == (email("officer") in {held.email for held in enrolment.roles_held(session, day)})
    with pytest.raises(Invalid):
        left(world, "chair", date(2026, 11, 20))


def test_open_work_is_listed_before_and_after(world: World) -> None:
    """The cases that are theirs stay listed until somebody else is named; nothing that the viewer may not list."""
    reference, owner = action(world), "user_housing"

    def owned(viewer: str | None) -> tuple[list[str], int]:
        with world.database.reading() as session:
            seen_by = world.ids[viewer] if viewer else None
            found = leaving.open_work(session, world.ids[owner], world.now, TODAY, viewer=seen_by)
            return [one.reference for one in found.owned], found.unseen

    assert ([reference], 0) == owned("manager")
    left(world, owner)
    assert ([reference], 0) == owned("manager")
    assert ([reference], 0) == owned(None)
    assert ([], 1) == owned("administrator")


def test_who_may_let_somebody_go(world: World) -> None:
    """Only who may end every role that they hold, anywhere; nobody themselves."""
    with world.database.writing() as session:
        by = {who: {"NM": directory.doer(session, world.ids[who], "NM", TODAY)} for who in
              ("manager", "administrator", "dsp_police")}  # fmt: skip
        may = [
            ("manager", "officer", True),
            ("manager", "auditor", False),
            ("manager", "manager", False),
            ("administrator", "auditor", True),
            ("dsp_police", "lead_police", True),
            ("dsp_police", "user_school", False),
            ("dsp_police", "dsp_police", False),
        ]
        for who, goes, allowed in may:
            try:
                granting.refuse_to_let_go(session, world.ids[goes], by[who], TODAY)
                assert allowed, (who, goes)
            except NotPermitted:
                assert not allowed, (who, goes)


@pytest.mark.parametrize(
    ("held", "role", "agency", "may"),
    [
        ((roles.ADMINISTRATOR, ""), roles.ADMINISTRATOR, "", True),
        ((roles.BUSINESS_MANAGER, "unit"), roles.SCRUTINEER, "", True),
        ((roles.BUSINESS_MANAGER, "unit"), roles.AUDITOR, "", False),
        ((roles.BUSINESS_MANAGER, "unit"), roles.ADMINISTRATOR, "", False),
        ((roles.DELEGATED_PARTNER, "police"), roles.AGENCY_USER, "police", True),
        ((roles.DELEGATED_PARTNER, "police"), roles.AGENCY_LEAD, "police", True),
        ((roles.DELEGATED_PARTNER, "police"), roles.DELEGATED_PARTNER, "police", False),
        ((roles.DELEGATED_PARTNER, "police"), roles.AGENCY_USER, "council", False),
        ((roles.DELEGATED_PARTNER, "police"), roles.SCRUTINEER, "", False),
        ((roles.AGENCY_LEAD, "police"), roles.AGENCY_USER, "police", False),
        ((roles.AUDITOR, ""), roles.AGENCY_USER, "police", False),
    ],
)
def test_who_gives_which_role(held: tuple[str, str], role: str, agency: str, *, may: bool) -> None:
    """As the table of rights has it."""
    assert may == granting.may_give(Doer(1, "Somebody", frozenset({held})), role, agency)
