"""The mail server can't be reached for a day: nothing is lost meanwhile, and then everything arrives once."""

from tests.journeys.actions import action_of
from tests.journeys.questions import SIBLINGS
from tests.journeys.stage import Stage

DSPS = ["dsp_council", "dsp_icb", "dsp_police"]


def test_after_a_day_without_a_mail_server_everything_arrives_once(stage: Stage) -> None:
    """A digest, and what should have gone at once, wait together; each then comes one time under one Message-ID."""
    late = action_of(stage, "housing", "user_housing", "2026-12-11")
    done = action_of(stage, "school", "user_school", "2026-12-11")
    stage.mailbox.close()
    before = len(stage.mails())

    assert [] == stage.morning("2026-12-04")
    stage.on("2026-12-04", 9)
    officer = stage.as_("officer")
    incident = officer.open("incident", SIBLINGS)
    officer.move(incident, "ask_views", {"views_asked_on": "2026-12-04"})
    for hour in range(9, 24):
        stage.on("2026-12-04", hour)
        assert [] == stage.post()
    # Meanwhile what one of the mails was to say is no longer owed.
    school = stage.as_("user_school")
    school.attach(done, "training.pdf")
    school.move(done, "submit", {"submission": "All staff were trained"})

    stage.mailbox.open()
    stage.on("2026-12-05", 9)
    stage.post()
    for hour in (10, 12, 18):
        stage.on("2026-12-05", hour)
        assert [] == stage.post(), "what has arrived doesn't come again"

    arrived = stage.mails()[before:]
    assert len(arrived) == len({mail.message_id for mail in arrived}) > 6
    assert [("2026-12-05", late)] == [(day, line.reference) for day, line in stage.told("user_housing", "Action due")]
    assert [] == stage.told("user_school", "Action due")
    for who in DSPS:
        views = stage.told(who, "Your view is asked: is an incident notifiable?")
        assert [("2026-12-05", incident)] == [(day, line.reference) for day, line in views]

    # What came after Friday's digest was made waits for Monday's: a digest a working day, whatever the server does.
    stage.morning("2026-12-07")
    for who in DSPS:
        logged = stage.told(who, "A serious incident was logged")
        assert [("2026-12-07", incident)] == [(day, line.reference) for day, line in logged]
        assert ["2026-12-05", "2026-12-07"] == sorted({str(mail.on) for mail in stage.mails_to(who)} - {"2026-11-30"})
