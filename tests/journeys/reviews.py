"""How the journeys come by a rapid review whose decision the partners are asked to sign."""

from __future__ import annotations

from tests.journeys.questions import IS_SERIOUS, PROPOSAL, SIBLINGS
from tests.journeys.stage import Stage

WORDS = "A partner's own words that no mail may hold"


def proposed_review(stage: Stage, on: str) -> str:
    """Notified on Monday 23 November 2026: its fifteenth working day is Monday 14 December. Proposed on that day."""
    officer = stage.as_("officer")
    incident = officer.open("incident", SIBLINGS)
    officer.move(incident, "ask_views", {"views_asked_on": "2026-11-23"})
    officer.move(incident, "decide_notifiable", IS_SERIOUS)
    review: str = officer.move(incident, "notify", {"sin_reference": "SIN-4711"})["children"][0]["reference"]
    stage.on(on)
    officer.move(review, "meet", {"attended": ["council", "police", "icb"], "discussion": "All that is known was read"})
    officer.move(review, "draft")
    officer.move(review, "propose", PROPOSAL)
    return review


def below(stage: Stage, reference: str, kind: str) -> list[str]:
    """References of the cases of that kind right below one."""
    return [one["reference"] for one in stage.as_("manager").see(reference)["children"] if one["kind"] == kind]


def offered(stage: Stage, who: str, reference: str) -> dict[str, bool]:
    """The moves that the case offers, and whether this person may make them."""
    return {one["move"]: one["permitted"] for one in stage.as_(who).see(reference)["offers"]}
