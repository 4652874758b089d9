"""No log, no read: every route that shows something of a case notes the look first, and shows nothing if it can't."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.rules.obeying import RULES
from api.rules.rule import Rule
from api.signing_in import tokens
from tests.api.pages.looking import last, looks, no_more_looks
from tests.api.pages.site import Site, site_of
from tests.workflow import situations
from tests.world import PEOPLE, World
from workflow.access.verbs import VERBS

CANARY = "Kittiwake"
IN_PATHS = {"key": "note", "evidence_id": "1", "reading": "1", "kind": "action", "number": "1"}
SHOWN = {key: rule for key, rule in RULES.items() if rule.logs and key.startswith("GET ")}
NO_LOG = "What you look at can't be noted just now, so nothing is shown. Try again in a minute."


def test_every_route_that_names_a_case_or_lists_them_is_logged() -> None:
    """Written by hand: the few that aren't, and what they show of a case is no more than that it is there."""
    unlogged = {key for key, rule in RULES.items() if rule.case and not rule.logs}
    assert unlogged <= {
        "GET /cases/{reference}/declaration", "POST /cases/{reference}/declaration",
        "GET /cases/{reference}/purpose", "POST /cases/{reference}/purpose",
        "GET /api/v1/cases/{reference}/declaration", "POST /api/v1/cases/{reference}/declaration",
    }, unlogged  # fmt: skip
    lists = {"GET /", "GET /cases", "GET /actions", "GET /audit", "GET /api/v1/cases", "GET /api/v1/actions"}
    figures = {"GET /api/v1/work", "GET /api/v1/summary/executive", "GET /api/v1/recommendations/similar"}
    assert lists | figures <= SHOWN.keys()


def who_may(rule: Rule) -> str:
    """Somebody whom the rule's verb lets in; who takes part in the case, where it names one."""
    found = [who for who, _, role in PEOPLE if not rule.verb or role in VERBS[rule.verb]]
    return "manager" if "manager" in found else found[0]


def asked(key: str, reference: str) -> str:
    """The path of a route, its places filled."""
    path = key.partition(" ")[2].replace("{reference}", reference)
    for name, value in IN_PATHS.items():
        path = path.replace("{" + name + "}", value)
    return path


@pytest.fixture
def case(world: World) -> str:
    """A case with a word in it that nothing else has."""
    return situations.incident(world, summary=f"{CANARY} came")


def answered(site: Site, key: str, rule: Rule, reference: str) -> tuple[int, str]:
    """What the route answers."""
    path, who = asked(key, reference), who_may(rule)
    if not path.startswith("/api/"):
        answer = site.visit(who).get(path)
        return answer.status_code, answer.text
    assert site.world is not None
    with site.world.database.writing() as session:
        token = tokens.issue(session, site.world.ids[who], scopes=frozenset({"read", "export", "sign"}))
    answer = site.stranger().get(path, headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.text


def test_where_the_look_cant_be_noted_nothing_is_shown(world: World, case: str, tmp_path: Path) -> None:
    """On each database, by every route: 503 and a sentence, no byte of the case; afterwards it is shown again."""
    site = site_of(world, tmp_path)
    for who in {who_may(rule) for rule in SHOWN.values()}:
        site.visit(who)
    before = last(world)
    with no_more_looks(world.database):
        for key, rule in SHOWN.items():
            status, body = answered(site, key, rule, case)
            assert 503 == status, (key, status)
            assert NO_LOG in body.replace("&#39;", "'"), key
            assert CANARY not in body, key
            assert case not in body, key
    assert before == last(world)
    assert CANARY in site.visit("manager").get(f"/cases/{case}").text
    assert before < last(world)


def test_each_of_them_notes_the_look_before_its_handler(world: World, case: str, tmp_path: Path) -> None:
    """Whatever the handler says afterwards, such as that there is no such file: the row stands."""
    site = site_of(world, tmp_path)
    for key, rule in SHOWN.items():
        site.visit(who_may(rule))
        before = last(world)
        answered(site, key, rule, case)
        found = looks(world, before)
        assert found, key
        first = found[0]
        expected = (rule.logs, key, situations.row(world, case).id if rule.case else None)
        assert expected == (first.what, first.route, first.case_id), key


def test_a_form_that_comes_back_filled_in_was_noted_too(world: World, case: str, tmp_path: Path) -> None:
    """A refused move shows the case's form again: a look like any other."""
    site = site_of(world, tmp_path)
    visit = site.visit("officer")
    page = visit.at(f"/cases/{case}/moves/note")
    before = last(world)
    assert 422 == visit.sends(page, {"note": ""}).status
    assert [("case", "POST /cases/{reference}/moves/{key}")] == [(one.what, one.route) for one in looks(world, before)]
    with no_more_looks(world.database):
        assert 503 == visit.sends(page, {"note": ""}).status


def test_a_refused_reader_is_in_no_log(world: World, case: str, tmp_path: Path) -> None:
    """Nothing was shown to who may not see it; nobody is said to have looked."""
    site = site_of(world, tmp_path)
    visit = site.visit("user_school")
    before = last(world)
    for way in ("", "/timeline", "/looks"):
        assert visit.get(f"/cases/{case}{way}").status_code in (403, 404)
    assert [] == looks(world, before)


def test_what_was_searched_for_stands_whole(world: World, tmp_path: Path) -> None:
    """However much is put before it in the address."""
    site = site_of(world, tmp_path)
    padded = f"/cases?kind={'x' * 180}&agency={'y' * 180}&more={'z' * 900}&q={CANARY}"
    visit = site.visit("officer")
    before = last(world)
    assert 200 == visit.get(padded).status_code
    (look,) = looks(world, before)
    assert look.detail.endswith(f"q={CANARY}")
