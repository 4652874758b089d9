"""A recommendation becomes three agencies' actions, each signed off by somebody else, on evidence."""

from tests.answers import PDF
from tests.journeys.actions import RECOMMENDATION
from tests.journeys.stage import Stage
from tests.world import email

INDEPENDENT = (
    "This is for somebody who neither owns the action, nor submitted it or its evidence, nor works for its agency"
)
VERIFIED = {"verification": "I saw the register"}
DONE = {"submission": "Everybody was trained"}


def test_a_recommendation_is_done_when_every_agency_has_shown_it(stage: Stage) -> None:
    """Three actions, progress, evidence, no sign-off among colleagues, one sent back, done, impact reviewed."""
    stage.on("2026-11-30")
    officer, chair = stage.as_("officer"), stage.as_("chair")
    recommendation = chair.open("recommendation", RECOMMENDATION)
    assert "agreed" == stage.as_("dsp_icb").move(recommendation, "agree")["state"]
    rows = [
        {"agency": "police", "person": email("lead_police"), "what": "Train every officer", "due_on": "2027-01-29"},
        {"agency": "school", "person": email("user_school"), "what": "Train every teacher", "due_on": "2027-01-29"},
        {"agency": "housing", "person": email("user_housing"), "what": "Train wardens", "due_on": "2027-02-26"},
    ]
    shown = officer.move(recommendation, "set_actions", {"actions": rows})
    assert "in_progress" == shown["state"]
    police, school, housing = (child["reference"] for child in shown["children"])
    assert ["open"] * 3 == [child["state"] for child in shown["children"]]
    assert "Every action must have ended" in officer.tries(recommendation, "complete").json()["reasons"]
    stage.morning("2026-12-01")
    told = [
        mail.new[0].reference for who in ("lead_police", "user_school", "user_housing") for mail in stage.mails_to(who)
    ]
    assert [police, school, housing] == told

    # Progress is noted monthly, and shows in the action plan.
    stage.on("2026-12-30")
    owner = stage.as_("lead_police")
    owner.move(police, "progress", {"brag": "amber", "progress_note": "Half of them are trained"})
    assert "2027-01-30" == owner.clock(police, "progress")["due_on"]
    assert "amber" == officer.see(police)["facts"]["brag"]
    plan = {one["reference"]: one["agency"] for one in officer.get("/actions").json()["items"]}
    assert {police: "police", school: "school", housing: "housing"} == plan
    assert [police] == [one["reference"] for one in owner.get("/actions").json()["items"]], "their own agency's alone"

    # Nothing can be submitted without evidence.
    stage.on("2027-01-25")
    refused = owner.tries(police, "submit", DONE)
    assert (422, ["Attach at least one piece of evidence first"]) == (refused.status_code, refused.json()["reasons"])
    kept = owner.attach(police, "register.pdf", kind="training", shows="output", effect_on="2027-01-20")
    assert PDF == owner.get(kept["link"].removeprefix("/api/v1")).content
    owner.move(police, "submit", DONE)

    _nobody_signs_off_their_own(stage, police)

    # An officer of another agency sends it back once, and is satisfied the second time.
    council = stage.as_("dsp_council")
    assert "sent_back" == council.move(police, "send_back", {"reason": "Show who was trained"})["state"]
    stage.post()
    sent_back = stage.told("lead_police", "Your action was sent back: more is needed")
    assert [("2027-01-25", police)] == [(day, line.reference) for day, line in sent_back]
    assert "running" == owner.clock(police, "due")["status"], "the date it was due goes on counting"
    stage.on("2027-02-02")
    assert "late" == owner.clock(police, "due")["status"]
    owner.attach(police, "names.pdf", PDF + b"\n", kind="training", shows="output", effect_on="2027-01-20")
    owner.move(police, "submit", DONE)
    verified = council.move(police, "verify", VERIFIED)
    assert "verified" == verified["state"]
    signature = verified["signatures"][-1]
    assert ("verify", "Council", True) == (signature["purpose"], signature["agency"], signature["current"])

    # The other two, by the business unit, which is an agency of its own.
    for reference, who in ((school, "user_school"), (housing, "user_housing")):
        stage.as_(who).attach(reference, "register.pdf")
        stage.as_(who).move(reference, "submit", DONE)
        assert "verified" == officer.move(reference, "verify", VERIFIED)["state"]

    stage.on("2027-02-03")
    assert "done" == officer.move(recommendation, "complete")["state"]
    assert "2027-08-03" == officer.clock(recommendation, "impact_review")["due_on"]
    stage.on("2027-07-20")
    ended = officer.move(recommendation, "review_impact", {"achieved": "partly", "impact": "Visits are now agreed"})
    assert ("impact_reviewed", True) == (ended["state"], ended["final"])
    assert "met" == officer.clock(recommendation, "impact_review")["status"]
    assert stage.trail_is_whole()


def _nobody_signs_off_their_own(stage: Stage, police: str) -> None:
    """Neither the owner nor a colleague verifies, nor does anybody for them; the offer says why before they try."""
    colleague, officer = stage.as_("dsp_police"), stage.as_("officer")
    offer = next(one for one in colleague.see(police)["offers"] if one["move"] == "verify")
    assert [INDEPENDENT] == offer["blockers"]
    refused = colleague.tries(police, "verify", VERIFIED)
    assert (422, [INDEPENDENT]) == (refused.status_code, refused.json()["reasons"])
    assert 403 == stage.as_("lead_police").tries(police, "verify", VERIFIED).status_code
    assert 403 == colleague.tries(police, "verify", VERIFIED, recorded_for="officer").status_code
    assert 403 == officer.tries(police, "verify", VERIFIED, recorded_for="dsp_council").status_code
    assert 403 == officer.tries(police, "verify", VERIFIED, recorded_for="dsp_police").status_code
    assert 422 == colleague.tries(police, "send_back", {"reason": "Not enough"}).status_code
    assert "evidence_submitted" == officer.see(police)["state"]
    assert [] == officer.see(police)["signatures"]
