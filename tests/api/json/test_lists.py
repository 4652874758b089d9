"""Lists of cases: filtered, sorted, a page at a time, nothing cut off in silence and nothing of others shown."""

from typing import Any

import pytest

from tests.api.json.door import Door
from tests.workflow.situations import action


def references(reply: Any) -> list[str]:
    """The references of one page."""
    assert 200 == reply.status_code, reply.text
    return [one["reference"] for one in reply.json()["items"]]


def pages(door: Door, who: str, path: str = "/cases", **query: Any) -> list[str]:
    """The references of every page, followed to the end."""
    found: list[str] = []
    while True:
        reply = door.get(who, path, **query)
        found += references(reply)
        query["after"] = reply.json()["next"]
        if query["after"] is None:
            return found


@pytest.mark.parametrize("sort", ["reference", "-reference", "due_on", "opened_on", "-opened_on"])
def test_every_case_is_on_one_page_exactly(door: Door, sort: str) -> None:
    """Whatever the order, following `next` meets each case once."""
    opened = [door.open(aware_on=day) for day in ("2026-11-20", "2026-11-23", "2026-11-20", "2026-11-20", "2026-11-21")]
    found = pages(door, "officer", sort=sort, limit=2)
    assert sorted(opened) == sorted(found)
    if "reference" in sort:
        assert sorted(opened, reverse=sort.startswith("-")) == found


def test_a_page_is_as_long_as_asked_and_says_that_there_is_more(sqlite_door: Door) -> None:
    """25 without a limit; the twenty-sixth is one page on."""
    for _ in range(26):
        sqlite_door.world.open("officer", "incident", INCIDENT_ANSWERS)
    reply = sqlite_door.get("officer", "/cases")
    assert (25, True) == (len(references(reply)), bool(reply.json()["next"]))
    assert 1 == len(references(sqlite_door.get("officer", "/cases", after=reply.json()["next"])))
    assert None is sqlite_door.get("officer", "/cases", limit=26).json()["next"]


def test_filters_leave_what_they_say(door: Door) -> None:
    """Each filter of the contract."""
    incident = door.open(area="Riverside 100% _")
    planned = action(door.world, due="2026-11-25")
    above = door.get("officer", f"/cases/{planned}").json()["parent"]["reference"]
    door.world.at("2026-11-30")
    asked: list[tuple[dict[str, Any], list[str]]] = [
        ({"kind": "incident"}, [incident]),
        ({"state": "considering"}, [incident]),
        ({"parent": above}, [planned]),
        ({"agency": "housing"}, [planned]),
        ({"owner": "USER_housing@northmoor.example"}, [planned]),
        ({"overdue": True}, [planned]),
        ({"due_before": "2026-11-26"}, [planned]),
        ({"q": "everybody"}, [planned]),
        ({"q": incident}, [incident]),
        ({"q": "100%"}, []),
        ({"open": False}, []),
        ({"kind": "incident", "agency": "housing"}, []),
    ]
    for query, expected in asked:
        assert expected == references(door.get("officer", "/cases", **query)), query


def test_nobody_lists_what_isnt_theirs(door: Door) -> None:
    """An agency sees its own actions, an auditor no case, and no filter tells more."""
    door.open()
    planned = action(door.world)
    assert [planned] == references(door.get("user_housing", "/cases"))
    for who in ("user_school", "auditor", "administrator", "executive"):
        assert [] == references(door.get(who, "/cases"))
        assert [] == references(door.get(who, "/cases", q="NM"))


def test_the_action_plan_has_the_kinds_that_stand_in_it(sqlite_door: Door) -> None:
    """Actions, and no other kind, by the same filters."""
    sqlite_door.open()
    planned = action(sqlite_door.world)
    assert [planned] == references(sqlite_door.get("officer", "/actions"))
    assert [] == references(sqlite_door.get("officer", "/actions", agency="police"))
    assert 422 == sqlite_door.get("officer", "/actions", kind="incident").status_code


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0}, {"limit": 101}, {"limit": "all"}, {"sort": "title"}, {"after": "nonsense"}, {"after": "W10"},
        {"kind": "incidnet"}, {"overdue": "perhaps"}, {"due_before": "2026-02-31"}, {"agencies": "housing"},
        {"q": "a\0b"}, {"q": "x" * 201}, {"after": "W1tb" * 100},
    ],
    ids=str,
)  # fmt: skip
def test_a_filter_that_cant_work_is_refused(sqlite_door: Door, query: dict[str, Any]) -> None:
    """422 under the filter's name: nobody takes an unfiltered list for a filtered one."""
    reply = sqlite_door.get("officer", "/cases", **query)
    assert (422, list(query)) == (reply.status_code, list(reply.json()["errors"]))


def test_a_cursor_keeps_to_its_order(sqlite_door: Door) -> None:
    """The next page of one order isn't one of another."""
    for _ in range(2):
        sqlite_door.open()
    cursor = sqlite_door.get("officer", "/cases", limit=1).json()["next"]
    assert 422 == sqlite_door.get("officer", "/cases", after=cursor, sort="reference").status_code


INCIDENT_ANSWERS: dict[str, object] = {
    "incident_on": "2026-11-20", "aware_on": "2026-11-23", "types": ["seriously_harmed"], "area": "Northmoor",
    "subjects": [{"pseudonym": "Child A"}], "summary": "Known",
}  # fmt: skip
