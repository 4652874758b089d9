"""A calendar that changes re-dates open clocks: the case says which day did it, nobody hears the old date again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from threading import Thread

import pytest

from states.calendar import Calendar
from tests.workflow import situations
from tests.workflow.clocks.test_clock_moves import WHY, all_is_possible, extension, owed, with_clock
from tests.workflow.clocks.test_clocks import changes
from tests.workflow.situations import clocks, row, rows, sql
from tests.world import World, populate
from workflow.database.storage import Database
from workflow.days import calendars
from workflow.engine.firing import fire
from workflow.engine.opening import open_case
from workflow.errors import Invalid
from workflow.redating import TO_LAPSE, Redated, redate, would_move

ONE_OFF = ("2026-12-01", "One-off holiday")


def declare(world: World, day: str = ONE_OFF[0], name: str = ONE_OFF[1]) -> None:
    """The business manager declares a day off."""
    with world.database.writing() as session:
        calendars.declare(session, world.partnership, day, name, by="manager@northmoor.example", now=world.now)


def withdraw(world: World, day: str = ONE_OFF[0]) -> None:
    """And takes it back."""
    with world.database.writing() as session:
        calendars.withdraw(session, world.partnership, day, now=world.now)


def due(world: World, reference: str, key: str) -> str:
    """When a clock is due."""
    found: date = clocks(world, reference)[key].due_on
    return found.isoformat()


def test_the_state_funeral_moves_what_was_running(database: Database) -> None:
    """19 September 2022, announced on the 10th: fifteen working days from the 8th end on Friday 30, not Thursday 29."""
    world = populate(database, "2022-09-08")
    funeral = date(2022, 9, 19)
    with database.writing() as session:
        now = calendars.of(session, "NM")
        # The published list has had the day since: the calendar of then hadn't.
        days = {day: name for day, name in now.holidays.items() if day != funeral}
        before = Calendar("before the announcement", days, now.projected_from)
        calendars.keep(session, before)
        act = replace(world.act(session, "officer"), calendar=before)
        incident = open_case(
            act, "incident", situations.incident_answers("2022-09-08", incident_on="2022-09-08")
        ).reference
        fire(act, incident, "ask_views", {"views_asked_on": "2022-09-08"})
        criteria = {key: {"answer": "yes", "reason": "Known"} for key in "ab"}
        fire(act, incident, "decide_notifiable", {"criteria": criteria, "rationale": "Both are met"})
        fire(act, incident, "notify", {"sin_reference": "S"})
    reference = situations.children(world, incident)[0]
    assert "2022-09-29" == due(world, reference, "rapid_review")
    world.at("2022-09-10")
    assert 4 == redate(database, world.now).moved
    assert "2022-09-30" == due(world, reference, "rapid_review")
    entry = json.loads(rows(database, "SELECT body FROM entry WHERE move = 'calendar_changed'")[0].body)
    assert ["2022-09-19"] == [one["day"] for one in entry["days"]]


def test_a_day_off_moves_what_counts_across_it_and_says_so(world: World) -> None:
    """Limit and milestones alike; the entry names the day, the first due date stays, the owner hears of it once."""
    reference = situations.rapid_review(world)
    declare(world)
    assert Redated(moved=4) == redate(world.database, world.now)
    expected = {"letters": "2026-11-24", "returns": "2026-12-08", "meeting": "2026-12-10", "agreement": "2026-12-14"}
    assert expected | {"rapid_review": "2026-12-15"} == {
        key: due(world, reference, key) for key in (*expected, "rapid_review")
    }
    assert date(2026, 12, 15) == row(world, reference).due_on
    assert date(2026, 12, 14) == clocks(world, reference)["rapid_review"].first_due_on
    entry = json.loads(rows(world.database, "SELECT body FROM entry WHERE move = 'calendar_changed'")[0].body)
    assert [{"day": "2026-12-01", "name": "One-off holiday"}] == entry["days"]
    assert {"clock": "rapid_review", "old": "2026-12-14", "new": "2026-12-15"} in entry["clocks"]
    assert ("re-dated", "calendar_changed", "2026-12-14", "2026-12-15") == changes(world, reference, "rapid_review")[-1]
    assert {"officer"} == owed(world, reference, "What is due has moved: the calendar changed")
    assert all_is_possible(world)


def test_who_cant_be_got_round_by_a_day_off_hears_of_it(world: World) -> None:
    """One manager declares a day: where it moves what nobody may extend, partners and scrutineer are told."""
    says = "A day off has moved a time limit that the partnership can't extend: see that the day is right"
    review, action = situations.rapid_review(world), situations.action(world)
    declare(world)
    redate(world.database, world.now)
    assert {"dsp_council", "dsp_police", "dsp_icb", "scrutineer"} == owed(world, review, says)
    assert set() == owed(world, action, says)


def test_a_second_pass_finds_nothing(world: World) -> None:
    """However often it runs: one entry, and the partnership names the edition that dated all."""
    reference = situations.rapid_review(world)
    declare(world)
    redate(world.database, world.now)
    seq = row(world, reference).seq
    assert Redated() == redate(world.database, world.now, thorough=True)
    assert seq == row(world, reference).seq
    with world.database.reading() as session:
        edition = calendars.of(session, "NM").edition
    assert [edition] == [one.calendar for one in rows(world.database, "SELECT calendar FROM partnership")]


def test_what_a_running_act_left_is_found_by_a_thorough_pass(world: World) -> None:
    """A clock dated by the old calendar after everything was done: the daily look finds it."""
    reference = situations.rapid_review(world)
    redate(world.database, world.now)
    with world.database.writing() as session:
        before = calendars.of(session, "NM").edition
    declare(world)
    redate(world.database, world.now)
    sql(world.database, "UPDATE clock SET calendar = :e, due_on = '2026-12-14' WHERE key = 'rapid_review'", e=before)
    assert Redated() == redate(world.database, world.now)
    assert Redated(moved=1) == redate(world.database, world.now, thorough=True)
    assert "2026-12-15" == due(world, reference, "rapid_review")


def test_a_day_taken_back_puts_the_date_back(world: World) -> None:
    """The entry says that it is no longer a day off."""
    reference = situations.rapid_review(world)
    declare(world)
    redate(world.database, world.now)
    withdraw(world)
    assert 4 == redate(world.database, world.now).moved
    assert "2026-12-14" == due(world, reference, "rapid_review")
    last = rows(world.database, "SELECT body FROM entry WHERE move = 'calendar_changed' ORDER BY seq")[-1].body
    assert "One-off holiday, no longer a day off" == json.loads(last)["days"][0]["name"]


def test_agreed_dates_and_months_stay(world: World) -> None:
    """What wasn't counted in working days, or was agreed, doesn't move; its rungs may."""
    agreed, extended = situations.action(world, due="2026-12-14"), situations.rapid_review(world)
    world.fire("manager", extended, "extend_clock", extension("meeting", "2026-12-18"))
    revision = row(world, extended).revision
    declare(world, "2026-12-07")
    redate(world.database, world.now)
    assert ("2026-12-14", "2026-12-18") == (due(world, agreed, "due"), due(world, extended, "meeting"))
    assert date(2026, 12, 4) == clocks(world, agreed)["due"].next_rung_on
    assert revision == row(world, extended).revision, "a calendar is no act of anybody's"


def test_a_paused_limit_follows_and_stays_paused(world: World) -> None:
    """Its date moves with the day off; it isn't chased until it runs again."""
    reference = situations.incident(world)
    world.at("2026-11-24").fire("manager", reference, "pause_clock", {"clock": "tell_partners", **WHY})
    declare(world, "2026-11-27")
    redate(world.database, world.now)
    clock = clocks(world, reference)["tell_partners"]
    assert ("paused", date(2026, 12, 1), None) == (clock.status, clock.due_on, clock.next_rung_on)
    assert all_is_possible(world)


def test_what_was_met_stays_as_it_was(world: World) -> None:
    """A limit that was met before the day was declared keeps the date it was met by."""
    reference = situations.notifiable(world)
    world.fire("officer", reference, "notify", {"sin_reference": "S"})
    declare(world, "2026-11-27")
    redate(world.database, world.now)
    assert "2026-11-30" == due(world, reference, "notify_panel")


def test_no_rung_before_the_day_it_is_re_dated_is_said_again(world: World) -> None:
    """A rung that has come isn't chased anew for the new date; one that was due and wasn't said yet is."""
    reference = situations.rapid_review(world)
    sql(world.database, "UPDATE clock SET next_rung = 1, next_rung_on = '2026-12-10' WHERE key = 'rapid_review'")
    world.at("2026-12-10")
    declare(world, "2026-12-11")
    redate(world.database, world.now)
    clock = clocks(world, reference)["rapid_review"]
    assert (date(2026, 12, 15), date(2026, 12, 10)) == (clock.due_on, clock.next_rung_on)


def test_declared_by_four_workers_at_once_it_happens_once(postgresql_database: Database) -> None:
    """Each case is one worker's: as many entries as cases, none doubled."""
    world = populate(postgresql_database)
    references = [situations.rapid_review(world) for _ in range(6)]
    declare(world)
    workers = [Thread(target=redate, args=(postgresql_database, world.now)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    redate(postgresql_database, world.now)
    found = rows(postgresql_database, "SELECT case_id FROM entry WHERE move = 'calendar_changed'")
    moved = {one.case_id for one in found}
    assert len(found) == len(moved)
    assert {row(world, reference).id for reference in references} <= moved
    assert all_is_possible(world)


def test_how_many_it_would_move_is_known_before(world: World) -> None:
    """Of everything open: those due on another day, and no others."""
    situations.rapid_review(world)
    situations.action(world)
    with world.database.reading() as session:
        count = would_move(session, "NM", date(2026, 12, 1), "One-off holiday")
    declare(world)
    assert count == redate(world.database, world.now).moved


def test_a_limit_that_lapses_ends_of_itself(world: World) -> None:
    """Once its day has passed: no breach, an entry, nobody chased; not on the day itself."""
    reference = situations.incident(world)
    with_clock(world, reference, "tell_partners", lapses=True, chase="")
    sql(world.database, "UPDATE clock SET lapses = true, chase = '', next_rung_on = NULL WHERE key = 'tell_partners'")
    assert 0 == redate(world.database, world.at("2026-11-30").now).lapsed
    assert 1 == redate(world.database, world.at("2026-12-01").now).lapsed
    clock = clocks(world, reference)["tell_partners"]
    assert ("lapsed", date(2026, 11, 30)) == (clock.status, clock.stopped_on)
    assert ("lapsed", "clock_lapsed", "2026-11-30", "2026-11-30") == changes(world, reference, "tell_partners")[-1]
    assert Redated() == redate(world.database, world.now)
    assert all_is_possible(world)


@pytest.mark.parametrize(
    ("day", "name", "says"),
    [
        ("2026-11-22", "Late", "Sun 22 Nov 2026 has passed: a day off is declared ahead"),
        ("2026-12-12", "Fair", "Sat 12 Dec 2026 is at a weekend: it isn't counted anyway, so nothing changes"),
        ("2026-12-25", "Feast", "Fri 25 Dec 2026 is a day off already: Christmas Day"),
        ("2041-01-02", "Far", "Days are counted here to the end of 2040: declare it nearer the time"),
        ("2026-13-01", "Never", "The day off must be a real date, such as 23 November 2026 (2026-11-23)"),
        ("2026-12-01", "", "Enter: Its name"),
        ("2026-12-01", "x" * 61, "Its name must be 60 characters or fewer; it has 61"),
    ],
)
def test_what_cant_be_a_day_off_is_said_so(world: World, day: str, name: str, says: str) -> None:
    """One sentence, and nothing is written."""
    before = situations.dump(world.database)
    with pytest.raises(Invalid) as refused:
        declare(world, day, name)
    assert [says] == list(refused.value.errors.values())
    assert before == situations.dump(world.database)


def test_a_day_is_declared_once_and_taken_back_before_it_comes(world: World) -> None:
    """Twice is refused by name; what was never declared, or has come, can't be taken back."""
    declare(world)
    with pytest.raises(Invalid, match="is a day off already: One-off holiday"):
        declare(world)
    with pytest.raises(Invalid, match="isn't a day off that NM declared"):
        withdraw(world, "2026-12-02")
    world.at("2026-12-01")
    with pytest.raises(Invalid, match="so it stays"):
        withdraw(world)


def test_another_partnership_s_days_are_its_own(world: World) -> None:
    """A day that one partnership declared is a working day for every other."""
    sql(world.database, "INSERT INTO partnership (code, name, policy, calendar) VALUES ('SM', 'Southmoor', '', '')")
    declare(world)
    with world.database.reading() as session:
        here, there = calendars.of(session, "NM"), calendars.of(session, "SM")
    assert (False, True) == tuple(one.is_working(date(2026, 12, 1)) for one in (here, there))


def test_what_lapses_is_found_by_its_index(sqlite_database: Database) -> None:
    """Asked at every sweep: it reads the few limits that lapse, however many clocks there are."""
    with sqlite_database.reading() as session:
        asked = TO_LAPSE.compile(dialect=session.connection().dialect, compile_kwargs={"render_postcompile": True})
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", ("2026-12-01", 0, 200, 0))
        assert "clock_to_lapse" in str(plan.all())
