"""Recording for somebody through JSON: how it came in and the document that shows it, which is on the case before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.answers import PDF
from tests.api.json.door import Door
from tests.workflow import situations

MANAGER = "manager@northmoor.example"
MINUTES = {"kind": "minute", "shows": "record", "effect_on": "2026-11-23"}


def kept(door: Door, reference: str, revision: int, **said: str) -> dict[str, Any]:
    """Minutes on the case, as the officer attaches them."""
    reply = door.upload("officer", reference, revision, file=("minutes.pdf", PDF), **MINUTES | said)
    assert 201 == reply.status_code, reply.text
    found: dict[str, Any] = reply.json()
    return found


def test_somebody_elses_act_is_recorded_with_its_document(door: Door) -> None:
    """The trail names both people, how it came in, which entry attached the document and its hash."""
    reference = door.open()
    minutes = kept(door, reference, 1)
    came_in = {"how": "meeting", "document": minutes["id"]}
    reply = door.note("officer", reference, revision=2, recorded_for=MANAGER, received=came_in)
    assert 200 == reply.status_code, reply.text
    attached, entry = door.get("manager", f"/cases/{reference}/entries").json()["items"][-2:]
    assert ("Officer", "Manager") == (entry["by"], entry["recorded_for"])
    told = {"how": "meeting", "document": attached["seq"], "sha256": minutes["sha256"]}
    assert told == entry["received"]
    assert minutes["sha256"] in entry["body"]
    assert attached["received"] is None


@pytest.mark.parametrize(
    ("received", "wrong"),
    [
        ({"received": {"how": "email"}}, ["document"]),
        ({"received": {"how": "dream", "document": 1}}, ["received"]),
        ({"received": {"how": "email", "document": 2}}, ["document"]),
        ({"received": {"how": "email", "document": 999}}, ["document"]),
    ],
    ids=["no document", "no such way", "another case's document", "no such document"],
)
def test_nothing_is_recorded_for_another_without_its_document(
    sqlite_door: Door, received: dict[str, Any], wrong: list[str]
) -> None:
    """422 by field, and nothing is kept: the document must be on this very case."""
    reference, other = sqlite_door.open(), sqlite_door.open()
    assert [1, 2] == [kept(sqlite_door, one, 1)["id"] for one in (reference, other)]
    before = situations.row(sqlite_door.world, reference)
    reply = sqlite_door.note("officer", reference, revision=2, recorded_for=MANAGER, **received)
    assert (422, wrong) == (reply.status_code, list(reply.json()["errors"])), reply.text
    assert before == situations.row(sqlite_door.world, reference)


def test_a_program_that_says_nothing_of_it_is_told_so_in_the_timeline(sqlite_door: Door) -> None:
    """The contract's move has no more than for whom: it is taken, and whoever reads it sees that nothing shows it."""
    reference = sqlite_door.open()
    reply = sqlite_door.note("officer", reference, recorded_for=MANAGER)
    assert 200 == reply.status_code, reply.text
    entry = sqlite_door.get("manager", f"/cases/{reference}/entries").json()["items"][-1]
    assert ("Officer", "Manager", None) == (entry["by"], entry["recorded_for"], entry["received"])


def test_a_document_is_taken_where_no_evidence_is(sqlite_door: Door) -> None:
    """An action that is over takes no evidence, but an officer's document, on which it is reopened for the manager."""
    reference = situations.submitted(sqlite_door.world)
    sqlite_door.world.fire("officer", reference, "verify", {"verification": "Seen at the housing association"})
    revision = situations.row(sqlite_door.world, reference).revision
    refused = sqlite_door.upload("officer", reference, revision)
    assert (409, True) == (refused.status_code, "takes no evidence" in refused.text)
    theirs = sqlite_door.upload("user_housing", reference, revision, **MINUTES)
    assert 409 == theirs.status_code, theirs.text
    minutes = kept(sqlite_door, reference, revision)
    came_in = {"how": "meeting", "document": minutes["id"]}
    again = {"reason": "Tenants are asked for the reference again", "due_on": "2027-02-26"}
    reply = sqlite_door.move(
        "officer", reference, "reopen", revision + 1, answers=again, recorded_for=MANAGER, received=came_in
    )
    assert 200 == reply.status_code, reply.text


def test_what_was_only_received_is_no_evidence(sqlite_door: Door) -> None:
    """An action isn't submitted on the mail that asks to submit it."""
    reference = situations.action(sqlite_door.world)
    revision = situations.row(sqlite_door.world, reference).revision
    mail = kept(sqlite_door, reference, revision, kind="correspondence")
    body = {"submission": "Trained"}
    came_in = {"how": "email", "document": mail["id"]}
    whose = "user_housing@northmoor.example"
    reply = sqlite_door.move(
        "officer", reference, "submit", revision + 1, answers=body, recorded_for=whose, received=came_in
    )
    assert (422, ["Attach at least one piece of evidence first"]) == (reply.status_code, reply.json()["reasons"])


def test_how_an_opening_came_in_is_said(sqlite_door: Door) -> None:
    """There is no case yet to keep its document: how it came in is kept where it is said."""
    body = {
        "kind": "incident",
        "answers": situations.incident_answers(),
        "recorded_for": "lead_council@northmoor.example",
    }
    refused = sqlite_door.post("officer", "/cases", body | {"received": {"how": "dream"}})
    assert (422, ["received"]) == (refused.status_code, list(refused.json()["errors"])), refused.text
    made = sqlite_door.post("officer", "/cases", body | {"received": {"how": "letter"}})
    assert 201 == made.status_code, made.text
    entry = sqlite_door.get("manager", f"/cases/{made.json()['reference']}/entries").json()["items"][0]
    assert "letter" == entry["received"]["how"]
