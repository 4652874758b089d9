"""What the routes of all kinds have in common: the ends that every case may come to, and what has to be there first."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from tests.joining import joins
from tests.workflow.every_move.full import WORDS
from tests.workflow.every_move.trying import Trials
from tests.workflow.situations import clocks, incident
from tests.world import World, email
from workflow.tables.rows import CASEFILE

ANOTHER_POLICY = """
title = "Testing Partnership"
edition = "2"
[sign_off]
waives_low_risk = true
"""


def people_join(world: World) -> None:
    """Those who aren't in the small partnership, and whom some move is for."""
    joins(world, "second", "", "scrutineer")
    joins(world, "substitute", "", "scrutineer")
    joins(world, "lead_partner", "police", "lead_partner")
    joins(world, "lay", "", "lay_scrutineer")
    # About whom the moves are that change who sees a case: no other move needs them.
    for one in ("guest", "shut_out", "newcomer"):
        joins(world, one, "unit", "legal_adviser")


def ends_elsewhere(trials: Trials, make: Callable[[], str], by: str = "manager") -> None:
    """Merged, transferred, opened in error: each tried, from a new case each time."""
    transferred = {"accepting_area": "Elsewhere", "accepted_by": "Their unit", "accepted_on": "2026-11-23"}
    for move, answers in (("merge", {"into": trials.other}), ("transfer", transferred), ("opened_in_error", {})):
        reference = make()
        trials.world.fire(by, reference, move, answers | {"reason": WORDS})
        trials.at(reference)


def with_everything(trials: Trials, reference: str, noted_for: str) -> None:
    """The case linked, something recorded for somebody; then a conflict declared, and other rules in force."""
    world = trials.world
    trials.linked = incident(world)
    world.fire("officer", reference, "link_case", {"other": trials.linked, "as": "related", "reason": WORDS})
    if noted_for:
        case = world.fire("officer", reference, "note", {"note": WORDS}, recorded_for=noted_for)
        trials.recorded[reference] = {noted_for: case.seq}
    world.fire("manager", reference, "let_in", {"whom": email("guest"), "reason": WORDS})
    world.fire("manager", reference, "exclude", {"whom": email("shut_out"), "reason": WORDS})
    trials.at(reference)
    people = [{"person": email(one)} for one in ("manager", "chair", "officer", "second")]
    world.fire("manager", reference, "restrict", {"named": people, "reason": WORDS})
    trials.at(reference)
    world.fire("manager", reference, "lift_restriction", {"reason": WORDS})
    if trials.table.lines_of("declare_conflict"):
        world.fire("second", reference, "declare_conflict", {"conflict": WORDS})
    world.policy(ANOTHER_POLICY)
    trials.at(reference)


def rest(trials: Trials, reference: str, who: str, *keys: str) -> None:
    """Pauses the first of these limits that runs."""
    running = clocks(trials.world, reference)
    key = next(key for key in keys if key in running and running[key].status == "running")
    trials.world.fire(who, reference, "pause_clock", {"clock": key, "reason": WORDS, "authority": "A minute"})


def state(world: World, reference: str) -> str:
    """Where the case stands."""
    with world.database.reading() as session:
        return str(session.execute(select(CASEFILE.c.state).where(CASEFILE.c.reference == reference)).scalar_one())
