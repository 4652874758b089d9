"""Whoever changes where another's mails go, links to set up a sign-in too, proves first who they are."""

from __future__ import annotations

from datetime import timedelta

from tests.api.pages.site import Site
from tests.api.signing_in.clock import older
from workflow.tables.rows import WEB_SESSION


def test_an_address_is_changed_with_a_fresh_proof_alone(site: Site) -> None:
    """A session left open at a desk changes nobody's address."""
    assert site.world is not None
    manager, whose = site.visit("manager"), site.world.ids["officer"]
    page = manager.at(f"/mail/people/{whose}")
    older(site.database, WEB_SESSION, "proved_at", timedelta(minutes=11))
    before = site.sql("SELECT email FROM person ORDER BY id")
    answer = manager.post(
        f"/mail/people/{whose}", {"csrf": page.forms[-1].fields["csrf"][0], "email": "me@evil.example"}
    )
    assert (303, True) == (answer.status_code, answer.headers["location"].startswith("/sign-in/again"))
    assert before == site.sql("SELECT email FROM person ORDER BY id")
