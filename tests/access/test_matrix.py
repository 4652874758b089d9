"""Every route, by every role, on a case in every relation, against a table that was written by hand: matrix.yaml."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from api.rules.complete import routes_of
from tests.access.places import PEOPLE, Places, laid_out
from tests.figures import Figure
from tests.world import populate
from workflow.database.storage import Database

MATRIX: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text(encoding="utf-8"))
RELATIONS: list[str] = MATRIX["columns"].split()
SIGHT: dict[str, dict[str, str]] = {
    role: dict(zip(RELATIONS, row.split(), strict=True)) for role, row in MATRIX["sight"].items()
}
CASE_ROUTES: dict[str, str] = MATRIX["case_routes"]
OTHER_ROUTES: dict[str, str] = MATRIX["other_routes"]
ANSWERED: dict[str, Any] = MATRIX["answered"]
HOME = "http://127.0.0.1:8000"
NEVER_GIVEN = "NM-2026-9999"
NAMED = {"key": "note", "move": "note", "kind": "incident", "number": "1", "reading": "1", "provider": "1"}
NAMED |= {"session_id": "of-nobody", "token_id": "of-nobody"}
MAIL_TEMPLATE, DOCUMENT = "digest", "rapid_review_report"
OWN_SESSION = ("POST /sign-out", "POST /sign-in/again", "POST /account/tokens/end-all")
"""What ends or changes the session that asks, or ends its person's tokens: tried where those are."""
AT_LEAST = 5_000


@pytest.fixture(scope="module")
def places(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """The world of the matrix, laid out once."""
    folder = tmp_path_factory.mktemp("matrix")
    shutil.copy(migrated_sqlite, folder / "casekeeper.db")
    database = Database(f"sqlite:///{folder / 'casekeeper.db'}")
    yield laid_out(populate(database), folder / "files")
    database.close()


class Asking:
    """One role's browser and program."""

    def __init__(self, places: Places, role: str) -> None:
        self.places, self.role = places, role
        self.client = TestClient(places.app, base_url=HOME, follow_redirects=False)
        if role:
            self.client.cookies.set("casekeeper", places.cookies[role])

    def ask(self, route: str, reference: str = NEVER_GIVEN, evidence: int = 1) -> Any:
        """The answer to the route, its places filled in; a POST holds the form's word and partnership alone."""
        method, path = route.split(" ")
        named = NAMED | {"reference": reference, "evidence_id": str(evidence)}
        named |= {"mail_id": str(self.places.mail), "person_id": str(self.places.person)}
        if "/roles/" in path:
            named["number"] = str(self.places.role_held)
        if "/documents/{key}" in path:
            named["key"] = DOCUMENT
        elif "/mail/templates/" in path:
            named["key"] = MAIL_TEMPLATE
        machine = path.startswith("/api/")
        headers = {"Authorization": f"Bearer {self.places.tokens[self.role]}"} if machine and self.role else {}
        if machine:
            sent: dict[str, Any] = {"json": {}} if method == "POST" else {}
        else:
            form = {"csrf": self.places.csrf.get(self.role, ""), "partnership": "NM"}
            sent = {"data": form} if method == "POST" else {}
            headers |= {"Origin": HOME} if method == "POST" else {}
        return self.client.request(method, path.format(**named), headers=headers, **sent)


def said(answer: Any) -> str:
    """A status; of a redirect its place too."""
    if answer.status_code != 303:
        return str(answer.status_code)
    path, _, query = answer.headers["location"].partition("?")
    return f"303 {path.rpartition('/')[2]}" if path != "/sign-in" or query else "303"


def wanted(route: str, role: str, sight: str, kind: str) -> list[str]:
    """What the table says of this route for that sight: one answer, or several where the case's own rules choose."""
    answers = MATRIX["answers"][CASE_ROUTES[route]]
    if role not in answers.get("roles", SIGHT) or (sight in ("act", "read") and role not in answers.get("only", SIGHT)):
        return ["403"]
    said_of = (f"{sight}_on_{kind}", f"{sight}_as_{role}", sight)
    return str(next(answers[one] for one in said_of if one in answers)).split(" or ")


def test_every_route_is_in_the_table(places: Places) -> None:
    """No route is left out, and none is in the table that isn't there."""
    app = places.app
    while not hasattr(app, "routes"):
        app = app.app
    there, told = {route for route, _ in routes_of(app)}, {*CASE_ROUTES, *OTHER_ROUTES}
    assert told == there, f"\nnot in the table: {sorted(there - told)}\nnot there: {sorted(told - there)}"
    assert set(PEOPLE) == set(SIGHT)
    assert set(RELATIONS) == set(places.cases) == set(MATRIX["relations"])


def test_the_table_is_large_enough(figure: Figure) -> None:
    """Its cells, counted: a role, a relation and a route, each a request that is sent below."""
    cells = len(SIGHT) * (len(RELATIONS) * len(CASE_ROUTES) + len(OTHER_ROUTES)) + len(CASE_ROUTES) + len(OTHER_ROUTES)
    figure("roles x relations x routes, by hand", f"{cells:,} cells")
    assert cells >= AT_LEAST


@pytest.mark.parametrize("role", SIGHT)
def test_a_role_reaches_what_the_table_says_of_cases(places: Places, role: str) -> None:
    """Each route on a case in each relation; what isn't theirs to know of answers, to the byte, as what isn't there."""
    asking, wrong = Asking(places, role), []
    missing = {route: asking.ask(route) for route in CASE_ROUTES}
    for relation, reference in places.cases.items():
        sight, kind = SIGHT[role][relation], places.kinds[reference]
        for route in CASE_ROUTES:
            answer = asking.ask(route, reference, places.evidence[relation])
            expected = wanted(route, role, sight, kind)
            if said(answer) not in expected:
                wrong.append(f"{route}, {relation} ({sight}): {said(answer)} instead of {' or '.join(expected)}")
            if sight == "none" and faceless(missing[route]) != faceless(answer):
                wrong.append(f"{route}, {relation}: told apart from what isn't there")
    assert not wrong, "\n" + "\n".join(wrong)


def faceless(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All of an answer that somebody could tell another by."""
    return answer.status_code, answer.content, sorted(answer.headers.items())


@pytest.mark.parametrize("role", SIGHT)
def test_a_role_reaches_what_the_table_says_beside_cases(places: Places, role: str) -> None:
    """Each route that names no case: its own answer to those whom it is for, 403 to the others."""
    asking, wrong = Asking(places, role), []
    for route, who in OTHER_ROUTES.items():
        if route in OWN_SESSION:
            continue
        answer, expected = said(asking.ask(route)), answered(route, places) if may(role, who) else "403"
        if answer != expected:
            wrong.append(f"{route}: {answer} instead of {expected}; it is for {who}")
    assert not wrong, "\n" + "\n".join(wrong)


def answered(route: str, places: Places) -> str:
    """What the table says that those are answered who may come to a route that names no case."""
    told = str(ANSWERED.get(route, 200 if route.startswith("GET ") else 422))
    return told.replace("PERSON", str(places.person)).replace("HOME", "")


def test_answers_are_of_routes_in_the_table() -> None:
    """No answer is told of a route that names a case, or that isn't there."""
    assert set() == set(ANSWERED) - set(OTHER_ROUTES)


def may(role: str, who: str) -> bool:
    """Whether the table's words let the role in."""
    if who.startswith("all but "):
        return role not in who.split()[2:]
    return who in ("everybody", "anyone") or role in who.split()


def test_who_isnt_signed_in_reaches_nothing(places: Places) -> None:
    """Every page leads to signing in, every other answer is 401; only what is for anyone answers."""
    asking, wrong = Asking(places, ""), []
    for route in (*CASE_ROUTES, *OTHER_ROUTES):
        answer = said(asking.ask(route, places.cases["ordinary"]))
        shut = "401" if "/api/" in route else "303 sign-in"
        expected = answered(route, places) if OTHER_ROUTES.get(route) == "anyone" else shut
        if answer != expected:
            wrong.append(f"{route}: {answer} instead of {expected}")
    assert not wrong, "\n" + "\n".join(wrong)
