"""Children: opened by a move, one for each answer, inheriting what is declared; their end is told to the parent."""

from __future__ import annotations

from tests.workflow import situations
from tests.workflow.situations import children, clocks, row, rows
from tests.world import World, email


def test_a_notification_opens_the_review_with_its_reference(world: World) -> None:
    """The review hangs below the incident, shares its root, names the entry that opened it, and has its reference."""
    reference = situations.notifiable(world)
    case = world.fire("officer", reference, "notify", {"sin_reference": "SIN-77"})
    review = row(world, children(world, reference)[0])
    assert ("rapid_review", case.id, case.id, case.seq) == (
        review.kind,
        review.parent,
        review.root,
        review.opened_by_seq,
    )
    assert ["SIN-77"] == [
        one[0] for one in rows(world.database, "SELECT body FROM text WHERE case_id = :id", id=review.id)
    ]


def test_a_care_leavers_death_alone_opens_no_review(world: World) -> None:
    """No rapid review follows where neither harm nor death by abuse is in question."""
    reference = situations.incident(world, types=["care_leaver_died"])
    world.fire("officer", reference, "ask_views", {"views_asked_on": "2026-11-23"})
    world.fire("officer", reference, "decide_notifiable", {"rationale": "It should be notified"})
    world.fire("officer", reference, "notify", {"sin_reference": "S"})
    assert [] == children(world, reference)


def test_one_return_for_each_agency_asked_due_as_planned(world: World) -> None:
    """Three agencies, three returns, each owned by its agency, due when the plan says where no date is given."""
    review = situations.rapid_review(world)
    asked = {"agencies_asked": ["school", "housing", "police"], "request": "All you know"}
    world.fire("officer", review, "ask_agencies", asked)
    found = [row(world, one) for one in children(world, review)]
    assert {"school", "housing", "police"} == {one.owner_agency for one in found}
    assert {"2026-12-07"} == {one.due_on.isoformat() for one in found}


def test_one_action_for_each_row_with_what_the_row_says(world: World) -> None:
    """Each row's agency, owner, date and words become an action; the level is inherited."""
    above = situations.recommendation(world)
    told = [
        {"agency": "school", "what": "Teach", "due_on": "2027-01-29", "person": email("user_school")},
        {"agency": "housing", "what": "Check", "due_on": "2027-02-26"},
    ]
    world.fire("officer", above, "set_actions", {"actions": told})
    first, second = (row(world, one) for one in children(world, above))
    assert ("Teach", "school", world.ids["user_school"]) == (first.title, first.owner_agency, first.owner_person)
    assert ("Check", "housing", None) == (second.title, second.owner_agency, second.owner_person)
    assert all('"level":"single_agency"' in one.facts for one in (first, second))
    assert "2027-02-26" == clocks(world, children(world, above)[1])["due"].due_on.isoformat()


def test_a_childs_end_is_an_entry_of_its_parent_without_a_new_revision(world: World) -> None:
    """Whoever has the parent's form open isn't stale because an action ended."""
    reference = situations.submitted(world)
    [above] = [one.reference for one in rows(world.database, "SELECT reference FROM casefile WHERE parent IS NULL")]
    before = row(world, above)
    world.fire("officer", reference, "verify", {"verification": "Seen"})
    after = row(world, above)
    assert (before.revision, before.seq + 1) == (after.revision, after.seq)
    [(actor, body)] = rows(world.database, "SELECT actor, body FROM entry WHERE move = 'child_ended'")
    assert actor is None
    assert f'"cause":{{"case":"{reference}"' in body
    assert "done" == world.fire("officer", above, "complete", revision=before.revision).state
