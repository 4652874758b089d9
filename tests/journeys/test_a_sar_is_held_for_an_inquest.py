"""A safeguarding adults review, from the referral to its publication a year later: an inquest holds the report."""

from tests.journeys.adults import (
    CONTRACT,
    DECISION,
    PLAN,
    PROCEEDING,
    RECOMMENDATION,
    REFERRAL,
    WORDS,
    approved,
    recommended,
    referred,
)
from tests.journeys.reviews import offered
from tests.journeys.stage import Stage

REVIEW = "Safeguarding adults review published"
NOT_THE_SAME = "This is for a second person: not for one who put it up"
HELD = "Proceedings hold up publication: they must have ended, or let it go ahead"


def test_a_sar_is_held_for_an_inquest(stage: Stage) -> None:
    """Mandatory by the chair's decision; six months from initiation; extended by those who decide; published."""
    case = recommended(stage)
    _decided(stage, case)
    _written(stage, case)
    _held(stage, case)
    _extended(stage, case)
    _published(stage, case)
    assert stage.trail_is_whole()
    assert [] == [mail for mail in stage.mails() if WORDS in mail.whole]


def _decided(stage: Stage, case: str) -> None:
    """Monday 14 December: the chair, in person and not who recommended, decides; the months begin on that day."""
    stage.post()
    assert ["2026-12-07"] == [
        day
        for day, _ in stage.told(
            "board_chair", "A recommendation on a safeguarding adults review waits for your decision"
        )
    ]
    officer, chair = stage.as_("officer"), stage.as_("board_chair")
    clocks = {clock["key"]: clock["due_on"] for clock in officer.see(case)["clocks"]}
    assert {"acknowledge": "2026-11-30", "decision": "2027-01-07"} == clocks
    stage.on("2026-12-14")
    mandatory = {**DECISION, "sar_kind": "mandatory"}
    assert 403 == officer.tries(case, "initiate", mandatory).status_code
    assert 403 == stage.as_("chair").tries(case, "initiate", mandatory).status_code
    assert 403 == officer.tries(case, "initiate", mandatory, recorded_for="board_chair").status_code
    refused = chair.tries(case, "initiate", {**DECISION, "sar_kind": "discretionary"})
    assert 422 == refused.status_code, "where section 44 is met a review isn't a matter of discretion"
    shown = chair.move(case, "initiate", mandatory)
    assert "initiated" == shown["state"]
    assert "2027-06-14" == officer.clock(case, "adult_review")["due_on"], "six months from initiation, not the referral"
    assert "met" == officer.clock(case, "decision")["status"]


def _written(stage: Stage, case: str) -> None:
    """The reviewer sees the case while under contract, declares, and writes; every partner signs the report."""
    officer, reviewer = stage.as_("officer"), stage.as_("reviewer")
    assert 404 == reviewer.get(f"/cases/{case}").status_code
    officer.move(case, "commission", {**CONTRACT, "terms_of_reference": WORDS})
    assert "commissioned" == reviewer.see(case)["state"]
    refused = officer.tries(case, "start_fieldwork", {"advocate_considered": WORDS})
    assert 422 == refused.status_code
    assert any("conflict of interest" in reason for reason in refused.json()["reasons"])
    approved(stage, case, report_on="2027-04-12", approved_on="2027-05-04")
    assert "approved" == officer.see(case)["state"]
    stage.post()
    assert stage.told("dsp_police", "Your approval is asked to a review's report")


def _held(stage: Stage, case: str) -> None:
    """An inquest is opened in the register, asked after in time, and holds the report."""
    stage.on("2027-05-10")
    officer = stage.as_("officer")
    assert 422 == officer.tries(case, "hold_report", {"reason": WORDS}).status_code
    officer.move(case, "add_proceedings", {**PROCEEDING, "holds": ["publication"], "next_check_on": "2027-06-01"})
    assert "held_for_proceedings" == officer.move(case, "hold_report", {"reason": WORDS})["state"]
    assert "2027-06-01" == officer.clock(case, "proceedings")["due_on"]
    assert stage.mornings("2027-06-01", "2027-06-02")
    assert ["2027-06-01"] == [day for day, one in stage.told("officer", "Parallel proceedings: ask again")][:1]
    stage.on("2027-06-02")
    said = {"row": "1", "next_check_on": "2027-09-01", "proceeding_effect": WORDS}
    officer.move(case, "update_proceedings", said)
    assert "2027-09-01" == officer.clock(case, "proceedings")["due_on"]
    refused = officer.tries(case, "release_report", {"reason": WORDS})
    assert (422, [HELD]) == (refused.status_code, refused.json()["reasons"])


def _extended(stage: Stage, case: str) -> None:
    """The officer asks for more time; a decider grants it, with reason and authority; the first date stays."""
    wanted = {"clock": "adult_review", "reason": WORDS}
    officer = stage.as_("officer")
    officer.move(case, "ask_extension", {**wanted, "wanted_on": "2027-12-14"})
    more = {**wanted, "new_due_on": "2027-12-14", "authority": "Board minute 7"}
    assert 403 == officer.tries(case, "extend_clock", more).status_code
    assert 403 == stage.as_("manager").tries(case, "extend_clock", more).status_code
    stage.as_("board_chair").move(case, "extend_clock", more)
    clock = officer.clock(case, "adult_review")
    assert ("2027-12-14", "2027-06-14") == (clock["due_on"], clock["first_due_on"])


def _published(stage: Stage, case: str) -> None:
    """The inquest ends; planned, checked by a second person, the family told: then, on the day, it is published."""
    stage.on("2027-10-04")
    officer = stage.as_("officer")
    officer.move(case, "end_proceedings", {"row": "1", "reason": WORDS})
    officer.move(case, "release_report", {"reason": WORDS})
    refused = officer.tries(case, "publish", {"published_at": "https://partnership.example/sar"})
    assert 3 <= len(refused.json()["reasons"]), refused.text
    officer.move(case, "plan_publication", {**PLAN, "publish_on": "2027-10-25"})
    refused = officer.tries(case, "check_anonymity", {"anonymity": WORDS})
    assert (422, [NOT_THE_SAME]) == (refused.status_code, refused.json()["reasons"])
    stage.as_("chair").move(case, "check_anonymity", {"anonymity": WORDS})
    officer.move(case, "update_family", {"row": "1", "told_on": "2027-10-01"})
    early = officer.tries(case, "publish", {"published_at": "x"})
    assert (422, True) == (early.status_code, "planned day" in early.json()["reasons"][0])
    stage.on("2027-10-25")
    shown = officer.move(case, "publish", {"published_at": "The partnership's website"})
    assert ("published", True) == (shown["state"], shown["final"])
    assert "met" == officer.clock(case, "adult_review")["status"]
    assert "keep_public" not in {clock["key"] for clock in shown["clocks"]}, "no such rule for adults"
    assert not offered(stage, "officer", case).get("publish")


def test_no_review_leaves_something_else(stage: Stage) -> None:
    """Not met: the chair declines with an alternative, which opens a learning review; never against the criteria."""
    case = referred(stage)
    officer, chair = stage.as_("officer"), stage.as_("board_chair")
    officer.move(case, "acknowledge")
    unmet = {key: {**one, "answer": "no"} for key, one in RECOMMENDATION["criteria_s44"].items()}
    against = {**RECOMMENDATION, "recommended": "none"}
    assert 422 == officer.tries(case, "recommend", against).status_code
    officer.move(case, "recommend", {**against, "criteria_s44": unmet})
    instead = {"alternative": "learning_review", "purpose": WORDS}
    shown = chair.move(case, "decline", {**DECISION, **instead})
    assert ("not_commissioned", True) == (shown["state"], shown["final"])
    (learning,) = shown["children"]
    assert ("learning_review", "commissioned") == (learning["kind"], learning["state"])
    assert REFERRAL["subjects"] == [
        {"pseudonym": one["pseudonym"], "age": one["age"]} for one in officer.see(learning["reference"])["subjects"]
    ]
