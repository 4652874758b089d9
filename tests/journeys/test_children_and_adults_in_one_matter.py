"""A mother and her baby: one matter, two tracks with their own criteria and clocks, shared actions, one scrutineer."""

from typing import Any

from tests.journeys.adults import DECISION, MET, WORDS
from tests.journeys.questions import IS_SERIOUS, SIBLINGS
from tests.journeys.stage import Stage
from tests.world import email

MOTHER_AND_BABY: dict[str, Any] = SIBLINGS | {
    "subjects": [{"pseudonym": "Mother", "age": 19}, {"pseudonym": "Baby", "expected_on": "2026-11-19"}]
}
ADULT: dict[str, Any] = {
    "adults": [{"pseudonym": "Mother", "age": 19}],
    "referrer": "The partnership",
    "adult_is": "alive",
    "care_needs": WORDS,
    "abuse": ["domestic"],
    "working_together": WORDS,
}
RECOMMENDATION: dict[str, Any] = {
    "what": "Midwives and adult social care share what they know",
    "source": "review",
    "level": "multi_agency",
    "finding": WORDS,
    "outcome_wanted": WORDS,
    "measure": WORDS,
    "urgent": True,
}
ACTION = {"agency": "icb", "what": "Write the protocol", "due_on": "2027-02-26"}


def test_children_and_adults_in_one_matter(stage: Stage) -> None:
    """Each side has its own law and time; what is to be done, and who scrutinises, they share."""
    officer = stage.as_("officer")
    incident = officer.open("incident", MOTHER_AND_BABY)
    tracks = {one["pseudonym"]: one["track"] for one in officer.see(incident)["subjects"]}
    assert {"Mother": "adult", "Baby": "child"} == tracks
    officer.move(incident, "refer_adults", ADULT)
    (link,) = officer.see(incident)["links"]
    adults = link["reference"]
    assert ("joint", "adult_review") == (link["as"], officer.see(adults)["kind"])
    _each_its_own_clocks(stage, incident, adults)
    _one_scrutineer(stage, incident, adults)
    _shared_actions(stage, incident, adults)
    assert stage.trail_is_whole()
    assert [] == [mail for mail in stage.mails() if WORDS in mail.whole]


def _each_its_own_clocks(stage: Stage, incident: str, adults: str) -> None:
    officer = stage.as_("officer")
    assert {"notify_panel", "tell_partners"} == {clock["key"] for clock in officer.see(incident)["clocks"]}
    assert {"acknowledge", "decision"} == {clock["key"] for clock in officer.see(adults)["clocks"]}
    officer.move(incident, "ask_views", {"views_asked_on": "2026-11-23"})
    officer.move(incident, "decide_notifiable", IS_SERIOUS)
    officer.move(incident, "notify", {"sin_reference": "SIN-4711"})
    assert "referred" == officer.see(adults)["state"], "one track's decision moves nothing on the other"
    officer.move(adults, "acknowledge")
    condition_2 = {**MET["condition_1"]}
    met = {**MET, "condition_1": {"answer": "no", "reason": WORDS}, "condition_2": condition_2}
    officer.move(adults, "recommend", {"criteria_s44": met, "recommended": "mandatory", "rationale": WORDS})
    stage.as_("board_chair").move(adults, "initiate", {**DECISION, "sar_kind": "mandatory"})
    assert "2027-05-23" == officer.clock(adults, "adult_review")["due_on"], "a Sunday: months aren't moved"


def _one_scrutineer(stage: Stage, incident: str, adults: str) -> None:
    """A conflict said on one side counts on both."""
    scrutineer = stage.as_("scrutineer")
    (review,) = [one["reference"] for one in scrutineer.see(incident)["children"]]
    scrutineer.move(review, "declare_conflict", {"conflict": WORDS})
    offers = {one["move"]: one["permitted"] for one in stage.as_("manager").see(adults)["offers"]}
    assert offers["name_substitute"]
    tried = stage.as_("manager").tries(adults, "name_substitute", {"substitute": "chair@northmoor.example"})
    assert 422 == tried.status_code
    tried = stage.as_("manager").tries(adults, "name_substitute", {"substitute": email("board_chair")})
    (says, part) = tried.json()["reasons"]
    assert says.startswith("Board Chair isn't a scrutineer here: only another scrutineer stands in")
    assert part.startswith("Board Chair has a part in this case"), "she decided on it"
    stage.as_("manager").move(adults, "end_conflict", {"conflict_ended": WORDS})


def _shared_actions(stage: Stage, incident: str, adults: str) -> None:
    """An action under the child's side is seen on the adult's side, with whose it is and when it is due."""
    officer = stage.as_("officer")
    recommendation = officer.open("recommendation", RECOMMENDATION, parent=incident)
    stage.as_("dsp_council").move(recommendation, "agree")
    officer.move(recommendation, "set_actions", {"actions": [ACTION]})
    shared = {(one["kind"], one["title"], one["due_on"]) for one in officer.see(adults)["shared"]}
    assert ("action", ACTION["what"], ACTION["due_on"]) in shared
    assert {"recommendation", "action"} == {kind for kind, _, _ in shared}
    page = stage.browser("officer").at(f"/cases/{adults}").text
    assert ACTION["what"] in page
    assert incident in page
