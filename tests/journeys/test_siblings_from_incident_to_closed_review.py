"""Two siblings are seriously harmed: from the officer's log to a rapid review that the partners sign.

The officer works at the pages, everybody else through JSON; mails come by SMTP.
"""

from typing import Any

from tests.answers import PDF
from tests.journeys.questions import IS_SERIOUS, PROPOSAL, SIBLINGS
from tests.journeys.stage import Stage

PARTNERS = ("dsp_council", "dsp_police", "dsp_icb")
ASKED = "Information is asked of your agency (Children Act 2004, section 16H)"
AGREEMENT_ASKED = "Your agreement is asked to a rapid review's decision"
RECORDED = "Something was recorded for you: confirm or dispute it within 5 working days"


def test_siblings_from_incident_to_closed_review(stage: Stage) -> None:
    """Aware Monday 23rd, notified Friday 27th, recorded on the 30th: due on 18 December, and sent on that day."""
    review = _notified(stage)
    _returns(stage, review)
    _proposed_twice(stage, review)
    _sent_and_closed(stage, review)
    assert stage.trail_is_whole()
    mails = stage.mails()
    assert len(mails) > 50
    assert [] == [text for text in _written(SIBLINGS, IS_SERIOUS, PROPOSAL) for mail in mails if text in mail.whole]


def _notified(stage: Stage) -> str:
    """The incident is logged, decided and notified; gives the rapid review that this opens."""
    officer, looks = stage.browser("officer"), stage.as_("officer")
    stage.on("2026-11-24")
    incident = officer.opens("incident", SIBLINGS)
    assert "2026-11-30" == looks.clock(incident, "notify_panel")["due_on"]
    subjects = [(one["pseudonym"], one["age"]) for one in looks.see(incident)["facts"]["subjects"]]
    assert [("Child A", 4), ("Child B", 7)] == subjects

    # What stands in the way is said before anybody tries: partners are asked first.
    page = officer.at(f"/cases/{incident}")
    assert "Decide: notifiable: not yet" in page.text
    assert "Ask the statutory partners for their views first" in page.text
    officer.moves(incident, "ask_views", {"views_asked_on": "2026-11-24"})
    told = stage.post()
    wanted = {
        mail.to for mail in told for one in mail.new if one.task == "Your view is asked: is an incident notifiable?"
    }
    assert set(PARTNERS) == wanted
    for who in PARTNERS:
        stage.as_(who).move(incident, "give_view", {"view": "notifiable", "view_reason": "Both were seriously harmed"})
    stage.on("2026-11-25")
    officer.moves(incident, "decide_notifiable", IS_SERIOUS)

    # On Monday the officer records what was sent on Friday.
    stage.on("2026-11-30")
    sent = {"sin_reference": "SIN-4711", "happened_on": "2026-11-27"}
    page = officer.moves(incident, "notify", sent)
    assert "Saved: Record the notification" in page.html
    clock = looks.clock(incident, "notify_panel")
    assert ("met", "2026-11-27") == (clock["status"], clock["stopped_on"])
    entry = next(one for one in looks.entries(incident) if one["move"] == "notify")
    assert ("2026-11-27", "2026-11-30") == (entry["happened_on"], entry["at"][:10])

    shown = looks.see(incident)
    assert ("notified", ["rapid_review"]) == (shown["state"], [child["kind"] for child in shown["children"]])
    review: str = shown["children"][0]["reference"]
    clock = looks.clock(review, "rapid_review")
    assert ("2026-11-27", "2026-12-18") == (clock["started_on"], clock["due_on"])
    assert "15 working days" in clock["working"]
    assert "Panel guidance for safeguarding partners, June 2025" == clock["basis"]
    assert "Fri 18 December 2026" in officer.at(f"/cases/{review}").text
    return review


def _returns(stage: Stage, review: str) -> None:
    """Three agencies are asked: one is late and chased, one has nothing, one answers by mail."""
    officer, looks = stage.browser("officer"), stage.as_("officer")
    form = officer.at(f"/cases/{review}/moves/ask_agencies")
    assert "2026-12-11" == form.form.day("returns_due_on"), "the plan's tenth working day stands ready"
    asked = {"agencies_asked": ["housing", "probation", "school"], "request": "Your chronology since January"}
    officer.send(form, asked)
    children = {looks.see(one["reference"])["facts"]["agency"]: one for one in looks.see(review)["children"]}
    assert {"housing": "2026-12-11", "probation": "2026-12-11", "school": "2026-12-11"} == {
        agency: child["due_on"] for agency, child in children.items()
    }
    housing, probation, school = (children[agency]["reference"] for agency in ("housing", "probation", "school"))
    told = {mail.to: one for mail in stage.post() for one in mail.new if one.task == ASKED}
    assert {"user_housing", "colleague_housing", "lead_housing", "user_probation", "user_school"} < set(told)
    assert (housing, "your agency owns it") == (told["user_housing"].reference, told["user_housing"].why)

    stage.mornings("2026-12-01", "2026-12-07")
    ended = stage.as_("user_probation").move(probation, "nil", {"searched": "The case register, by the duty officer"})
    assert ("nil_return", True) == (ended["state"], ended["final"])

    # The school's answer came by secure mail on the 9th; the officer records it on the 10th, with the document.
    stage.mornings("2026-12-08", "2026-12-10")
    stage.on("2026-12-10")
    answer: dict[str, Any] = {"involvement": "Both attended until November", "happened_on": "2026-12-09"}
    page = officer.records(school, "submit", answer, whose="lead_school", file=("school.pdf", PDF))
    assert "Lead School, recorded by Officer" in page.text
    assert "school.pdf" in page.text
    stage.post()
    assert [school] == [line.reference for _, line in stage.told("lead_school", RECORDED)]
    recorded = next(one for one in looks.entries(school) if one["move"] == "submit")
    assert ("Lead School", "Officer", "2026-12-09") == tuple(
        recorded[key] for key in ("recorded_for", "by", "happened_on")
    )
    assert ["school.pdf"] == [one["name"] for one in looks.see(school)["evidence"]]
    stage.as_("lead_school").move(school, "confirm_recorded", {"which": str(recorded["seq"])})
    officer.moves(school, "accept")

    # Housing is reminded before, on the day, and after; then its lead hears too, and the return comes.
    stage.mornings("2026-12-11", "2026-12-14")
    chased = [(day, one.when) for day, one in stage.told("user_housing", "Agency's return")]
    assert [
        ("2026-12-04", "Due 11 December 2026"),
        ("2026-12-10", "Due 11 December 2026"),
        ("2026-12-11", "Due today"),
        ("2026-12-14", "Was due 11 December 2026, 1 working day late"),
    ] == chased
    assert [] == [day for day, _ in stage.told("user_probation", "Agency's return") if day > "2026-12-07"]
    assert [] == [day for day, _ in stage.told("user_school", "Agency's return") if day > "2026-12-10"]
    stage.on("2026-12-14")
    stage.as_("user_housing").move(housing, "submit", {"involvement": "Rent arrears and two visits"})
    assert "met_late" == looks.clock(housing, "return")["status"]
    officer.moves(housing, "accept")


def _proposed_twice(stage: Stage, review: str) -> None:
    """A proposal two partners sign, then revised: their signatures stay, but count no longer; then all three agree."""
    officer, looks = stage.browser("officer"), stage.as_("officer")
    stage.on("2026-12-15")
    officer.moves(
        review, "meet", {"attended": ["council", "police", "icb", "school"], "discussion": "All returns were read"}
    )
    officer.moves(review, "draft")
    officer.moves(review, "propose", PROPOSAL)
    told = stage.post()
    assert set(PARTNERS) == {mail.to for mail in told for one in mail.new if one.task == AGREEMENT_ASKED}
    stage.as_("dsp_council").move(review, "agree")
    assert "awaiting_agreement" == stage.as_("dsp_police").move(review, "agree")["state"]

    stage.on("2026-12-16")
    officer.moves(review, "revise", {"reason": "Health asks for a local learning review"})
    page = officer.at(f"/cases/{review}/moves/propose")
    assert PROPOSAL["immediate_safety"] not in page.html, "narrative is written anew for each proposal"
    officer.send(page, PROPOSAL | {"outcome": "learning_review", "rationale": "The learning needs a review of its own"})
    shown = stage.as_("dsp_icb").move(review, "agree")
    assert "awaiting_agreement" == shown["state"], "two signatures on what was revised don't count"
    assert [("Council", False), ("Police", False), ("Integrated care board", True)] == [
        (one["agency"], one["current"]) for one in shown["signatures"]
    ]
    page = officer.at(f"/cases/{review}")
    revised, first = page.text.split("Propose a decision Proposed")[1].split("Propose a decision Taken back")
    assert (1, 2) == (revised.count("Agrees"), first.count("Agrees")), "each signature stands on what it was on"
    assert (
        "Say why it goes without a partner's word" in officer.send(officer.at(f"/cases/{review}/moves/send"), {}).text
    )

    stage.on("2026-12-17")
    assert "awaiting_agreement" == stage.as_("dsp_council").move(review, "agree")["state"]
    assert "agreed" == stage.as_("dsp_police").move(review, "agree")["state"]
    signed, by_itself = looks.entries(review)[-2:]
    assert ("agree", "Dsp Police") == (signed["move"], signed["by"])
    assert ("all_agreed", "Casekeeper") == (by_itself["move"], by_itself["by"])
    assert "met" == looks.clock(review, "agreement")["status"]


def _sent_and_closed(stage: Stage, review: str) -> None:
    """Sent on the fifteenth working day: in time. No reply comes, and in January the review is closed."""
    officer, looks = stage.browser("officer"), stage.as_("officer")
    stage.on("2026-12-18")
    page = officer.moves(review, "send", {"panel_reference": "CSPRP-1"})
    assert "Sent to the national panel" in page.text
    clock = looks.clock(review, "rapid_review")
    assert ("met", "2026-12-18", "2026-12-18") == (clock["status"], clock["stopped_on"], clock["first_due_on"])
    stage.on("2027-01-11")
    assert "running" == looks.clock(review, "panel_reply")["status"], "an expectation is never late"
    officer.moves(review, "close", {"closing_note": "No reply came"})
    shown = looks.see(review)
    assert ("closed", True, None) == (shown["state"], shown["final"], shown["due_on"])
    assert [] == [clock["key"] for clock in shown["clocks"] if clock["status"] in ("running", "late")]
    timeline = officer.at(f"/cases/{review}/timeline").text
    assert "Every partner has agreed" in timeline


def _written(*answers: Any) -> list[str]:
    """Every text in these answers that somebody wrote: none may stand in a mail."""
    if isinstance(answers[0], str):
        return [answers[0]] if " " in answers[0] else []
    parts = [part for one in answers for part in (one.values() if isinstance(one, dict) else one)]
    return [text for part in parts if isinstance(part, str | list | dict) and part for text in _written(part)]
