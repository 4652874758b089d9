"""Whoever changes where another's mails go, or who holds which right, proves first who they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

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


@pytest.mark.parametrize("path", ["/people/new", "{}/roles", "{}/roles/1/end", "{}/invitation", "{}/leave"])
def test_rights_are_given_and_ended_with_a_fresh_proof_alone(site: Site, path: str) -> None:
    """Nor does a session left open invite anybody; to look wants none."""
    assert site.world is not None
    manager, whose = site.visit("manager"), f"/people/{site.world.ids['officer']}"
    older(site.database, WEB_SESSION, "proved_at", timedelta(minutes=11))
    assert 200 == manager.get(whose).status_code
    before = site.dump()
    answer = manager.post(path.format(whose), {"csrf": manager.csrf})
    assert (303, True) == (answer.status_code, answer.headers["location"].startswith("/sign-in/again"))
    kept = {"draft", "asked", "web_session"}
    assert {name: rows for name, rows in before.items() if name not in kept} == {
        name: rows for name, rows in site.dump().items() if name not in kept
    }
