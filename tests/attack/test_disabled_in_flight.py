"""Somebody is disabled while 500 of their requests are in flight: none is saved or shown after the commit."""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, text

from api.signing_in import sessions, tokens
from tests.api.pages.chromium import serving
from tests.api.pages.site import Site, site_of
from tests.figures import Figure
from tests.notifications.waiting import until
from tests.workflow.situations import incident_answers
from tests.world import World
from workflow.accounts import leaving
from workflow.tables.rows import IDEMPOTENT_REQUEST

REQUESTS, OF_EACH = 500, 5
"""In flight; and of either kind of write, saved when the leaving begins."""
WRITES = {"json write": "key-", "page write": "form/"}
BUSY = (409, 503)
"""Told to come again: a machine with much else to do lets somebody wait for longer than five seconds."""
LASTING = (
    "SELECT count(*) FROM {table}, account_event WHERE account_event.what = 'left' "
    "AND {table}.{at} > account_event.at AND {table}.{by} = :me"
)


class Clients:
    """One person's token and browser, and 500 requests by them: writes and reads, as JSON and as pages."""

    def __init__(self, world: World, address: str) -> None:
        with world.database.writing() as session:
            self.token = tokens.issue(session, world.ids["officer"])
            self.cookie = sessions.begin(session, world.ids["officer"], how="demo")
            found = sessions.signed_in(session, self.cookie, world.now.date())
        assert found is not None
        self.address, self.csrf = address, found.csrf

    async def all(self, number: int = REQUESTS) -> list[tuple[str, int]]:
        """Sends so many at once; what each was and its status."""
        limits = httpx.Limits(max_connections=REQUESTS, max_keepalive_connections=0)
        async with httpx.AsyncClient(base_url=self.address, timeout=600, limits=limits) as client:
            return await asyncio.gather(*(self.one(client, one) for one in range(number)))

    async def one(self, client: httpx.AsyncClient, number: int) -> tuple[str, int]:
        """One of five kinds of request, in turn: two writes of each door, a read of either."""
        bearer = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"key-{number}"}
        browser = {"Cookie": f"casekeeper={self.cookie}", "Origin": self.address}
        kind = ("json write", "page write", "json write", "page write", "json read", "page read")[number % 6]
        if kind == "json write":
            body: dict[str, Any] = {"kind": "incident", "answers": incident_answers()}
            answer = await client.post("/api/v1/cases", json=body, headers=bearer)
        elif kind == "page write":
            form = {"csrf": self.csrf, "form_id": f"form-{number}", "partnership": "NM"} | FORM
            answer = await client.post("/open/incident", data=form, headers=browser)
        elif kind == "json read":
            answer = await client.get("/api/v1/cases", headers=bearer)
        else:
            answer = await client.get("/cases", headers=browser)
        return kind, 201 if saved(answer) else answer.status_code


FORM = {
    "incident_on-day": "20", "incident_on-month": "11", "incident_on-year": "2026",
    "aware_on-day": "23", "aware_on-month": "11", "aware_on-year": "2026",
    "types": "seriously_harmed", "area": "Northmoor", "summary": "What was known on the first day",
    "subjects.0.pseudonym": "Child A", "subjects.0.age": "4",
}  # fmt: skip


def saved(answer: httpx.Response) -> bool:
    """Whether a form's answer leads to the case."""
    return answer.status_code == 303 and answer.headers["location"].startswith("/cases/")


def disabled(site: Site, world: World) -> None:
    """The person leaves, today, once some of their requests have been answered."""
    until(lambda: all(kept(site, key) >= OF_EACH for key in WRITES.values()), 300)
    with site.database.writing() as session:
        if not site.database.is_sqlite:
            # Waits for what is under way as long as that takes here; who isn't a test is told to try again after 5 s.
            session.execute(text("SET LOCAL lock_timeout = '300s'"))
        leaving.leave(
            session, world.ids["officer"], on=world.now.date(), now=world.now, today=world.now.date(), by=None
        )


def kept(site: Site, key: str) -> int:
    """How many of those whose key begins so have been saved."""
    with site.database.reading() as session:
        return session.execute(select(func.count()).where(IDEMPOTENT_REQUEST.c.key.startswith(key))).scalar_one()


async def raced(site: Site, world: World, clients: Clients) -> list[tuple[str, int]]:
    """All requests, and the leaving in their midst."""
    with ThreadPoolExecutor(1) as pool:
        # It looks for itself what has been saved: on a busy machine this loop hears of most answers late.
        left = pool.submit(disabled, site, world)
        answers = await clients.all()
        left.result()
    return answers


@pytest.mark.timeout(900)
def test_nothing_succeeds_after_the_commit(world: World, tmp_path: Path, figure: Figure) -> None:
    """Of 500 in flight some came before; of the others none is saved, none is shown, and none comes in afterwards."""
    site, officer = site_of(world, tmp_path / "files"), world.ids["officer"]
    with serving(site) as address:
        clients = Clients(world, address)
        answers = Counter(asyncio.run(raced(site, world, clients)))
        late = Counter(asyncio.run(clients.all(30)))
    done = {kind: sum(n for (was, status), n in answers.items() if was == kind and status < 300)
            for kind in ("json write", "page write", "json read", "page read")}  # fmt: skip
    refused = REQUESTS - sum(done.values())
    after = {
        "entries": site.sql(LASTING.format(table="entry", at="recorded_at", by="actor"), me=officer)[0][0],
        "looks": site.sql(LASTING.format(table="look", at="at", by="person"), me=officer)[0][0],
    }
    told = f"{REQUESTS} in flight: {done} done before, {refused} refused; after the commit {after}, then {dict(late)}"
    figure(f"in flight while somebody leaves, {world.database.engine.name}", told)
    assert {"entries": 0, "looks": 0} == after
    assert done["json write"] + done["page write"] == site.sql("SELECT count(*) FROM casefile")[0][0]
    assert 0 < refused < REQUESTS
    assert {401, 303} == {status for _, status in late}
    assert {200, 201, 303, 401, 403, *BUSY} >= {status for _, status in answers}, answers
    assert min(done[write] for write in WRITES) > 0
