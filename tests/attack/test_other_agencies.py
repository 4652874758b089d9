"""An agency's people reach for other agencies' cases."""

from __future__ import annotations

from tests.workflow import situations
from tests.workflow.situations import children, row
from tests.world import World
from workflow.access.sight import can_see
from workflow.queries.case_list import Wanted, list_cases


def seen_by(world: World, who: str, *references: str) -> list[str]:
    """Those of the cases that the person sees."""
    with world.database.reading() as session:
        today = world.now.date()
        return [one for one in references if can_see(session, world.ids[who], row(world, one).id, today)]


def test_who_logs_an_incident_reads_no_other_agencys_return(world: World) -> None:
    """A school's lead who logs an incident sees it, its own return, and nothing else that comes of it."""
    incident = world.open("lead_school", "incident", situations.incident_answers()).reference
    world.fire("officer", incident, "ask_views", {"views_asked_on": "2026-11-23"})
    criteria = {key: {"answer": "yes", "reason": "Known"} for key in "ab"}
    world.fire("officer", incident, "decide_notifiable", {"criteria": criteria, "rationale": "Both are met"})
    world.fire("officer", incident, "notify", {"sin_reference": "SIN-1"})
    (review,) = children(world, incident)
    asked = {"agencies_asked": ["school", "police", "housing"], "request": "All you know"}
    world.fire("officer", review, "ask_agencies", asked)
    returns = {row(world, one).owner_agency: one for one in children(world, review)}
    assert [incident, returns["school"]] == seen_by(world, "lead_school", incident, review, *returns.values())
    assert [incident, review, *returns.values()] == seen_by(world, "officer", incident, review, *returns.values())


def test_a_filter_tells_nothing_of_a_case_that_isnt_seen(world: World) -> None:
    """Asking for what stands below a case that the school doesn't see answers as for one that doesn't exist."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "ask_agencies", {"agencies_asked": ["school"], "request": "All"})
    with world.database.reading() as session:
        for who, expected in (("lead_school", 0), ("officer", 1)):
            page, _ = list_cases(session, world.ids[who], world.now.date(), Wanted(parent=review))
            assert expected == len(page), who
