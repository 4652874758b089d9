"""Casekeeper as it answers on loopback, and browsers that sign in there with a provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from sqlalchemy import func, insert, select, text
from sqlmodel import SQLModel

from api.installation import Installation
from api.signing_in import providers
from api.signing_in.keys import keys_of
from api.signing_in.openid.discovery import KNOWN
from tests.world import World, email
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import INVITATION

CLIENT, SECRET = "casekeeper", "not+a%secret"


class Browser:
    """Somebody's browser: keeps cookies, and follows where it is sent."""

    def __init__(self, home: str) -> None:
        self.client = httpx.Client(base_url=home, follow_redirects=False, timeout=60, trust_env=False)
        self.home = home

    def get(self, address: str) -> httpx.Response:
        """One answer; nothing is followed."""
        return self.client.get(address)

    def follow(self, answer: httpx.Response, *, until: str = "") -> httpx.Response:
        """Goes where it is sent, unless that begins with ``until``; gives the last answer."""
        while answer.is_redirect and not (until and answer.headers["location"].startswith(until)):
            answer = self.client.get(str(answer.url.join(answer.headers["location"])))
        return answer

    def begin(self, provider: int = 1, **asked: str) -> dict[str, str]:
        """Sets out for the provider; what it was sent with."""
        answer = self.client.get(f"/sign-in/with/{provider}", params=asked)
        assert 303 == answer.status_code, answer.text
        return {name: value for name, (value,) in parse_qs(urlsplit(answer.headers["location"]).query).items()}

    def come_back(self, **answered: str) -> httpx.Response:
        """Comes back from the provider with this answer."""
        return self.client.get("/sign-in/callback", params=answered)

    @property
    def cookie(self) -> str | None:
        """The session's cookie, if there is one."""
        return self.client.cookies.get("casekeeper")

    def is_in(self) -> bool:
        """Whether the first page opens."""
        return 200 == self.client.get("/").status_code


@dataclass
class Served:
    """A running Casekeeper and its world."""

    here: Installation
    world: World
    home: str
    browsers: list[Browser] = field(default_factory=list)

    @property
    def back(self) -> str:
        """Where providers send people back to."""
        return f"{self.home}/sign-in/callback"

    def browser(self) -> Browser:
        """A new browser, closed with the rest."""
        self.browsers.append(Browser(self.home))
        return self.browsers[-1]

    def add_provider(self, agency: str, issuer: str) -> int:
        """An agency's provider; its number."""
        new = providers.New(agency, f"{agency} sign-in", issuer, CLIENT, SECRET)
        with self.here.database.writing() as session:
            providers.add(session, self.world.partnership, new, keys_of(self.here.settings))
            return providers.of_agency(session, self.world.partnership, agency).id

    def begin_anew(self) -> None:
        """Nobody is signed in, known by a provider or invited; nobody has left or lost a role."""
        for table in ("account_event", "sign_in_step", "web_session", "identity", "identity_provider", "invitation"):
            self.sql(f"DELETE FROM {table}")
        self.sql("UPDATE person SET left_on = NULL")
        self.sql("UPDATE role_held SET to_on = NULL")

    def forget_providers(self) -> None:
        """Asks every provider anew what it says of itself."""
        KNOWN.forget()

    def end_provider(self, agency: str) -> None:
        """Ends an agency's provider."""
        with self.here.database.writing() as session:
            providers.end(session, providers.of_agency(session, self.world.partnership, agency))

    def invite(self, who: str, *, lasts: int = 14, used: bool = False, ended: bool = False) -> None:
        """Invites one of the people, for a number of days from now."""
        with self.here.database.writing() as session:
            now = session.execute(select(DatabaseNow())).scalar_one()
            row: dict[str, Any] = {"person": self.world.ids[who], "purpose": "invitation", "number": 1, "made_at": now}
            row |= {"expires_at": now + timedelta(days=lasts), "used_at": now if used else None}
            session.connection().execute(insert(INVITATION).values(**row, ended_at=now if ended else None))

    def sql(self, statement: str, **bound: Any) -> list[Any]:
        """What a statement answers; what it changes is kept."""
        with self.here.database.writing() as session:
            answer = session.connection().execute(text(statement), bound)
            return list(answer) if answer.returns_rows else []

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with self.here.database.reading() as session:
            return session.execute(select(func.count()).select_from(SQLModel.metadata.tables[table])).scalar_one()

    def refusals(self) -> list[str]:
        """Why sign-ins were refused, the oldest first."""
        return [
            row.detail
            for row in self.sql("SELECT what, detail FROM account_event ORDER BY id")
            if row.what == "sign_in_refused"
        ]


def address_of(who: str) -> str:
    """The address of one of the people."""
    return email(who)
