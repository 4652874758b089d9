"""A published review is reopened: new information comes to light, its months begin anew, and it is published again."""

from tests.journeys.adults import CONTRACT, PLAN, WORDS, approved
from tests.journeys.questions import PROPOSAL
from tests.journeys.reviews import below, proposed_review
from tests.journeys.stage import Stage

PARTNERS = ("dsp_council", "dsp_police", "dsp_icb")
COPIES = {"copies_to": ["panel", "secretary_of_state"]}
PUBLISHED = {"published_at": "The partnership's website"}


def test_a_review_is_reopened(stage: Stage) -> None:
    """By the business manager, with the reason and the day; what was signed before counts no more."""
    case = _published(stage)
    officer, manager = stage.as_("officer"), stage.as_("manager")
    stage.on("2027-09-06")
    again = {"aware_again_on": "2027-09-01", "reason": WORDS}
    assert 403 == officer.tries(case, "reopen", again).status_code
    assert 422 == manager.tries(case, "reopen", again | {"aware_again_on": "2026-01-01"}).status_code
    shown = manager.move(case, "reopen", again)
    assert ("fieldwork", False) == (shown["state"], shown["final"])
    clocks = {clock["key"]: clock for clock in shown["clocks"]}
    months = clocks["practice_review"]
    assert ("2028-03-01", "2027-06-14") == (months["due_on"], months["first_due_on"])
    assert ("running", "2028-06-01") == (clocks["keep_public"]["status"], clocks["keep_public"]["due_on"])
    assert "met" == clocks["name_reviewers"]["status"], "the national bodies know the reviewers"
    stage.post()
    for who in ("scrutineer", "dsp_police"):
        assert ["2027-09-06"] == [day for day, _ in stage.told(who, "A case was reopened")]
    _published_again(stage, case)
    assert stage.trail_is_whole()
    assert [] == [mail for mail in stage.mails() if WORDS in mail.whole]


def _published(stage: Stage) -> str:
    """Decided on 14 December 2026, published on 1 June 2027."""
    review = proposed_review(stage, "2026-12-10")
    officer = stage.as_("officer")
    officer.move(review, "revise", {"reason": WORDS})
    officer.move(review, "propose", PROPOSAL | {"outcome": "lcspr"})
    stage.on("2026-12-14")
    for partner in PARTNERS:
        stage.as_(partner).move(review, "agree")
    (case,) = below(stage, review, "practice_review")
    told = dict.fromkeys(("panel_told_on", "ofsted_told_on", "department_told_on"), "2026-12-14")
    officer.move(case, "tell_national_bodies", {"reviewers_named": "One reviewer", **told})
    officer.move(case, "commission", {**CONTRACT, "terms_of_reference": WORDS})
    approved(stage, case, report_on="2027-04-12", approved_on="2027-05-04")
    _out(stage, case, copies="2027-05-17", public="2027-06-01")
    assert 1 == len(below(stage, review, "practice_review"))
    return case


def _out(stage: Stage, case: str, *, copies: str, public: str) -> None:
    officer = stage.as_("officer")
    stage.on(copies)
    officer.move(case, "plan_publication", {**PLAN, "publish_on": public})
    officer.move(case, "send_copies", COPIES)
    stage.as_("chair").move(case, "check_anonymity", {"anonymity": WORDS})
    officer.move(case, "update_family", {"row": "1", "told_on": copies})
    stage.on(public)
    assert "published" == officer.move(case, "publish", PUBLISHED)["state"]


def _published_again(stage: Stage, case: str) -> None:
    """Drafted, checked, shown, signed and planned anew: nothing of the first round lets it out."""
    officer = stage.as_("officer")
    officer.move(case, "draft_report", {"report_version": "2", "findings": WORDS})
    shown = officer.move(case, "record_checks", {"agencies_check": WORDS, "family_check": WORDS})
    assert "checked_with_family_and_agencies" == shown["state"], "old signatures approve nothing"
    assert 422 == officer.tries(case, "put_up", {"approval_note": WORDS}).status_code, "the new draft wasn't shown"
    officer.move(case, "update_family", {"row": "1", "draft_shown_on": "2027-09-06"})
    officer.move(case, "put_up", {"approval_note": WORDS})
    for partner in PARTNERS:
        stage.as_(partner).move(case, "agree")
    refused = officer.tries(case, "send_copies", COPIES)
    assert (422, ["The planned day has passed: plan another first"]) == (refused.status_code, refused.json()["reasons"])
    _out(stage, case, copies="2027-11-01", public="2027-11-15")
    assert "2028-11-15" == officer.clock(case, "keep_public")["due_on"]
