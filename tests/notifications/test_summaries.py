"""The executive's weekly summary: who gets it, when, once; and what it holds. On each database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from notifications.contents import Content, content_of
from notifications.digests import Gathered, gather
from notifications.letters import Letter, Summary
from notifications.link_mails import LEFT
from notifications.summaries import make_summaries, summary_day
from states.kinds import machines
from tests.notifications.stage import CANARY, LONG_AGO, MONDAY, case, clock, london, partnership, person
from tests.workflow import situations
from tests.world import World
from workflow.chasing.owed import Line, owe
from workflow.database.storage import Database
from workflow.days.bank_holidays import england_calendar
from workflow.tables import Case, Clock, Entry, Exclusion, Mail, Member, Notice, RoleHeld

HOST = "northmoor.example"


def keys(database: Database) -> list[str]:
    """Keys of the summaries there are."""
    with database.reading() as session:
        return list(session.exec(select(Mail.key).where(Mail.template == "summary").order_by(Mail.key)).all())


def made(database: Database, *times: datetime) -> list[int]:
    """How many summaries a pass at each of these times made."""
    return [gather(database, now, HOST).summaries for now in times]


def held(database: Database, day: date = MONDAY, who: int | None = None) -> Content:
    """What the only summary, or this person's, holds on a day."""
    with database.reading() as session:
        query = select(Mail).where(Mail.template == "summary")
        mail = session.exec(query if who is None else query.where(Mail.person == who)).one()
        return content_of(session, mail.id or 0, mail.person, mail.template, day, "http://x")


def summary(database: Database, day: date = MONDAY) -> Summary:
    """The only summary."""
    letter = held(database, day).letter
    assert isinstance(letter, Summary)
    return letter


@pytest.fixture
def boss(database: Database) -> int:
    """Somebody of the executive, in Northmoor; others who don't lead."""
    with database.writing() as session:
        partnership(session)
        person(session, "mary", "business_manager@unit")
        person(session, "sam", "scrutineer")
        return person(session, "boss", "executive@council")


def test_once_a_week_to_each_who_leads(database: Database, boss: int) -> None:
    """On Monday from the digest hour on, not again that week, and the next Monday again."""
    with database.writing() as session:
        lead = person(session, "lead", "lead_partner@police", "executive@police")
    times = [london(MONDAY, 7, 59), london(MONDAY, 8), london(MONDAY, 9), london(MONDAY + timedelta(4), 9)]
    assert [0, 2, 0, 0] == made(database, *times)
    assert [2] == made(database, london(MONDAY + timedelta(7), 8))
    days = ("2026-11-23", "2026-11-30")
    assert [f"summary/NM/{who}/{day}" for who in (boss, lead) for day in days] == keys(database)


def test_any_number_of_workers_make_one(database: Database, boss: int) -> None:
    """Eight at once: one mail."""
    with ThreadPoolExecutor(8) as workers:
        found = list(workers.map(lambda _: make_summaries(database, london(MONDAY, 8), HOST), range(8)))
    assert 1 == sum(found)
    assert [f"summary/NM/{boss}/2026-11-23"] == keys(database)


def test_two_partnerships_are_two_summaries(database: Database, boss: int) -> None:
    """Each of its own figures; each on its own weekday."""
    with database.writing() as session:
        partnership(session, "SV", policy='[digest]\nsummary_weekday = "wednesday"\n')
        session.add(RoleHeld(person=boss, partnership="SV", role="lead_partner", from_on=LONG_AGO))
    made(database, london(MONDAY, 8), london(MONDAY + timedelta(2), 8))
    assert [f"summary/NM/{boss}/2026-11-23", f"summary/SV/{boss}/2026-11-18", f"summary/SV/{boss}/2026-11-25"] == keys(
        database
    )


@pytest.mark.parametrize(
    ("weekday", "today", "day"),
    [
        (0, MONDAY, MONDAY),
        (0, MONDAY + timedelta(6), MONDAY),
        (4, MONDAY, MONDAY - timedelta(3)),
        (4, date(2026, 12, 25), date(2026, 12, 29)),
        (4, date(2026, 12, 29), date(2026, 12, 29)),
        (0, date(2026, 12, 28), date(2026, 12, 29)),
        (0, date(2027, 3, 29), date(2027, 3, 30)),
    ],
)
def test_the_weekday_or_the_first_working_day_after_it(weekday: int, today: date, day: date) -> None:
    """At Christmas and Easter as on any other day."""
    assert day == summary_day(weekday, today, england_calendar())


def test_a_day_off_puts_it_off_and_downtime_is_made_up_for(database: Database, boss: int) -> None:
    """Boxing Day's substitute is a Monday: Tuesday instead. No worker on Tuesday: Wednesday, once."""
    monday = date(2026, 12, 28)
    assert [0, 0, 1, 0] == made(
        database,
        london(monday, 9),
        london(monday + timedelta(1), 7),
        london(monday + timedelta(2), 7),
        london(monday + timedelta(3), 9),
    )
    assert [f"summary/NM/{boss}/2026-12-29"] == keys(database)


def test_what_is_made_up_for_waits_for_a_working_day(database: Database, boss: int) -> None:
    """No worker on Friday: nothing at the weekend, Monday at the hour of Friday's."""
    with database.writing() as session:
        partnership(session, "FR", policy='[digest]\nsummary_weekday = "friday"\n')
        late = person(session, "late", "executive", code="FR")
    saturday = MONDAY + timedelta(5)
    made(database, london(MONDAY, 8))
    assert [0, 0, 2] == made(
        database, london(saturday, 9), london(saturday + timedelta(1), 9), london(saturday + timedelta(2), 9)
    )
    assert f"summary/FR/{late}/2026-11-27" in keys(database)


def test_who_comes_to_lead_later_waits_for_the_next(database: Database, boss: int) -> None:
    """And who leads no more when it goes is sent none."""
    made(database, london(MONDAY, 8))
    with database.writing() as session:
        new = person(session, "new")
        session.add(RoleHeld(person=new, partnership="NM", role="executive", from_on=MONDAY + timedelta(1)))
        session.exec(select(RoleHeld).where(RoleHeld.person == boss)).one().to_on = MONDAY + timedelta(1)
    assert [0, 1] == made(database, london(MONDAY + timedelta(1), 8), london(MONDAY + timedelta(7), 8))
    found = held(database, MONDAY + timedelta(1), boss)
    assert (None, LEFT) == (found.letter, found.why_not)


def test_a_quiet_week_is_one_line(database: Database, boss: int) -> None:
    """It comes all the same: silence would look like a fault."""
    made(database, london(MONDAY, 8))
    found = summary(database)
    assert found.quiet
    assert "Casekeeper: summary" == found.subject
    assert "you are one of the executive: the summary comes once a week" == found.why
    assert "Northmoor" == found.partnership


def test_late_clocks_are_counted_and_the_worst_named(database: Database, boss: int) -> None:
    """From ten working days on with reference and figure; a link for who may open the case; sealed ones not at all."""
    with database.writing() as session:
        clock(session, case(session, 1), MONDAY - timedelta(3))
        clock(session, case(session, 2), MONDAY - timedelta(14))
        open_to_them = case(session, 3)
        clock(session, open_to_them, MONDAY - timedelta(28))
        session.add(Member(case_id=open_to_them, role="executive", from_on=LONG_AGO))
        sealed = case(session, 4)
        clock(session, sealed, MONDAY - timedelta(70))
        session.get_one(Case, sealed).restriction = "sealed"
        clock(session, case(session, 5), MONDAY)
        for number, field in ((6, "expectation"), (7, "milestone")):
            other = clock(session, case(session, number), MONDAY - timedelta(70))
            setattr(session.get_one(Clock, other), field, True)
    made(database, london(MONDAY, 8))
    found = summary(database)
    assert (3, 20) == (found.late, found.latest)
    assert [
        ("NM-2026-0003", "Do the work", 20, "http://x/cases/NM-2026-0003"),
        ("NM-2026-0002", "Do the work", 10, ""),
    ] == [(one.reference, one.says, one.working_days, one.link) for one in found.long_late]
    assert 0 == found.long_late_more
    assert "Casekeeper: summary, 3 late" == found.subject
    assert CANARY not in repr(found)


def test_what_a_leader_may_not_know_of_is_counted_not_named(database: Database, boss: int) -> None:
    """A restricted case on which they aren't named, and one whose matter they are excluded from."""
    with database.writing() as session:
        for number in range(1, 5):
            clock(session, case(session, number), MONDAY - timedelta(30))
    situations.sql(
        database, "UPDATE casefile SET restriction = 'restricted' WHERE reference IN ('NM-2026-0001', 'NM-2026-0002')"
    )
    with database.writing() as session:
        named, shut = (
            session.exec(select(Case).where(Case.reference == f"NM-2026-000{number}")).one() for number in (2, 3)
        )
        session.add(Member(case_id=named.id or 0, person=boss, from_on=LONG_AGO))
        it = {"partnership": "NM", "move": "exclude", "body": "{}", "hash": ""}
        session.add(Entry(case_id=shut.id, seq=1, happened_on=MONDAY, at=london(MONDAY), **it))
        session.flush()
        session.add(Exclusion(root=shut.id or 0, person=boss, from_on=LONG_AGO, case_id=shut.id or 0, seq=1))
    made(database, london(MONDAY, 8))
    found = summary(database)
    assert ["NM-2026-0002", "NM-2026-0004"] == [one.reference for one in found.long_late]
    assert (4, 2) == (found.late, found.long_late_more)


def test_too_many_long_late_are_a_number(database: Database, boss: int) -> None:
    """Twenty-five are named, the rest counted."""
    with database.writing() as session:
        for number in range(1, 29):
            clock(session, case(session, number), MONDAY - timedelta(30))
    made(database, london(MONDAY, 8))
    assert (25, 3, 28) == (len(summary(database).long_late), summary(database).long_late_more, summary(database).late)


def test_mail_that_never_arrived_is_counted(database: Database, boss: int) -> None:
    """Of the last seven days: refused, or put off until now; not what was sent."""
    with database.writing() as session:
        for number, (status, days) in enumerate({"refused": 2, "deferred": 0, "sent": 1, "queued": 1}.items()):
            _mail(session, boss, str(number), status, MONDAY - timedelta(days))
        _mail(session, boss, "old", "refused", MONDAY - timedelta(8))
    made(database, london(MONDAY, 8))
    assert 2 == summary(database).undelivered


def test_cases_actions_and_escalations_follow_from_the_declarations(world: World) -> None:
    """Actions by state with those overdue, disagreements by stage with their age, the rest by kind and state."""
    situations.action(world)
    situations.action(world, due="2026-11-25")
    situations.submitted(world)
    situations.dissented(world)
    world.at("2026-11-30", 9)
    gather(world.database, world.now, HOST)
    found = summary(world.database, world.now.date())
    (actions,) = found.actions
    assert ("Actions", 3, 1) == (actions.says, actions.number, actions.overdue)
    assert [("Open", 2), ("Evidence submitted", 1)] == [(one.says, one.number) for one in actions.states]
    (escalated,) = found.escalated
    assert ("Disagreements", 1) == (escalated.says, escalated.number)
    assert [(1, 5)] == [(one.number, one.oldest) for one in escalated.states]
    counted = {one.says: one.number for one in found.open}
    assert 1 == counted["Rapid reviews"]
    assert not {"Actions", "Disagreements"} & counted.keys()
    assert any(machine.escalates for machine in machines().values())


def test_at_once_a_line_carries_the_figures(database: Database, boss: int) -> None:
    """What a tell asks for by the template: its line with the why, and the summary below; in a mail of its own."""
    with database.writing() as session:
        number = case(session, 1)
        clock(session, number, MONDAY - timedelta(3))
        _tell(session, boss, number, "1", "summary")
        _tell(session, boss, number, "2", "notice")
    assert Gathered(at_once=2, summaries=0) == gather(database, london(MONDAY, 7), HOST)
    found = summary(database)
    assert ["Decide it"] == [item.task for item in found.new]
    assert ("", 1) == (found.why, found.late)
    assert "Casekeeper: 1 new, with the summary, 1 late" == found.subject
    with database.reading() as session:
        mails = session.exec(
            select(Mail.template, Mail.partnership, Notice.key).join(Notice).order_by(Notice.key)
        ).all()
    assert [("summary", "NM", "entry/1"), ("notice", "", "entry/2")] == [tuple(row) for row in mails]


def test_at_once_from_two_partnerships_are_two_mails(database: Database, boss: int) -> None:
    """Each with its own figures."""
    with database.writing() as session:
        partnership(session, "SV")
        session.add(RoleHeld(person=boss, partnership="SV", role="executive", from_on=LONG_AGO))
        _tell(session, boss, case(session, 1), "1", "summary")
        _tell(session, boss, case(session, 2, code="SV"), "2", "summary", code="SV")
    assert 2 == gather(database, london(MONDAY, 7), HOST).at_once
    with database.reading() as session:
        found = session.exec(select(Mail.partnership, Notice.key).join(Notice).order_by(Notice.key)).all()
    assert [("NM", "entry/1"), ("SV", "entry/2")] == [tuple(row) for row in found]


def test_figures_are_for_those_who_may_have_them(database: Database, boss: int) -> None:
    """Somebody else whom the line reaches gets the line alone."""
    with database.writing() as session:
        user = person(session, "user", "agency_user@school")
        _tell(session, user, case(session, 1), "1", "summary")
    gather(database, london(MONDAY, 7), HOST)
    letter = held(database, who=user).letter
    assert isinstance(letter, Letter)
    assert ["Decide it"] == [item.task for item in letter.new]


def test_a_line_that_isnt_owed_any_more_takes_its_mail_along(database: Database, boss: int) -> None:
    """A summary at once without its line is withdrawn: it isn't the weekly one."""
    with database.writing() as session:
        number = case(session, 1)
        late = clock(session, number, MONDAY - timedelta(3))
        _tell(session, boss, number, "1", "summary", clock_id=late)
    gather(database, london(MONDAY, 7), HOST)
    with database.writing() as session:
        session.get_one(Clock, late).status = "stopped"
    assert held(database).letter is None


def _tell(
    session: Session, who: int, number: int, key: str, template: str, *, code: str = "NM", clock_id: int | None = None
) -> None:
    line = Line(
        f"entry/{key}",
        code,
        who,
        number,
        "Decide it",
        "you are one of the executive",
        MONDAY,
        at_once=True,
        template=template,
        clock_id=clock_id,
    )
    owe(session, [line])


def _mail(session: Session, who: int, key: str, status: str, day: date) -> None:
    session.add(
        Mail(
            key=key,
            message_id=key,
            person=who,
            address="boss@northmoor.example",
            template="digest",
            day=day,
            status=status,
            made_at=london(day),
            next_at=london(day),
        )
    )
