"""A date was recorded wrongly: put right, its clocks recompute, in the review below too, and the old date stays."""

import json

from tests.journeys.questions import IS_SERIOUS, SIBLINGS
from tests.journeys.stage import Stage

TASK = "Rapid review to the national panel"


def test_a_wrong_notification_date_is_corrected_on_the_page(stage: Stage) -> None:
    """Recorded as Monday 30th, sent on Friday 27th: the review is due on 18 December, not on the 21st."""
    officer, looks = stage.browser("officer"), stage.as_("officer")
    incident, review = _notified_on_monday(stage)
    assert "2026-12-21" == looks.clock(review, "rapid_review")["due_on"]
    stage.mornings("2026-12-01", "2026-12-13")

    # Monday the 14th is a rung of the wrong date: that line is made, but isn't mailed before the date is put right.
    stage.on("2026-12-14", 7)
    stage.post()
    assert [] == stage.told("officer", TASK)
    page = officer.at(f"/cases/{incident}/moves/correct_date")
    named = {label: value for value, label in page.form.choices["which"].items()}
    which = named["Record the notification, on Mon 30 Nov 2026"]
    reason = {"reason": "It was sent on Friday evening", "right_date": "2026-11-27"}
    officer.send(page, {"which": which} | reason)

    clock = looks.clock(review, "rapid_review")
    assert ("2026-11-27", "2026-12-18") == (clock["started_on"], clock["due_on"])
    assert ("2026-12-21", 1) == (clock["first_due_on"], clock["moved"])
    assert "2026-11-27" == looks.see(review)["opened_on"]
    assert "2026-12-11" == looks.clock(review, "returns")["due_on"], "the plan moves with it"
    stopped = looks.clock(incident, "notify_panel")
    assert ("met", "2026-11-27") == (stopped["status"], stopped["stopped_on"])

    # The old date stays: in the entry as it was written, in the correction, and in the review below.
    entries = {entry["move"]: entry for entry in looks.entries(incident)}
    assert "2026-11-30" == entries["notify"]["happened_on"]
    corrected = entries["correct_date"]
    assert (which, "2026-11-27") == (corrected["answers"]["which"], corrected["answers"]["right_date"])
    assert "2026-11-30" == json.loads(corrected["body"])["old_date"]
    followed = next(entry for entry in looks.entries(review) if entry["move"] == "dates_followed")
    assert f"{TASK}: corrected, due Fri 18 Dec 2026 instead of Mon 21 Dec 2026" in followed["clock_changes"]
    assert {"case": incident, "seq": corrected["seq"]} == json.loads(followed["body"])["cause"]
    shown = officer.at(f"/cases/{incident}/timeline").text
    assert "Date recorded before" in shown
    assert "30 November 2026" in shown
    assert "First due Mon 21 December 2026" in officer.at(f"/cases/{review}").text

    # Chasing follows the right date: five working days before the 18th was the 11th, so one line now, for that date.
    stage.mornings("2026-12-14", "2026-12-18")
    told = [(day, one.when) for day, one in stage.told("officer", TASK)]
    assert [
        ("2026-12-14", "Due 18 December 2026"),
        ("2026-12-16", "Due 18 December 2026"),
        ("2026-12-17", "Due 18 December 2026"),
        ("2026-12-18", "Due today"),
    ] == told
    assert stage.trail_is_whole()


def test_a_wrong_awareness_date_is_corrected(stage: Stage) -> None:
    """Aware on Friday 20th, not Monday 23rd: five working days end on the 27th; what was first due still shows."""
    stage.on("2026-11-24")
    officer = stage.as_("officer")
    incident = officer.open("incident", SIBLINGS)
    assert ("2026-11-30", "2026-11-30") == _due(stage, incident)
    wrong = {"which": "aware_on", "right_date": "2026-11-20", "reason": "Health told the council on Friday"}
    assert 403 == stage.as_("dsp_council").tries(incident, "correct_date", wrong).status_code
    shown = officer.move(incident, "correct_date", wrong)
    assert ("2026-11-20", "2026-11-27") == (shown["facts"]["aware_on"], shown["due_on"])
    assert ("2026-11-27", "2026-11-30") == _due(stage, incident)
    assert "2026-11-23" == json.loads(officer.entries(incident)[-1]["body"])["old_date"]
    again = officer.tries(incident, "correct_date", wrong)
    assert (422, ["That date is already Fri 20 Nov 2026"]) == (again.status_code, again.json()["reasons"])


def _due(stage: Stage, incident: str) -> tuple[str, str]:
    clock = stage.as_("officer").clock(incident, "notify_panel")
    return clock["due_on"], clock["first_due_on"]


def _notified_on_monday(stage: Stage) -> tuple[str, str]:
    """An incident whose notification was recorded as of the 30th; the references of it and of its review."""
    stage.on("2026-11-24")
    officer = stage.as_("officer")
    incident = officer.open("incident", SIBLINGS)
    officer.move(incident, "ask_views", {"views_asked_on": "2026-11-24"})
    officer.move(incident, "decide_notifiable", IS_SERIOUS)
    stage.on("2026-11-30")
    shown = officer.move(incident, "notify", {"sin_reference": "SIN-4711"})
    return incident, shown["children"][0]["reference"]
