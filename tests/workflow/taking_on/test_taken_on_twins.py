"""A case that is taken on has the very clocks of a twin that was lived through, move by move, on the same days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from tests.workflow import situations
from tests.workflow.situations import PROPOSAL, children
from tests.workflow.taken_on import taken_on
from tests.workflow.twins import lived, wound
from tests.world import World

Step = tuple[str, str, dict[str, Any]]


MORE_TIME = {"clock": "verification", "new_due_on": "2027-02-26", "reason": "Ill", "authority": "Minute 4"}


def later(seed: int) -> Iterator[str]:
    """Days from February 2026 on, some working days or weeks apart."""
    day, random = date(2026, 2, 2), Random(seed)
    while True:
        yield day.isoformat()
        day += timedelta(random.choice([0, 1, 1, 2, 3, 5, 8, 20]))


def goes(world: World, days: Iterator[str], reference: str, *steps: Step) -> str:
    """Makes these moves on a case, each on the next of the days."""
    for who, move, answers in steps:
        if move == "evidence":
            situations.attach(world.at(next(days)), reference, who, "housing")
        else:
            world.at(next(days)).fire(who, reference, move, answers)
    return reference


def action(world: World, days: Iterator[str]) -> str:
    """An action with notes, sent back once, its date moved by an extension of the time to verify it."""
    answers = {"what": "Train", "agency": "housing", "due_on": "2026-07-31", "level": "single_agency"}
    reference = world.at(next(days)).open("officer", "action", answers).reference
    note = {"brag": "amber", "progress_note": "Half of them"}
    done = {"submission": "All were trained"}
    return goes(
        world, days, reference,
        ("user_housing", "progress", note), ("user_housing", "evidence", {}), ("user_housing", "submit", done),
        ("officer", "send_back", {"reason": "More"}), ("user_housing", "progress", note),
        ("user_housing", "submit", done), ("manager", "extend_clock", MORE_TIME),
    )  # fmt: skip


def review(world: World, days: Iterator[str]) -> str:
    """A rapid review that was revised, agreed, sent and replied to."""
    day = next(days)
    incident = world.at(day).open("officer", "incident", situations.incident_answers(day, incident_on=day)).reference
    criteria = {key: {"answer": "yes", "reason": "Known"} for key in "ab"}
    goes(
        world, days, incident,
        ("officer", "ask_views", {"views_asked_on": day}),
        ("officer", "decide_notifiable", {"criteria": criteria, "rationale": "Both"}),
        ("officer", "notify", {"sin_reference": "S", "reason_if_late": "Found late"}),
    )  # fmt: skip
    return goes(
        world, days, children(world, incident)[0],
        ("officer", "meet", {"attended": ["police"], "discussion": "Long"}), ("officer", "draft", {}),
        ("officer", "propose", PROPOSAL), ("officer", "revise", {"reason": "A slip"}), ("officer", "propose", PROPOSAL),
        ("scrutineer", "give_opinion", {"opinion": "supported", "opinion_text": "Sound"}),
        *((partner, "agree", {}) for partner in situations.PARTNERS),
        ("officer", "send", {"panel_reference": "P", "reason_if_late": "Late"}),
        ("officer", "reply", {"panel_view": "agrees", "panel_reply": "Agreed"}),
    )  # fmt: skip


def incident(world: World, days: Iterator[str]) -> str:
    """The notified incident above a review."""
    reference = review(world, days)
    above = situations.rows(
        world.database,
        "SELECT p.reference FROM casefile c JOIN casefile p ON p.id = c.parent WHERE c.reference = :r",
        r=reference,
    )
    return str(above[0][0])


def disagreement(world: World, days: Iterator[str]) -> str:
    """A disagreement that climbed to the scrutineer, was reopened and resolved."""
    answers = {
        "about": "Child A", "raised_by": "school", "with_agencies": ["council"], "disputed": "No plan", "risk": "Harm",
        "safety_now": "With kin", "wanted": "A plan", "enters_at": "stage_1",
    }  # fmt: skip
    reference = world.at(next(days)).open("officer", "disagreement", answers).reference
    said = {"stage_outcome": "No agreement"}
    climbed = [("officer", f"to_stage_{number}", said) for number in (2, 3, 4)]
    goes(world, days, reference, *climbed, ("officer", "ask_view", said | {"question": "Who?"}))
    goes(world, days, reference, ("scrutineer", "give_view", {"view": "The council"}))
    goes(world, days, reference, ("executive", "decide", {"decision": "Yes", "decision_rationale": "As said"}))
    again = {"aware_again_on": world.now.date().isoformat(), "reason": "New"}
    return goes(world, days, reference, ("manager", "reopen", again), ("officer", "to_stage_2", said))


def challenge(world: World, days: Iterator[str]) -> str:
    """A challenge whose answer didn't satisfy."""
    answers = {"about": "The threshold", "addressed_to": ["council"], "challenge": "Too high", "wanted": "A review"}
    reference = world.at(next(days)).open("scrutineer", "challenge", answers).reference
    return goes(
        world, days, reference,
        ("dsp_council", "dispute", {"dispute": "Not so"}), ("dsp_council", "accept", {"acceptance": "Some of it"}),
        ("dsp_council", "respond", {"response": "Done", "reason_if_late": "Long"}),
        ("scrutineer", "not_satisfied", {"unsatisfied_because": "No proof"}),
    )  # fmt: skip


LIVED: tuple[Callable[[World, Iterator[str]], str], ...] = (action, review, incident, disagreement, challenge)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("live", LIVED)
def test_it_has_the_clocks_of_its_twin(world: World, live: Callable[[World, Iterator[str]], str], seed: int) -> None:
    """Start, first date, due date, stop, extension: for each clock the same, on whatever days it happened."""
    reference = live(world, later(seed))
    world.at("2026-11-23")
    told = lived(world, reference)
    kind = situations.row(world, reference).kind
    twin = taken_on(world, kind, told)
    assert wound(world, reference) == wound(world, twin.reference)
    assert len(wound(world, twin.reference)) > 1
    assert situations.row(world, reference).due_on == situations.row(world, twin.reference).due_on
    assert situations.row(world, reference).closed_on == situations.row(world, twin.reference).closed_on
