"""Lists and decisions for programs: every row with its number, every decision as it was put."""

from __future__ import annotations

from tests.api.json.door import Door
from tests.workflow import situations
from tests.workflow.referrals import referral
from tests.workflow.situations import PARTNERS, PROPOSAL

INQUEST = {
    "proceeding": "inquest",
    "holds": ["publication"],
    "proceeding_effect": "Adjourned until spring",
    "next_check_on": "2026-12-21",
}


def test_a_list_is_told_row_by_row(door: Door) -> None:
    """Numbers, cells with the narrative in place, the day on which a row ended; an empty list is there too."""
    reference = referral(door.world)
    assert {"family": [], "proceedings": []} == door.get("officer", f"/cases/{reference}").json()["registers"]
    door.move("officer", reference, "add_proceedings", answers=INQUEST)
    reply = door.move("officer", reference, "end_proceedings", 2, answers={"row": "1", "reason": "Concluded"})
    assert 200 == reply.status_code, reply.text
    told = reply.json()
    assert [INQUEST | {"number": 1, "ended_on": "2026-11-23"}] == told["registers"]["proceedings"]
    assert "proceedings" not in told["facts"]


def test_a_row_that_ended_cant_be_named(sqlite_door: Door) -> None:
    """422 by the field, with the rows that can; and no list at all says so."""
    reference = referral(sqlite_door.world)
    sqlite_door.move("officer", reference, "add_proceedings", answers=INQUEST)
    told = {"row": 7, "next_check_on": "2027-01-15"}
    reply = sqlite_door.move("officer", reference, "update_proceedings", 2, answers=told)
    assert (422, {"row": "Which one: '7' isn't one of 1"}) == (reply.status_code, reply.json()["errors"])


def test_offers_say_what_is_seldom(sqlite_door: Door) -> None:
    """A program can lay moves out as the page does: those that carry a case on have no group."""
    offers = sqlite_door.get("officer", f"/cases/{situations.proposed(sqlite_door.world)}").json()["offers"]
    groups = {one["move"]: one["group"] for one in offers}
    assert ("", "", "put_right", "elsewhere", "dates") == tuple(
        groups[move] for move in ("agree", "send", "correct_date", "merge", "extend_clock")
    )


def test_decisions_are_told_as_they_were_put(door: Door) -> None:
    """The case says where; each with its answers, what stood, its papers and positions, and what it reconsiders."""
    reference = situations.proposed(door.world)
    for partner in PARTNERS:
        door.world.fire(partner, reference, "agree")
    door.world.fire("officer", reference, "send")
    door.world.fire("officer", reference, "reply", {"panel_view": "disagrees", "panel_reply": "Think again"})
    again = {"reconsidered_outcome": "learning_review", "reconsidered_rationale": "Their reasons weigh"}
    door.world.fire("officer", reference, "reconsider", again)
    case = door.get("dsp_police", f"/cases/{reference}").json()
    assert f"/api/v1/cases/{reference}/decisions" == case["decisions"]
    told = door.client.get(case["decisions"], headers=door.headers("dsp_police")).json()
    first, second = told["items"]
    assert (PROPOSAL, "Long") == ({key: first["answers"][key] for key in PROPOSAL}, first["stood"]["discussion"])
    assert [("agree", "Council"), ("agree", "Police"), ("agree", "Integrated care board")] == [
        (one["position"], one["agency"]) for one in first["positions"]
    ]
    assert {"seq": first["seq"], "hash": first["hash"]} == second["reconsiders"]
    assert (second["seq"], False, True, []) == (
        first["reconsidered_in"],
        first["current"],
        second["current"],
        second["documents"],
    )
    entry = door.get("officer", f"/cases/{reference}/entries").json()["items"][first["seq"] - 1]
    assert (first["hash"], first["answers"]) == (entry["hash"], entry["answers"])
    opened = told["opened_by"]
    assert (case["parent"]["reference"], 3) == (opened["reference"], opened["seq"])


def test_decisions_are_for_those_who_see_the_case(sqlite_door: Door) -> None:
    """The same 404 for another agency's case and one that isn't there; nothing decided is an empty list."""
    reference = situations.proposed(sqlite_door.world)
    hidden = sqlite_door.get("user_school", f"/cases/{reference}/decisions")
    nowhere = sqlite_door.get("user_school", "/cases/NM-2026-0999/decisions")
    assert (404, 404) == (hidden.status_code, nowhere.status_code)
    assert hidden.json()["detail"] == nowhere.json()["detail"]
    bare = sqlite_door.get("officer", f"/cases/{situations.incident(sqlite_door.world)}/decisions").json()
    assert ([], None) == (bare["items"], bare["opened_by"])


def test_openapi_says_what_a_decision_holds(sqlite_door: Door) -> None:
    """A program finds its fields, and a list's row may have any."""
    told = sqlite_door.client.get("/api/v1/openapi.json").json()
    shapes = told["components"]["schemas"]
    assert "/cases/{reference}/decisions" in told["paths"]
    assert {"answers", "stood", "documents", "positions", "reconsiders"} <= set(shapes["DecisionAsPut"]["properties"])
    assert shapes["RowShown"]["additionalProperties"] is True
