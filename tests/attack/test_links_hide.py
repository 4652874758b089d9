"""Linking and merging as a way to find out which cases there are: one may not see is answered as one that isn't."""

from __future__ import annotations

import pytest

from tests.api.json.door import Door
from tests.api.pages.site import Site
from tests.workflow import situations
from tests.world import SINCE, World
from workflow.tables import Partnership, RoleHeld

MISSING = "NM-2026-9999"
MOVES = {"link_case": {"as": "related", "reason": "x"}, "unlink_case": {"reason": "x"}, "merge": {"reason": "x"}}


@pytest.mark.parametrize(
    ("who", "move"),
    [("officer", "link_case"), ("manager", "link_case"), ("officer", "unlink_case")]
    + [("manager", "unlink_case"), ("manager", "merge"), ("chair", "merge")],
)
def test_a_hidden_case_and_a_missing_one_answer_alike(door: Door, who: str, move: str) -> None:
    """The same status, the same words at the same question, but for the reference that was sent; nothing is written."""
    opener = "manager" if who == "officer" else "officer"
    mine, hidden = door.open(), door.open(opener)
    linked = door.move("officer", mine, "link_case", answers={"other": hidden, "as": "related", "reason": "x"})
    assert 200 == linked.status_code
    situations.sql(door.world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=hidden)
    before = situations.dump(door.world.database)
    asked = "into" if move == "merge" else "other"
    told = []
    for reference in (hidden, MISSING):
        reply = door.move(who, mine, move, answers=MOVES[move] | {asked: reference})
        told.append((reply.status_code, reply.text.replace(reference, "…")))
    assert told[0] == told[1]
    assert 422 == told[0][0]
    assert f"There is no case {MISSING} that you can see here" == reply.json()["errors"][asked]
    after = situations.dump(door.world.database)
    assert all(before[table] == after[table] for table in ("link", "entry", "casefile"))


def test_a_case_of_another_partnership_is_no_case_here(world: World, door: Door) -> None:
    """Whoever works in both links none of one to one of the other."""
    mine, other = door.open(), door.open()
    with world.database.writing() as session:
        session.add(Partnership(code="EV", name="Evermere"))
        session.flush()
        session.add(RoleHeld(person=world.ids["officer"], partnership="EV", role="review_officer", from_on=SINCE))
    situations.sql(world.database, "UPDATE casefile SET partnership = 'EV' WHERE reference = :r", r=other)
    assert 200 == door.get("officer", f"/cases/{other}").status_code
    reply = door.move("officer", mine, "link_case", answers={"other": other, "as": "related", "reason": "x"})
    assert 422 == reply.status_code
    assert f"There is no case {other} that you can see here" == reply.json()["errors"]["other"]


def test_nothing_of_a_hidden_case_is_on_the_page_or_in_json(door: Door, site: Site) -> None:
    """Neither its reference nor its words, on either side of the link, in the facts or in the timeline."""
    mine, hidden = door.open(), door.open()
    door.move("officer", mine, "link_case", answers={"other": hidden, "as": "related", "reason": "x"})
    into = door.open()
    door.move("manager", into, "merge", answers={"into": hidden, "reason": "x"})
    situations.sql(door.world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=hidden)
    visit = site.visit("manager")
    for case in (mine, into):
        shown = door.get("manager", f"/cases/{case}").json()
        assert ([], []) == (shown["links"], shown["shared"])
        assert hidden not in str(shown)
        answers = [one["answers"] for one in door.get("manager", f"/cases/{case}/entries").json()["items"]]
        assert hidden not in str(answers)
        for page in (f"/cases/{case}", f"/cases/{case}/timeline"):
            assert hidden not in visit.at(page).html
