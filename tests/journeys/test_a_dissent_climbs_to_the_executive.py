"""The police dissent on the fourteenth working day: the review goes in time, the disagreement climbs to the last word.

Then the Panel disagrees as well, and the partners decide once more.
"""

from tests.journeys.questions import PROPOSAL
from tests.journeys.reviews import WORDS, below, offered, proposed_review
from tests.journeys.stage import Stage

RAISED = "A disagreement was raised at stage 4: Delegated safeguarding partners"
STAGE_4 = "Disagreement at stage 4: Delegated safeguarding partners (dissent)"
DISSENT_OUT = "Set the dissent out where a partner has dissented, and only there, or wait for their agreement"
NOT_SIGNED = "Say why it goes without a partner's word where one hasn't signed, and only there, or wait for it"
PARTNERS = ("dsp_council", "dsp_police", "dsp_icb")


def test_a_dissent_climbs_to_the_executive(stage: Stage) -> None:
    """Sent on the fifteenth working day with the dissent set out; decided by the executive; reconsidered in January."""
    review = proposed_review(stage, "2026-12-10")
    stage.as_("dsp_council").move(review, "agree")
    stage.as_("dsp_icb").move(review, "agree")
    stage.post()
    disagreement = _opened(stage, review)
    _sent(stage, review, disagreement)
    _expires(stage, disagreement)
    _climbs(stage, disagreement)
    _decided(stage, disagreement)
    _reconsidered(stage, review)
    assert stage.trail_is_whole()
    assert [] == [mail for mail in stage.mails() if WORDS in mail.whole or str(PROPOSAL["rationale"]) in mail.whole]


def _opened(stage: Stage, review: str) -> str:
    """Friday 11 December, day 14: the dissent opens a disagreement at the delegated partners, one working day."""
    stage.on("2026-12-11")
    stage.as_("dsp_police").move(review, "dissent", {"dissent": WORDS})
    (disagreement,) = below(stage, review, "disagreement")
    shown = stage.as_("dsp_police").see(disagreement)
    assert ("stage_4", review) == (shown["state"], shown["title"])
    clocks = [(clock["key"], clock["started_on"], clock["due_on"]) for clock in shown["clocks"]]
    assert [("stage_4_dissent", "2026-12-11", "2026-12-14")] == clocks

    told = {(mail.to, one.task) for mail in stage.post() for one in mail.new}
    for who in ("scrutineer", "dsp_council", "dsp_icb", "manager"):
        assert (who, RAISED) in told
    assert ("scrutineer", "A partner dissents from a decision") in told
    assert [] == stage.told("dsp_police", RAISED), "nobody is mailed about what they did themselves"
    assert 404 == stage.as_("executive").get(f"/cases/{disagreement}").status_code
    return disagreement


def _sent(stage: Stage, review: str, disagreement: str) -> None:
    """Monday 14 December, day 15: the law's clock doesn't wait for the disagreement."""
    stage.morning("2026-12-14")
    for who in PARTNERS:
        assert ("2026-12-14", "Due today") in [(day, one.when) for day, one in stage.told(who, STAGE_4)]
    stage.on("2026-12-14")
    officer = stage.as_("officer")
    refused = officer.tries(review, "send", {})
    assert (422, [DISSENT_OUT]) == (refused.status_code, refused.json()["reasons"])
    assert "sent" == officer.move(review, "send", {"dissent_set_out": WORDS})["state"]
    assert "met" == officer.clock(review, "rapid_review")["status"]
    shown = officer.see(disagreement)
    assert ("stage_4", False) == (shown["state"], shown["final"]), "the disagreement continues"


def _expires(stage: Stage, disagreement: str) -> None:
    """Its day passes: both sides and the business manager hear; the next stage is offered, to the raiser only."""
    stage.mornings("2026-12-15", "2026-12-17")
    late = "Was due 14 December 2026, 1 working day late"
    for who in (*PARTNERS, "manager"):
        assert ("2026-12-15", late) in [(day, one.when) for day, one in stage.told(who, STAGE_4)]
    stage.on("2026-12-17")
    shown = stage.as_("manager").see(disagreement)
    assert ("stage_4", "late") == (shown["state"], shown["clocks"][0]["status"]), "it doesn't climb by itself"
    may = {who: offered(stage, who, disagreement)["to_stage_5"] for who in (*PARTNERS, "officer", "scrutineer")}
    assert {"dsp_police": True, "officer": True, "dsp_council": False, "dsp_icb": False, "scrutineer": False} == may
    tried = stage.as_("dsp_council").tries(disagreement, "to_stage_5", {"stage_outcome": WORDS})
    assert 403 == tried.status_code


def _climbs(stage: Stage, disagreement: str) -> None:
    """The police take it to the lead partners: the executive gets word at once, and sees that disagreement alone."""
    police = stage.as_("dsp_police")
    shown = police.move(disagreement, "to_stage_5", {"stage_outcome": WORDS})
    clocks = {clock["key"]: (clock["status"], clock["due_on"]) for clock in shown["clocks"]}
    assert {"stage_4_dissent": ("met_late", "2026-12-14"), "stage_5_dissent": ("running", "2026-12-18")} == clocks
    told = {mail.to: mail for mail in stage.post()}
    assert {"executive", "scrutineer", "dsp_council", "dsp_icb", "manager"} <= set(told)
    assert disagreement in told["executive"].whole
    assert "Disagreements" in told["executive"].whole
    executive = stage.as_("executive")
    assert "stage_5" == executive.see(disagreement)["state"]
    assert [disagreement] == [one["reference"] for one in executive.get("/cases").json()["items"]]


def _decided(stage: Stage, disagreement: str) -> None:
    """Asked for, the scrutineer gives a view within five working days; the executive decides, on a clock as well."""
    asked = {"stage_outcome": WORDS, "question": WORDS}
    shown = stage.as_("dsp_police").move(disagreement, "ask_view", asked)
    assert "view_requested" == shown["state"]
    scrutineer, executive = stage.as_("scrutineer"), stage.as_("executive")
    assert "2026-12-24" == scrutineer.clock(disagreement, "view")["due_on"]
    stage.post()
    assert ["2026-12-17"] == [day for day, _ in stage.told("scrutineer", "You are asked about a disagreement")]
    assert 409 == executive.tries(disagreement, "decide", {"decision": "x", "decision_rationale": "x"}).status_code

    stage.on("2026-12-21")
    assert 403 == executive.tries(disagreement, "give_view", {"view": WORDS}).status_code
    assert "view_given" == scrutineer.move(disagreement, "give_view", {"view": WORDS})["state"]
    assert ("met", "running") == tuple(executive.clock(disagreement, key)["status"] for key in ("view", "decision"))
    # 25 December and the Monday after are days off.
    assert "2026-12-30" == executive.clock(disagreement, "decision")["due_on"]
    stage.post()
    wanted = "The scrutineer has spoken about a disagreement: a decision is wanted"
    assert ["2026-12-21"] == [day for day, _ in stage.told("executive", wanted)]
    stage.on("2026-12-22")
    decision = {"decision": WORDS, "decision_rationale": WORDS}
    assert 403 == scrutineer.tries(disagreement, "decide", decision).status_code
    shown = executive.move(disagreement, "decide", decision)
    assert ("decided", True) == (shown["state"], shown["final"])
    stage.post()
    for who in ("scrutineer", "dsp_police", "dsp_council", "dsp_icb", "manager"):
        assert ["2026-12-22"] == [day for day, _ in stage.told(who, "A disagreement was decided")]


def _reconsidered(stage: Stage, review: str) -> None:
    """The Panel disagrees: a second decision, signed anew, stands beside the first; the review closes with it."""
    stage.on("2027-01-05")
    officer = stage.as_("officer")
    officer.move(review, "reply", {"panel_view": "disagrees", "panel_reply": WORDS})
    again = {"reconsidered_outcome": "lcspr", "reconsidered_rationale": WORDS}
    assert "reconsidering" == officer.move(review, "reconsider", again)["state"]
    told = {(mail.to, one.task) for mail in stage.post() for one in mail.new}
    assert set(PARTNERS) == {to for to, task in told if task == "Your agreement is asked to a reconsidered decision"}
    assert ("scrutineer", "A rapid review's decision is ready to be scrutinised") in told

    stage.on("2027-01-06")
    stage.as_("dsp_council").move(review, "agree")
    refused = officer.tries(review, "reconsidered", {})
    assert (422, [NOT_SIGNED]) == (refused.status_code, refused.json()["reasons"])
    for who in ("dsp_police", "dsp_icb"):
        stage.as_(who).move(review, "agree")
    shown = officer.move(review, "reconsidered", {})
    assert ("closed", "learning_taken", "lcspr") == (
        shown["state"],
        shown["facts"]["outcome"],
        shown["facts"]["reconsidered_outcome"],
    )
    signed = [(one["agency"], one["position"], one["current"]) for one in shown["signatures"]]
    names = {"Council", "Police", "Integrated care board"}
    assert {(name, "dissent" if name == "Police" else "agree", False) for name in names} == set(signed[:3])
    assert {(name, "agree", True) for name in names} == set(signed[3:])
    moves = [entry["move"] for entry in officer.entries(review)]
    assert 1 == moves.count("propose") == moves.count("reconsider")
    page = stage.browser("officer").at(f"/cases/{review}").text
    assert "Outcome now proposed" in page
