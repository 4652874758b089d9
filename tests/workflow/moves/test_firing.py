"""Firing a move: the ways in which it can fail, each told apart, none leaving a row behind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflow import situations
from tests.workflow.situations import REG_11, dump
from tests.world import World
from workflow.errors import CasekeeperError, Invalid, NotFound, NotOffered, NotPermitted, Refused, Stale

FAILURES: list[tuple[type[CasekeeperError], str, str, str, dict[str, object], dict[str, Any]]] = [
    (NotOffered, "no such move", "officer", "teleport", {}, {}),
    (NotOffered, "not in this state", "officer", "notify", {"sin_reference": "S"}, {}),
    (NotPermitted, "another role's", "dsp_police", "withdraw", {"reason": "Tired"}, {}),
    (Refused, "guards", "officer", "decide_notifiable", {"rationale": "So"}, {}),
    (Invalid, "answers", "officer", "ask_views", {"views_asked_on": "2026-02-31"}, {}),
    (Invalid, "no object", "officer", "note", [], {}),  # type: ignore[list-item]
    (Invalid, "the future", "officer", "note", {"note": "x"}, {"on": "2026-11-24"}),
    (Stale, "moved on", "officer", "note", {"note": "x"}, {"revision": 0}),
    (NotFound, "another agency's", "lead_housing", "note", {"note": "x"}, {}),
]


@pytest.mark.parametrize(("error", "why", "who", "move", "answers", "how"), FAILURES, ids=[f[1] for f in FAILURES])
def test_a_refused_move_writes_nothing(
    world: World,
    error: type[CasekeeperError],
    why: str,
    who: str,
    move: str,
    answers: dict[str, object],
    how: dict[str, Any],
) -> None:
    """Each way of failing is its own error, and every table stays as it was."""
    reference = situations.incident(world)
    before = dump(world.database)
    with pytest.raises(error):
        world.fire(who, reference, move, answers, **how)
    assert before == dump(world.database)


def test_a_refusal_lists_every_reason(world: World) -> None:
    """Who forgot two things hears of both at once."""
    reference = situations.incident(world)
    with pytest.raises(Refused) as found:
        world.fire("officer", reference, "decide_notifiable", {"rationale": "So"})
    assert (
        "Ask the statutory partners for their views first",
        "Answer both criteria, with reasoning, for a child who died or was seriously harmed",
    ) == found.value.reasons


def test_invalid_answers_are_told_by_ask(world: World) -> None:
    """Each unreadable answer has its own sentence, under the ask's key."""
    reference = situations.rapid_review(world)
    world.fire("officer", reference, "meet", {"attended": ["police"], "discussion": "x"})
    world.fire("officer", reference, "draft")
    wrong = {"criteria_reg_11": REG_11 | {"e": {}}, "outcome": "freedom", "rationale": float("nan")}
    with pytest.raises(Invalid) as found:
        world.fire("officer", reference, "propose", wrong)
    expected = {"criteria_reg_11", "outcome", "rationale", "immediate_safety", "inequalities"}
    assert expected == set(found.value.errors)


def test_missing_and_invisible_answer_alike(world: World) -> None:
    """Another agency's case and one that doesn't exist give the same sentence."""
    reference = situations.incident(world)
    with pytest.raises(NotFound) as hidden:
        world.fire("lead_housing", reference, "note", {"note": "x"})
    with pytest.raises(NotFound) as missing:
        world.fire("lead_housing", "NM-2026-0999", "note", {"note": "x"})
    assert str(missing.value) == str(hidden.value)


def test_stale_says_what_changed_since(world: World) -> None:
    """Whoever read an older revision hears which entries came after, by whom."""
    reference = situations.incident(world)
    world.fire("manager", reference, "ask_views", {"views_asked_on": "2026-11-23"})
    with pytest.raises(Stale) as found:
        world.fire("officer", reference, "withdraw", {"reason": "x"}, revision=1)
    assert 2 == found.value.revision
    assert [(2, "Ask partners for their views", "Manager")] == [(c.seq, c.label, c.by) for c in found.value.changes]


def test_a_note_raises_no_revision_so_nobody_is_stale_for_it(world: World) -> None:
    """Notes append an entry; whoever filled in a form meanwhile can still send it."""
    reference = situations.incident(world)
    noted = world.fire("manager", reference, "note", {"note": "Rang the school"})
    assert (1, 2) == (noted.revision, noted.seq)
    case = world.fire("officer", reference, "ask_views", {"views_asked_on": "2026-11-23"}, revision=1)
    assert (2, 3) == (case.revision, case.seq)


def test_blanks_are_no_reason(world: World) -> None:
    """A reason of nothing but spaces is none."""
    reference = situations.notifiable(world)
    world.at("2026-12-07")
    with pytest.raises(Refused, match="after its due date: say why"):
        world.fire("officer", reference, "notify", {"sin_reference": "S", "reason_if_late": " \n "})


def test_narrative_stands_beside_the_entry_and_not_in_it(world: World) -> None:
    """Free words are in the table of texts; the entry and the case's facts hold only where and a digest."""
    reference = situations.incident(world, summary="CANARY in the mine")
    tables = dump(world.database)
    assert ["text"] == [name for name, kept in tables.items() if any("CANARY" in one for one in kept)]
    assert '"summary":{"text":1}' in situations.row(world, reference).facts
