"""As much as a query may say is read by a real server, whatever its letters."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from api.signing_in import tokens
from tests.api.json.door import door_of
from tests.api.schema.serving import served
from tests.world import populate
from workflow.database.storage import Database


def test_twenty_thousand_characters_fit_in_an_address(sqlite_database: Database, tmp_path: Path) -> None:
    """Each is twelve bytes there at most."""
    door = door_of(populate(sqlite_database), tmp_path)
    with sqlite_database.writing() as session:
        token = tokens.issue(session, door.world.ids["officer"])
    with served(door.installation) as address:
        at = urlsplit(address)
        connection = HTTPConnection(at.hostname or "", at.port, timeout=60)
        query = urlencode({"q": "\N{LEDGER}" * 20_000})
        connection.request(
            "GET", f"{at.path}/recommendations/similar?{query}", headers={"Authorization": f"Bearer {token}"}
        )
        reply = connection.getresponse()
        said = json.loads(reply.read())
        connection.close()
    assert (200, {"items": []}) == (reply.status, said)
