"""How the journeys come by an action: the business unit gives it to an agency on Monday 30 November 2026."""

from tests.journeys.stage import Stage
from tests.world import email

RECOMMENDATION = {
    "what": "Agencies that visit a family tell each other",
    "source": "audit",
    "level": "multi_agency",
    "finding": "Three agencies visited in one week and none knew of the others",
    "outcome_wanted": "Families are visited by people who know of each other",
    "measure": "An audit of twenty cases a year from now",
}


def action_of(stage: Stage, agency: str, owner: str, due_on: str) -> str:
    """An action of that agency and person; what its giving tells people is sent before the chasing begins."""
    stage.on("2026-11-30")
    what = {"what": "Train every officer", "agency": agency, "person": email(owner), "due_on": due_on}
    partner = stage.as_("dsp_council")
    parent = stage.as_("officer").open("recommendation", RECOMMENDATION)
    reference = partner.open("action", what | {"level": "single_agency"}, parent=parent)
    stage.post()
    return reference
