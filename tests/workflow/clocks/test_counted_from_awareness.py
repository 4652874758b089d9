"""From when a rapid review counts: from the notification, or by an older reading from awareness; the policy chooses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from states.defaults import england
from states.differences import policy_differences
from states.kinds import machines
from states.policy import PolicyFaults
from states.policy_file import read_policy
from states.rulebook import from_json, resolve, to_json
from tests.workflow import situations
from tests.workflow.situations import clocks, rows
from tests.workflow.taken_on import bare, taken_on
from tests.world import World
from workflow.errors import Invalid

BY_AWARENESS = """
title = "Testing Partnership"
edition = "by awareness"
[reviews]
rapid_review_from = "aware"
"""
PLAN = ("letters", "returns", "meeting", "agreement", "rapid_review")


def review(world: World) -> str:
    """Aware on Monday 23 November 2026, notified on the Thursday after."""
    incident = situations.notifiable(world)
    world.at("2026-11-26").fire("officer", incident, "notify", {"sin_reference": "SIN-1"})
    return situations.children(world, incident)[0]


def due(world: World, reference: str) -> list[str]:
    """When the plan's days and the limit are due."""
    found = clocks(world, reference)
    return [found[key].due_on.isoformat() for key in PLAN]


def test_it_counts_from_the_notification_where_the_policy_says_nothing(world: World) -> None:
    """The Panel's guidance of June 2025: fifteen working days from Thursday 26 November."""
    assert ["2026-11-27", "2026-12-10", "2026-12-14", "2026-12-16", "2026-12-17"] == due(world, review(world))


def test_it_counts_from_awareness_where_the_policy_says_so(world: World) -> None:
    """From Monday 23 November, plan and limit alike; the basis says that it is another reading."""
    world.policy(BY_AWARENESS)
    case = review(world)
    assert ["2026-11-24", "2026-12-07", "2026-12-09", "2026-12-11", "2026-12-14"] == due(world, case)
    (kept,) = rows(world.database, "SELECT facts FROM casefile WHERE reference = :one", one=case)
    assert '"aware_on":"2026-11-23"' in kept.facts


def test_an_incident_of_before_opens_one_by_the_newer_reading(world: World) -> None:
    """What the incident's own rules carry doesn't matter: the review asks for the date and takes it over."""
    incident = situations.notifiable(world)
    world.policy(BY_AWARENESS)
    world.at("2026-11-26").fire("officer", incident, "notify", {"sin_reference": "SIN-1"})
    assert "2026-12-14" == due(world, situations.children(world, incident)[0])[-1]


def test_the_day_of_awareness_put_right_moves_it(world: World) -> None:
    """Aware on the Friday before: a working day less, with an entry that names what it follows."""
    world.policy(BY_AWARENESS)
    case = review(world)
    (incident,) = rows(world.database, "SELECT reference FROM casefile WHERE kind = 'incident'")
    given = {"which": "aware_on", "right_date": "2026-11-20", "reason": "Misread"}
    world.fire("officer", incident.reference, "correct_date", given)
    assert ["2026-11-23", "2026-12-04", "2026-12-08", "2026-12-10", "2026-12-11"] == due(world, case)
    assert date(2026, 12, 14) == clocks(world, case)["rapid_review"].first_due_on
    [(body,)] = rows(world.database, "SELECT body FROM entry WHERE move = 'dates_followed'")
    assert f'"cause":{{"case":"{incident.reference}"' in body
    assert '"old_date":"2026-11-23"' in body


def test_one_taken_on_says_when_they_were_aware(world: World) -> None:
    """There is no limit without the day that it counts from."""
    world.policy(BY_AWARENESS)
    told = bare(machines()["rapid_review"], "gathering") | {"sin_reference": "SIN-1"}
    with pytest.raises(Invalid) as found:
        taken_on(world, "rapid_review", told)
    assert "aware_on" in found.value.errors
    case = taken_on(world, "rapid_review", told | {"aware_on": "2026-01-30"}).reference
    assert date(2026, 2, 20) == clocks(world, case)["rapid_review"].due_on


def test_the_policy_names_the_key() -> None:
    """One of two words; a difference by its name; the rules round-trip, each with its basis."""
    with pytest.raises(PolicyFaults, match=r"reviews.rapid_review_from: found 'sent', allowed is notified or aware"):
        read_policy('[reviews]\nrapid_review_from = "sent"\n')
    older = replace(england(), rapid_review_from="aware")
    (one,) = policy_differences(england(), older)
    assert ("reviews.rapid_review_from", "notified", "aware") == (one.key, one.before, one.after)
    for policy, basis in ((england(), "June 2025"), (older, "from awareness (wording not checked)")):
        rulebook = resolve(machines()["rapid_review"], policy)
        assert rulebook == from_json(to_json(rulebook))
        limit = rulebook.machine.clock("rapid_review")
        assert limit is not None
        assert basis in str(limit.basis)
