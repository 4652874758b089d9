"""Somebody is away while an action falls due: a colleague is told instead. What is snoozed; what leaders read."""

from tests.journeys.actions import action_of
from tests.journeys.stage import Stage

DUE = "2026-12-11"
STANDS_IN = "you stand in for somebody who is away: they own it"


def test_a_colleague_stands_in_and_hands_back(stage: Stage) -> None:
    """Each rung reaches one of the two; the page says whose work it is; nobody hears twice."""
    reference = action_of(stage, "housing", "user_housing", DUE)
    away = stage.browser("user_housing")
    said = away.send(
        away.at("/away"), {"from_on": "2026-12-10", "until": "2026-12-14", "deputy": "lead_housing@northmoor.example"}
    )
    assert "Lead Housing" in said.text

    stage.mornings("2026-12-01", "2026-12-09")
    assert ["2026-12-04"] == [day for day, _ in stage.told("user_housing", "Action due")]
    stage.mornings("2026-12-10", "2026-12-14")
    assert ["2026-12-04"] == [day for day, _ in stage.told("user_housing", "Action due")]
    deputy = [(day, line.when, line.why) for day, line in stage.told("lead_housing", "Action due")]
    assert [
        ("2026-12-10", "Due 11 December 2026", STANDS_IN),
        ("2026-12-11", "Due today", STANDS_IN),
        # One working day late it is the lead's anyway: once, as their own.
        ("2026-12-14", "Was due 11 December 2026, 1 working day late", "you are the lead of the agency that owns it"),
    ] == deputy
    needed = stage.browser("lead_housing").at("/")
    assert "You stand in for somebody who is away" in needed.text

    stage.mornings("2026-12-15", "2026-12-16")
    assert ["2026-12-04", "2026-12-16"] == [day for day, _ in stage.told("user_housing", "Action due")]
    assert "You stand in" not in stage.browser("lead_housing").at("/").text
    assert [reference] == [line.reference for _, line in stage.told("user_housing", "Action due")][-1:]
    assert stage.trail_is_whole()


def test_reminders_are_snoozed_until_the_next_one(stage: Stage) -> None:
    """On the case's own page, with a reason; the list says until when; the next reminder comes as it would have."""
    reference = action_of(stage, "housing", "user_housing", DUE)
    stage.mornings("2026-12-01", "2026-12-03")
    stage.on("2026-12-03", 16)
    owner = stage.browser("user_housing")
    owner.moves(reference, "snooze", {"clock": "due", "reason": "The register comes next week"})
    assert "Snoozed until 4 December 2026" in owner.at("/").text
    stage.morning("2026-12-04")
    assert ["2026-12-04"] == [day for day, _ in stage.told("user_housing", "Action due")]
    assert "Snoozed" not in owner.at("/").text
    stage.on("2026-12-04", 9)
    owner.moves(reference, "snooze", {"clock": "due", "reason": "It is on its way"})
    stage.mornings("2026-12-05", "2026-12-09")
    also = [
        line.task for mail in stage.mails_to("user_housing") for line in mail.also if mail.on.isoformat() > "2026-12-04"
    ]
    assert "Action due" not in also
    stage.morning("2026-12-10")
    assert ["2026-12-04", "2026-12-10"] == [day for day, _ in stage.told("user_housing", "Action due")]
    assert not any("register comes" in mail.whole for mail in stage.mails())


def test_leaders_get_their_week_in_one_mail(stage: Stage) -> None:
    """On Monday mornings: what is long late by reference and figure, without a link to what they can't open."""
    reference = action_of(stage, "housing", "user_housing", "2026-12-04")
    stage.mornings("2026-12-01", "2026-12-21")
    weekly = [mail for mail in stage.mails_to("executive") if mail.subject.startswith("Casekeeper: summary")]
    assert ["2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21"] == [mail.on.isoformat() for mail in weekly]
    assert [0, 1, 1, 1] == [mail.subject.count("1 late") for mail in weekly]
    assert f"{reference}: Action due, 11 working days late" in weekly[-1].whole
    assert f"/cases/{reference}" not in weekly[-1].whole
    assert "the summary comes once a week" in weekly[-1].whole
