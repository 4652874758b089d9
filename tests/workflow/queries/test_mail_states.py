"""How mail fares, counted and listed: each status, what is late, whom it doesn't reach; never another partnership's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.workflow.situations import incident
from tests.world import World, email, london
from tests.written_mail import mail
from workflow.database.storage import Database
from workflow.errors import NotFound
from workflow.queries import mail_states
from workflow.tables import Partnership, RoleHeld

MINUTES = timedelta(minutes=1)


def test_each_status_is_counted(world: World) -> None:
    """And beside them how many were handed over without an answer, and how often: that is no status."""
    for status, number in zip(mail_states.STATUSES, (1, 2, 3, 4, 5, 6), strict=True):
        for _ in range(number):
            mail(world, "officer", status)
    mail(world, "officer", "sent", unknown=2)
    mail(world, "officer", "deferred", unknown=1)
    with world.database.reading() as session:
        counts = mail_states.mail_counts(session, ["NM"], world.now)
        unknown = mail_states.latest_mail(session, ["NM"], mail_states.UNKNOWN)
    expected = {"queued": 1, "sending": 2, "sent": 4, "deferred": 5, "refused": 5, "withdrawn": 6}
    assert (expected, 2, 3) == (counts.by_status, counts.unknown, counts.unknown_times)
    assert [1, 2] == [one.unknown for one in unknown]


@pytest.mark.parametrize("status", ["queued", "sending", "deferred"])
def test_after_15_minutes_a_mail_is_not_sent(world: World, status: str) -> None:
    """Not a moment earlier; sent again by somebody, it counts from then on."""
    mail(world, "officer", status, at=world.now - 15 * MINUTES + timedelta(seconds=1))
    mail(world, "officer", status, at=world.now - 300 * MINUTES, again_at=world.now)
    mail(world, "officer", "sent", at=world.now - 300 * MINUTES)
    with world.database.reading() as session:
        assert 0 == mail_states.mail_counts(session, ["NM"], world.now).not_sent
        later = world.now + timedelta(seconds=1)
        assert 1 == mail_states.mail_counts(session, ["NM"], later).not_sent
        assert 1 == mail_states.undelivered_count(session, ["NM"], later)
        assert [True, False, False] == [one.is_late(later) for one in mail_states.latest_mail(session, ["NM"])[::-1]]


def test_whom_mail_doesnt_reach(world: World) -> None:
    """By person, those who wait longest first: how many mails about how many cases, and the server's last words."""
    one, other = incident(world), incident(world)
    then = world.now - timedelta(days=2)
    mail(world, "lead_school", "refused", one, at=then, answer="550 First")
    mail(world, "lead_school", "refused", one, other, answer="550 Nobody", attempts=1)
    mail(world, "lead_police", "deferred", other, at=world.now - timedelta(hours=1), answer="451 Later", attempts=4)
    mail(world, "lead_police", "sent", one)
    mail(world, "lead_council", "deferred", one, answer="451 Just now")
    with world.database.reading() as session:
        found = mail_states.unreached(session, ["NM"], world.now)
    assert [
        ("Lead School", email("lead_school"), 2, 0, 2, then, "550 Nobody"),
        ("Lead Police", email("lead_police"), 0, 1, 1, world.now - timedelta(hours=1), "451 Later"),
    ] == [(o.name, o.address, o.refused, o.waiting, o.cases, o.since, o.last.answer) for o in found]


def test_another_partnerships_mail_counts_for_nobody(world: World) -> None:
    """Its people, its summaries; of a mail about both, only our own cases are counted."""
    ours = incident(world)
    with world.database.writing() as session:
        session.add(Partnership(code="SM", name="Southmoor"))
        session.flush()
        for who in ("lead_police", "executive"):
            since = world.now.date()
            session.add(RoleHeld(person=world.ids[who], partnership="SM", role="executive", from_on=since))
    theirs = mail(world, "executive", "refused", template="summary", partnership="SM")
    mail(world, "lead_school", "refused")
    both = mail(world, "lead_police", "refused", ours)
    with world.database.reading() as session:
        assert [both] == [one.id for one in mail_states.latest_mail(session, ["SM"], "refused") if one.id != theirs]
        assert (1, 0) == tuple(mail_states.one_mail(session, [code], both).cases for code in ("NM", "SM"))
        assert 2 == mail_states.undelivered_count(session, ["NM"], world.now)
        for mail_id in (theirs, 999_999):
            with pytest.raises(NotFound):
                mail_states.one_mail(session, ["NM"], mail_id)
        with pytest.raises(NotFound):
            mail_states.person_named(session, ["SM"], world.ids["lead_school"])
        assert [] == mail_states.unreached(session, ["nowhere"], world.now)


def test_a_walk_shows_every_mail_once(world: World) -> None:
    """Page by page, the latest first."""
    made = [mail(world, "officer", "sent") for _ in range(7)]
    walked: list[int] = []
    with world.database.reading() as session:
        while page := mail_states.latest_mail(session, ["NM"], before=walked[-1] if walked else 0, most=3):
            walked += [one.id for one in page]
    assert made[::-1] == walked


def test_only_cases_that_may_be_opened_are_named(world: World) -> None:
    """A sealed one's reference isn't shown to who may not open it."""
    one, sealed = incident(world), incident(world)
    mail_id = mail(world, "officer", "refused", one, sealed)
    with world.database.writing() as session:
        session.execute(text("UPDATE casefile SET restriction = 'sealed' WHERE reference = :r"), {"r": sealed})
    with world.database.reading() as session:
        seen = mail_states.references_of(session, mail_id, world.ids["manager"], world.now.date())
    assert [one] == seen


def test_what_hasnt_arrived_is_found_by_an_index(sqlite_database: Database) -> None:
    """Every page of a manager asks: what was sent over the years isn't read for it."""
    asked = mail_states._COUNT_UNTOLD.params(codes=["NM"], late=london("2026-11-23"))
    with sqlite_database.reading() as session:
        query = asked.compile(sqlite_database.engine, compile_kwargs={"literal_binds": True})
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    told = " ".join(str(row[3]) for row in plan)
    assert "SEARCH mail USING INDEX mail_open" in told, told
