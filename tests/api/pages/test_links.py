"""The linked cases on a case's page, what is shared with them, and what its timeline says of them."""

from __future__ import annotations

from tests.api.pages.site import Site
from tests.workflow import situations
from tests.workflow.referrals import referral


def test_linked_cases_stand_on_both_pages(site: Site) -> None:
    """With how they belong together, and in the timeline of the one that didn't say it, because of which entry."""
    world = site.world
    child, adult = situations.rapid_review(world), referral(world)
    world.fire("officer", child, "link_case", {"other": adult, "as": "joint", "reason": "One family"})
    visit = site.visit("manager")
    for case, other in ((child, adult), (adult, child)):
        page = visit.at(f"/cases/{case}").html
        assert "Linked cases" in page
        assert f'href="/cases/{other}"' in page
        assert "Joint case, the other track" in page
    timeline = visit.at(f"/cases/{adult}/timeline").html
    assert "Linked to another case" in timeline
    assert f"{child}, entry" in timeline


def test_a_joint_cases_actions_are_shown(site: Site) -> None:
    """Whose they are, when they are due and where they stand."""
    world = site.world
    review, adult = situations.rapid_review(world), referral(world)
    world.fire("officer", adult, "link_case", {"other": review, "as": "joint", "reason": "One family"})
    action = situations.action(world, due="2027-01-29")
    [above] = situations.rows(
        world.database,
        "SELECT p.id FROM casefile p JOIN casefile c ON c.parent = p.id WHERE c.reference = :r",
        r=action,
    )
    below = situations.row(world, review)
    for case in (above.id, situations.row(world, action).id):
        change = "UPDATE casefile SET root = :root, parent = CASE WHEN id = :above THEN :review ELSE parent END"
        situations.sql(
            world.database, f"{change} WHERE id = :id", root=below.root, above=above.id, review=below.id, id=case
        )
    page = site.visit("manager").at(f"/cases/{adult}").html
    assert f"Shared with the joint case {review}" in page
    shown = page.partition("Shared with the joint case")[2]
    assert f'href="/cases/{action}"' in shown
    assert "Housing association" in shown
    assert "29 January 2027" in shown
