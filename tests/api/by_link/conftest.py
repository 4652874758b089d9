"""What the tests of links by mail share: a real installation with a mail server, outside the demo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlmodel import SQLModel

from api.installation import Installation
from api.post import post_of
from api.signing_in import invitations, passwords
from notifications.delivery import Delivered, deliver
from tests.api.pages.site import Site, site_of
from tests.notifications.mailbox import Mailbox
from tests.world import World
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import AUTHENTICATOR_APP, INVITATION

SECRET_KEY = "of-tests-alone-0123456789-abcdefghijklmnop"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/set-up\?link=[\w.-]+)")


@dataclass
class Stage:
    """The installation, its pages and its mail server."""

    site: Site
    world: World
    mailbox: Mailbox

    @property
    def here(self) -> Installation:
        """The installation."""
        return self.site.here

    def invite(self, who: str) -> None:
        """Somebody is invited by the business manager."""
        with self.here.database.writing() as session:
            invitations.invite(self.here, session, self.world.ids[who], by=self.world.ids["manager"])

    def deliver(self) -> Delivered:
        """One pass of the outbox."""
        return deliver(self.here.database, post_of(self.here.settings), self.here.now())

    def sent(self, who: str) -> str:
        """Invites somebody; the link's path in the mail that arrived."""
        self.invite(who)
        assert Delivered(sent=1) == self.deliver()
        return self.link()

    def link(self) -> str:
        """The link's path in the mail that arrived last, the same in text and HTML."""
        mail = self.mailbox.mails()[-1]
        parts = [mail.get_body((kind,)) for kind in ("plain", "html")]
        found = {path for part in parts if part is not None for path in LINK.findall(part.get_content())}
        assert 1 == len(found)
        return found.pop()

    def runs_out(self) -> None:
        """The time of every link is past."""
        with self.here.database.writing() as session:
            past = session.execute(select(DatabaseNow())).scalar_one() - timedelta(seconds=1)
            session.connection().execute(update(INVITATION).values(expires_at=past))

    def can_sign_in(self, who: str) -> None:
        """Somebody has a password and an authenticator app."""
        with self.here.database.writing() as session:
            person = self.world.ids[who]
            passwords.put(session, person, "a long password of theirs")
            app = {"person": person, "secret": "kept", "last_step": 0, "confirmed_at": DatabaseNow()}
            session.connection().execute(insert(AUTHENTICATOR_APP).values(**app))

    def holding(self, *words: str) -> list[str]:
        """Every column of every table in which one of the words stands, however it is kept."""
        found = []
        with self.here.database.reading() as session:
            for table in SQLModel.metadata.sorted_tables:
                for row in session.execute(table.select()):
                    for name, value in row._mapping.items():
                        plain = re.sub(rb"=\r?\n", b"", value if isinstance(value, bytes) else str(value).encode())
                        found += [f"{table.name}.{name}" for word in words if word.encode() in plain]
        return found


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that takes mails."""
    made = Mailbox()
    made.open()
    yield made
    made.close()


@pytest.fixture
def stage(world: World, mailbox: Mailbox, tmp_path: Path) -> Stage:
    """The small partnership on each database in turn, with a mail server."""
    settings = {"demo": False, "secret_key": SECRET_KEY, "smtp_url": f"smtp://127.0.0.1:{mailbox.port}"}
    return Stage(site_of(world, tmp_path / "files", **settings), world, mailbox)
