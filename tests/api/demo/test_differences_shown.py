"""What somebody who clicks through the demo finds of disagreements, challenges and time limits that were moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from api.installation import Installation
from notifications.sweep import sweep

MONDAY = date(2026, 11, 23)


@pytest.fixture
def found(loading: Callable[..., Installation]) -> Callable[[str], list[tuple[Any, ...]]]:
    """Asks the demo of a Monday morning."""
    installation = loading()

    def ask(query: str) -> list[tuple[Any, ...]]:
        with installation.database.reading() as session:
            return [tuple(row) for row in session.execute(text(query))]

    return ask


def test_a_dissent_has_climbed_to_the_lead_partners(found: Callable[[str], list[tuple[Any, ...]]]) -> None:
    """The police's dissent stands at stage 5, due today, below a review that was sent in time."""
    below = found(
        "SELECT c.state, c.owner_agency, p.state, k.due_on FROM casefile c JOIN casefile p ON p.id = c.parent "
        "JOIN clock k ON k.case_id = c.id AND k.status = 'running' WHERE c.kind = 'disagreement'"
    )
    assert [("stage_5", "police", "sent", MONDAY.isoformat())] == below


def test_each_way_of_a_disagreement_is_there(found: Callable[[str], list[tuple[Any, ...]]]) -> None:
    """One is late between practitioners, one paused, one waits for a view, one for a decision, two have ended."""
    states = {
        row[0]: row[1:]
        for row in found(
            "SELECT c.state, c.title, k.status, k.due_on < '2026-11-23' FROM casefile c "
            "JOIN clock k ON k.case_id = c.id WHERE c.kind = 'disagreement' AND k.status <> 'stopped'"
        )
    }
    assert ("Adult Teasel", "running", True) == states["stage_1"]
    assert ("Adult Linnet", "paused", True) == states["stage_3"]
    assert ("Adult Bramble", "running", False) == states["view_requested"]
    assert ("Child Wren", "running", False) == states["view_given"]
    assert ("Child Lark", "running", False) == states["decided"]
    assert "resolved" not in states
    assert [("Young person Rowan",)] == found("SELECT title FROM casefile WHERE state = 'resolved'")


def test_what_was_moved_says_who_authorised_it(found: Callable[[str], list[tuple[Any, ...]]]) -> None:
    """One time limit was extended and one paused, each by an entry that holds the reason and who authorised it."""
    changed = found(
        "SELECT k.what, count(t.ask) FROM clock_change k JOIN text t ON t.case_id = k.case_id AND t.seq = k.seq "
        "WHERE k.what IN ('extended', 'paused') GROUP BY k.what ORDER BY k.what"
    )
    assert ["extended", "paused"] == [row[0] for row in changed]
    assert all(reasons >= 1 for _, reasons in changed)


def test_opinions_and_a_substitute(found: Callable[[str], list[tuple[Any, ...]]]) -> None:
    """An opinion supports, one comments, one challenges; in one family a substitute acts, and has still to speak."""
    given = found("SELECT position FROM signature WHERE purpose = 'opinion' ORDER BY position")
    assert [("challenge",), ("comments",), ("supported",)] == given
    assert [("Margaret Ellison", "Dr Yusuf Karim")] == found(
        "SELECT d.name, s.name FROM conflict c JOIN person d ON d.id = c.person JOIN person s ON s.id = c.substitute"
    )


def test_challenges_open_and_ended(found: Callable[[str], list[tuple[Any, ...]]]) -> None:
    """One has just been raised by an opinion, one is answered, one is with the executive, two have ended."""
    assert ["raised", "recorded_unsatisfied", "responded", "satisfied", "unsatisfied"] == [
        row[0] for row in found("SELECT state FROM casefile WHERE kind = 'challenge' ORDER BY state")
    ]


def test_somebody_has_snoozed(found: Callable[[str], list[tuple[Any, ...]]]) -> None:
    """An officer wants no more reminders of what a disagreement taught until its next one is due."""
    assert [("Dilys Pugh", "learning_decided")] == found(
        "SELECT p.name, k.key FROM snooze s JOIN person p ON p.id = s.person JOIN clock k ON k.id = s.clock_id"
    )


def test_somebody_is_away(found: Callable[[str], list[tuple[Any, ...]]]) -> None:
    """One with a deputy of her own agency, one with nobody who stands in."""
    assert [
        ("Detective Inspector Joanna Kirkbride", "Detective Constable Owen Pritchard"),
        ("Colin Mercer", None),
    ] == found(
        "SELECT p.name, d.name FROM absence a JOIN person p ON p.id = a.person "
        "LEFT JOIN person d ON d.id = a.deputy ORDER BY a.id"
    )


def test_a_day_off_moves_what_is_due_after_it(loading: Callable[..., Installation]) -> None:
    """Declared three days ago, it moves open limits with the next sweep, and each case says why."""
    installation = loading()
    moved = sweep(installation.database, installation.now()).redated
    with installation.database.reading() as session:
        told = session.execute(text("SELECT count(*) FROM entry WHERE move = 'calendar_changed'")).scalar_one()
    assert moved >= told >= 5
