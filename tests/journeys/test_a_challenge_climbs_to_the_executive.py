"""The scrutineer's challenge is disputed, answered late, found wanting, and answered by the executive.

Partners answer it; they can't touch it otherwise. Only the scrutineer ends it.
"""

import pytest

from tests.journeys.reviews import WORDS, offered
from tests.journeys.stage import Stage

LABEL = "Answer to the challenge"
RAISED = "The scrutineer has raised a challenge: your answer is wanted"
LATE = "The answer comes after its due date: say why"
PARTNERS = ("dsp_council", "dsp_police")
ENDS = {"satisfied": ("satisfy", "satisfied_because"), "recorded_unsatisfied": ("record_unsatisfied", "left_open")}


@pytest.mark.parametrize("end", ENDS)
def test_a_challenge_climbs_to_the_executive(stage: Stage, end: str) -> None:
    """To an end that satisfies or one recorded as unsatisfied; half a year later its impact is owed, and reviewed."""
    challenge = _raised(stage)
    _partners_cant_touch_it(stage, challenge)
    _answered_late(stage, challenge)
    _to_the_executive(stage, challenge, end)
    _impact(stage, challenge, end)
    assert stage.trail_is_whole()
    assert [] == [mail for mail in stage.mails() if WORDS in mail.whole]


def _raised(stage: Stage) -> str:
    """Put to two partners; twenty working days from Monday 23 November are up on 21 December."""
    scrutineer = stage.as_("scrutineer")
    said = {"about": "Thresholds", "addressed_to": ["council", "police"], "challenge": WORDS, "wanted": WORDS}
    challenge = scrutineer.open("challenge", said)
    assert ("raised", "2026-12-21") == (scrutineer.see(challenge)["state"], scrutineer.see(challenge)["due_on"])
    told = {mail.to for mail in stage.post() for one in mail.new if one.task == RAISED}
    assert {*PARTNERS, "manager"} == told
    for who in ("dsp_icb", "lead_school", "executive"):
        assert 404 == stage.as_(who).get(f"/cases/{challenge}").status_code
    return challenge


def _partners_cant_touch_it(stage: Stage, challenge: str) -> None:
    """They can neither edit, withdraw, correct its dates, end it, move its clocks nor mark it opened in error."""
    forbidden = {
        "withdraw_challenge": {"withdrawn_because": "x"},
        "correct_date": {"which": "entry:1", "right_date": "2026-11-20", "reason": "x"},
        "opened_in_error": {"reason": "x"},
        "extend_clock": {"clock": "response", "new_due_on": "2027-03-01", "reason": "x", "authority": "x"},
        "pause_clock": {"clock": "response", "reason": "x", "authority": "x"},
    }
    for who in (*PARTNERS, "officer", "manager", "chair"):
        for move, answers in forbidden.items():
            answer = stage.as_(who).tries(challenge, move, answers)
            expected = 404 if who == "chair" else 403
            assert expected == answer.status_code, (who, move, answer.text)
    for move, expected in (("satisfy", 409), ("not_satisfied", 403), ("reopen", 409)):
        assert expected == stage.as_("dsp_council").tries(challenge, move, {}).status_code, move
    may = offered(stage, "dsp_police", challenge)
    assert (True, True, False) == (may["accept"], may["dispute"], may["withdraw_challenge"])
    assert "raised" == stage.as_("scrutineer").see(challenge)["state"]


def _answered_late(stage: Stage, challenge: str) -> None:
    """Disputed; its clock runs on, the partners are chased, and an answer after its day says why."""
    stage.on("2026-11-30")
    council, scrutineer = stage.as_("dsp_council"), stage.as_("scrutineer")
    assert "disputed" == council.move(challenge, "dispute", {"dispute": WORDS})["state"]
    stage.post()
    assert ["2026-11-30"] == [day for day, _ in stage.told("scrutineer", "A challenge is disputed")]
    stage.mornings("2026-12-01", "2026-12-23")
    for who in PARTNERS:
        assert ["2026-12-14", "2026-12-18", "2026-12-21", "2026-12-22"] == [day for day, _ in stage.told(who, LABEL)]
    assert ["2026-12-22"] == [day for day, _ in stage.told("scrutineer", LABEL)]

    stage.on("2026-12-23")
    police = stage.as_("dsp_police")
    refused = police.tries(challenge, "respond", {"response": WORDS})
    assert (422, [LATE]) == (refused.status_code, refused.json()["reasons"])
    answered = police.move(challenge, "respond", {"response": WORDS, "reason_if_late": WORDS})
    assert "responded" == answered["state"]
    assert ("met_late", "2026-12-23") == tuple(
        scrutineer.clock(challenge, "response")[key] for key in ("status", "stopped_on")
    )
    # Ten working days from 23 December: 25 and 28 December and 1 January are days off.
    assert "2027-01-11" == scrutineer.clock(challenge, "judgement")["due_on"]


def _to_the_executive(stage: Stage, challenge: str, end: str) -> None:
    """Not satisfied: the executive hears at once, sees it now, answers; the scrutineer alone ends it."""
    stage.on("2027-01-04")
    scrutineer, executive = stage.as_("scrutineer"), stage.as_("executive")
    assert 403 == stage.as_("dsp_police").tries(challenge, "not_satisfied", {"unsatisfied_because": "x"}).status_code
    recorded = stage.as_("officer").tries(challenge, "satisfy", {"satisfied_because": "x"}, recorded_for="scrutineer")
    assert 403 == recorded.status_code, "the scrutineer's judgement can't be recorded for them"
    assert "unsatisfied" == scrutineer.move(challenge, "not_satisfied", {"unsatisfied_because": WORDS})["state"]
    stage.post()
    come = "A challenge has come to the executive: your answer is wanted"
    assert ["2027-01-04"] == [day for day, _ in stage.told("executive", come)]
    stage.morning("2027-01-05")
    for who in (*PARTNERS, "manager"):
        assert 1 == len(stage.told(who, "The scrutineer isn't satisfied: a challenge goes to the executive"))
    assert "unsatisfied" == executive.see(challenge)["state"]
    stage.on("2027-01-08")
    assert (
        "executive_responded" == executive.move(challenge, "executive_respond", {"executive_response": WORDS})["state"]
    )
    assert "met" == scrutineer.clock(challenge, "executive_response")["status"]

    stage.on("2027-01-12")
    move, ask = ENDS[end]
    assert 403 == executive.tries(challenge, move, {ask: WORDS}).status_code
    shown = scrutineer.move(challenge, move, {ask: WORDS})
    assert (end, True) == (shown["state"], shown["final"])
    running = [(clock["key"], clock["due_on"]) for clock in shown["clocks"] if clock["status"] == "running"]
    assert [(f"impact_{end}", "2027-07-12")] == running
    for who in (*PARTNERS, "manager"):
        assert 403 == stage.as_(who).tries(challenge, "reopen", {}).status_code


def _impact(stage: Stage, challenge: str, end: str) -> None:
    """The scrutineer is chased for what changed, and nobody hears more once it is recorded."""
    stage.morning("2027-07-12")
    stage.morning("2027-07-19")
    chased = [day for day, one in stage.told("scrutineer", "What the challenge changed") if one.reference == challenge]
    assert ["2027-07-12", "2027-07-19"] == chased
    stage.on("2027-07-20")
    shown = stage.as_("scrutineer").move(challenge, "review_impact", {"impact": WORDS})
    assert (end, True) == (shown["state"], shown["final"])
    assert "met_late" == stage.as_("scrutineer").clock(challenge, f"impact_{end}")["status"]
    before = len(stage.told("scrutineer", "What the challenge changed"))
    stage.mornings("2027-07-21", "2027-08-10")
    assert before == len(stage.told("scrutineer", "What the challenge changed"))
