"""What a token is for: each scope opens its own acts and no others; ended, run out or renamed as it should be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from api.signing_in import tokens
from tests.api.pages.site import Site, site_of
from tests.workflow.situations import incident, incident_answers, proposed
from tests.world import World

SCOPES = ("read", "write", "sign", "export")


@pytest.fixture
def site(world: World, tmp_path: Path) -> Site:
    """The small partnership's application, on each database in turn."""
    return site_of(world, tmp_path / "files")


def token(world: World, who: str, *scopes: str, purpose: str = "") -> dict[str, str]:
    """A header with a new token of these scopes."""
    with world.database.writing() as session:
        made = tokens.issue(session, world.ids[who], scopes=frozenset(scopes), purpose=purpose)
    return {"Authorization": f"Bearer {made}"}


def asked(site: Site, world: World, bearer: dict[str, str], what: str, reference: str) -> int:
    """The status of one act of each scope."""
    client = site.stranger()
    keyed = bearer | {"Idempotency-Key": f"{what}-{bearer['Authorization'][-8:]}"}
    if what == "read":
        return client.get(f"/api/v1/cases/{reference}", headers=bearer).status_code
    if what == "export":
        return client.get(f"/api/v1/cases/{reference}/documents/none", headers=bearer).status_code
    if what == "write":
        body = {"kind": "incident", "answers": incident_answers()}
        return client.post("/api/v1/cases", json=body, headers=keyed).status_code
    raise LookupError(what)


@pytest.mark.parametrize("held", SCOPES)
def test_each_scope_opens_its_own(site: Site, world: World, held: str) -> None:
    """403 with the scope that it wants for what the token isn't for; nothing is done then."""
    reference = incident(world)
    bearer = token(world, "officer", held)
    done = {"read": 200, "write": 201, "export": 404}
    for what, status in done.items():
        assert (status if what == held else 403) == asked(site, world, bearer, what, reference), what
    assert (2 if held == "write" else 1) == len(site.sql("SELECT id FROM casefile"))


def test_a_signature_wants_the_scope_to_sign(site: Site, world: World) -> None:
    """A token that may write moves cases on; it signs nothing in anybody's name unless it is for that."""
    reference = proposed(world)
    client, path = site.stranger(), f"/api/v1/cases/{reference}/moves/dissent"
    revision = client.get(f"/api/v1/cases/{reference}", headers=token(world, "officer", "read")).headers["etag"]
    body = {"answers": {"dissent": "The threshold is not met"}}

    def sent(*scopes: str) -> int:
        bearer = token(world, "dsp_police", *scopes, purpose="safeguarding")
        headers = bearer | {"Idempotency-Key": "-".join(scopes), "If-Match": revision}
        return client.post(path, json=body, headers=headers).status_code

    assert 403 == sent("read", "write")
    assert 0 == site.sql("SELECT count(*) FROM signature")[0][0]
    assert 403 == sent("sign")
    assert 200 == sent("write", "sign")
    assert 1 == site.sql("SELECT count(*) FROM signature")[0][0]


def test_a_token_runs_out(site: Site, world: World) -> None:
    """On its day, by the database's clock."""
    reference, bearer = incident(world), token(world, "officer", "read")
    assert 200 == asked(site, world, bearer, "read", reference)
    with world.database.writing() as session:
        issued = session.connection()
        past = "2020-01-01T00:00:00.000Z"
        issued.execute(text("UPDATE token SET expires_at = :past"), {"past": past})
    assert 401 == asked(site, world, bearer, "read", reference)


def test_an_ended_token_is_worth_nothing(site: Site, world: World) -> None:
    """From the very next request on; another of the same person still counts."""
    reference, first, second = incident(world), token(world, "officer", "read"), token(world, "officer", "read")
    with world.database.writing() as session:
        one = tokens.bearer(session, first["Authorization"].removeprefix("Bearer "), world.now.date())
        assert one is not None
        assert tokens.end_one(session, world.ids["officer"], one.id)
        assert not tokens.end_one(session, world.ids["officer"], one.id)
    assert (401, 200) == tuple(asked(site, world, bearer, "read", reference) for bearer in (first, second))


def test_the_last_use_is_kept(site: Site, world: World) -> None:
    """So that its person sees which of their tokens nobody uses any more."""
    reference, bearer = incident(world), token(world, "officer", "read")
    with world.database.reading() as session:
        assert [None] == [one.used_at for one in tokens.of_person(session, world.ids["officer"])]
    asked(site, world, bearer, "read", reference)
    with world.database.reading() as session:
        (one,) = tokens.of_person(session, world.ids["officer"])
    assert one.used_at is not None
    assert one.expires_at - one.made_at > timedelta(days=89)
