"""Every way of being refused at the JSON door: the right status, a sentence, and nothing written."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text, update

from tests.answers import INCIDENT
from tests.api.json.door import Door
from tests.workflow.situations import submitted
from workflow.tables import RoleHeld
from workflow.tables.rows import PERSON


@pytest.fixture
def postgresql_url(own_postgresql_url: str) -> str:
    """A database of the test's own: these tests change more than rows."""
    return own_postgresql_url


def problem(reply: Any, status: int) -> dict[str, Any]:
    """The problem details of a reply, which must be of this status."""
    assert status == reply.status_code, reply.text
    assert "application/problem+json" == reply.headers["content-type"]
    told: dict[str, Any] = reply.json()
    assert {"type", "title", "status", "detail"} <= set(told)
    assert (status, True) == (told["status"], bool(told["detail"]))
    return told


def test_a_move_nobody_declared_is_not_offered(sqlite_door: Door) -> None:
    """409: the case has no such move."""
    assert "no move called fly" in problem(sqlite_door.move("officer", sqlite_door.open(), "fly"), 409)["detail"]


def test_a_move_of_another_state_is_not_offered(sqlite_door: Door) -> None:
    """409: the move isn't possible now, said with the state's name."""
    assert "Considering" in problem(sqlite_door.move("manager", sqlite_door.open(), "reopen"), 409)["detail"]


def test_a_move_of_other_roles_is_not_permitted(sqlite_door: Door) -> None:
    """403: who may is said."""
    told = problem(sqlite_door.note("dsp_police", sqlite_door.open()), 403)
    assert "Review officer" in told["detail"]


def test_an_opening_by_other_roles_is_not_permitted(sqlite_door: Door) -> None:
    """403 for an opening too."""
    problem(sqlite_door.post("user_school", "/cases", {"kind": "incident", "answers": INCIDENT}), 403)


def test_nobody_verifies_their_own_agencys_action(door: Door) -> None:
    """422 with the guard's sentence, for the owner's own colleague."""
    reference = submitted(door.world)
    with door.world.database.writing() as session:
        session.add(
            RoleHeld(
                person=door.world.ids["colleague_housing"],
                partnership="NM",
                agency="housing",
                role="delegated_partner",
                from_on=door.world.now.date(),
            )
        )
    revision = door.get("officer", f"/cases/{reference}").json()["revision"]
    reply = door.move("colleague_housing", reference, "verify", revision, answers={"verification": "I saw it"})
    assert problem(reply, 422)["reasons"]


def test_unmet_guards_are_all_told(door: Door) -> None:
    """422 with every reason, and nothing is written."""
    reference = door.open()
    criteria = {key: {"answer": "yes", "reason": "Known"} for key in "ab"}
    reply = door.move("officer", reference, "decide_notifiable", answers={"criteria": criteria, "rationale": "Both"})
    assert ["Ask the statutory partners for their views first"] == problem(reply, 422)["reasons"]
    assert 1 == len(door.get("officer", f"/cases/{reference}/entries").json()["items"])


def test_a_missing_rationale_is_named(sqlite_door: Door) -> None:
    """422 with a sentence by field."""
    reference = sqlite_door.open()
    sqlite_door.move("officer", reference, "ask_views", answers={"views_asked_on": "2026-11-23"})
    criteria = {key: {"answer": "yes", "reason": "Known"} for key in "ab"}
    told = problem(sqlite_door.move("officer", reference, "decide_notifiable", 2, answers={"criteria": criteria}), 422)
    assert {"rationale": "Enter: Rationale for the decision"} == told["errors"]


def test_a_stale_revision_hears_what_changed(door: Door) -> None:
    """412 with the entries made meanwhile; the text sent isn't kept."""
    reference = door.open()
    door.move("manager", reference, "ask_views", answers={"views_asked_on": "2026-11-23"})
    told = problem(door.note("officer", reference), 412)
    assert (2, [("Manager", 2)]) == (told["revision"], [(one["by"], one["seq"]) for one in told["changes"]])


@pytest.mark.parametrize("value", ["", "*", "3", 'W/"1"', '"one"', '"1", "2"'])
def test_without_a_revision_nothing_is_changed(sqlite_door: Door, value: str) -> None:
    """428 where If-Match is missing or names no revision."""
    reference = sqlite_door.open()
    headers = {"If_Match": value} if value else {}
    reply = sqlite_door.post("officer", f"/cases/{reference}/moves/note", {"answers": {"note": "x"}}, **headers)
    assert "If-Match" in problem(reply, 428)["detail"]


def test_missing_and_forbidden_are_byte_for_byte_the_same(door: Door) -> None:
    """Another agency's case and one that doesn't exist answer alike, whatever is asked of them."""
    forbidden, missing = door.open(), "NM-2026-9999"
    note = {"answers": {"note": "x"}}
    asked: list[Callable[[str], Any]] = [
        lambda one: door.get("user_school", f"/cases/{one}"),
        lambda one: door.get("user_school", f"/cases/{one}/entries"),
        lambda one: door.get("user_school", f"/cases/{one}/evidence/1"),
        lambda one: door.post("user_school", f"/cases/{one}/moves/note", note, If_Match='"1"'),
        lambda one: door.post("user_school", f"/cases/{one}/moves/fly", note, If_Match='"7"'),
        lambda one: door.upload("user_school", one),
        lambda one: door.post("lead_school", "/cases", {"kind": "incident", "answers": INCIDENT, "parent": one}),
    ]
    for ask in asked:
        replies = [ask(forbidden), ask(missing)]
        assert [404, 404] == [reply.status_code for reply in replies]
        assert replies[0].content == replies[1].content
        assert dict(replies[0].headers) == dict(replies[1].headers)


def test_what_no_database_could_hold_is_not_found(door: Door) -> None:
    """References and numbers that break databases are nothing that exists."""
    for path in ("/cases/NM%00", "/cases/%0a", "/cases/NM/evidence/99999999999999999999", "/cases/NM/evidence/x"):
        problem(door.get("officer", path), 404)


def test_an_address_that_leads_nowhere(sqlite_door: Door) -> None:
    """404 and 405 of the router are problem details too."""
    problem(sqlite_door.get("officer", "/nothing"), 404)
    problem(sqlite_door.get("officer", "/cases/"), 404)
    problem(sqlite_door.client.delete("/api/v1/cases"), 405)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-11-24", "must be today or in the past"),
        ("2026-02-31", "must be a real date"),
        ("yesterday", "must be a real date"),
        (20261123, "must be a real date"),
        ("1066-10-14", "must be a year between"),
    ],
)
def test_a_day_on_which_nothing_can_have_happened(sqlite_door: Door, day: Any, says: str) -> None:
    """The future, 31 February and what is no date are refused in a sentence by field."""
    reference = sqlite_door.open()
    assert says in problem(sqlite_door.note("officer", reference, happened_on=day), 422)["errors"]["happened_on"]
    reply = sqlite_door.post("officer", "/cases", {"kind": "incident", "answers": INCIDENT | {"aware_on": day}})
    assert says in problem(reply, 422)["errors"]["aware_on"]


def test_recording_for_somebody_unknown(sqlite_door: Door) -> None:
    """Who holds no role here can't have done anything; missing and elsewhere are told alike."""
    reference = sqlite_door.open()
    for address in ("nobody@northmoor.example", "", "a\n@b", "x" * 400):
        body = {"answers": {"note": "x"}, "recorded_for": address}
        reply = sqlite_door.post("officer", f"/cases/{reference}/moves/note", body, If_Match='"1"')
        problem(reply, 422)


def test_only_the_business_unit_records_for_others(sqlite_door: Door) -> None:
    """403 where somebody else tries."""
    answers = {"views_asked_on": "2026-11-23"}
    reply = sqlite_door.move(
        "dsp_police", sqlite_door.open(), "ask_views", answers=answers, recorded_for="manager@northmoor.example"
    )
    problem(reply, 403)


def test_an_unknown_kind_or_parent_opens_nothing(sqlite_door: Door) -> None:
    """A misspelt kind is told what there is; a kind that only moves open is refused."""
    told = problem(sqlite_door.post("officer", "/cases", {"kind": "incidnet", "answers": {}}), 422)
    assert "incident" in told["errors"]["kind"]
    problem(sqlite_door.post("officer", "/cases", {"kind": "rapid_review", "answers": {}}), 403)


def test_a_token_that_was_ended_writes_nothing(door: Door) -> None:
    """Whoever left has no access from that day on."""
    reference = door.open()
    with door.world.database.writing() as session:
        session.execute(update(PERSON).values(left_on=door.world.now.date()))
    problem(door.note("officer", reference), 401)


def test_a_database_out_of_reach_is_said(sqlite_door: Door) -> None:
    """503, to be tried again, without a word of SQL."""
    headers = sqlite_door.headers("officer")
    with sqlite_door.world.database.engine.connect() as connection:
        connection.connection.driver_connection.execute("ALTER TABLE token RENAME TO token_gone")  # type: ignore[union-attr]
    told = problem(sqlite_door.client.get("/api/v1/work", headers=headers), 503)
    assert "token" not in str(told)


def test_what_nobody_foresaw_tells_nothing(sqlite_door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    """500 as problem details; neither the answer nor the log repeats what an error says."""
    reference = sqlite_door.open()
    with sqlite_door.world.database.writing() as session:
        session.execute(text("UPDATE casefile SET facts = 'canary, no JSON'"))
    told = problem(sqlite_door.get("officer", f"/cases/{reference}"), 500)
    out = "".join(capsys.readouterr())
    assert "unforeseen" in out
    assert "canary" not in str(told) + out
