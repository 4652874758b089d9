"""A signature wants a proof of who one is that is at most ten minutes old; a token, that it is for signing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from api.signing_in import tokens
from tests.answers import INCIDENT
from tests.api.pages.site import Site, site_of
from tests.api.signing_in.clock import older
from tests.world import World
from workflow.tables.rows import WEB_SESSION


@pytest.fixture
def site_with_incident(world: World, tmp_path: Path) -> tuple[Site, str]:
    """The pages of a partnership that considers an incident, on which partners give their view; its reference."""
    reference = world.open("officer", "incident", INCIDENT).reference
    return site_of(world, tmp_path / "files"), f"/cases/{reference}"


def test_a_signature_wants_a_fresh_proof(site_with_incident: tuple[Site, str]) -> None:
    """Its form and its post lead to proving it again and back; a note is made as before."""
    site, case = site_with_incident
    partner = site.visit("dsp_council")
    assert 200 == partner.get(f"{case}/moves/give_view").status_code
    older(site.database, WEB_SESSION, "proved_at", timedelta(minutes=11))
    led = f"/sign-in/again?next={case}/moves/give_view"
    assert led == partner.get(f"{case}/moves/give_view").headers["location"]
    posted = partner.post(f"{case}/moves/give_view", {"csrf": partner.csrf})
    assert 303 == posted.status_code
    assert posted.headers["location"].startswith(led)
    assert [] == site.sql("SELECT * FROM signature")
    assert 200 == partner.get(f"{case}/moves/note").status_code
    back = partner.post("/sign-in/again", {"csrf": partner.csrf, "next": f"{case}/moves/give_view"})
    assert (303, f"{case}/moves/give_view") == (back.status_code, back.headers["location"])
    assert 200 == partner.get(f"{case}/moves/give_view").status_code


@pytest.mark.parametrize(("scopes", "allowed"), [({"read", "write"}, False), ({"read", "write", "sign"}, True)])
def test_a_token_signs_where_it_is_for_that(
    site_with_incident: tuple[Site, str], scopes: set[str], *, allowed: bool
) -> None:
    """One that only reads and writes is told what a signature wants; the other that its answers are missing."""
    site, case = site_with_incident
    assert site.world is not None
    with site.database.writing() as session:
        token = tokens.issue(session, site.world.ids["dsp_council"], scopes=frozenset(scopes))
    headers = {"Authorization": f"Bearer {token}", "If-Match": '"1"'}
    client = site.stranger()
    answer = client.post(f"/api/v1{case}/moves/give_view", json={"answers": {}}, headers=headers)
    assert (422 if allowed else 403) == answer.status_code, answer.text
    assert allowed != ("scope" in answer.text)
