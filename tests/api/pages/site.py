"""The pages of a partnership under test, and people who visit them with a browser of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text
from sqlmodel import SQLModel
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from api.app import create_app
from api.installation import Installation, files_of
from api.settings import Settings
from tests.clocks import WorldClock
from tests.journeys.browser import HOME, Browser, Page, _page
from tests.world import World
from workflow.database.storage import Database

OWN = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}


class Visit(Browser):
    """A person's browser that can also be made to send what no form of ours sends."""

    def __init__(self, app: ASGIApp, who: str) -> None:
        super().__init__(app, who)
        self.client: TestClient = self._client

    @property
    def cookie(self) -> str:
        """The session's cookie."""
        return self.client.cookies["casekeeper"]

    @property
    def csrf(self) -> str:
        """The word that this session's forms carry."""
        return self.at("/demo/clock").forms[0].fields["csrf"][0]

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Asks, following nothing."""
        reply = self.client.get(path, headers=headers, follow_redirects=False)
        if not self.answers_first(reply, path):
            return reply
        return self.client.get(path, headers=headers, follow_redirects=False)

    def post(self, path: str, fields: dict[str, Any], files: Any = None, **headers: str) -> httpx.Response:
        """Posts these very fields, following nothing."""
        reply = self.client.post(path, data=fields, files=files, headers=OWN | headers, follow_redirects=False)
        if not self.answers_first(reply, path):
            return reply
        return self.client.post(path, data=fields, files=files, headers=OWN | headers, follow_redirects=False)

    def answers_first(self, reply: httpx.Response, path: str) -> bool:
        """Whether they were asked something before the case is shown, and have answered it."""
        asked = reply.headers.get("location", "")
        return reply.status_code == 303 and self.answered(self.asked_first(asked, path)) is not None

    def sends(self, page: Page, typed: dict[str, Any], files: Any = None) -> Page:
        """Types into the page's form and posts it without asking what is allowed; gives the page that it leads to."""
        fields = {**page.form.fields, **{name: one if isinstance(one, list) else [one] for name, one in typed.items()}}
        return _page(self.client.post(page.form.action, data=fields, files=files, headers=OWN))


@dataclass
class Site:
    """The application over a real database."""

    here: Installation
    world: World | None = None
    visits: dict[str, Visit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app = create_app(self.here)

    @property
    def database(self) -> Database:
        """The database behind the pages."""
        return self.here.database

    def visit(self, who: str) -> Visit:
        """Somebody's own browser, the same each time."""
        if who not in self.visits:
            self.visits[who] = Visit(self.app, who)
        return self.visits[who]

    def stranger(self) -> TestClient:
        """A browser in which nobody is signed in."""
        return TestClient(self.app, base_url=HOME, follow_redirects=False)

    def sql(self, statement: str, **bound: Any) -> list[Any]:
        """What a statement answers; what it changes is kept."""
        with self.database.writing() as session:
            answer = session.connection().execute(text(statement), bound)
            return list(answer) if answer.returns_rows else []

    def dump(self) -> dict[str, list[Any]]:
        """Every row of every table, except when a session was last seen, who signed in, who looked at what."""
        with self.database.reading() as session:
            return {
                table.name: sorted(
                    repr(tuple(row))
                    for row in session.execute(table.select())
                    if getattr(row, "what", "") != "signed_in"
                )
                for table in SQLModel.metadata.sorted_tables
                if table.name not in ("web_session", "look")
            }


def site_of(world: World, folder: Path, **settings: Any) -> Site:
    """The pages of this world; its evidence goes into ``folder``."""
    given: dict[str, Any] = {"demo": True, "files": folder, "base_url": HOME, "secret_key": "", "now": ""}
    made = Settings(**given | settings)
    return Site(Installation(made, world.database, files_of(made), WorldClock(world)), world)
