"""Earlier recommendations, and those not acted on, by JSON: found, bounded, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.json.door import Door
from tests.workflow import recommended
from tests.workflow.recommended import recommend
from tests.workflow.situations import sql

SIMILAR, REFUSED = "/recommendations/similar", "/recommendations/not-acted-on"


def items(door: Door, who: str, path: str, **query: Any) -> list[dict[str, Any]]:
    """What is found."""
    reply = door.get(who, path, **query)
    assert 200 == reply.status_code, reply.text
    found: list[dict[str, Any]] = reply.json()["items"]
    return found


def test_earlier_ones_come_best_first_with_what_became_of_them(door: Door) -> None:
    """By words and by a case's likeness; as many as were asked for."""
    first = recommend(door.world, "supervision", themes=["Neglect"], source="other_area", source_report="Westmoor 2024")
    second = recommend(door.world, "supervision", what="Give supervising managers time")
    recommend(door.world, "medication")
    (best,) = items(door, "officer", SIMILAR, q="reflecting on long cases", limit=1)
    assert first == best["reference"]
    expected = {"source": "other_area", "source_report": "Westmoor 2024", "themes": ["Neglect"]}
    assert (expected, None, "Proposed") == (best["answers"], best["decision"], best["state_label"])
    assert best["link"].endswith(f"/cases/{first}")
    assert [first] == [one["reference"] for one in items(door, "officer", SIMILAR, like=second)]


def test_words_are_words(sqlite_door: Door) -> None:
    """20,000 characters, operators and nothing are taken; more is refused, and so is asking in two ways or in none."""
    reference = recommend(sqlite_door.world, "supervision")
    for said in ('"supervision" NEAR *', "supervision " * 1_600, "supervision' OR 1=1 --"):
        assert [reference] == [one["reference"] for one in items(sqlite_door, "officer", SIMILAR, q=said)]
    assert [] == items(sqlite_door, "officer", SIMILAR, q="")
    for query in (
        {"q": "x" * 20_001},
        {},
        {"q": "a", "like": reference},
        {"q": "a", "limit": 11},
        {"q": "a", "limit": 0},
    ):
        assert 422 == sqlite_door.get("officer", SIMILAR, **query).status_code, query


def test_nobody_elses_are_found(door: Door) -> None:
    """Who doesn't see one gets an empty list by its words, and by its reference what a missing one gets."""
    reference = recommend(door.world, "housing")
    for who in ("lead_housing", "executive", "administrator"):
        assert [] == items(door, who, SIMILAR, q="housing officers")
        assert [] == items(door, who, REFUSED)
        hidden, missing = (door.get(who, SIMILAR, like=one) for one in (reference, "NM-2026-9999"))
        assert (404, hidden.text) == (missing.status_code, missing.text)
    assert 401 == door.client.get("/api/v1" + SIMILAR, params={"q": "housing"}).status_code


def refused(door: Door, name: str, on: str, reason: str) -> str:
    """A recommendation that wasn't accepted on that day."""
    door.world.at(on)
    reference = recommend(door.world, name)
    door.world.fire("dsp_icb", reference, "not_accept", {"reason": reason})
    return reference


def test_what_isnt_acted_on_is_told_with_who_and_why(door: Door) -> None:
    """Of a period, oldest first: not accepted, and agreed but not implemented; what was superseded isn't among them."""
    first = refused(door, "dentists", "2026-11-02", "They have a pathway")
    door.world.at("2026-11-03")
    second = recommend(door.world, "housing")
    door.world.fire("manager", second, "agree")
    door.world.fire("officer", second, "not_implement", {"reason": "No money was found"}, recorded_for="dsp_council")
    other = recommend(door.world, "sleep")
    door.world.fire("manager", other, "supersede", {"reason": "By another"})
    door.world.at("2026-11-23")
    told = items(door, "manager", REFUSED, **{"from": "2026-11-01", "to": "2026-11-23"})
    assert [
        (first, "Not accepted", "2026-11-02", {"by": "Dsp Icb", "recorded_by": "", "reason": "They have a pathway"}),
        (
            second,
            "Not implemented",
            "2026-11-03",
            {"by": "Dsp Council", "recorded_by": "Officer", "reason": "No money was found"},
        ),
    ] == [(one["reference"], one["state_label"], one["decided_on"], one["decision"]) for one in told]
    assert [second] == [one["reference"] for one in items(door, "manager", REFUSED, **{"from": "2026-11-03"})]
    assert [first] == [one["reference"] for one in items(door, "manager", REFUSED, to="2026-11-02")]


def test_one_that_was_reopened_is_acted_on_again(door: Door) -> None:
    """The last decision counts."""
    reference = refused(door, "dentists", "2026-11-02", "First")
    door.world.fire("manager", reference, "reopen", {"aware_again_on": "2026-11-02", "reason": "Seen anew"})
    assert [] == items(door, "manager", REFUSED)
    door.world.fire("dsp_icb", reference, "not_accept", {"reason": "Second"})
    assert ["Second"] == [one["decision"]["reason"] for one in items(door, "manager", REFUSED)]


def test_nothing_is_cut_off_in_silence(door: Door) -> None:
    """A hundred and one come on two pages, each once, though all were decided on one day."""
    first = refused(door, "dentists", "2026-11-02", "No")
    columns = (
        "partnership, kind, state, final, rulebook, revision, seq, head, title, restriction, owner_agency, opened_on"
    )
    copied = f"{columns}, closed_on, facts"
    for number in range(100):
        copy = (
            f"INSERT INTO casefile (reference, root, {copied}) SELECT :new, root, {copied} FROM casefile WHERE id = 1"
        )
        sql(door.world.database, copy, new=f"NM-2020-{number:04d}")
    reply = door.get("manager", REFUSED).json()
    following = door.get("manager", REFUSED, after=reply["next"]).json()
    found = [one["reference"] for page in (reply, following) for one in page["items"]]
    assert (101, 101, None) == (len(found), len(set(found)), following["next"])
    assert first in found
    assert 422 == door.get("manager", REFUSED, after="NM-1999-0001").status_code


@pytest.mark.parametrize(
    "query",
    [{"from": "2026-11-24", "to": "2026-11-23"}, {"to": "1800-01-01"}, {"from": "yesterday"}, {"to": "9999-12-31"}],
)
def test_a_period_that_cant_be_is_refused(sqlite_door: Door, query: dict[str, str]) -> None:
    """Backwards, before there was anybody, not a date."""
    assert 422 == sqlite_door.get("manager", REFUSED, **query).status_code


def test_themes_are_the_policys(sqlite_door: Door) -> None:
    """Chosen from the list in force; one that the list loses stays on a case that has it, and goes with a rewording."""
    world = sqlite_door.world
    world.policy('title = "Testing Partnership"\nedition = "2"\nthemes = ["Neglect", "Old theme"]')
    reference = recommend(world, "sleep", themes=["Old theme"])
    world.policy('title = "Testing Partnership"\nedition = "3"\nthemes = ["Neglect", "New theme"]')
    opening = {"kind": "recommendation", "answers": recommended.answers("sleep", themes=["Old theme"])}
    reply = sqlite_door.post("officer", "/cases", opening)
    assert (422, "Themes: 'Old theme' isn't one of Neglect, New theme") == (
        reply.status_code,
        reply.json()["errors"]["themes"],
    )
    assert ["Old theme"] == sqlite_door.get("officer", f"/cases/{reference}").json()["facts"]["themes"]
    again = {"themes": ["New theme", "Old theme"], "reason": "More to it"}
    assert 200 == sqlite_door.move("officer", reference, "reword", answers=again).status_code
    shown = sqlite_door.get("officer", f"/cases/{reference}").json()["facts"]["themes"]
    assert ["New theme", "Old theme"] == shown
