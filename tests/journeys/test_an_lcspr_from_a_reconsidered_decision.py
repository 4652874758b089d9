"""The partners decide against an LCSPR, the Panel disagrees, they decide once more: six months from that second day.

It can't be published before copies, family, a second pair of eyes and a plan are there.
"""

from tests.journeys.adults import CONTRACT, PLAN, PROCEEDING, WORDS, approved
from tests.journeys.questions import SIBLINGS
from tests.journeys.reviews import below, proposed_review
from tests.journeys.stage import Stage

PARTNERS = ("dsp_council", "dsp_police", "dsp_icb")
MISSING = [
    "Copies must have been sent seven working days before the planned day: plan a later day",
    "A second person must check that the report is anonymous, as it was approved",
    "Tell each of the family before publication, and record the day",
]
PUBLISHED = {"published_at": "The partnership's website"}


def test_an_lcspr_from_a_reconsidered_decision(stage: Stage) -> None:
    """Reconsidered on 20 January 2027: published by 20 July, with everything that must come before."""
    case = _decided_anew(stage)
    _commissioned(stage, case)
    approved(stage, case, report_on="2027-05-10", approved_on="2027-06-01")
    _not_yet(stage, case)
    _published(stage, case)
    _stays_public(stage, case)
    assert stage.trail_is_whole()
    assert [] == [mail for mail in stage.mails() if WORDS in mail.whole]


def _decided_anew(stage: Stage) -> str:
    """The first decision opens nothing; the second, linked to it, opens the review, with children and reasons."""
    review = proposed_review(stage, "2026-12-10")
    for partner in PARTNERS:
        stage.as_(partner).move(review, "agree")
    officer = stage.as_("officer")
    stage.on("2026-12-14")
    officer.move(review, "send")
    assert [] == below(stage, review, "practice_review")
    stage.on("2027-01-18")
    officer.move(review, "reply", {"panel_view": "disagrees", "panel_reply": WORDS})
    officer.move(review, "reconsider", {"reconsidered_outcome": "lcspr", "reconsidered_rationale": WORDS})
    for partner in PARTNERS:
        stage.as_(partner).move(review, "agree")
    stage.on("2027-01-20")
    officer.move(review, "reconsidered")
    (case,) = below(stage, review, "practice_review")
    shown = officer.see(case)
    assert ("initiated", "2027-01-20", WORDS) == (
        shown["state"],
        shown["facts"]["decided_on"],
        shown["facts"]["rationale"],
    )
    assert [one["pseudonym"] for one in SIBLINGS["subjects"]] == [one["pseudonym"] for one in shown["subjects"]]
    due = {clock["key"]: clock["due_on"] for clock in shown["clocks"]}
    assert ("2027-07-20", "2027-01-21") == (due["practice_review"], due["name_reviewers"])
    first, second = officer.get(f"/cases/{review}/decisions").json()["items"]
    assert first["seq"] == second["reconsiders"]["seq"]
    assert ["agree"] * 3 == [one["position"] for one in second["positions"]]
    return case


def _commissioned(stage: Stage, case: str) -> None:
    """Named a day late, with the reason; the conflict that the reviewer declares must be dealt with."""
    officer = stage.as_("officer")
    stage.on("2027-01-22")
    told = {"reviewers_named": "Two reviewers", "panel_told_on": "2027-01-21", "ofsted_told_on": "2027-01-21"}
    late = {**told, "department_told_on": "2027-01-22"}
    refused = officer.tries(case, "tell_national_bodies", told | {"reason_if_late": WORDS})
    assert (422, ["department_told_on"]) == (refused.status_code, list(refused.json()["errors"])), "all three are told"
    refused = officer.tries(case, "tell_national_bodies", late)
    assert ["The last of them was told after the due date: say why"] == refused.json()["reasons"]
    shown = officer.move(case, "tell_national_bodies", {**late, "reason_if_late": WORDS})
    kept = [shown["facts"][key] for key in ("panel_told_on", "ofsted_told_on", "department_told_on")]
    assert ["2027-01-21", "2027-01-21", "2027-01-22"] == kept
    clock = officer.clock(case, "name_reviewers")
    assert ("met_late", "2027-01-22") == (clock["status"], clock["stopped_on"])
    officer.move(case, "commission", {**CONTRACT, "terms_of_reference": WORDS})
    reviewer = stage.as_("reviewer")
    reviewer.move(case, "declare_interest", {"reviewer_conflict": "declared", "reviewer_conflict_text": WORDS})
    assert 422 == officer.tries(case, "start_fieldwork").status_code
    stage.as_("chair").move(case, "manage_conflict", {"conflict_managed": WORDS})
    contact = {"contact": "mother", "invitation": "invited"}
    officer.move(case, "add_proceedings", {**PROCEEDING, "holds": ["family"], "next_check_on": "2027-03-01"})
    assert 422 == officer.tries(case, "add_family", contact).status_code, "the court holds up contact with the family"
    officer.move(case, "end_proceedings", {"row": "1", "reason": WORDS})
    officer.move(case, "add_family", {**contact, "invitation": "not_approached", "not_approached_why": WORDS})


def _not_yet(stage: Stage, case: str) -> None:
    """Approved, and still nothing can go out: each thing that is missing is said."""
    officer = stage.as_("officer")
    copies = {"copies_to": ["panel", "secretary_of_state"]}
    refused = officer.tries(case, "send_copies", copies)
    assert (422, ["Plan the publication first"]) == (refused.status_code, refused.json()["reasons"])
    officer.move(case, "plan_publication", {**PLAN, "publish_on": "2027-07-09"})
    assert "2027-06-30" == officer.clock(case, "copies")["due_on"], "seven working days before Friday 9 July"
    assert 422 == officer.tries(case, "send_copies", {"copies_to": ["panel", "ofsted"]}).status_code
    stage.on("2027-07-02")
    assert 409 == officer.tries(case, "publish", PUBLISHED).status_code, "not before copies were sent"
    officer.move(case, "send_copies", copies)
    stage.on("2027-07-09")
    refused = officer.tries(case, "publish", PUBLISHED)
    assert (422, MISSING) == (refused.status_code, refused.json()["reasons"])


def _published(stage: Stage, case: str) -> None:
    """The copies went late: another day is planned. Checked by a second person, the family told, it goes out."""
    officer = stage.as_("officer")
    officer.move(case, "plan_publication", {**PLAN, "publish_on": "2027-07-15"})
    stage.as_("chair").move(case, "check_anonymity", {"anonymity": WORDS})
    officer.move(case, "update_family", {"row": "2", "told_on": "2027-07-08"})
    assert 422 == officer.tries(case, "publish", PUBLISHED).status_code
    stage.on("2027-07-15")
    shown = officer.move(case, "publish", PUBLISHED)
    assert ("published", "met") == (shown["state"], officer.clock(case, "practice_review")["status"])


def _stays_public(stage: Stage, case: str) -> None:
    """A year at least: it can't be taken down before, and may be after."""
    officer = stage.as_("officer")
    assert "2028-07-15" == officer.clock(case, "keep_public")["due_on"]
    assert 422 == officer.tries(case, "take_down", {"taken_down_why": WORDS}).status_code
    stage.morning("2028-07-17")
    stage.on("2028-07-17")
    assert "published" == officer.move(case, "take_down", {"taken_down_why": WORDS})["state"]
