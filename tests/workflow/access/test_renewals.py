"""A scrutineer's declared independence counts for so many months; then nothing is read before it is declared anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from notifications.contents import content_of
from notifications.digests import gather
from notifications.letters import Letter
from notifications.sweep import sweep
from tests.workflow import situations
from tests.workflow.access.test_declarations import independence, reads
from tests.workflow.situations import rows, sql
from tests.world import POLICY, World
from workflow.before_reading import renewals
from workflow.before_reading.declarations import independence_of
from workflow.errors import DeclareFirst, NotPermitted
from workflow.people.account_events import note

SAID = "SELECT id, partnership, person, to_member, to_officer, detail, said_at FROM independence"
RAN_OUT = "SELECT person, by, partnership, detail FROM account_event WHERE what = 'independence_ran_out' ORDER BY id"


def swept(world: World, day: str) -> int:
    """How many declarations have run out by that day."""
    world.at(day)
    sweep(world.database, world.now)
    return len(rows(world.database, RAN_OUT))


def wanted(world: World, day: str) -> list[tuple[str, date]]:
    """What the scrutineer is asked to declare anew on that day, and by when."""
    world.at(day)
    with world.database.reading() as session:
        found = renewals.wanted_of(session, [world.ids["scrutineer"]], world.now.date())
    return [(one.says, one.until) for one in found]


def test_after_a_year_nothing_is_read_before_it_is_renewed(world: World) -> None:
    """From the very day, noted once, by two sweeps at a time too; what they said stays as it was."""
    review = situations.proposed(world)
    world.declares("scrutineer", review)
    said = rows(world.database, SAID)
    assert 0 == swept(world, "2027-11-22")
    assert review == reads(world, "scrutineer", review)
    world.at("2027-11-23")
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: sweep(world.database, world.now), range(2)))
    [event] = rows(world.database, RAN_OUT)
    assert (world.ids["scrutineer"], None, "NM", f"declaration {said[0].id}") == tuple(event)
    with pytest.raises(DeclareFirst):
        reads(world, "scrutineer", review)
    with pytest.raises(DeclareFirst):
        reads(world, "scrutineer", situations.incident(world))
    assert 1 == swept(world, "2027-12-06")
    assert said == rows(world.database, SAID)

    independence(world, "scrutineer")

    assert review == reads(world, "scrutineer", review)
    assert 1 == swept(world, "2028-12-05")
    assert 2 == swept(world, "2028-12-06")


def test_what_counts_is_not_read_from_the_log(world: World) -> None:
    """An event that says so ends nothing by itself; what ran out stays so whatever the events say."""
    review = situations.proposed(world)
    world.declares("scrutineer", review)
    [said] = rows(world.database, SAID)
    with world.database.writing() as session:
        detail = f"declaration {said.id}"
        note(session, "independence_ran_out", person=said.person, by=None, partnership="NM", detail=detail)
    assert review == reads(world, "scrutineer", review)
    assert 2 == swept(world, "2027-11-23")
    sql(world.database, "DELETE FROM account_event")
    with pytest.raises(DeclareFirst):
        reads(world, "scrutineer", review)
    assert 0 == swept(world, "2027-11-24")


def test_the_months_are_the_policys(world: World) -> None:
    """As it is in force on the day: a shorter one ends what was said before."""
    assert 0 == swept(world, "2027-05-24")
    assert [] == wanted(world, "2027-05-24")
    world.policy(f"{POLICY.replace('1', '2')}[scrutiny]\nindependence_months = 6\n")
    assert 1 == swept(world, "2027-05-25")


def test_four_weeks_before_they_are_reminded(world: World) -> None:
    """Until they declare anew; who was renewed, and who is no scrutineer, isn't."""
    until = date(2027, 11, 23)
    assert [] == wanted(world, "2027-10-25")
    assert [("runs out on 23 November 2027", until)] == wanted(world, "2027-10-26") == wanted(world, "2027-11-22")
    swept(world, "2027-11-24")
    assert [("ran out on 23 November 2027: declare it anew before you read on", until)] == wanted(world, "2027-11-24")
    independence(world, "scrutineer")
    assert [] == wanted(world, "2027-11-24")


def test_who_is_related_stays_so_without_end(world: World) -> None:
    """Nothing runs out that shuts them out, and nothing is asked anew."""
    review = situations.proposed(world)
    world.declares("scrutineer", review)
    independence(world, "scrutineer", to_member=True, detail="A brother, in housing")
    assert 0 == swept(world, "2028-11-24")
    assert [] == wanted(world, "2028-11-24")
    with pytest.raises(NotPermitted, match="you read no case as scrutineer"):
        reads(world, "scrutineer", review)


def test_a_line_in_the_digest_says_so(world: World) -> None:
    """With its day and where to do it, beside whatever else is new for them; none in a digest long before."""
    told = []
    for day in ("2027-06-07", "2027-11-15"):
        world.at(day, hour=9)
        reference = situations.incident(world, aware=day)
        case_id = situations.row(world, reference).id
        sql(world.database, "DELETE FROM notice")
        sql(world.database, "DELETE FROM mail")
        line = "INSERT INTO notice (key, partnership, person, case_id, rung, task, why, at_once, made_on, status)"
        line += " VALUES (:key, 'NM', :p, :c, '', 'Something', 'you', :no, :day, 'owed')"
        sql(world.database, line, key=f"test/{day}", day=day, p=world.ids["scrutineer"], c=case_id, no=False)
        gather(world.database, world.now, "northmoor.example")
        [mail] = rows(world.database, "SELECT id, template FROM mail WHERE person = :p", p=world.ids["scrutineer"])
        with world.database.reading() as session:
            today = world.now.date()
            content = content_of(session, mail.id, world.ids["scrutineer"], mail.template, today, "https://x.example")
        assert isinstance(content.letter, Letter)
        told.append([one for one in content.letter.rest if one.reference == "Your declaration of independence"])
    (before, [now]) = told
    assert [] == before
    assert ("runs out on 23 November 2027", date(2027, 11, 23), "you are the independent scrutineer") == (
        now.task, now.due_on, now.why,
    )  # fmt: skip
    assert "https://x.example/account/independence?partnership=NM" == now.link


def test_who_has_nothing_else_to_read_is_reminded_once_a_week(world: World) -> None:
    """A digest for its sake alone, however often it is asked for and by two at a time; none once it was declared."""
    made = []
    for day in ("2027-10-25", "2027-10-26", "2027-10-27", "2027-10-30", "2027-11-01", "2027-11-23", "2027-11-24"):
        world.at(day, hour=9)
        sweep(world.database, world.now)
        with ThreadPoolExecutor(2) as threads:
            found = threads.map(lambda _: gather(world.database, world.now, "northmoor.example").digests, range(2))
            made.append((day[5:], sum(found)))
    assert [("10-25", 0), ("10-26", 1), ("10-27", 0), ("10-30", 0), ("11-01", 1), ("11-23", 1), ("11-24", 0)] == made
    mails = rows(world.database, "SELECT id, person FROM mail WHERE template = 'digest' ORDER BY id")
    assert {world.ids["scrutineer"]} == {row.person for row in mails}
    with world.database.reading() as session:
        today = world.now.date()
        content = content_of(session, mails[-1].id, mails[-1].person, "digest", today, "https://x.example")
    assert isinstance(content.letter, Letter)
    assert ["ran out on 23 November 2027: declare it anew before you read on"] == [
        one.task for one in content.letter.new
    ]
    independence(world, "scrutineer")
    with world.database.reading() as session:
        content = content_of(session, mails[-1].id, mails[-1].person, "digest", today, "https://x.example")
    assert content.letter is None
    world.at("2027-12-06", hour=9)
    assert 0 == gather(world.database, world.now, "northmoor.example").digests


def test_what_was_said_first_counts_by_the_civil_day(world: World) -> None:
    """The demo's clock moves on: what is said then counts from then."""
    world.at("2030-01-07")
    independence(world, "scrutineer")
    with world.database.reading() as session:
        last = independence_of(session, "NM", world.ids["scrutineer"])
        assert last is not None
        assert date(2031, 1, 7) == renewals.until(session, "NM", last)
