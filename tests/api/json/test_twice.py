"""The same request twice does it once, with the same answer."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests.answers import INCIDENT, PDF
from tests.api.json.door import Door
from tests.figures import Figure, times
from tests.workflow.situations import action
from workflow.tables.rows import CASEFILE, ENTRY, EVIDENCE

PAIRS = times(10, campaign=2000)
KEY = {"Idempotency_Key": "b7f1"}
INCIDENT_BODY = {"kind": "incident", "answers": INCIDENT}


def count(door: Door, table: object) -> int:
    """How many rows."""
    with door.world.database.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def test_an_opening_sent_twice_opens_one_case(door: Door) -> None:
    """Status, Location and ETag of the first; one case."""
    first, second = (door.post("officer", "/cases", INCIDENT_BODY, **KEY) for _ in range(2))
    assert [201, 201] == [first.status_code, second.status_code]
    for name in ("location", "etag"):
        assert first.headers[name] == second.headers[name]
    assert (first.json(), "true", 1) == (second.json(), second.headers["idempotency-replayed"], count(door, CASEFILE))


def test_a_move_sent_twice_is_made_once(door: Door) -> None:
    """The second is answered before its revision is looked at: it would be stale."""
    reference = door.open()
    answers = {"views_asked_on": "2026-11-23"}
    first, second = (door.move("officer", reference, "ask_views", key="k", answers=answers) for _ in range(2))
    assert [(200, '"2"')] * 2 == [(one.status_code, one.headers["etag"]) for one in (first, second)]
    assert 2 == count(door, ENTRY)


def test_the_first_answers_revision_stays(sqlite_door: Door) -> None:
    """A late repetition gets the first's ETag, so that whoever goes on from it hears what changed since."""
    reference = sqlite_door.open()
    sqlite_door.note("officer", reference, key="k")
    sqlite_door.move("manager", reference, "ask_views", answers={"views_asked_on": "2026-11-23"})
    again = sqlite_door.note("officer", reference, key="k")
    assert ('"1"', 2) == (again.headers["etag"], again.json()["revision"])


def test_a_key_stands_for_one_request(sqlite_door: Door) -> None:
    """422 where the body, the move or the case differs; another person's same key is another key."""
    reference = sqlite_door.open()
    assert 200 == sqlite_door.note("officer", reference, "One", key="k").status_code
    other = sqlite_door.note("officer", reference, "Two", key="k")
    assert (422, "tag:casekeeper,2026:clash") == (other.status_code, other.json()["type"])
    elsewhere = sqlite_door.move("officer", reference, "ask_views", key="k", answers={"note": "One"})
    assert 422 == elsewhere.status_code
    assert 200 == sqlite_door.note("manager", reference, "Two", key="k").status_code
    assert 3 == count(sqlite_door, ENTRY)


def test_a_refused_request_may_be_put_right(sqlite_door: Door) -> None:
    """Only what was done is remembered: a failed request's key is free."""
    reference = sqlite_door.open()
    assert 422 == sqlite_door.note("officer", reference, "", key="k").status_code
    assert 200 == sqlite_door.note("officer", reference, "Now with words", key="k").status_code


def test_a_key_of_another_form_is_refused(sqlite_door: Door) -> None:
    """A key is 1 to 200 printable characters."""
    reply = sqlite_door.post("officer", "/cases", INCIDENT_BODY, Idempotency_Key="x" * 201)
    assert 422 == reply.status_code


def test_a_file_sent_twice_is_attached_once(door: Door) -> None:
    """One row, the same address; another file under that key is refused."""
    reference = action(door.world)
    first, second = (door.upload("user_housing", reference, key="k") for _ in range(2))
    assert [201, 201] == [first.status_code, second.status_code], second.text
    assert (first.headers["location"], first.json()) == (second.headers["location"], second.json())
    assert 1 == count(door, EVIDENCE)
    assert 422 == door.upload("user_housing", reference, key="k", file=("audit.pdf", PDF + b"%more")).status_code


@pytest.mark.campaign
@pytest.mark.timeout(600)
def test_pairs_in_parallel_have_one_effect_each(door: Door, figure: Figure) -> None:
    """Openings, each sent twice at once: a case for each pair, which hears the same twice."""
    headers = door.headers("officer")

    def send(number: int) -> tuple[int, str, str]:
        named = headers | {"Idempotency-Key": f"pair {number // 2}"}
        reply = door.client.post("/api/v1/cases", headers=named, json=INCIDENT_BODY)
        return reply.status_code, reply.headers["location"], reply.headers["etag"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(2 * PAIRS)))
    assert {201} == {status for status, _, _ in answers}
    assert answers[0::2] == answers[1::2]
    assert PAIRS == count(door, CASEFILE)
    figure(f"sent twice at once, {door.world.database.engine.name}", f"{PAIRS} pairs, {PAIRS} effects")


def test_of_two_who_race_one_wins(door: Door) -> None:
    """The same revision, two people, at once: one 200, one 412, one entry."""
    reference = door.open()
    body = {"answers": {"views_asked_on": "2026-11-23"}}
    named = [door.headers(who) | {"If-Match": '"1"'} for who in ("officer", "manager")]

    def send(headers: dict[str, str]) -> int:
        return door.client.post(f"/api/v1/cases/{reference}/moves/ask_views", headers=headers, json=body).status_code

    with ThreadPoolExecutor(2) as pool:
        assert [200, 412] == sorted(pool.map(send, named))
    assert 2 == count(door, ENTRY)
