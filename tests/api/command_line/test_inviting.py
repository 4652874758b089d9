"""`casekeeper people add` and `people invite`: who can't sign in yet is sent a link, which no command prints."""

from __future__ import annotations

import pytest
from sqlmodel import select

from tests.api.command_line.conftest import Command
from tests.world import World, email
from workflow.tables import Invitation, Mail

NEW = ("people", "add", "new@unit.northmoor.example", "--name", "New", "--agency", "unit", "--role")


@pytest.fixture
def postgresql_url(own_postgresql_url: str) -> str:
    """A database of the test's own: these tests change more than rows."""
    return own_postgresql_url


def mails(world: World) -> list[str]:
    """The keys of the mails in the outbox."""
    with world.database.reading() as session:
        return sorted(session.exec(select(Mail.key)).all())


def test_adding_somebody_invites_them_once(world: World, casekeeper: Command) -> None:
    """With their first role; a second one sends nothing more. Nothing secret is printed."""
    added = casekeeper(*NEW, "business_manager")
    assert (0, True) == (added.code, "A link is on its way to their address" in added.out)
    assert "link=" not in added.out + added.err
    assert "A link" not in casekeeper(*NEW, "review_officer").out
    with world.database.reading() as session:
        invited = session.exec(select(Invitation)).one()
    assert [f"invitation/{invited.id}/1"] == mails(world)


def test_nobody_is_mailed_who_is_not_to_be(world: World, casekeeper: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --no-mail, and in the demo."""
    assert "A link" not in casekeeper(*NEW, "business_manager", "--no-mail").out
    monkeypatch.setenv("CASEKEEPER_DEMO", "1")
    assert "A link" not in casekeeper(*NEW, "review_officer").out
    assert [] == mails(world)


def test_inviting_anew_ends_the_link_before(world: World, casekeeper: Command) -> None:
    """Somebody who lost what they sign in with; nobody who isn't here."""
    for _ in range(2):
        assert "Officer is invited." in casekeeper("people", "invite", email("officer")).out
    with world.database.reading() as session:
        invited = session.exec(select(Invitation)).one()
    assert 2 == invited.number
    assert [f"invitation/{invited.id}/{number}" for number in (1, 2)] == mails(world)
    nobody = casekeeper("people", "invite", "nobody@northmoor.example")
    assert (1, "Nobody here has the address nobody@northmoor.example.\n") == (nobody.code, nobody.err)
