"""What people write into cases is on no page, in no answer and in no address of anybody who doesn't read the case."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.installation import Installation
from api.rules.complete import routes_of
from api.settings import Settings
from api.signing_in import sessions, tokens
from states.kinds import machines
from tests.attack.canary import CANARY, GLASS, Planted, grown
from tests.clocks import WorldClock
from tests.figures import Figure
from tests.journeys.browser import HOME
from tests.workflow.situations import rows, sql
from tests.world import populate
from workflow.database.storage import Database
from workflow.tables import Evidence
from workflow.uploads.files import Files

STRANGERS = ("stranger", "auditor", "administrator", "lay")
"""Whose roles show them no case, and an agency's people that has a part in none."""
KINDS = ("incident", "agency_return", "action", "disagreement", "challenge", "meeting", "disclosure_request")
"""Whose ways are gone; they lead through most of the other kinds too."""
REVIEWS = {"/audit", "/audit/broken-glass/{reading}", "/api/v1/readings"}
"""Where an auditor reads why somebody broke the glass: that is what they judge."""
OF_EACH_KIND = 2
ENOUGH = 60
"""Answers to each person of cases that they don't read: some three cases' pages."""
NAMED = {"key": "note", "move": "note", "kind": "incident", "number": "1", "person_id": "1", "mail_id": "1"}
NAMED |= {"reading": "1", "provider": "none", "session_id": "1", "token_id": "1", "evidence_id": "1"}


class Grown:
    """A partnership full of canaries, and an application to look at it with."""

    def __init__(self, world: Planted, folder: Path) -> None:
        self.world = world
        settings = Settings(demo=True, files=folder, base_url=HOME, secret_key="", now="")
        self.app: Any = create_app(Installation(settings, world.database, Files(folder), WorldClock(world)))
        self.routes = sorted(
            route.removeprefix("GET ") for route, _ in routes_of(self._inner()) if route.startswith("GET ")
        )
        found = rows(world.database, "SELECT reference, kind, state FROM casefile ORDER BY id DESC")
        many = Counter[str]()
        self.references: list[Any] = []
        for case in found:
            many[case.kind] += 1
            if many[case.kind] <= OF_EACH_KIND:
                self.references.append(case)

    def _inner(self) -> Any:
        app = self.app
        while not hasattr(app, "routes"):
            app = app.app
        return app

    def ask(self, who: str, path: str) -> Any:
        """What is answered to somebody."""
        return self.client(who).get(path)

    def client(self, who: str) -> TestClient:
        """Their browser, and their program with its token in one."""
        with self.world.database.writing() as session:
            cookie = sessions.begin(session, self.world.ids[who], how="demo")
            token = tokens.issue(session, self.world.ids[who], purpose="To take part")
        client = TestClient(self.app, base_url=HOME, follow_redirects=False, cookies={"casekeeper": cookie})
        client.headers["Authorization"] = f"Bearer {token}"
        return client

    def paths(self) -> Iterator[tuple[str, str]]:
        """Each address that can be asked for, with its route: of cases, once for each of them."""
        for route in self.routes:
            for case in self.references if "{reference}" in route else self.references[:1]:
                document = next((one.key for one in machines()[case.kind].documents), "none")
                named = NAMED | {"reference": case.reference}
                if "/documents/{key}" in route:
                    named["key"] = document
                if "/mail/templates/" in route:
                    named["key"] = "digest"
                yield route, filled(route, named)


@pytest.fixture(scope="module")
def full(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grown]:
    """Cases of every kind with canaries in every field that their ways fill, and a file whose name is one."""
    folder = tmp_path_factory.mktemp("canary")
    shutil.copy(migrated_sqlite, folder / "casekeeper.db")
    database = Database(f"sqlite:///{folder / 'casekeeper.db'}")
    world, _, _ = grown(populate(database), *KINDS, thorough=False)
    newest = "SELECT max(id) FROM casefile WHERE kind = 'incident'"
    sql(database, f"UPDATE casefile SET restriction = 'restricted' WHERE root = ({newest})")
    with database.writing() as session:
        for case in rows(database, "SELECT id FROM casefile"):
            told: dict[str, Any] = {"media_type": "application/pdf", "size": 3, "sha256": "0" * 64, "by_agency": ""}
            at: dict[str, Any] = {"kind": "minute", "shows": "output", "effect_on": world.now.date(), "by_person": 1}
            session.add(Evidence(case_id=case.id, seq=1, name=f"{CANARY}.pdf", **told, **at))
    yield Grown(world, folder / "files")
    database.close()


def filled(route: str, named: dict[str, str]) -> str:
    """The route's address, with its places filled in."""
    for name, value in named.items():
        route = re.sub(rf"\{{{name}(:\w+)?\}}", value, route)
    return route


def whole(answer: Any) -> str:
    """All of an answer: its headers, among them where it leads, and its body."""
    return f"{answer.status_code} {dict(answer.headers)} {answer.text}"


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_find_it_nowhere(full: Grown, figure: Figure, who: str) -> None:
    """Every address there is, of cases of every kind: no word, and no title; the auditor reads why glass was broken."""
    client, found, statuses = full.client(who), [], Counter[int]()
    for route, path in full.paths():
        answer = client.get(path)
        statuses[answer.status_code] += 1
        said = whole(answer)
        if route in REVIEWS and who == "auditor":
            said = said.replace(GLASS, "")
        if CANARY in said:
            found.append(path)
    figure(f"canaries shown to {who}", f"0 in {statuses.total()} answers of {len(full.routes)} routes")
    assert [] == found
    assert statuses[200] > 5


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_who_doesnt_read_a_case_finds_nothing_of_it(full: Grown, figure: Figure) -> None:
    """Everybody, of each case that they don't read: its pages, its JSON, and the lists that are asked for it alone."""
    of_case = [route for route in full.routes if "{reference}" in route and "/read" not in route]
    tried = Counter[str]()
    for who in full.world.ids:
        client = full.client(who)
        for case in full.references:
            if tried[who] >= ENOUGH or client.get(f"/api/v1/cases/{case.reference}").status_code == 200:
                continue
            named = NAMED | {"reference": case.reference}
            paths = [filled(one, named) for one in of_case]
            paths += [f"/cases?q={case.reference}&show=all", f"/api/v1/cases?q={case.reference}"]
            for path in paths:
                assert CANARY not in whole(client.get(path)), (who, path)
                tried[who] += 1
    assert {"manager", *STRANGERS} <= set(tried)
    figure("canaries shown to who doesn't read a case", f"0 in {tried.total()} answers to {len(tried)} people")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_address_holds_a_word(full: Grown, figure: Figure) -> None:
    """On the pages of somebody who reads: no link, no form's address and no redirect."""
    client, tried = full.client("officer"), 0
    written = 0
    for _, path in full.paths():
        answer = client.get(path)
        tried += 1
        written += CANARY in answer.text
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)
        assert [] == [one for one in (*addresses, answer.headers.get("location", "")) if CANARY in one], path
    assert written > 50, "who reads a case finds the canary there"
    figure("canaries in addresses", f"0 in those of {tried} pages, {written} of them with canaries")
