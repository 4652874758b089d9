"""The merged chronology: whose rows, in which order, for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.workflow import situations
from tests.world import World
from workflow.engine.casework import seen
from workflow.errors import NotFound
from workflow.queries.chronology import Happened, Wanted, chronology, has_chronology, those

Row = tuple[str, str, str]


def read(world: World, who: str, reference: str) -> list[Happened]:
    """The chronology around a case as somebody reads it."""
    today = world.now.date()
    with world.database.reading() as session:
        case = seen(session, reference, world.ids[who], today)
        rows = chronology(session, case, world.ids[who], today)
        assert bool(rows) <= has_chronology(session, case, world.ids[who], today)
        return rows


def told(rows: list[Happened]) -> list[Row]:
    """Day, agency and event of each."""
    return [(row.on.isoformat(), row.agency, row.event) for row in rows]


def answered(world: World, who: str, reference: str, *rows: tuple[str, str], recorded_for: str | None = None) -> str:
    """An agency's return with these days and events; gives its reference."""
    given: list[dict[str, Any]] = [{"on": on, "source": "File", "event": event} for on, event in rows]
    answers = {"involvement": "As told", "chronology": given}
    world.fire(who, reference, "submit", answers, recorded_for=recorded_for)
    return reference


def asked(world: World) -> tuple[str, str, str]:
    """A rapid review, with the school's and the housing association's returns submitted."""
    review = situations.rapid_review(world)
    world.fire(
        "officer", review, "ask_agencies", {"agencies_asked": ["school", "housing"], "request": "What happened?"}
    )
    by_agency = {situations.row(world, one).owner_agency: one for one in situations.children(world, review)}
    school = answered(world, "user_school", by_agency["school"], ("2026-03-02", "Absent"), ("2026-01-05", "Enrolled"))
    housing = answered(world, "user_housing", by_agency["housing"], ("2026-03-02", "Visit"), ("2026-02-01", "Arrears"))
    return review, school, housing


ALL = [
    ("2026-01-05", "school", "Enrolled"),
    ("2026-02-01", "housing", "Arrears"),
    ("2026-03-02", "school", "Absent"),
    ("2026-03-02", "housing", "Visit"),
]


def test_rows_of_all_agencies_stand_in_order_of_date(world: World) -> None:
    """On one day by the agency's name; each with its source, and the return that it is from."""
    review, school, _ = asked(world)
    rows = read(world, "officer", review)
    assert ALL == told(rows)
    first = rows[0]
    assert (school, "submitted", "Submitted", "Hillside School", "File") == (
        *(first.reference, first.state, first.state_label, first.agency_name),
        first.source,
    )
    assert date(2026, 1, 5) == first.on


def test_a_corrected_return_counts_as_it_stands(world: World) -> None:
    """What was sent back and submitted anew takes the place of what it had been."""
    review, school, _ = asked(world)
    world.fire("officer", school, "send_back", {"reason": "The dates are wrong"})
    answered(world, "user_school", school, ("2026-01-06", "Enrolled"))
    assert [("2026-01-06", "school", "Enrolled")] == [
        row for row in told(read(world, "officer", review)) if row[1] == "school"
    ]


def test_each_reads_the_rows_of_the_returns_that_they_see(world: World) -> None:
    """An agency's own; who sees the review sees all; who sees nothing isn't answered."""
    review, school, _ = asked(world)
    assert [ALL[0], ALL[2]] == told(read(world, "lead_school", school))
    assert ALL == told(read(world, "dsp_icb", review))
    with pytest.raises(NotFound):
        read(world, "lead_school", review)
    with pytest.raises(NotFound):
        read(world, "lead_probation", school)


def test_a_case_reads_what_is_below_it_and_below_those_above_it(world: World) -> None:
    """The incident has all; what stands beside a case in the family isn't merged into it."""
    review, school, _ = asked(world)
    incident = situations.rows(world.database, "SELECT reference FROM casefile WHERE kind = 'incident'")[0][0]
    assert ALL == told(read(world, "officer", incident))
    below = world.open("officer", "recommendation", RECOMMENDED, parent=review).reference
    assert ALL == told(read(world, "officer", below))
    beside = world.open("officer", "recommendation", RECOMMENDED, parent=incident).reference
    assert [] == told(read(world, "officer", beside))
    assert ALL == told(read(world, "officer", school))


def test_another_familys_rows_stay_there(world: World) -> None:
    """Two reviews of two incidents have two chronologies."""
    asked(world)
    other = situations.rapid_review(world)
    assert [] == read(world, "officer", other)
    with world.database.reading() as session:
        case = seen(session, other, world.ids["officer"], world.now.date())
        assert not has_chronology(session, case, world.ids["officer"], world.now.date())


def test_rows_are_chosen_by_agency_and_day(world: World) -> None:
    """Both days count; what is left open chooses nothing away."""
    rows = read(world, "officer", asked(world)[0])
    assert [ALL[1], ALL[3]] == told(those(rows, Wanted(agency="housing")))
    assert ALL[1:] == told(those(rows, Wanted(since=date(2026, 2, 1))))
    assert ALL[:2] == told(those(rows, Wanted(until=date(2026, 2, 1))))
    assert [] == those(rows, Wanted(agency="police"))


def test_what_was_erased_reads_as_erased(world: World) -> None:
    """The row stays, its words don't."""
    review, school, _ = asked(world)
    erase = """
        UPDATE text SET body = '', erased_on = '2026-11-23' WHERE ask LIKE 'chronology.0.%'
        AND case_id = (SELECT id FROM casefile WHERE reference = :r)
    """
    situations.sql(world.database, erase, r=school)
    assert ("2026-03-02", "school", "[erased]") in told(read(world, "officer", review))


RECOMMENDED = {
    "what": "Tell each other",
    "source": "review",
    "level": "multi_agency",
    "finding": "They didn't",
    "outcome_wanted": "They do",
    "measure": "Asked again",
    "urgent": True,
}
