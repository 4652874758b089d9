"""Incidents that touch other areas: what is asked, who leads, and which limits run while another partnership does."""

from __future__ import annotations

import pytest

from tests.workflow import situations
from tests.workflow.situations import clocks, row
from tests.world import World
from workflow.errors import NotOffered, Refused

ELSEWHERE = {"where": "another_area", "host_area": "Westfold", "home_area": "Northmoor", "contributing": "Westfold"}
LED_BY_US = ELSEWHERE | {"led_by": "us"}
LED_THERE = ELSEWHERE | {"led_by": "another", "lead_partnership": "Westfold"}
OURS = {"notify_panel", "tell_partners", "notify_looked_after_death", "notify_care_leaver_death"}


def due(world: World, case: str) -> dict[str, str]:
    """The days on which the clocks that run are due."""
    return {key: str(one.due_on) for key, one in clocks(world, case).items() if one.status == "running"}


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        ("host_area", "Say in which area it happened"),
        ("home_area", "Say in which area the child lives"),
        ("led_by", "Say which partnership leads: this one, or another"),
        ("lead_partnership", "Say which partnership leads"),
    ],
)
@pytest.mark.parametrize("where", ["another_area", "abroad"])
def test_an_incident_elsewhere_says_where_and_who_leads(world: World, where: str, left_out: str, says: str) -> None:
    """Whatever of it is missing is asked for, in a sentence."""
    told = {key: value for key, value in LED_THERE.items() if key != left_out} | {"where": where}
    with pytest.raises(Refused) as refused:
        situations.incident(world, **told)
    assert says in refused.value.reasons


@pytest.mark.parametrize("where", [{}, {"where": "here"}])
def test_what_happened_here_is_led_here(world: World, where: dict[str, str]) -> None:
    """Nothing need be said of it; that another leads it, or lives elsewhere, is refused."""
    assert "considering" == row(world, situations.incident(world, **where)).state
    for told in ({"led_by": "another", "lead_partnership": "Westfold"}, {"host_area": "Westfold"}):
        with pytest.raises(Refused, match="What happened here is led here"):
            situations.incident(world, **(where | told))


def test_where_we_lead_all_runs_as_usual(world: World) -> None:
    """Though it happened in another area."""
    here, there = situations.incident(world), situations.incident(world, **LED_BY_US)
    assert "considering" == row(world, there).state
    assert due(world, here) == due(world, there)
    assert {"notify_panel", "tell_partners"} <= due(world, there).keys()


def test_while_another_leads_none_of_our_limits_run(world: World) -> None:
    """Whatever happened, and whatever becomes known: only that it is asked each month how it stands."""
    types = ["seriously_harmed", "died", "looked_after_child_died", "care_leaver_died"]
    case = situations.incident(world, types=types, **LED_THERE)
    assert {"lead_check": "2026-12-23"} == due(world, case)
    world.at("2026-11-25")
    world.fire("officer", case, "update", {"types": types, "known_on": "2026-11-24", "what_changed": "She died"})
    assert set() == OURS & clocks(world, case).keys()
    with pytest.raises(NotOffered):
        world.fire("officer", case, "ask_views", {"views_asked_on": "2026-11-25"})
    world.fire("officer", case, "hear_from_lead", {"lead_said": "The review is being written"})
    assert {"lead_check": "2026-12-25"} == due(world, case)


def test_once_we_take_the_lead_the_limits_run_from_awareness(world: World) -> None:
    """Not from the day on which the lead was taken: late is late, and needs its reason."""
    case = situations.incident(world, **LED_THERE)
    world.at("2026-12-02")
    taken = world.fire("officer", case, "take_lead", {"lead_taken_because": "The child lives here"})
    assert "considering" == taken.state
    running = due(world, case)
    assert ("2026-11-30", "2026-11-30") == (running["notify_panel"], running["tell_partners"])
    assert "lead_check" not in running
    world.fire("officer", case, "ask_views", {"views_asked_on": "2026-12-02"})
    criteria = {key: {"answer": "yes", "reason": "Known"} for key in "ab"}
    world.fire("officer", case, "decide_notifiable", {"criteria": criteria, "rationale": "Both are met"})
    with pytest.raises(Refused, match="The notification is after its due date: say why"):
        world.fire("officer", case, "notify", {"sin_reference": "SIN-1"})


def test_concluded_elsewhere_it_ends_with_our_learning_and_can_be_reopened(world: World) -> None:
    """Reopened it is ours: the limits that never ran begin from the new awareness."""
    case = situations.incident(world, **LED_THERE)
    ended = {"lead_outcome": "A rapid review; no further review", "our_learning": "Handover between areas"}
    assert world.fire("officer", case, "conclude_elsewhere", ended).final
    assert {} == due(world, case)
    world.at("2027-02-01")
    world.fire("manager", case, "reopen", {"aware_again_on": "2027-02-01", "reason": "New information"})
    running = due(world, case)
    assert ("considering", "2027-02-08") == (row(world, case).state, running["notify_panel"])


def test_what_is_learnt_elsewhere_is_recommended_here(world: World) -> None:
    """A recommendation hangs below an incident that another partnership leads."""
    case = situations.incident(world, **LED_THERE)
    answers: dict[str, object] = {"what": "Hand over", "source": "elsewhere", "level": "multi_agency"}
    answers |= {"finding": "None did", "outcome_wanted": "All do", "measure": "Audit"}
    made = world.open("officer", "recommendation", answers, parent=case)
    assert row(world, case).id == made.parent
