"""The JSON door of a small partnership: each person with a token, and what a program would send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient
from starlette.types import ASGIApp

from api.app import create_app
from api.installation import Installation, files_of
from api.settings import Settings
from api.signing_in import tokens
from tests.answers import INCIDENT, PDF, SHOWN
from tests.clocks import WorldClock
from tests.world import World

API = "/api/v1"
AUDIT = ("audit.pdf", PDF)
PURPOSE = "To take part in it for my force"
"""What a token reads for: a police force's people say so when it is made."""


@dataclass
class Door:
    """What programs see of the partnership."""

    world: World
    installation: Installation
    app: ASGIApp
    client: TestClient
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, who: str) -> dict[str, str]:
        """Who calls."""
        if who not in self.tokens:
            with self.world.database.writing() as session:
                self.tokens[who] = tokens.issue(session, self.world.ids[who], purpose=PURPOSE)
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def get(self, who: str, path: str, **query: Any) -> Any:
        """Asks."""
        return declaring(self, who, lambda: self.client.get(API + path, headers=self.headers(who), params=query))

    def post(self, who: str, path: str, body: Any, **headers: str) -> Any:
        """Sends JSON, as bytes if it is bytes already."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        all_headers = {"Content-Type": "application/json"} | self.headers(who) | named
        sent = {"content": body} if isinstance(body, bytes) else {"json": body}
        return declaring(self, who, lambda: self.client.post(API + path, headers=all_headers, **sent))

    def open(self, who: str = "officer", **answers: Any) -> str:
        """Opens an incident; gives its reference."""
        reply = self.post(who, "/cases", {"kind": "incident", "answers": INCIDENT | answers})
        assert 201 == reply.status_code, reply.text
        return str(reply.json()["reference"])

    def move(self, who: str, reference: str, move: str, revision: int = 1, *, key: str = "", **body: Any) -> Any:
        """Makes a move."""
        headers = {"If_Match": f'"{revision}"'} | ({"Idempotency_Key": key} if key else {})
        return self.post(who, f"/cases/{reference}/moves/{move}", {"answers": {}} | body, **headers)

    def note(self, who: str, reference: str, text: str = "A note", revision: int = 1, **more: Any) -> Any:
        """Adds a note, which every kind allows and which raises no revision."""
        return self.move(who, reference, "note", revision, answers={"note": text}, **more)

    def upload(
        self, who: str, reference: str, revision: int = 1, *, file: Any = AUDIT, key: str = "", **fields: str
    ) -> Any:
        """Attaches a file."""
        headers = self.headers(who) | {"If-Match": f'"{revision}"'} | ({"Idempotency-Key": key} if key else {})
        address = f"{API}/cases/{reference}/evidence"
        return declaring(
            self, who, lambda: self.client.post(address, headers=headers, files={"file": file}, data=SHOWN | fields)
        )


def declaring(door: Door, who: str, asks: Callable[[], Any]) -> Any:
    """What is answered; a scrutineer who is to declare first says that they are free, and asks again."""
    reply = asks()
    if (first := declare_first(reply)) is None:
        return reply
    said = door.client.post(f"{API}/cases/{first}/declaration", json={"conflict": False}, headers=door.headers(who))
    assert 200 == said.status_code, said.text
    return asks()


def declare_first(reply: Any) -> str | None:
    """The case that they are to declare for, where that is the answer."""
    if reply.status_code != 403 or not reply.json().get("type", "").endswith(":declare-first"):
        return None
    return str(reply.json()["reference"])


def door_of(world: World, folder: Path, clamd: str = "") -> Door:
    """The door of this world; its evidence goes into ``folder``."""
    settings = Settings(demo=True, files=folder, base_url="http://127.0.0.1:8000", clamd=clamd)
    installation = Installation(settings, world.database, files_of(settings), WorldClock(world))
    app = create_app(installation)
    return Door(world, installation, app, TestClient(app))
