"""Whoever is excluded is out everywhere at once: lists, counts, work, files, papers, links, agendas, recall, mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

import pytest

from tests.api.json.door import Door
from tests.api.pages.site import Site
from tests.notifications.waiting import until
from tests.workflow import meetings_brought_to as meetings
from tests.workflow import situations
from tests.workflow.situations import row, rows
from tests.world import World, email
from workflow.chasing.audience import people_of
from workflow.engine.firing import fire
from workflow.errors import NotFound

WHY = {"reason": "CANARY-why"}
OUT = "dsp_police"


def told(world: World, reference: str, *audiences: str) -> dict[str, str]:
    """Who these audiences of the case are, with why."""
    case_id = row(world, reference).id
    with world.database.reading() as session:
        found = people_of(session, case_id, "NM", audiences, world.now.date(), ("council", "police", "icb"))
    who = {person: name for name, person in world.ids.items()}
    return {who[person]: why for person, why in found}


@pytest.mark.parametrize("excluded", [{"whom": email(OUT)}, {"whom_agency": "police"}], ids=["person", "agency"])
def test_nothing_of_it_is_on_any_page_or_in_json(
    world: World, door: Door, site: Site, excluded: dict[str, str]
) -> None:
    """Each address answers as for a case that isn't there, and no list, count or search knows of it."""
    review = situations.rapid_review(world)
    other = situations.incident(world)
    recommended = situations.recommendation(world)
    world.fire("officer", other, "link_case", {"other": review, "as": "related", "reason": "x"})
    meeting = meetings.planned(world)
    meetings.flag(world, review)
    reply = door.get(OUT, f"/cases/{review}")
    assert 200 == reply.status_code
    world.fire("manager", review, "exclude", excluded | WHY)
    world.fire("manager", recommended, "exclude", excluded | WHY)

    for below in ("", "/entries", "/decisions", "/chronology"):
        assert 404 == door.get(OUT, f"/cases/{review}{below}").status_code, below
    for path in ("/cases", "/cases?q=" + review, "/actions", "/work", f"/cases/{other}", f"/cases/{meeting}"):
        assert review not in door.get(OUT, path).text, path
    assert 1 == len([one for one in door.get(OUT, "/cases?kind=incident").json()["items"] if one["reference"] == other])
    visit = site.visit(OUT)
    for path in ("/", "/cases?show=all", f"/cases/{other}", f"/cases/{other}/timeline", f"/cases/{meeting}"):
        page = visit.get(path).text
        assert review not in page, path
        assert "CANARY" not in page, path
    missing = visit.get("/cases/NM-2026-9999")
    for path in (f"/cases/{review}", f"/cases/{review}/timeline", f"/cases/{review}/moves/note"):
        assert 404 == visit.get(path).status_code == missing.status_code
    found = rows(world.database, "SELECT count(*) AS n FROM look WHERE case_id = :c", c=row(world, review).id)[0].n
    door.get(OUT, f"/cases/{review}")
    assert (
        found == rows(world.database, "SELECT count(*) AS n FROM look WHERE case_id = :c", c=row(world, review).id)[0].n
    )


def test_who_may_not_exclude_isnt_told_who_is_out(world: World, door: Door, site: Site) -> None:
    """The officer reads that somebody was excluded, not whom nor why; the manager does."""
    reference = situations.incident(world)
    world.fire("manager", reference, "exclude", {"whom": email(OUT)} | WHY)
    for who, knows in (("officer", False), ("manager", True)):
        page = site.visit(who).get(f"/cases/{reference}/timeline").text
        entry = door.get(who, f"/cases/{reference}/entries").json()["items"][-1]
        assert "Exclude from the whole matter" in page
        assert knows == ("CANARY-why" in page) == ("CANARY-why" in str(entry)) == (email(OUT) in str(entry))
        assert knows == bool(entry["body"])
        assert knows == ("Excluded" in site.visit(who).get(f"/cases/{reference}").text)


def test_what_was_owed_to_them_is_taken_back(world: World) -> None:
    """Owed lines and those in mails that wait are withdrawn with the exclusion; what others are owed stays."""
    reference = situations.incident(world)
    world.fire("officer", reference, "ask_views", {"views_asked_on": "2026-11-23"})
    case_id = row(world, reference).id
    person = {who: world.ids[who] for who in (OUT, "dsp_icb")}
    for number, (who, status) in enumerate(
        [(OUT, "owed"), (OUT, "mailed"), ("dsp_icb", "owed"), ("dsp_icb", "mailed")]
    ):
        _line(world, f"test/{number}", person[who], case_id, status)
    world.fire("manager", reference, "exclude", {"whom_agency": "police"} | WHY)
    sent = rows(world.database, "SELECT person, key, status FROM notice WHERE key LIKE 'test/%' ORDER BY key")
    assert ["withdrawn", "withdrawn", "owed", "mailed"] == [one.status for one in sent]
    left = rows(world.database, "SELECT count(*) AS n FROM notice WHERE person = :p AND status = 'owed'", p=person[OUT])
    assert 0 == left[0].n
    fences = rows(world.database, "SELECT person, fence, content FROM mail ORDER BY id")
    assert [(person[OUT], 4, None), (person["dsp_icb"], 3, b"written")] == [
        (one.person, one.fence, bytes(one.content) if one.content is not None else None) for one in fences
    ]


def test_the_excluded_get_no_word_of_it(world: World) -> None:
    """Nobody tells somebody that they were excluded; who owns work in it is named to the manager, by a chair's move."""
    reference = situations.action(world)
    world.fire("chair", reference, "exclude", {"whom": email("user_housing")} | WHY)
    found = rows(world.database, "SELECT person FROM notice WHERE task LIKE 'Somebody who owns a case%'")
    assert [world.ids["manager"]] == [one.person for one in found]
    assert [] == rows(
        world.database, "SELECT id FROM notice WHERE person = :p AND status = 'owed'", p=world.ids["user_housing"]
    )
    [entry] = rows(world.database, "SELECT body FROM entry WHERE move = 'exclude'")
    assert f'"owns":["{reference}"]' in entry.body


def test_nobody_is_counted_on_who_may_not_know(world: World) -> None:
    """The manager hears in the place of the excluded, and of who isn't named on a restricted case."""
    reference = situations.incident(world)
    assert {"dsp_council", OUT, "dsp_icb"} == set(told(world, reference, "delegated_partners"))
    world.fire("chair", reference, "exclude", {"whom_agency": "police"} | WHY)
    heard = told(world, reference, "delegated_partners")
    assert {"dsp_council", "dsp_icb", "manager"} == set(heard)
    assert "somebody who should hear of it is excluded, or not named on it" == heard["manager"]
    people = [{"person": email(one)} for one in ("chair", "dsp_icb")]
    world.fire("chair", reference, "restrict", {"named": people} | WHY)
    assert {"dsp_icb", "manager"} == set(told(world, reference, "delegated_partners"))
    assert {"manager"} == set(told(world, reference, "scrutineer"))
    sealed = {"sealed_to_chair": email("chair"), "sealed_to_manager": email("manager")}
    world.fire("chair", reference, "seal", sealed | WHY)
    assert {"manager"} == set(told(world, reference, "delegated_partners", "owner", "opener"))


def test_a_move_in_flight_fails_once_the_exclusion_stands(world: World) -> None:
    """A move that waits for the case while somebody excludes its maker finds nothing when its turn comes."""
    reference, held, go = situations.incident(world), Event(), Event()

    def excludes() -> None:
        with world.database.writing() as session:
            fire(world.act(session, "manager"), reference, "exclude", {"whom": email("officer")} | WHY)
            held.set()
            go.wait(60)

    def notes() -> str:
        held.wait(60)
        try:
            world.fire("officer", reference, "note", {"note": "late"})
        except NotFound:
            return "nothing there"
        return "made"

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.submit(excludes), threads.submit(notes)
        held.wait(60)
        _wait_until_it_waits(world)
        go.set()
        first.result(60)
        assert "nothing there" == second.result(60)
    assert [] == rows(world.database, "SELECT seq FROM entry WHERE move = 'note'")


def test_of_many_moves_in_flight_none_succeeds_after(world: World) -> None:
    """Notes by eight threads while somebody excludes their writer: none has a later number than the exclusion."""
    reference, enough = situations.incident(world), Semaphore(0)

    def notes(number: int) -> int:
        made = 0
        while True:
            try:
                world.fire("officer", reference, "note", {"note": f"{number}, {made}"})
            except NotFound:
                return made
            made += 1
            enough.release()

    with ThreadPoolExecutor(8) as threads:
        writers = [threads.submit(notes, number) for number in range(8)]
        for _ in range(20):
            enough.acquire(timeout=60)
        world.fire("manager", reference, "exclude", {"whom": email("officer")} | WHY)
        made = sum(one.result(60) for one in writers)
    entries = rows(world.database, "SELECT seq, move FROM entry ORDER BY seq")
    last = next(one.seq for one in entries if one.move == "exclude")
    written = [one.seq for one in entries if one.move == "note"]
    assert 20 <= made == len(written)
    assert last > max(written)


def _wait_until_it_waits(world: World) -> None:
    """Until PostgreSQL shows somebody waiting for a lock; in SQLite the second writer hasn't begun to read."""
    if world.database.is_sqlite:
        return
    waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    until(lambda: bool(rows(world.database, waits)), 30)


def _line(world: World, key: str, person: int, case_id: int, status: str) -> None:
    mail = None
    if status == "mailed":
        mail = situations.sql(
            world.database,
            "INSERT INTO mail (key, message_id, person, address, template, partnership, day, status, attempts, unknown,"
            " fence, made_at, next_at, answer, content)"
            " VALUES (:key, :key, :person, 'a@northmoor.example', 'digest', '',"
            " '2026-11-23', 'deferred', 1, 1, 3, '2026-11-23', '2026-11-23', '', :content) RETURNING id",
            key=key,
            person=person,
            content=b"written",
        )[0].id
    situations.sql(
        world.database,
        "INSERT INTO notice (key, partnership, person, case_id, rung, task, why, at_once, made_on, status, mail_id)"
        " VALUES (:key, 'NM', :person, :case_id, '', 'Something', 'you', :no, '2026-11-23', :status, :mail)",
        key=key,
        person=person,
        case_id=case_id,
        status=status,
        mail=mail,
        no=False,
    )
