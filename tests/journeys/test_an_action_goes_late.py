"""An action goes late and climbs its rungs: one line per person per rung, and none after it is done."""

from tests.journeys.actions import action_of
from tests.journeys.stage import Stage

DUE = "2026-12-11"


def test_an_action_climbs_its_rungs_and_falls_silent_when_done(stage: Stage) -> None:
    """The owner hears of each rung once, others from theirs on; once it is verified nobody hears of it again."""
    reference = action_of(stage, "housing", "user_housing", DUE)
    stage.mornings("2026-12-01", "2026-12-29")

    # Counted from Friday 11 December: 25 December and its neighbour, Monday 28, are no working days.
    owner = [(day, line.when) for day, line in stage.told("user_housing", "Action due") if line.reference == reference]
    assert [
        ("2026-12-04", "Due 11 December 2026"),
        ("2026-12-10", "Due 11 December 2026"),
        ("2026-12-11", "Due today"),
        ("2026-12-14", "Was due 11 December 2026, 1 working day late"),
        ("2026-12-16", "Was due 11 December 2026, 3 working days late"),
        ("2026-12-18", "Was due 11 December 2026, 5 working days late"),
        ("2026-12-29", "Was due 11 December 2026, 10 working days late"),
    ] == owner
    assert ["2026-12-14", "2026-12-29"] == [day for day, _ in stage.told("lead_housing", "Action due")]
    # Housing has no delegated partner: what would be theirs falls to the business manager, and says why.
    manager = [(day, line.why) for day, line in stage.told("manager", "Action due")]
    assert [
        ("2026-12-16", "the agency that owns it has no delegated partner"),
        ("2026-12-18", "you are the business manager"),
        ("2026-12-29", "you are the business manager"),
    ] == manager
    assert [] == stage.told("colleague_housing", "Action due"), "it is one person's, not the agency's"
    assert [] == stage.told("officer", "Action due")

    stage.on("2026-12-29")
    owner_at_work, officer = stage.as_("user_housing"), stage.as_("officer")
    owner_at_work.attach(reference, "training.pdf")
    owner_at_work.move(reference, "submit", {"submission": "All staff were trained"})
    assert "verified" == officer.move(reference, "verify", {"verification": "I saw the register"})["state"]
    assert "met_late" == officer.clock(reference, "due")["status"]
    stage.post()
    stage.mornings("2026-12-30", "2027-01-29")
    later = [mail for who in stage.world.ids for mail in stage.mails_to(who) if mail.on.isoformat() > "2026-12-30"]
    assert [] == [mail for mail in later if reference in mail.whole]


def test_nobody_gets_two_digests_or_one_on_a_day_off(stage: Stage) -> None:
    """A digest a person a working day at most, and none at a weekend or on a bank holiday."""
    for due in (DUE, "2026-12-14", "2026-12-25"):
        action_of(stage, "housing", "user_housing", due)
    stage.mornings("2026-12-01", "2027-01-05")
    mails = stage.mails_to("user_housing")
    days_off = {"2026-12-25", "2026-12-26", "2026-12-27", "2026-12-28", "2027-01-01"}
    assert len(mails) == len({mail.on for mail in mails}) > 10
    assert [] == [mail.on for mail in mails if mail.on.weekday() > 4 or mail.on.isoformat() in days_off]
    # What else is theirs stands below what is new, each thing once.
    for mail in mails:
        told = [(line.reference, line.task) for line in (*mail.new, *mail.also)]
        assert len(told) == len(set(told))
