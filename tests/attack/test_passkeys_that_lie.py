"""What strangers post in a passkey's place is refused with a sentence, whatever it is: never an error of ours."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import insert
from webauthn.helpers import bytes_to_base64url

from tests.api.pages.site import site_of
from tests.world import World
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import PASSKEY

STEP = re.compile(r'name="step" value="([^"]+)"')
DEEP = "[" * 6000
KNOWN = bytes_to_base64url(b"known")
SAID = {"id": KNOWN, "rawId": KNOWN, "type": "public-key", "clientExtensionResults": {}}


def of(client: str, told: str = "YQ", **more: object) -> str:
    """An answer of a credential that there is, with this as the browser's own part."""
    response = {"clientDataJSON": client, "authenticatorData": told, "signature": "YQ"} | more
    return json.dumps(SAID | {"response": response})


LIES = {
    "nested deep": DEEP,
    "nested deep within": of(bytes_to_base64url(DEEP.encode())),
    "an empty object": "{}",
    "a list": "[]",
    "a number too long": '{"id": ' + "1" * 5000 + "}",
    "no object within": json.dumps(SAID | {"response": "x"}),
    "a list within": json.dumps(SAID | {"response": []}),
    "no base64": json.dumps({"id": "\u00e9"}),
    "half a pair": json.dumps({"id": "\ud800"}),
    "no JSON": of("_w"),
    "null": of(bytes_to_base64url(b"null")),
    "a handle that is none": of("e30", userHandle={"a": 1}),
    "data cut short": of(bytes_to_base64url(b'{"type":"webauthn.get","challenge":"YQ","origin":"x"}'), "AAAA"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_each_is_answered_like_a_wrong_passkey(world: World, tmp_path: Path, lie: str) -> None:
    """The same status and the same sentence, by who is no account and by who knows one's credential."""
    site = site_of(world, tmp_path / "files", demo=False, secret_key="of-tests-alone-0123456789-abcdefghijklmnop")
    row = {"person": world.ids["officer"], "credential": b"known", "public_key": b"k", "sign_count": 0, "name": "Phone"}
    with world.database.writing() as session:
        session.connection().execute(insert(PASSKEY).values(made_at=DatabaseNow()), row)
    stranger = site.stranger()
    found = STEP.search(stranger.get("/sign-in").text)
    assert found is not None

    reply = stranger.post("/sign-in/passkey", data={"step": found[1], "credential": lie, "next": "/"})

    assert 422 == reply.status_code
    assert "The passkey couldn’t be checked" in reply.text
    assert "casekeeper" not in reply.cookies
