"""A holiday declared in the middle of a rapid review: its date moves by a day, the case says why, chasing follows."""

from __future__ import annotations

import json

from tests.journeys.questions import IS_SERIOUS, SIBLINGS
from tests.journeys.stage import Stage

TASK = "Rapid review to the national panel"
MOVED = "What is due has moved: the calendar changed"
DAY_OFF = {"day": "2026-12-14", "name": "Day of mourning"}
SAYS = "Re-dated from Fri 18 Dec 2026 to Mon 21 Dec 2026: Mon 14 Dec 2026 Day of mourning"


def test_a_holiday_declared_mid_case(stage: Stage) -> None:
    """Notified on Friday 27 November: due on 18 December, and on the 21st once Monday the 14th is a holiday."""
    review = _notified(stage)
    officer, looks = stage.browser("officer"), stage.as_("officer")
    assert "2026-12-18" == looks.clock(review, "rapid_review")["due_on"]
    stage.mornings("2026-11-30", "2026-12-10")
    assert [] == stage.told("officer", TASK)

    # Early on Friday the first rung of the old date makes its line; before any mail goes, the day off is declared.
    stage.on("2026-12-11", 7)
    assert [] == stage.post()
    _declared(stage)
    stage.morning("2026-12-11")

    clock = looks.clock(review, "rapid_review")
    assert ("2026-12-21", "2026-12-18", 1) == (clock["due_on"], clock["first_due_on"], clock["moved"])
    assert [SAYS] == [one["says"] for one in clock["history"] if one["what"] == "re-dated"]
    assert "skipping 14 Dec (Day of mourning)" in clock["working"].replace("14 Dec 2026", "14 Dec")
    assert "2026-12-11" == looks.clock(review, "returns")["due_on"], "what was counted before that day stays"
    assert "2026-12-18" == looks.clock(review, "agreement")["due_on"], "the plan moves with it"
    assert "2026-12-21" == looks.see(review)["due_on"]
    entry = looks.entries(review)[-1]
    assert ("calendar_changed", "Casekeeper") == (entry["move"], entry["by"])
    assert [{"day": "2026-12-14", "name": "Day of mourning"}] == json.loads(entry["body"])["days"]
    page = officer.at(f"/cases/{review}").text
    assert SAYS in page
    assert "First due Fri 18 December 2026" in page
    assert "Mon 14 Dec 2026 Day of mourning" in officer.at(f"/cases/{review}/timeline").text

    # The line of the old date never goes; what is said from now on is the new one's, and nothing on the day off.
    assert {"2026-12-11"} == {day for day, _ in stage.told("officer", MOVED)}
    assert [] == [mail for mail in stage.morning("2026-12-14") if mail.to == "officer"]
    stage.mornings("2026-12-15", "2026-12-22")
    assert [
        ("2026-12-11", "Due 21 December 2026"),
        ("2026-12-17", "Due 21 December 2026"),
        ("2026-12-18", "Due 21 December 2026"),
        ("2026-12-21", "Due today"),
        ("2026-12-22", "Was due 21 December 2026, 1 working day late"),
    ] == [(day, one.when) for day, one in stage.told("officer", TASK)]
    assert [] == [mail for mail in stage.mails() if "mourning" in mail.whole]
    assert stage.trail_is_whole()


def _notified(stage: Stage) -> str:
    """An incident notified on Friday 27 November; the reference of its rapid review."""
    stage.on("2026-11-24")
    officer = stage.as_("officer")
    incident = officer.open("incident", SIBLINGS)
    officer.move(incident, "ask_views", {"views_asked_on": "2026-11-24"})
    officer.move(incident, "decide_notifiable", IS_SERIOUS)
    stage.on("2026-11-27")
    shown = officer.move(incident, "notify", {"sin_reference": "SIN-4711"})
    reference: str = shown["children"][0]["reference"]
    return reference


def _declared(stage: Stage) -> None:
    """The business manager looks at what the day off would move, then declares it."""
    manager = stage.browser("manager")
    look = manager.send(manager.at("/days-off"), DAY_OFF)
    assert "Is Mon 14 Dec 2026 a day off?" in look.text
    assert "3 time limits" in look.text
    manager.send(look, {})
    assert "Day of mourning" in manager.at("/days-off").text
