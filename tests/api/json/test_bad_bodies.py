"""Bodies that can't be read, or could be read in two ways: a sentence, and nothing written."""

import json
from typing import Any

import pytest

from api.json_api.bodies import DEEPEST, read_strictly
from tests.answers import INCIDENT
from tests.api.json.door import Door
from workflow.errors import Invalid


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "isn't JSON"),
        (b"{", "isn't JSON"),
        (b'{"kind": "incident",}', "isn't JSON"),
        (b"[]", "must be an object"),
        (b'"text"', "must be an object"),
        (b"null", "must be an object"),
        (b'{"kind": NaN}', "NaN isn't a value"),
        (b'{"answers": {"a": -Infinity}}', "-Infinity isn't a value"),
        (b'{"answers": 1e999}', "too large"),
        (b'{"answers": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"kind": "incident", "kind": "action"}', "'kind' twice"),
        (b'{"answers": {"a": 1, "a": 2}}', "'a' twice"),
        (b'{"a":' * 200 + b"1" + b"}" * 200, "nested deeper"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"kind": "\xff"}', "must be UTF-8"),
        ("{}".encode("utf-16"), "must be UTF-8"),
        (b'{"kind": "a\\u0000"}', "can't be kept"),
        (b'{"kind": "\\ud800"}', "can't be kept"),
        (b'{"\\udc00": 1}', "can't be kept"),
    ],
)
def test_what_isnt_plain_json_is_refused(sqlite_door: Door, body: bytes, says: str) -> None:
    """422 with one sentence that says what is wrong."""
    reply = sqlite_door.post("officer", "/cases", body)
    assert (422, "application/problem+json") == (reply.status_code, reply.headers["content-type"])
    assert says in reply.json()["errors"]["body"]


def test_depth_is_counted_exactly() -> None:
    """As deep as allowed is read; one level more isn't."""
    deep: Any = 1
    for _ in range(DEEPEST - 1):
        deep = {"a": deep}
    assert deep == read_strictly(json.dumps(deep).encode())
    with pytest.raises(Invalid):
        read_strictly(json.dumps({"a": deep}).encode())


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "incident"}, "answers"),
        ({"answers": {}}, "kind"),
        ({"kind": 1, "answers": {}}, "kind"),
        ({"kind": "incident", "answers": []}, "answers"),
        ({"kind": "incident", "answers": {}, "state": "closed"}, "state"),
        ({"kind": "incident", "answers": {}, "owner_agency": "police"}, "owner_agency"),
        ({"kind": "incident", "answers": {}, "parent": 7}, "parent"),
        ({"kind": "incident", "answers": {}, "partnership": "XX"}, "partnership"),
        ({"kind": "incident", "answers": INCIDENT | {"revision": 9}}, "revision"),
        ({"kind": "incident", "answers": INCIDENT | {"types": ["nothing"]}}, "types"),
        ({"kind": "incident", "answers": INCIDENT | {"subjects": [{"pseudonym": "A", "name": "B"}]}}, "subjects"),
        ({"kind": "incident", "answers": INCIDENT | {"summary": "x" * 20_001}}, "summary"),
    ],
)
def test_what_isnt_asked_or_of_another_shape_is_named(sqlite_door: Door, body: dict[str, Any], field: str) -> None:
    """422, the fault under the field's own name."""
    reply = sqlite_door.post("officer", "/cases", body)
    assert 422 == reply.status_code
    assert [field] == list(reply.json()["errors"]), reply.text
    assert reply.json()["reasons"] == list(reply.json()["errors"].values())


def test_another_media_type_is_refused(sqlite_door: Door) -> None:
    """415 for a form where JSON belongs, and for JSON where a file belongs."""
    headers = sqlite_door.headers("officer")
    assert 415 == sqlite_door.client.post("/api/v1/cases", headers=headers, data={"kind": "incident"}).status_code
    reply = sqlite_door.client.post(
        f"/api/v1/cases/{sqlite_door.open()}/evidence", headers=headers | {"If-Match": '"1"'}, json={}
    )
    assert 415 == reply.status_code


def test_a_body_without_end_is_cut_off(sqlite_door: Door) -> None:
    """413 as problem details, beyond a megabyte."""
    reply = sqlite_door.post("officer", "/cases", b'{"a": "' + b"x" * 1_100_000 + b'"}')
    assert (413, "application/problem+json") == (reply.status_code, reply.headers["content-type"])


def test_nothing_was_written(sqlite_door: Door) -> None:
    """After refusals the first number is still free."""
    sqlite_door.post("officer", "/cases", {"kind": "incident", "answers": {}})
    sqlite_door.post("officer", "/cases", b"{")
    assert "NM-2026-0001" == sqlite_door.open()
