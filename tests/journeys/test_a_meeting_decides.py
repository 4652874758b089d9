"""Three cases go before the review subgroup: first too few come, then all do; what it decides leads to a move."""

from __future__ import annotations

from typing import Any

from tests.journeys.questions import SIBLINGS
from tests.journeys.stage import Stage
from tests.world import email

PAPERS = "The papers of a meeting are out"
RECOMMENDATION = {
    "what": "Agencies that visit a family tell each other",
    "source": "audit",
    "level": "multi_agency",
    "finding": "Three agencies visited in one week and none knew of the others",
    "outcome_wanted": "Families are visited by people who know of each other",
    "measure": "An audit of twenty cases a year from now",
}
QUESTION = "Wrenfold: do we agree to it?"
DECISION = "Wrenfold: agreed, the police dissenting on the date"
SUBGROUP = {"group": "Review subgroup", "meets_on": "2026-12-09", "place": "Town hall", "invited": ["school"]}


def came(*present: str) -> dict[str, Any]:
    """Who came of the three statutory partners; the others sent apologies."""
    rows = [{"agency": one, "came": "present" if one in present else "apology"} for one in ("council", "police", "icb")]
    return {"chaired_by": email("chair"), "attendance": rows}


def flagged(stage: Stage) -> tuple[str, str, str]:
    """An incident, a recommendation and a challenge that all wait for a meeting."""
    officer, scrutineer = stage.as_("officer"), stage.as_("scrutineer")
    incident = officer.open("incident", SIBLINGS)
    recommendation = officer.open("recommendation", RECOMMENDATION)
    put = {"about": "Thresholds", "addressed_to": ["council"], "challenge": "They differ", "wanted": "One"}
    challenge = scrutineer.open("challenge", put)
    for who, case, wanted in (
        (officer, incident, "information"),
        (officer, recommendation, "decision"),
        (scrutineer, challenge, "discussion"),
    ):
        who.move(case, "flag_for_meeting", {"wanted_of_meeting": wanted, "agenda_note": QUESTION})
    return incident, recommendation, challenge


def test_a_meeting_decides(stage: Stage) -> None:
    """Papers, quorum, a decision linked to its move, minutes agreed by another; each sees only their own cases."""
    officer, chair = stage.as_("officer"), stage.as_("chair")
    incident, recommendation, challenge = flagged(stage)

    stage.on("2026-11-30")
    first = officer.open("meeting", SUBGROUP | {"meets_on": "2026-12-02"})
    officer.move(first, "send_papers")
    stage.post()
    assert [("2026-11-30", first)] == [(on, line.reference) for on, line in stage.told("dsp_icb", PAPERS)]
    assert [first] == [line.reference for _, line in stage.told("scrutineer", f"{PAPERS}, for the scrutineer too")]
    agenda = [(one["reference"], one["wanted"], one["question"]) for one in officer.see(first)["agenda"]]
    assert [
        (incident, "To be informed", QUESTION),
        (recommendation, "A decision", QUESTION),
        (challenge, "Discussion", QUESTION),
    ] == agenda
    # The challenge isn't put to the police, and the school sees none of the three: nor how many there are.
    assert [incident, recommendation] == [one["reference"] for one in stage.as_("dsp_police").see(first)["agenda"]]
    school = stage.browser("lead_school").at(f"/cases/{first}").text
    assert not [one for one in (incident, recommendation, challenge, QUESTION) if one in school]

    stage.on("2026-12-02")
    refused = officer.tries(first, "hold", came("council", "police"))
    assert 422 == refused.status_code
    assert ["Too few statutory partners were represented: say why it went ahead. It then stands as not quorate"] == (
        refused.json()["reasons"]
    )
    why = {"not_quorate": "The incident couldn't wait: the ICB confirms what was decided"}
    numbers = {one["reference"]: str(place) for place, one in enumerate(officer.see(first)["agenda"], 1)}
    left = [numbers[recommendation], numbers[challenge]]
    officer.move(first, "hold", came("council", "police") | why | {"not_reached": left})
    assert "Not quorate: 2 of 3 statutory partners" in stage.browser("officer").at(f"/cases/{first}").text

    stage.on("2026-12-09")
    second = officer.open("meeting", SUBGROUP)
    officer.move(second, "send_papers")
    assert [recommendation, challenge] == [one["reference"] for one in officer.see(second)["agenda"]]
    held = officer.move(second, "hold", came("council", "police", "icb"))
    assert "Quorate: 3 of 3 statutory partners were represented" == held["facts"]["quorum"]
    stage.on("2026-12-10")
    stage.as_("manager").move(recommendation, "agree", happened_on="2026-12-09")
    entry = next(one["seq"] for one in officer.entries(recommendation) if one["move"] == "agree")
    decisions = [{"about": recommendation, "entry": entry, "decision": DECISION}]
    officer.move(second, "draft_minutes", {"minutes": "Both matters were gone through", "decisions": decisions})

    on_the_case = officer.see(recommendation)["decided"]
    assert [(DECISION, entry, "Agree", second)] == [
        (one["decision"], one["entry"], one["move"], one["meeting"]) for one in on_the_case
    ]
    page = stage.browser("officer").at(f"/cases/{recommendation}").text
    assert f"Decided at the meeting Review subgroup {second}" in page
    assert f"entry {entry} of {recommendation}: Agree" in page
    assert "Decided at a meeting" in [one["label"] for one in officer.entries(recommendation)]
    assert DECISION in stage.browser("dsp_icb").at(f"/cases/{second}").text
    assert DECISION not in stage.browser("lead_school").at(f"/cases/{second}").text

    assert 422 == officer.tries(second, "agree_minutes").status_code
    assert "minutes_agreed" == chair.move(second, "agree_minutes")["state"]
    stage.morning("2026-12-11")
    assert ["2026-12-11"] == [on for on, _ in stage.told("lead_school", "The minutes of a meeting are agreed")]
    assert not [mail for mail in stage.mails() if "Wrenfold" in mail.whole]
    assert stage.trail_is_whole()
