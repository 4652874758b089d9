"""More within a minute than one person may ask for: refused with when to go on, and told to the auditor."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from api.rules.limits import DEFAULTS, PAGES, read_limits
from api.rules.obeying import RULES
from api.settings import read_settings
from api.signing_in import tokens
from tests.answers import PDF
from tests.api.pages.site import Site, site_of
from tests.workflow.situations import incident
from tests.world import World
from workflow.errors import Unusable
from workflow.tables.moments import DatabaseMinute
from workflow.tables.rows import ACCOUNT_EVENT, LOOK

Told = TypeVar("Told")
MOST = 3
EVENTS = select(ACCOUNT_EVENT.c.person, ACCOUNT_EVENT.c.detail).where(ACCOUNT_EVENT.c.what == "too_much_asked")
PAGE = "/cases/{reference}"
ASKED: dict[str, list[tuple[str, str]]] = {
    "pages": [
        ("GET", PAGE),
        ("GET", f"/api/v1{PAGE}"),
        ("GET", "/cases/NM-2026-9999"),
        ("GET", "/cases/NM-2026-9999/purpose"),
        ("GET", f"{PAGE}/declaration"),
        ("POST", "/away"),
    ],
    "searches": [("GET", "/cases?q=Kittiwake"), ("GET", "/api/v1/cases?limit=1"), ("GET", "/api/v1/actions")],
    "documents": [("GET", f"{PAGE}/documents/rapid_review_report"), ("GET", "/documents/agenda/sample")],
    "exports": [("POST", "/read-log/export")],
    "uploads": [("POST", f"{PAGE}/evidence"), ("POST", f"/api/v1{PAGE}/evidence")],
}
"""What counts as each, as somebody may ask for it who may."""


def within_one_minute(world: World, told: Callable[[], Told]) -> Told:
    """What came of it, from first to last in one minute of the database's, counted from nought."""
    while True:
        before = minute(world)
        with world.database.writing() as session:
            for table in ("asked", "account_event"):
                session.connection().exec_driver_sql(f"DELETE FROM {table}")
        found = told()
        if before == minute(world):
            return found


def minute(world: World) -> int:
    """The database's minute."""
    with world.database.reading() as session:
        return int(session.execute(select(DatabaseMinute())).scalar_one())


def rows(world: World, query: Any) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with world.database.reading() as session:
        return [tuple(row) for row in session.execute(query)]


def asking(site: Site, who: str, method: str, path: str) -> Callable[[], Any]:
    """Asks as that person does: a program with a token, or a browser with a form's word."""
    assert site.world is not None
    if path.startswith("/api/"):
        with site.world.database.writing() as session:
            token = tokens.issue(session, site.world.ids[who], purpose="To take part")
        client, headers = site.stranger(), {"Authorization": f"Bearer {token}"}
        sent = {"files": {"document": ("a.pdf", PDF)}} if method == "POST" else {}
        return lambda: client.request(method, path, headers=headers, **sent)
    visit = site.visit(who)
    if method == "GET":
        return lambda: visit.get(path)
    fields = {"csrf": visit.csrf}
    return lambda: visit.post(path, fields)


@pytest.mark.parametrize("what", ASKED)
def test_whatever_is_too_much_is_refused(world: World, tmp_path: Path, what: str) -> None:
    """429 with the seconds to wait, in words or as problem details; the auditor reads of it once, nothing is shown."""
    site = site_of(world, tmp_path, limits=f"{what}={MOST}")
    reference = incident(world)
    who = "auditor" if what == "exports" else "manager"
    for method, path in ASKED[what]:
        ask = asking(site, who, method, path.format(reference=reference))
        looked = rows(world, select(LOOK.c.id))
        answers = within_one_minute(world, lambda: [ask() for _ in range(MOST + 3)])  # noqa: B023
        assert 429 not in [one.status_code for one in answers[:MOST]], path
        assert [429] * 3 == [one.status_code for one in answers[MOST:]], path
        last = answers[-1]
        assert 1 <= int(last.headers["retry-after"]) <= 60
        assert f"more {what} within a minute than one person may ask for: {MOST}. Wait" in last.text
        assert [(world.ids[who], f"{what}: {MOST}")] == rows(world, EVENTS), path
        assert len(rows(world, select(LOOK.c.id))) - len(looked) <= MOST * 2, path
        assert ("application/problem+json" == last.headers["content-type"]) == path.startswith("/api/")


def test_everybody_else_goes_on_and_so_does_everything_else(world: World, tmp_path: Path) -> None:
    """Another person's searches, their own pages, the next minute; and nobody is kept from signing out."""
    site, reference = site_of(world, tmp_path, limits="searches=1,pages=3"), incident(world)
    officer, manager = site.visit("officer"), site.visit("manager")
    fields = {"csrf": officer.csrf}

    def asked() -> list[int]:
        asks = [officer, officer, manager]
        found = [one.get("/cases").status_code for one in asks]
        found += [officer.get(f"/cases/{reference}").status_code for _ in range(3)]
        site.sql("UPDATE asked SET minute = minute - 1")
        return [*found, officer.get("/cases").status_code]

    assert [200, 429, 200, 200, 200, 429, 200] == within_one_minute(world, asked)
    site.sql("UPDATE asked SET times = 1000")
    assert 303 == officer.post("/sign-out", fields).status_code


def test_browsers_and_tokens_of_one_person_count_together(world: World, tmp_path: Path) -> None:
    """A second token is no second allowance."""
    site = site_of(world, tmp_path, limits=f"searches={MOST}")
    ways = [asking(site, "officer", "GET", path) for path in ("/cases", "/api/v1/cases", "/api/v1/cases")]
    found = within_one_minute(world, lambda: [ways[number % 3]().status_code for number in range(MOST + 1)])
    assert [200] * MOST + [429] == found


def test_side_by_side_none_slips_past(world: World, tmp_path: Path) -> None:
    """Twelve at once: as many are answered as may be, on each database."""
    site = site_of(world, tmp_path, limits=f"searches={MOST}")
    ask = asking(site, "officer", "GET", "/api/v1/cases")

    def at_once() -> list[int]:
        with ThreadPoolExecutor(12) as pool:
            return [one.status_code for one in pool.map(lambda _: ask(), range(12))]

    found = within_one_minute(world, at_once)
    assert (MOST, 12 - MOST) == (found.count(200), found.count(429))
    assert 1 == len(rows(world, EVENTS))


def test_the_demo_has_no_limits(world: World, tmp_path: Path) -> None:
    """Unless they are set: nothing is counted there at all."""
    site = site_of(world, tmp_path)
    site.visit("officer").get("/cases")
    assert [] == site.sql("SELECT * FROM asked")


def test_the_setting_names_what_it_changes() -> None:
    """The rest stays as it is."""
    assert {**DEFAULTS, "searches": 5, "pages": 50} == read_limits("searches=5, pages=50")
    assert DEFAULTS == read_limits("")


def test_what_rules_count_has_a_limit_and_each_limit_is_counted() -> None:
    """A word that is mistyped would count as just another page."""
    assert DEFAULTS.keys() - {PAGES} == {rule.counted for rule in RULES.values()} - {""}


@pytest.mark.parametrize("said", ["searches", "searches=0", "searches=many", "mails=3", "searches=-1"])
def test_a_limit_that_cant_be_read_stops_the_start(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """In a sentence that names what there is."""
    monkeypatch.setenv("CASEKEEPER_LIMITS", said)
    with pytest.raises(Unusable, match=r"CASEKEEPER_LIMITS: “.*” isn't one of pages, searches, documents, exports"):
        read_settings()
