"""A school differs with the council: talked about among practitioners, written down afterwards, resolved at stage 3.

The school works at the pages; the business unit records what the council answers by mail.
"""

from typing import Any

from tests.answers import PDF
from tests.journeys.reviews import WORDS
from tests.journeys.stage import Stage

STAGE_3 = "Disagreement at stage 3: Safeguarding leads and heads of service"
RAISED: dict[str, Any] = {
    "about": "Child K",
    "raised_by": "school",
    "with_agencies": ["council"],
    "disputed": WORDS,
    "risk": WORDS,
    "safety_now": WORDS,
    "wanted": WORDS,
}
BEFORE = [
    {"stage": "stage_1", "on": "2026-11-16", "who": "Form tutor and duty social worker", "outcome": WORDS},
    {"stage": "stage_2", "on": "2026-11-18", "who": "Head of year and team manager", "outcome": WORDS},
]


def test_a_school_raises_a_disagreement_at_practitioners_stage(stage: Stage) -> None:
    """It enters at stage 1, is chased there, climbs by the school's own hand, and is resolved at stage 3."""
    school, council = stage.as_("user_school"), stage.as_("lead_council")
    case = stage.browser("user_school").opens("disagreement", RAISED | {"enters_at": "stage_1"})
    assert ("stage_1", "2026-11-24") == (school.see(case)["state"], school.see(case)["due_on"])
    _others_see_nothing(stage, case)
    stage.post()
    says = "A disagreement was raised at stage 1: Practitioners"
    assert [] == stage.told("user_school", says), "not about their own act"
    assert ["2026-11-23"] == [day for day, _ in stage.told("scrutineer", says)], "of an informal stage too"
    stage.mornings("2026-11-24", "2026-11-26")
    assert [] == [task for mail in stage.mails_to("lead_housing") for task in mail.new]
    late = ("2026-11-25", "Was due 24 November 2026, 1 working day late")
    assert late in [(day, one.when) for day, one in stage.told("user_school", "Disagreement at stage 1: Practitioners")]

    stage.on("2026-11-26")
    school.move(case, "to_stage_2", {"stage_outcome": WORDS})
    tried = school.tries(case, "resolve", {"outcome": WORDS})
    assert (422, ["That is for the owners of stage 2: Line managers, or for the business unit"]) == (
        tried.status_code,
        tried.json()["reasons"],
    )
    school.move(case, "to_stage_3", {"stage_outcome": WORDS})
    assert "2026-12-03" == school.clock(case, "stage_3")["due_on"]
    _resolved(stage, case, council)


def test_informal_stages_are_recorded_afterwards_on_one_form(stage: Stage) -> None:
    """It enters at stage 3 with what went before: nobody is chased for a stage that is over."""
    answers = RAISED | {"enters_at": "stage_3", "stages_before": BEFORE}
    case = stage.as_("lead_school").open("disagreement", answers)
    shown = stage.as_("lead_school").see(case)
    assert ("stage_3", ["stage_3"]) == (shown["state"], [clock["key"] for clock in shown["clocks"]])
    assert [("stage_1", "2026-11-16"), ("stage_2", "2026-11-18")] == [
        (row["stage"], row["on"]) for row in shown["facts"]["stages_before"]
    ]
    assert "Head of year and team manager" in stage.browser("lead_council").at(f"/cases/{case}").text
    _others_see_nothing(stage, case)
    stage.mornings("2026-11-24", "2026-12-01")
    tasks = {one.task for mail in stage.mails() for one in mail.new if one.reference == case}
    assert [] == [task for task in tasks if "tage 1" in task or "tage 2" in task]
    assert STAGE_3 in tasks
    stage.on("2026-12-01")
    _resolved(stage, case, stage.as_("lead_council"))


def test_what_comes_by_mail_is_recorded_for_the_school_with_the_letter(stage: Stage) -> None:
    """A school that never signs in: the officer raises it, and records how it was resolved, for the school's lead."""
    officer = stage.browser("officer")
    case = officer.opens("disagreement", RAISED | {"enters_at": "stage_3"})
    shown = stage.as_("lead_school").see(case)
    assert ("school", "stage_3") == (shown["facts"]["raised_by"], shown["state"])
    typed = {"outcome": WORDS}
    page = officer.records(case, "resolve", typed, whose="lead_school", file=("letter.pdf", PDF))
    assert "Lead School, recorded by Officer" in page.text
    assert "letter.pdf" in page.text
    stage.post()
    recorded = "Something was recorded for you: confirm or dispute it within 5 working days"
    assert [case] == [line.reference for _, line in stage.told("lead_school", recorded)]


def _others_see_nothing(stage: Stage, case: str) -> None:
    """For another school, charity or partner it doesn't exist; the scrutineer sees it, and has heard."""
    for who in ("lead_housing", "user_probation", "dsp_police", "executive", "auditor", "administrator"):
        assert 404 == stage.as_(who).get(f"/cases/{case}").status_code, who
        assert case not in stage.browser(who).at("/cases").html
        assert 404 == stage.as_(who).tries(case, "withdraw", {"reason": "x"}).status_code
    assert case == stage.as_("scrutineer").see(case)["reference"]


def _resolved(stage: Stage, case: str, council: Any) -> None:
    """The council's lead says what was agreed; both sides and the scrutineer hear; the learning is owed, and given."""
    assert 403 == stage.as_("scrutineer").tries(case, "resolve", {"outcome": WORDS}).status_code
    shown = council.move(case, "resolve", {"outcome": WORDS, "childs_view": WORDS})
    assert ("resolved", True) == (shown["state"], shown["final"])
    stage.post()
    says = "A disagreement was resolved: its outcome is recorded"
    for who in ("scrutineer", "lead_school", "user_school", "manager"):
        assert 1 == len(stage.told(who, says)), who
    officer = stage.as_("officer")
    assert "running" == officer.clock(case, "learning_resolved")["status"]
    officer.move(case, "record_learning", {"learning": WORDS, "procedure_changes": True, "procedure": WORDS})
    assert ("resolved", "met") == (officer.see(case)["state"], officer.clock(case, "learning_resolved")["status"])
    assert [] == [mail for mail in stage.mails() if WORDS in mail.whole or "Child K" in mail.whole]
    assert stage.trail_is_whole()
