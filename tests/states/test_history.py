"""What the history of a case that is taken on comes to: in order of its days, each answer where it was given."""

from __future__ import annotations

from datetime import date

import pytest

from states.kinds import machines
from states.moves.history import History, Told, history
from states.moves.taking_on import EARLIER, STATE_SINCE

REVIEW = machines()["practice_review"]
BEGAN = date(2026, 2, 2)


def day(month: int, on: int) -> date:
    """A day of 2026."""
    return date(2026, month, on)


def told(
    state: str, since: date, *rows: tuple[str, date], answered: tuple[str, ...] = (), kind: str = "practice_review"
) -> History:
    """The history of a case that began on 2 February."""
    machine = machines()[kind]
    return history(machine, Told(machine.starts_in, BEGAN, state, since, rows), answered)


def walked(found: History) -> list[tuple[str, str]]:
    """Each step's cause, and the state it led to."""
    assert not found.faults
    return [(step.cause, step.to) for step in found.steps]


def test_what_happened_is_put_in_order_of_its_days() -> None:
    """However it is listed; of one day, as it is listed."""
    rows = (("start_fieldwork", day(4, 1)), ("tell_national_bodies", day(2, 3)), ("commission", day(2, 3)))
    expected = [("earlier:2", "national_bodies_told"), ("earlier:3", "commissioned"), ("earlier:1", "fieldwork")]
    assert expected == walked(told("fieldwork", day(4, 1), *rows))


def test_where_nothing_tells_of_it_it_came_here_on_the_day_that_is_said() -> None:
    """After all that led elsewhere, before what changed nothing and came later."""
    found = told("report_drafted", day(6, 1), ("start_fieldwork", day(4, 1)), ("monitor", day(6, 1)))
    assert [
        ("earlier:1", "fieldwork"),
        ("answer:state_since", "report_drafted"),
        ("earlier:2", "report_drafted"),
    ] == walked(found)


def test_nothing_happened_where_it_is_where_it_began() -> None:
    """No step; but where it stands there since later, it came back to it."""
    assert [] == walked(told("initiated", BEGAN))
    assert [("answer:state_since", "initiated")] == walked(told("initiated", day(3, 1)))


def test_an_answer_comes_with_the_last_move_told_of_that_asks_for_it() -> None:
    """The plan that was made twice is known as it was made last."""
    plans = (("plan_publication", day(6, 2)), ("plan_publication", day(6, 9)))
    found = told("approved", day(6, 1), *plans, answered=("publish_on",))
    assert [(), (), ("publish_on",)] == [step.given for step in found.steps]


def test_an_answer_that_nothing_tells_of_was_given_here_unless_its_limit_ends_here() -> None:
    """Copies sent: the day of publication was planned before; approved: it may have been planned since."""
    sent = told("copies_sent", day(6, 1), answered=("publish_on",))
    assert [("publish_on",), ()] == [step.given for step in sent.steps]
    approved = told("approved", day(6, 1), answered=("publish_on",))
    assert [(), ("publish_on",)] == [step.given for step in approved.steps]


def test_a_review_at_rest_goes_back_to_where_it_was() -> None:
    """The state before it was put on hold; resumed and put on hold again, the later one."""
    held = (("start_fieldwork", day(3, 2)), ("hold", day(4, 1)))
    assert "fieldwork" == told("on_hold", day(4, 1), *held).came_from
    again = (*held, ("resume", day(5, 1)), ("draft_report", day(5, 4)), ("hold", day(6, 1)))
    assert "report_drafted" == told("on_hold", day(6, 1), *again).came_from
    assert "fieldwork" == told("on_hold", day(4, 1), ("start_fieldwork", day(3, 2))).came_from


@pytest.mark.parametrize(
    ("state", "rows", "stands", "kind"),
    [
        ("awaiting_agreement", (), True, "rapid_review"),
        ("sent", (), True, "rapid_review"),
        ("drafting", (("propose", day(3, 2)), ("revise", day(3, 3))), False, "rapid_review"),
        ("gathering", (), False, "rapid_review"),
        ("considering", (), False, "incident"),
        ("considering", (("ask_views", day(2, 2)),), True, "incident"),
        ("approved", (), True, "practice_review"),
        ("checked_with_family_and_agencies", (), False, "practice_review"),
        ("checked_with_family_and_agencies", (("put_up", day(3, 4)),), True, "practice_review"),
        ("evidence_submitted", (), True, "action"),
    ],
)
def test_what_is_proposed_stands_where_it_can_be_signed(
    state: str, rows: tuple[tuple[str, date], ...], *, stands: bool, kind: str
) -> None:
    """Where nobody could propose it any more, and where it is told that somebody did; not once it was withdrawn."""
    assert stands == told(state, day(3, 3), *rows, kind=kind).proposed


@pytest.mark.parametrize(
    ("state", "since", "rows", "asked", "says"),
    [
        ("fieldwork", day(1, 5), (), STATE_SINCE, "before Mon 2 Feb 2026, when the case began"),
        ("fieldwork", day(5, 5), (("commission", day(1, 5)),), EARLIER, "Row 1: “Commission the reviewer” can't have"),
        ("report_drafted", day(3, 5), (("start_fieldwork", day(4, 1)),), STATE_SINCE, "“Start fieldwork” happened on"),
        ("fieldwork", day(5, 5), (("start_fieldwork", day(4, 1)),), STATE_SINCE, "give that day, or say what happened"),
        ("on_hold", day(5, 5), (), EARLIER, "list “Put on hold” with its day, and what led there"),
        (
            "fieldwork",
            day(5, 5),
            (("discontinue", day(3, 1)), ("start_fieldwork", day(5, 5))),
            EARLIER,
            "Row 2: “Start fieldwork” can't have happened after the case had ended as “Discontinued”",
        ),
    ],
)
def test_what_cannot_be_is_said(
    state: str, since: date, rows: tuple[tuple[str, date], ...], asked: str, says: str
) -> None:
    """Each disorder has its sentence, at the question that told of it."""
    faults = told(state, since, *rows).faults
    assert faults is not None
    assert [asked] == list(faults)
    assert says in faults[asked]
