"""The worker stands still for a week: on its first morning back each person gets one line for each thing, not seven."""

from tests.journeys.actions import action_of
from tests.journeys.stage import Stage


def test_a_week_of_downtime_yields_one_line_each(stage: Stage) -> None:
    """Five rungs came while nobody swept: the owner and the manager each hear of the highest alone, once."""
    late = action_of(stage, "housing", "user_housing", "2026-12-11")
    other = action_of(stage, "housing", "user_housing", "2026-12-14")
    stage.mornings("2026-12-01", "2026-12-09")
    first = [(day, line.reference) for day, line in stage.told("user_housing", "Action due")]
    assert [("2026-12-04", late), ("2026-12-07", other)] == first
    before = len(stage.mails_to("user_housing"))

    # From Thursday the 10th to the morning of Friday the 18th nothing runs.
    stage.morning("2026-12-18")
    stage.post()

    mails = stage.mails_to("user_housing")[before:]
    assert 1 == len(mails)
    told = {line.reference: line.when for line in mails[0].new if line.task == "Action due"}
    assert {
        late: "Was due 11 December 2026, 5 working days late",
        other: "Was due 14 December 2026, 4 working days late",
    } == told
    assert "Casekeeper: 2 new, 2 late" == mails[0].subject
    manager = [(day, line.reference) for day, line in stage.told("manager", "Action due")]
    assert [("2026-12-18", late), ("2026-12-18", other)] == sorted(manager)

    # Chasing goes on from there: the next rung of each comes on its own day.
    stage.mornings("2026-12-19", "2026-12-30")
    owner = [(day, line.reference) for day, line in stage.told("user_housing", "Action due") if day > "2026-12-18"]
    assert [("2026-12-21", other), ("2026-12-29", late), ("2026-12-30", other)] == owner
