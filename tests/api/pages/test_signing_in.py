"""Signing in and out: the demo alone, a new session each time, ended by time, by leaving and by signing out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from api.signing_in.keys import hashed
from tests.api.pages.site import OWN, Site, Visit, site_of
from tests.world import populate
from workflow.database.storage import Database
from workflow.tables.rows import WEB_SESSION


def moved_back(site: Site, who: Visit, column: str, by: timedelta) -> None:
    """Makes a time of the session earlier."""
    mine = WEB_SESSION.c.digest == hashed(who.cookie)
    with site.database.writing() as session:
        was = session.execute(select(WEB_SESSION.c[column]).where(mine)).scalar_one()
        session.connection().execute(update(WEB_SESSION).where(mine).values({column: was - by}))


def sent_to_sign_in(who: Visit) -> bool:
    """Whether the first page asks to sign in."""
    answer = who.get("/")
    return (answer.status_code, answer.headers.get("location")) == (303, "/sign-in?next=/")


def test_pages_ask_to_sign_in_and_lead_back(site: Site) -> None:
    """Nobody's visit to a page ends at the sign-in page, which leads back to that very page."""
    stranger = site.stranger()
    assert "/sign-in?next=/cases?show=late&q=a%20b" == stranger.get("/cases?show=late&q=a%20b").headers["location"]
    person = site.world.ids["officer"]
    answer = stranger.post("/sign-in", data={"person": str(person), "next": "/cases?show=late"}, headers=OWN)
    assert (303, "/cases?show=late") == (answer.status_code, answer.headers["location"])


ELSEWHERE = [
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
    "/ok\r\nSet-Cookie: x=1", "/\t/evil.example", "http:evil.example", "",
]  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_nowhere_else(site: Site, wanted: str) -> None:
    """An address of another site, however written, becomes our first page."""
    person = str(site.world.ids["officer"])
    answer = site.stranger().post("/sign-in", data={"person": person, "next": wanted}, headers=OWN)
    assert (303, "/") == (answer.status_code, answer.headers["location"])


def test_outside_the_demo_nobody_signs_in_without_a_password(sqlite_database: Database, tmp_path: Path) -> None:
    """The page names nobody, and a post of somebody's number is refused and sets no cookie."""
    site = site_of(populate(sqlite_database), tmp_path / "files", demo=False)
    stranger = site.stranger()
    assert "Officer" not in stranger.get("/sign-in").text
    answer = stranger.post("/sign-in", data={"person": str(site.world.ids["officer"])}, headers=OWN)
    assert 403 == answer.status_code
    assert "set-cookie" not in answer.headers
    assert [] == site.sql("SELECT * FROM web_session")
    assert 404 == stranger.get("/demo/clock").status_code


@pytest.mark.parametrize("person", ["", "0", "999999", "-1", "1 OR 1=1", "²", "9" * 40])
def test_nobody_signs_in_as_somebody_who_is_not_there(site: Site, person: str) -> None:
    """A number that is nobody's signs nobody in."""
    answer = site.stranger().post("/sign-in", data={"person": person}, headers=OWN)
    assert 404 == answer.status_code
    assert [] == site.sql("SELECT * FROM web_session")


def test_each_sign_in_is_a_new_session(site_on_each: Site) -> None:
    """A cookie planted before signing in isn't taken over; signing in anew ends the session before."""
    site = site_on_each
    visit = site.visit("officer")
    first = visit.cookie
    visit.post("/sign-in", {"person": str(site.world.ids["manager"])})
    assert first != visit.cookie
    old = site.stranger()
    old.cookies.set("casekeeper", first)
    assert 303 == old.get("/").status_code
    planted = site.stranger()
    planted.cookies.set("casekeeper", "planted")
    planted.post("/sign-in", data={"person": str(site.world.ids["officer"])}, headers=OWN)
    assert [] == site.sql("SELECT 1 FROM web_session WHERE digest = :digest", digest=hashed("planted"))


def test_the_cookie_is_kept_from_scripts_and_strangers(site: Site) -> None:
    """HttpOnly and SameSite always; over https also Secure and bound to the host by its name."""
    person = {"person": str(site.world.ids["officer"])}
    plain = site.stranger().post("/sign-in", data=person, headers=OWN).headers["set-cookie"]
    assert plain.startswith("casekeeper=")
    secure = site_of(site.world, site.here.files.folder, base_url="https://cases.example")
    own = {"Origin": "https://cases.example"}
    sealed = secure.stranger().post("/sign-in", data=person, headers=own).headers["set-cookie"]
    assert sealed.startswith("__Host-casekeeper=")
    assert "Secure" in sealed
    for cookie in (plain, sealed):
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("column", "by", "ended"),
    [
        ("seen_at", timedelta(minutes=14), False),
        ("seen_at", timedelta(minutes=15, seconds=5), True),
        ("made_at", timedelta(hours=9, minutes=59), False),
        ("made_at", timedelta(hours=10, seconds=5), True),
    ],
)
def test_sessions_end_by_themselves(site_on_each: Site, column: str, by: timedelta, *, ended: bool) -> None:
    """After 15 idle minutes, and after 10 hours in any case."""
    visit = site_on_each.visit("officer")
    moved_back(site_on_each, visit, column, by)
    assert ended == sent_to_sign_in(visit)


def test_using_a_session_keeps_it(site: Site) -> None:
    """A page after 14 minutes begins the 15 anew."""
    visit = site.visit("officer")
    for _ in range(2):
        moved_back(site, visit, "seen_at", timedelta(minutes=14))
        assert not sent_to_sign_in(visit)


def test_signing_out_ends_the_session_in_the_database(site_on_each: Site) -> None:
    """The old cookie is worth nothing afterwards, and the browser is told to forget what it kept."""
    visit = site_on_each.visit("officer")
    cookie = visit.cookie
    answer = visit.post("/sign-out", {"csrf": visit.csrf})
    assert (303, "/sign-in") == (answer.status_code, answer.headers["location"])
    assert '"cache", "storage"' == answer.headers["clear-site-data"]
    again = site_on_each.stranger()
    again.cookies.set("casekeeper", cookie)
    assert 303 == again.get("/").status_code


def test_leaving_ends_every_session(site_on_each: Site) -> None:
    """Somebody who left today is nobody from then on, whatever cookie they hold."""
    visit = site_on_each.visit("officer")
    csrf = visit.csrf
    site_on_each.sql("UPDATE person SET left_on = '2026-11-23' WHERE id = :id", id=site_on_each.world.ids["officer"])
    assert sent_to_sign_in(visit)
    before = site_on_each.dump()
    assert 303 == visit.post("/open/incident", {"csrf": csrf}).status_code
    assert before == site_on_each.dump()
