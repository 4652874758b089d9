"""No look without its case: whatever shows one, by whatever route, is in the log of who has looked at it."""

from __future__ import annotations

from api.signing_in import tokens
from tests.answers import INCIDENT
from tests.api.json.door import API, Door
from tests.workflow.situations import row, rows
from tests.world import World

BODY = {"kind": "incident", "answers": INCIDENT}

RAISED = {
    "kind": "disagreement",
    "answers": {
        "about": "Whether a place is safe",
        "raised_by": "police",
        "with_agencies": ["council"],
        "disputed": "They see it otherwise",
        "safety_now": "It stays with an aunt",
        "wanted": "A meeting",
        "risk": "A child stays where it is",
        "enters_at": "stage_1",
    },
}


def looks_at(world: World, reference: str) -> int:
    """How many looks at the case stand in the log."""
    found = rows(world.database, "SELECT id FROM look WHERE case_id = :c", c=row(world, reference).id)
    return len(found)


def test_a_case_that_is_opened_is_looked_at(door: Door, world: World) -> None:
    """What is answered to the opening is the case, and the same request again shows it as it stands by now."""
    first = door.post("officer", "/cases", BODY, Idempotency_Key="one")
    reference = first.json()["reference"]
    assert 1 == looks_at(world, reference)

    again = door.post("officer", "/cases", BODY, Idempotency_Key="one")

    assert (201, "true") == (again.status_code, again.headers["Idempotency-Replayed"])
    assert 2 == looks_at(world, reference)


def test_the_same_request_again_wants_a_purpose_as_any_read(door: Door, world: World) -> None:
    """Somebody of the police opens with a token that says no purpose: what came to it since isn't read with it."""
    with world.database.writing() as session:
        token = tokens.issue(session, world.ids["dsp_police"], scopes=frozenset({"write"}))
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "one"}
    first = door.client.post(f"{API}/cases", json=RAISED, headers=headers)
    assert 201 == first.status_code, first.text
    reference = first.json()["reference"]

    again = door.client.post(f"{API}/cases", json=RAISED, headers=headers)

    assert 403 == again.status_code
    assert "Say first what you read" in again.json()["detail"]
    assert 1 == looks_at(world, reference)
