"""The logs for programs: who has looked, who was let read, what befell accounts; rights as on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from api.signing_in import tokens
from tests.api.json.door import API, Door
from tests.api.pages.looking import last, looks
from tests.workflow import situations
from tests.workflow.breaking import REASON, read_for_a_reason
from tests.workflow.situations import row, rows
from tests.world import email
from workflow.queries.looks import PAGE

FOUND = {"verdict": "justified", "finding": "The school rang that night"}


@pytest.fixture
def looked(door: Door) -> tuple[Door, str]:
    """An incident at which an officer and delegated partners of two agencies have looked."""
    reference = situations.incident(door.world)
    for who in ("officer", "dsp_council", "dsp_police"):
        assert 200 == door.get(who, f"/cases/{reference}").status_code
    return door, reference


def names(answer: Any) -> set[str]:
    """Whose looks were told of."""
    return {one["name"] for one in answer.json()["items"]}


def test_a_case_tells_who_has_looked_as_far_as_each_may_know(looked: tuple[Door, str]) -> None:
    """Everybody to manager and chair, their own people to a partner, counts without names to the scrutineer."""
    door, reference = looked
    path = f"/cases/{reference}/looks"
    for who in ("manager", "chair"):
        told = door.get(who, path)
        assert "everybody" == told.json()["shows"]
        assert {"Officer", "Dsp Council", "Dsp Police"} <= names(told)
        assert [] == told.json()["counts"]
    police = next(one for one in door.get("manager", path).json()["items"] if one["name"] == "Dsp Police")
    expected = {
        "what": "case",
        "label": "The case",
        "purpose": "To take part in it for my force",
        "reference": reference,
    }
    assert expected.items() <= police.items()
    assert police["by_token"]
    own = door.get("dsp_council", path)
    assert ("own_agency", {"Dsp Council"}) == (
        own.json()["shows"],
        names(own) & {"Dsp Council", "Dsp Police", "Officer"},
    )
    counts = door.get("scrutineer", path).json()
    assert ("counts", []) == (counts["shows"], counts["items"])
    assert {"role": "review_officer", "what": "case", "label": "The case", "looks": 1} in counts["counts"]
    assert "Dsp" not in str(counts)
    for who in ("officer", "administrator", "lead_school"):
        assert 403 == door.get(who, path).status_code, who


def test_under_broken_glass_nobody_is_told_who_has_looked(door: Door) -> None:
    """Whoever reads in an emergency reads the case alone; an auditor who reads it is told."""
    reference = situations.incident(door.world)
    situations.sql(door.world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=reference)
    for who, expected in (("chair", 403), ("auditor", 200)):
        read_for_a_reason(door.world, who, reference)
        assert expected == door.get(who, f"/cases/{reference}/looks").status_code, who


def test_the_auditor_reads_the_log_and_is_in_it(looked: tuple[Door, str]) -> None:
    """By person, case, thing, day, glass, token and reading; each look at it is noted before it is answered."""
    door, reference = looked
    world, glass = door.world, read_for_a_reason
    glass(world, "lead_probation", reference)
    assert 200 == door.get("lead_probation", f"/cases/{reference}").status_code
    before = last(world)
    assert {"Officer", "Dsp Police", "Lead Probation"} <= names(door.get("auditor", "/looks"))
    assert [("read log", "GET /api/v1/looks")] == [(one.what, one.route) for one in looks(world, before)]
    [reading] = door.get("auditor", "/readings", case=reference.lower()).json()["items"]
    for asked, expected in (
        ({"person": email("officer").upper()}, {"Officer"}),
        ({"case": reference.lower(), "what": "case", "person": email("dsp_police")}, {"Dsp Police"}),
        ({"broken_glass": True}, {"Lead Probation"}),
        ({"reading": reading["id"]}, {"Lead Probation"}),
        ({"by_token": True, "case": reference}, {"Officer", "Dsp Council", "Dsp Police", "Lead Probation"}),
        ({"from": "2019-01-01", "to": "2019-12-31"}, set()),
    ):
        assert expected == names(door.get("auditor", "/looks", **asked)), asked
    under = door.get("auditor", "/looks", broken_glass=True).json()["items"][0]
    assert ("break_glass", REASON["reason"]) == (under["under"], under["reason"])
    for asked, field in (
        ({"what": "weather"}, "what"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "from"),
        ({"q": "x"}, "q"),
    ):
        refused = door.get("auditor", "/looks", **asked)
        assert (422, True) == (refused.status_code, field in refused.json()["errors"]), asked


def test_no_page_is_cut_short(door: Door) -> None:
    """Each look and each event is on one page, whatever is added while somebody turns them."""
    many = 2 * PAGE + 1
    world = door.world
    made = "INSERT INTO look (at, person, partnership, what, route, detail, purpose, by_token)"
    made += " VALUES ('2026-11-23T10:00:00.000Z', :p, '', 'figures', 'GET /', :d, '', 'T1')"
    befell = "INSERT INTO account_event (at, what, person, by, partnership, detail)"
    befell += " VALUES ('2026-11-23T10:00:00.000Z', 'exported', :p, :p, 'NM', :d)"
    told = [{"p": world.ids["officer"], "d": f"no{number:04}"} for number in range(many)]
    with world.database.writing() as session:
        for statement in (made, befell):
            session.connection().execute(text(statement), told)
    for path, asked in (("/looks", {"what": "figures"}), ("/accounts/events", {"what": "exported"})):
        found, after = list[str](), ""
        while after is not None:
            page = door.get("auditor", path, after=after, **asked).json()
            assert len(page["items"]) <= PAGE
            found += [one["detail"] for one in page["items"]]
            after = page["next"]
        assert [f"no{number:04}" for number in range(many)][::-1] == found, path


def test_an_auditor_reviews_a_broken_glass(door: Door) -> None:
    """It waits in the list; what was found stands there and in the case; a second time, and one's own, are refused."""
    reference = situations.incident(door.world)
    read_for_a_reason(door.world, "lead_probation", reference)
    read_for_a_reason(door.world, "auditor", reference)
    [waits] = door.get("auditor", "/readings", waiting=True).json()["items"]
    expected = {"why": "break_glass", "name": "Lead Probation", "reference": reference, "reviewer": "", "finding": ""}
    assert expected.items() <= waits.items()
    assert "2026-11-25" == waits["review_due_on"]
    assert ["audit", "break_glass"] == [one["why"] for one in door.get("auditor", "/readings").json()["items"]]
    path = f"/readings/{waits['id']}/review"
    for wrong in ({}, {"verdict": "maybe", "finding": "x"}, {"verdict": "justified", "finding": "  "}):
        assert 422 == door.post("auditor", path, wrong).status_code, wrong
    assert 403 == door.post("manager", path, FOUND).status_code
    done = door.post("auditor", path, FOUND)
    assert (200, "Auditor", "Yes. The school rang that night") == (
        done.status_code,
        done.json()["reviewer"],
        done.json()["finding"],
    )
    assert 409 == door.post("auditor", path, FOUND).status_code
    assert 404 == door.post("auditor", "/readings/999/review", FOUND).status_code
    assert [] == door.get("auditor", "/readings", waiting=True).json()["items"]
    moves = rows(door.world.database, "SELECT move FROM entry WHERE case_id = :c", c=row(door.world, reference).id)
    assert "glass_reviewed" in [one.move for one in moves]


def test_the_log_of_accounts(door: Door) -> None:
    """Whose, what, by whom; by person and thing; that it was read is noted."""
    reference = situations.incident(door.world)
    read_for_a_reason(door.world, "lead_probation", reference)
    [event] = door.get("auditor", "/accounts/events", what="glass_broken").json()["items"]
    expected = {"what": "glass_broken", "label": "Broke the glass", "name": "Lead Probation", "detail": reference}
    assert expected.items() <= event.items()
    assert "accounts log" == looks(door.world)[-1].what
    assert [] == door.get("auditor", "/accounts/events", what="glass_broken", person=email("officer")).json()["items"]
    assert 422 == door.get("auditor", "/accounts/events", what="weather").status_code


def test_the_logs_are_the_auditors_and_a_tokens_for_taking_out(door: Door) -> None:
    """Nobody else's; and a token that isn't for taking data out reads neither whole log."""
    for path in ("/looks", "/readings", "/accounts/events"):
        for who in ("manager", "administrator", "chair", "officer", "scrutineer"):
            assert 403 == door.get(who, path).status_code, (who, path)
    with door.world.database.writing() as session:
        token = tokens.issue(session, door.world.ids["auditor"], scopes=frozenset({"read"}))
    headers = {"Authorization": f"Bearer {token}"}
    for path, expected in (("/looks", 403), ("/accounts/events", 403), ("/readings", 200)):
        assert expected == door.client.get(API + path, headers=headers).status_code, path


def test_another_partnerships_log_is_anothers(door: Door) -> None:
    """Neither its looks, nor who was let read there, nor its accounts."""
    reference = situations.incident(door.world)
    read_for_a_reason(door.world, "lead_probation", reference)
    database = door.world.database
    situations.sql(database, "INSERT INTO partnership (code, name, policy, calendar) VALUES ('SM', 'South', '', '')")
    situations.sql(database, "UPDATE role_held SET partnership = 'SM' WHERE person = :p", p=door.world.ids["auditor"])
    for path in ("/looks", "/readings", "/accounts/events"):
        said = door.get("auditor", path).text
        assert reference not in said, path
        assert "Probation" not in said, path
    assert 404 == door.post("auditor", "/readings/1/review", FOUND).status_code
