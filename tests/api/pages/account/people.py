"""Somebody at a browser outside the demo: what they type, what their app and their passkey say."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from sqlalchemy import select
from starlette.testclient import TestClient

from api.pages.account.entering import party
from api.signing_in import passkeys, passwords, recovery_codes, sessions
from api.signing_in.keys import keys_of
from tests.api.pages.site import OWN, Site, site_of
from tests.api.signing_in.authenticator import Authenticator
from tests.api.signing_in.clock import code, confirm, new_secret
from tests.journeys.browser import HOME, Page, _page
from tests.world import World, email
from workflow.tables.rows import ACCOUNT_EVENT, WEB_SESSION

SECRET_KEY = "one-secret-0123456789-of-these-tests"
PASSWORD = "otter lamp seventeen"
OPTIONS = re.compile(r'data-options="([^"]*)"')


def real_site(world: World, folder: Path) -> Site:
    """The partnership's pages, not as a demo."""
    return site_of(world, folder, demo=False, secret_key=SECRET_KEY)


@dataclass
class Somebody:
    """One of the people, at a browser of their own."""

    site: Site
    who: str
    client: TestClient
    secret: str = ""
    codes: list[str] = field(default_factory=list)
    key: Authenticator = field(default_factory=lambda: Authenticator(HOME))

    @property
    def person(self) -> int:
        """Their number."""
        assert self.site.world is not None
        return self.site.world.ids[self.who]

    def set_up(self, *, password: bool = True, app: bool = True, passkey: bool = False) -> Somebody:
        """Gives them ways of signing in, as if set up long ago."""
        settings = self.site.here.settings
        self.secret = new_secret(self.site.database)
        with self.site.database.writing() as session:
            if password:
                passwords.put(session, self.person, PASSWORD)
            if app:
                confirm(session, keys_of(settings), self.person, self.secret)
                self.codes = recovery_codes.make(session, self.person)
            if passkey:
                at = party(self.site.here)
                asked = passkeys.ask_to_make(keys_of(settings), at, self.person, email(self.who), self.who, [])
                assert passkeys.add(session, at, self.person, asked.challenge, self.key.make(asked.options), "Mine")
        return self

    def code(self, steps: int = 0) -> str:
        """What their app shows."""
        return code(self.site.database, self.secret, steps)

    def at(self, path: str) -> Page:
        """The page at that path, or where it leads."""
        return _page(self.client.get(path, follow_redirects=True))

    def get(self, path: str) -> httpx.Response:
        """Asks, following nothing."""
        return self.client.get(path)

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Posts these fields with the word of the session, following nothing."""
        return self.client.post(path, data={"csrf": self.csrf, **fields}, headers=OWN)

    def gives_password(self, password: str = PASSWORD, address: str = "", going_to: str = "/") -> httpx.Response:
        """Types an address and a password."""
        typed = {"address": address or email(self.who), "password": password, "next": going_to}
        return self.client.post("/sign-in", data=typed, headers=OWN)

    def gives_code(self, first: httpx.Response, typed: str) -> httpx.Response:
        """Types a code on the page that the password led to."""
        step = parse_qs(urlsplit(first.headers["location"]).query)["step"][0]
        return self.client.post("/sign-in/code", data={"step": step, "code": typed}, headers=OWN)

    def signs_in(self, going_to: str = "/") -> httpx.Response:
        """Password and code."""
        return self.gives_code(self.gives_password(going_to=going_to), self.code())

    def answers(self, path: str, to: str, **lies: Any) -> httpx.Response:
        """Lets their passkey answer what the page asks, and posts it."""
        return self.client.post(to, data=self.answer_to(path, **lies), headers=OWN)

    def answer_to(self, path: str, **lies: Any) -> dict[str, str]:
        """What our script would post."""
        page = _page(self.client.get(path))
        options = html.unescape(OPTIONS.findall(page.html)[0])
        fields = {name: one[0] for name, one in next(f for f in page.forms if "credential" in f.fields).fields.items()}
        told = self.key.but(**lies)
        said = told.make(options) if '"rp"' in options else told.answer(options)
        return fields | {"credential": said}

    def begins(self, how: str) -> Somebody:
        """Comes by a link, or however else a session begins."""
        with self.site.database.writing() as session:
            cookie = sessions.begin(session, self.person, how=how)
        self.client.cookies.set("casekeeper", cookie, domain="127.0.0.1")
        return self

    @property
    def csrf(self) -> str:
        """The word that the session's forms carry."""
        with self.site.database.reading() as session:
            live = WEB_SESSION.c.ended_at.is_(None)
            theirs = select(WEB_SESSION.c.csrf).where(WEB_SESSION.c.person == self.person, live)
            rows = session.execute(theirs.order_by(WEB_SESSION.c.made_at)).all()
            return str(rows[-1].csrf) if rows else ""

    @property
    def hows(self) -> list[str]:
        """How each of their sessions that lasts came, the oldest first."""
        with self.site.database.reading() as session:
            live = WEB_SESSION.c.ended_at.is_(None)
            theirs = select(WEB_SESSION.c.how).where(WEB_SESSION.c.person == self.person, live)
            return list(session.execute(theirs.order_by(WEB_SESSION.c.made_at)).scalars())

    @property
    def events(self) -> list[str]:
        """What an auditor reads of their account."""
        with self.site.database.reading() as session:
            theirs = select(ACCOUNT_EVENT.c.what).where(ACCOUNT_EVENT.c.person == self.person)
            return list(session.execute(theirs.order_by(ACCOUNT_EVENT.c.id)).scalars())
