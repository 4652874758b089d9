"""Moves a case from the rules it was opened under to those now in force, and its clocks with it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import bindparam, select, update

from states.clocks import Chase, Clock
from states.conditions import holds
from states.kinds import machines
from states.moves.taking_on import TAKEN_ON
from workflow.database.statements import Statement
from workflow.engine import clocks
from workflow.engine.act import Act
from workflow.engine.admitting import admit_to_state
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework
from workflow.engine.effects.effect import Effect
from workflow.engine.gathering import gather, parts_read
from workflow.engine.taken_on_dates import turns_told
from workflow.engine.ticking import Ticking, begin, chased_from, first_due, of_case, stop, turn
from workflow.errors import Refused
from workflow.policy import rulebooks
from workflow.policy.rulebooks import Running
from workflow.tables.rows import CLOCK, ENTRY

KNOWN_STARTS = ("opening", "answer")
"""What a limit may start from that can be known afterwards: states and moves of other rules can't."""
_REPOINTED = ("label", "expectation", "milestone", "lapses", "rulebook", "chase")
_REPOINT = Statement(
    update(CLOCK)
    .where(CLOCK.c.id == bindparam("clock_id"))
    .values({name: bindparam(f"new_{name}") for name in _REPOINTED})
)
_RECHASE = Statement(
    update(CLOCK)
    .where(CLOCK.c.id == bindparam("clock_id"))
    .values(next_rung=bindparam("rung"), next_rung_on=bindparam("rung_on"))
)
_HISTORY = Statement(
    select(ENTRY.c.move, ENTRY.c.body).where(ENTRY.c.case_id == bindparam("case_id")).order_by(ENTRY.c.seq)
)


def newer_rules(act: Act, case: Casework, answers: Answers) -> Effect:
    """Re-points the case to the rules now in force; ``Refused`` where they don't know the state it is in."""
    before, after = case.running, rulebooks.store(act.session, machines()[case.kind], act.policy)
    if case.state not in after.machine.state_keys or after.machine.state(case.state).final:
        label = case.state_now.label
        raise Refused(
            [f"The rules now in force have no “{label}” for an open case: take this one to another state first"]
        )
    _refuse_more_time(act, case, after)

    def follow(act: Act, case: Casework) -> None:
        case.running = after
        admit_to_state(act, case, "")  # whose stage it is by the new ladder must see it
        _turn_clocks(act, case, before)

    return Effect({"rules": {"before": _named(before), "after": _named(after)}}, follow)


def _refuse_more_time(act: Act, case: Casework, after: Running) -> None:
    """What is owed to the national body can't be extended: newer rules don't do that either.

    Once ended too: what was late would be in time by the longer limit when its date is next reckoned.
    """
    reasons = []
    for key, ticking in of_case(act.session, case.id).items():
        old, new = case.machine.clock(key), after.machine.clock(key)
        if old is None or new is None or not old.why_fixed or old.length == new.length:
            continue
        if ticking.reckoning(new).due_on(act.calendar) > ticking.reckoning(old).due_on(act.calendar):
            reasons.append(
                f"The rules now in force give “{old.label}” {new.length} in place of {old.length}: what the law fixes "
                "isn't extended once it has begun, so this case stays on its own rules"
            )
    if reasons:
        raise Refused(reasons)


def _named(running: Running) -> dict[str, str]:
    return {"edition": running.rulebook.policy_edition, "rulebook": running.digest}


def _turn_clocks(act: Act, case: Casework, before: Running) -> None:
    found = of_case(act.session, case.id)
    for key, ticking in found.items():
        old, new = before.machine.clock(key), case.machine.clock(key)
        if new is not None:
            _follow(act, case, before, new, ticking)
        elif old is not None and ticking.is_open:
            stop(act, case, old, ticking)
    _start_new(act, case, found)
    case.due_on = first_due(found.values())


def _follow(act: Act, case: Casework, before: Running, new: Clock, ticking: Ticking) -> None:
    """A clock that both rules know: counted anew where its length is another, chased by the new ladder."""
    old, due = before.machine.clock(new.key), ticking.due_on
    # A date that was agreed, at the start or as an extension, stays as agreed.
    if old is not None and old.length and new.length and ticking.is_open and ticking.extended_to is None:
        due = ticking.reckoning(new).due_on(act.calendar) if old.length != new.length else due
    if due != ticking.due_on:
        turn(act, case, new, ticking, "new rules", due_on=due)
    elif ticking.runs and _ladder(before, old) != _ladder(case.running, new):
        # What the old ladder said up to today isn't said again by the new one.
        rung, rung_on = chased_from(act, case, new, ticking.started_on, due, act.today)
        _RECHASE.run(act.session, {"clock_id": ticking.id, "rung": rung, "rung_on": rung_on})
    ticking.expectation, ticking.milestone = new.expectation, new.milestone
    values = (new.label, new.expectation, new.milestone, new.lapses, case.running.digest, new.chase)
    bound = {f"new_{name}": value for name, value in zip(_REPOINTED, values, strict=True)}
    _REPOINT.run(act.session, bound | {"clock_id": ticking.id})


def _ladder(running: Running, clock: Clock | None) -> Chase | None:
    return running.rulebook.chase(clock.chase) if clock is not None and clock.chase else None


def _start_new(act: Act, case: Casework, found: dict[str, Ticking]) -> None:
    """Limits that the case never had, where what starts them is known and nothing that stops them has happened."""
    fresh = [one for one in case.machine.clocks if one.key not in found and one.starts.on in KNOWN_STARTS]
    if not fresh:
        return
    facts = gather(act, case, parts_read(one.when for one in fresh if one.when is not None))
    history = [*_happened(case, _HISTORY.all(act.session, {"case_id": case.id}))]
    for clock in fresh:
        start = clocks.first_start(act, case, clock, "", "", facts, "")
        wanted = start is not None and (clock.when is None or holds(clock.when, facts))
        if start is not None and wanted and _would_run(clock, history):
            found[clock.key] = begin(act, case, clock, *start)


def _happened(case: Casework, entries: Iterable[Any]) -> Iterator[tuple[set[str], Collection[str]]]:
    """Moves and states come to, in order, with the questions answered then; those before it was taken on as told."""
    for row in entries:
        body = json.loads(row.body)
        if row.move == TAKEN_ON:
            yield set(), body["answers"]
            yield from ((turns, ()) for turns in turns_told(case))
        else:
            yield {row.move} | ({body["to"]} if body["from"] != body["to"] else set()), body["answers"]


def _would_run(clock: Clock, history: Iterable[tuple[set[str], Collection[str]]]) -> bool:
    """Whether the clock, had it been there from the beginning, would run from its first start on after all this.

    Not where it would have been started anew in between: from which day isn't ours to guess.
    """
    runs = True
    for turns, answered in history:
        if turns & set(clock.restarts) or clocks.REOPENED_ON in answered:
            return False
        if clock.starts.key in answered or turns & set(clock.resumes):
            runs = True
        elif turns & set(clock.stops):
            runs = False
    return runs
