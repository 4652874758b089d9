"""Who is told in place of somebody who is away, on each database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from notifications.absence import NOBODY_STANDS_IN
from notifications.contents import content_of
from notifications.digests import Gathered, gather
from notifications.letters import Letter
from notifications.sweep import sweep
from tests.notifications.stage import LONG_AGO, MONDAY, case, clock, london, partnership, person
from workflow.chasing.absences import STANDS_IN
from workflow.chasing.owed import Line, owe, tell_key
from workflow.database.storage import Database
from workflow.tables import Absence, Case, Entry, Mail, Member, Notice, Person

HOST = "northmoor.example"
FRIDAY = MONDAY + timedelta(4)


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    """Olive, who owns a case of the school's, her colleagues there, one elsewhere, two managers."""
    with database.writing() as session:
        partnership(session)
        held = {
            "olive": "agency_user@school",
            "dev": "agency_user@school",
            "ann": "agency_user@school",
            "paul": "agency_user@police",
            "mary": "business_manager@unit",
            "max": "business_manager@unit",
        }
        return {name: person(session, name, role) for name, role in held.items()}


def away(
    session: Session, people: dict[str, int], who: str, deputy: str = "", *, on: date = MONDAY, until: date = FRIDAY
) -> None:
    """Somebody is away."""
    stands_in = people[deputy] if deputy else None
    session.add(Absence(partnership="NM", person=people[who], deputy=stands_in, from_on=on, until=until))


def due_today(session: Session, owner: int, **other: bool) -> tuple[int, int]:
    """A case of the owner's with a clock that is due on Monday."""
    number = case(session, owner_person=owner)
    return number, clock(session, number, MONDAY)


def owed_of(database: Database, status: str = "mailed") -> list[tuple[int, str]]:
    """Persons with a line in that status, and why they got it."""
    with database.reading() as session:
        found = session.exec(select(Notice.person, Notice.why).where(Notice.status == status).order_by(Notice.person))
        return [tuple(row) for row in found]


def a_day(database: Database, day: date = MONDAY) -> Gathered:
    """A sweep and a gathering of that morning."""
    sweep(database, london(day, 8))
    return gather(database, london(day, 8), HOST)


def test_a_deputy_receives_instead(database: Database, people: dict[str, int]) -> None:
    """In the same morning's digest, saying that they stand in; the absent person gets nothing, and never later."""
    with database.writing() as session:
        away(session, people, "olive", "dev")
        due_today(session, people["olive"])
    assert Gathered(digests=1) == a_day(database)
    assert [(people["dev"], f"{STANDS_IN}they own it")] == owed_of(database)
    assert [(people["olive"], "you own it")] == owed_of(database, "withdrawn")
    assert Gathered() == a_day(database)


def test_a_deputy_hears_of_a_clock_once(database: Database, people: dict[str, int]) -> None:
    """Where the line is theirs anyway, they aren't told a second time in somebody's place."""
    with database.writing() as session:
        away(session, people, "olive", "dev")
        # Nobody's own case: it goes to everybody at the school.
        clock(session, case(session), MONDAY)
    assert Gathered(digests=2) == a_day(database)
    assert [(people["dev"], "your agency owns it"), (people["ann"], "your agency owns it")] == owed_of(database)


def test_a_deputy_who_waits_to_hear_of_a_clock_hears_of_it_once(database: Database, people: dict[str, int]) -> None:
    """An earlier rung's line that they weren't mailed yet says the same; one at once comes all the same."""
    with database.writing() as session:
        number, limit = due_today(session, people["olive"])
        for who, rung, soon in (("dev", "before1", False), ("olive", "due", False), ("olive", "late1", True)):
            key = f"clock/{limit}/{MONDAY}/{rung}/{people[who]}"
            of_clock: dict[str, object] = {"clock_id": limit, "due_on": MONDAY, "rung": rung, "at_once": soon}
            owe(session, [Line(key, "NM", people[who], number, "Do it", "you own it", MONDAY, **of_clock)])  # type: ignore[arg-type]
        away(session, people, "olive", "dev")
    assert Gathered(digests=1, at_once=1) == gather(database, london(MONDAY, 8), HOST)
    with database.reading() as session:
        told = select(Notice.rung).where(Notice.status == "mailed", Notice.person == people["dev"])
        assert ["before1", "late1"] == list(session.exec(told.order_by(Notice.rung)))


def test_a_manager_who_hears_anyway_doesnt_keep_it_from_the_deputy(database: Database, people: dict[str, int]) -> None:
    """Five working days late a clock is the owner's and the manager's: the deputy has it in the same morning."""
    with database.writing() as session:
        away(session, people, "olive", "dev")
        clock(session, case(session, owner_person=people["olive"]), MONDAY - timedelta(7))
    assert Gathered(digests=3) == a_day(database)
    assert [people[name] for name in ("dev", "mary", "max")] == [who for who, _ in owed_of(database)]
    assert (people["dev"], f"{STANDS_IN}they own it") in owed_of(database)


def test_nobody_stands_in(database: Database, people: dict[str, int]) -> None:
    """The line goes to the person as before, and to every business manager, who read that they are away."""
    with database.writing() as session:
        away(session, people, "olive")
        due_today(session, people["olive"])
    assert Gathered(digests=3) == a_day(database)
    managers = [(people[name], NOBODY_STANDS_IN) for name in ("mary", "max")]
    assert [(people["olive"], "you own it"), *managers] == owed_of(database)
    assert Gathered() == gather(database, london(MONDAY, 9), HOST)


def test_a_deputy_who_may_not_see_the_case_gets_nothing_of_it(database: Database, people: dict[str, int]) -> None:
    """Standing in opens no case: the line stays, and the business manager hears."""
    with database.writing() as session:
        away(session, people, "olive", "paul")
        due_today(session, people["olive"])
    a_day(database)
    assert [people["olive"], people["mary"], people["max"]] == [who for who, _ in owed_of(database)]


@pytest.mark.parametrize("how", ["left", "away", "self"])
def test_a_deputy_who_isnt_there_is_no_deputy(database: Database, people: dict[str, int], how: str) -> None:
    """Who left, who is away with nobody behind them, who is the person themselves."""
    with database.writing() as session:
        away(session, people, "olive", "olive" if how == "self" else "dev")
        if how == "left":
            session.get_one(Person, people["dev"]).left_on = MONDAY
        if how == "away":
            away(session, people, "dev")
        due_today(session, people["olive"])
    a_day(database)
    assert [people["olive"], people["mary"], people["max"]] == [who for who, _ in owed_of(database)]


def test_a_deputy_who_is_away_hands_on_once(database: Database, people: dict[str, int]) -> None:
    """To their own deputy; where that one is away too, nobody stands in."""
    with database.writing() as session:
        away(session, people, "olive", "dev")
        away(session, people, "dev", "ann")
        due_today(session, people["olive"])
    a_day(database)
    assert [(people["ann"], f"{STANDS_IN}they own it")] == owed_of(database)
    with database.writing() as session:
        away(session, people, "ann", "paul", on=MONDAY + timedelta(1))
    a_day(database, MONDAY + timedelta(1))
    assert people["paul"] not in [who for who, _ in owed_of(database)]
    assert people["olive"] in [who for who, _ in owed_of(database)]


def test_what_waited_before_the_absence_goes_too(database: Database, people: dict[str, int]) -> None:
    """A line of Friday's that no digest carried yet is the deputy's on Monday."""
    with database.writing() as session:
        number = case(session, owner_person=people["olive"])
        owe(session, [_line(number, 1, people["olive"], made_on=MONDAY - timedelta(3))])
        away(session, people, "olive", "dev")
    gather(database, london(MONDAY, 8), HOST)
    assert [people["dev"]] == [who for who, _ in owed_of(database)]


def test_nobody_is_told_of_their_own_act(database: Database, people: dict[str, int]) -> None:
    """A deputy or a manager who made the move that the line tells of gets no line of it."""
    with database.writing() as session:
        number = case(session, owner_person=people["olive"])
        for seq, actor in ((1, "dev"), (2, "mary"), (11, "ann")):
            _entry(session, number, seq, people[actor])
            owe(session, [_line(number, seq, people["olive"])])
        away(session, people, "olive", "dev")
    gather(database, london(MONDAY, 8), HOST)
    with database.reading() as session:
        keys = session.exec(select(Notice.key).where(Notice.status == "mailed").order_by(Notice.key)).all()
    assert sorted(
        [
            tell_key(number, 1, "t", people["olive"]),
            tell_key(number, 2, "t", people["dev"]),
            tell_key(number, 11, "t", people["dev"]),
        ]
    ) == list(keys)


def test_a_manager_isnt_told_of_their_own_act_either(database: Database, people: dict[str, int]) -> None:
    """Where nobody stands in, the manager who made the move isn't told of it; the other one is."""
    with database.writing() as session:
        number = case(session, owner_person=people["olive"])
        _entry(session, number, 1, people["mary"])
        owe(session, [_line(number, 1, people["olive"])])
        away(session, people, "olive")
    gather(database, london(MONDAY, 8), HOST)
    assert [people["olive"], people["max"]] == [who for who, _ in owed_of(database)]


def test_what_follows_from_ones_own_act_is_ones_own_too(database: Database, people: dict[str, int]) -> None:
    """What the engine did because of the deputy's signature, on that case or one above it, isn't told to the deputy."""
    with database.writing() as session:
        above, below, later = (case(session, number, owner_person=people["olive"]) for number in (1, 2, 3))
        session.get_one(Case, below).root = above
        for number, seq, actor in ((below, 1, people["dev"]), (below, 2, None), (above, 1, None)):
            _entry(session, number, seq, actor)
            owe(session, [_line(number, seq, people["olive"])])
        _entry(session, later, 1, None)
        owe(session, [_line(later, 1, people["olive"])])
        away(session, people, "olive", "dev")
    gather(database, london(MONDAY, 8), HOST)
    with database.reading() as session:
        mailed = session.exec(select(Notice.case_id, Notice.person).where(Notice.status == "mailed")).all()
    olive, dev = people["olive"], people["dev"]
    assert sorted([(below, olive), (below, olive), (above, olive), (later, dev)]) == sorted(mailed)


def test_what_follows_from_somebodys_act_reaches_the_managers(database: Database, people: dict[str, int]) -> None:
    """What the engine did because of a signature: each manager hears in the absent person's place, save who signed."""
    with database.writing() as session:
        number = case(session, owner_person=people["olive"])
        for seq, actor in ((1, people["mary"]), (2, None)):
            _entry(session, number, seq, actor)
        owe(session, [_line(number, 2, people["olive"])])
        away(session, people, "olive")
    gather(database, london(MONDAY, 8), HOST)
    assert [people["olive"], people["max"]] == [who for who, _ in owed_of(database)]


def test_what_was_recorded_for_somebody_waits_for_them(database: Database, people: dict[str, int]) -> None:
    """Nobody else can confirm or dispute it."""
    with database.writing() as session:
        number = case(session, owner_person=people["olive"])
        key = tell_key(number, 1, "recorded_for_you", people["olive"])
        owe(session, [Line(key, "NM", people["olive"], number, "Confirm it", "it was recorded for you", MONDAY)])
        away(session, people, "olive", "dev")
    gather(database, london(MONDAY, 8), HOST)
    assert [people["olive"]] == [who for who, _ in owed_of(database)]


def test_lines_at_once_are_handed_over_at_once(database: Database, people: dict[str, int]) -> None:
    """At any hour, in one mail."""
    with database.writing() as session:
        number = case(session, owner_person=people["olive"])
        owe(session, [_line(number, seq, people["olive"], at_once=True) for seq in (1, 2)])
        away(session, people, "olive", "dev")
    assert Gathered(at_once=1) == gather(database, london(MONDAY, 23), HOST)
    assert [people["dev"]] * 2 == [who for who, _ in owed_of(database)]


def test_a_manager_who_is_away_has_a_deputy_too(database: Database, people: dict[str, int]) -> None:
    """What falls to them because nobody stands in for another, goes to who stands in for them."""
    with database.writing() as session:
        away(session, people, "olive")
        away(session, people, "mary", "ann")
        away(session, people, "max", "ann")
        due_today(session, people["olive"])
    assert Gathered(digests=2) == a_day(database)
    assert [(people["olive"], "you own it"), (people["ann"], STANDS_IN + NOBODY_STANDS_IN)] == owed_of(database)


def test_both_ends_of_an_absence_are_days_away(database: Database, people: dict[str, int]) -> None:
    """From the first day to the last; the day after, the person is told again, with the rest of what is theirs."""
    with database.writing() as session:
        away(session, people, "olive", "dev", on=MONDAY, until=MONDAY)
        number, _ = due_today(session, people["olive"])
        session.add(Member(case_id=number, person=people["olive"], from_on=LONG_AGO))
    a_day(database)
    assert [people["dev"]] == [who for who, _ in owed_of(database)]
    with database.writing() as session:
        owe(session, [_line(number, 5, people["olive"], made_on=MONDAY + timedelta(1))])
        clock(session, number, MONDAY + timedelta(30), key="other")
    gather(database, london(MONDAY + timedelta(1), 8), HOST)
    with database.reading() as session:
        mail = session.exec(select(Mail).where(Mail.person == people["olive"])).one()
        found = content_of(session, mail.id or 0, mail.person, mail.template, MONDAY + timedelta(1), "http://x")
    assert isinstance(found.letter, Letter)
    assert ["Sign it"] == [item.task for item in found.letter.new]
    assert [MONDAY, MONDAY + timedelta(30)] == [item.due_on for item in found.letter.rest]


def test_an_absence_is_one_partnerships(database: Database, people: dict[str, int]) -> None:
    """Somebody who is away in one is told of another's cases as ever."""
    with database.writing() as session:
        partnership(session, "SV")
        session.add(Absence(partnership="SV", person=people["olive"], deputy=None, from_on=MONDAY, until=FRIDAY))
        due_today(session, people["olive"])
    a_day(database)
    assert [(people["olive"], "you own it")] == owed_of(database)


def _line(number: int, seq: int, who: int, *, made_on: date = MONDAY, at_once: bool = False) -> Line:
    key = tell_key(number, seq, "t", who)
    return Line(key, "NM", who, number, "Sign it", "you own it", made_on, at_once=at_once)


def _entry(session: Session, number: int, seq: int, actor: int | None) -> None:
    session.add(
        Entry(
            case_id=number,
            seq=seq,
            partnership="NM",
            actor=actor,
            move="note",
            happened_on=MONDAY,
            at=london(MONDAY),
            body="{}",
            hash="",
        )
    )
    session.flush()
