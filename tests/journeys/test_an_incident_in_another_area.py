"""A child placed in another area is harmed there: that area leads, we ask each month, and learn what is ours."""

from __future__ import annotations

from tests.answers import INCIDENT
from tests.journeys.stage import Stage

THERE = {
    "where": "another_area",
    "host_area": "Westfold",
    "home_area": "Northmoor",
    "placing_area": "Northmoor",
    "led_by": "another",
    "lead_partnership": "Westfold Safeguarding Children Partnership",
    "contributing": "Northmoor",
}
CHECK = "Ask the partnership that leads how it stands"


def test_another_partnership_leads_and_we_ask_each_month(stage: Stage) -> None:
    """Nobody is chased to notify; whoever logged it is, to ask; it is concluded with our learning."""
    officer = stage.as_("officer")
    case = officer.open("incident", INCIDENT | THERE)
    seen = officer.see(case)
    assert ("led_elsewhere", ["lead_check"]) == (seen["state"], [clock["key"] for clock in seen["clocks"]])
    assert THERE["lead_partnership"] == seen["facts"]["lead_partnership"]

    stage.mornings("2026-11-24", "2026-12-23")
    assert ["2026-12-23"] == [day for day, line in stage.told("officer", CHECK) if line.reference == case]
    notices = [line for who in stage.world.ids for _, line in stage.told(who, "Notify the national panel")]
    assert [] == [line for line in notices if line.reference == case]

    stage.on("2026-12-23")
    officer.move(case, "hear_from_lead", {"lead_said": "Their rapid review has met"})
    assert "2027-01-23" == officer.clock(case, "lead_check")["due_on"]
    stage.on("2027-01-20")
    told = {"lead_outcome": "Learning was taken in the rapid review", "our_learning": "Tell the placing area at once"}
    ended = officer.move(case, "conclude_elsewhere", told)
    assert ("concluded_elsewhere", True) == (ended["state"], ended["final"])
    assert ["met"] == [clock["status"] for clock in ended["clocks"]]
    assert stage.trail_is_whole()


def test_the_lead_passes_to_us(stage: Stage) -> None:
    """From then on the limits run, from the day on which the local authority was aware."""
    officer = stage.as_("officer")
    case = officer.open("incident", INCIDENT | THERE)
    stage.on("2026-11-25")
    taken = officer.move(case, "take_lead", {"lead_taken_because": "The child lives here"})
    assert "considering" == taken["state"]
    assert "2026-11-30" == officer.clock(case, "notify_panel")["due_on"]
    assert "5 working days from Mon 23 Nov 2026" in officer.clock(case, "notify_panel")["working"]
