"""Clocks that run only while no case below is open: turned when one is opened, reopened or comes to its end."""

from __future__ import annotations

from states.clocks import Clock
from states.conditions import holds
from workflow.engine.act import Act
from workflow.engine.casework import Casework, by_id
from workflow.engine.clocks import begin_anew, hangs_on_children
from workflow.engine.gathering import gather
from workflow.engine.ticking import Ticking, begin, of_case, stop
from workflow.engine.trail import append

BEGUN_BELOW = "child_begun"
"""The entry that says so where a case below was opened or reopened and a clock rests for it."""


def follow(act: Act, case: Casework, cause: str) -> None:
    """Turns these clocks of the case as what stands below it bids; ``cause`` names what did it."""
    for clock, ticking, wanted in _to_turn(act, case):
        if not wanted and ticking is not None:
            stop(act, case, clock, ticking)
        elif ticking is None:
            begin(act, case, clock, cause, act.happened_on)
        else:
            begin_anew(act, case, clock, ticking, cause, act.happened_on)


def begun_below(act: Act, child: Casework, above: Casework | None = None) -> None:
    """A case below another is open from now on: an entry of that one says so, where a clock of it rests for that."""
    if child.final or child.parent is None:
        return
    above = above or by_id(act.session, child.parent)
    if not any(True for _ in _to_turn(act, above)):
        return
    more = {"cause": {"case": child.reference, "seq": child.seq}}
    seq = append(act, above, BEGUN_BELOW, came_from=above.state, raises=False, of_itself=True, more=more)
    follow(act, above, f"entry:{seq}")
    above.save(act.session)


def _to_turn(act: Act, case: Casework) -> list[tuple[Clock, Ticking | None, bool]]:
    """The clocks that stand otherwise than what is below bids, each with whether it is to run."""
    clocks = [clock for clock in case.machine.clocks if hangs_on_children(clock)]
    if not clocks:
        return []
    found, facts = of_case(act.session, case.id), gather(act, case, frozenset({"children"}))
    turns = []
    for clock in clocks:
        ticking = found.get(clock.key)
        wanted = case.state == clock.starts.key and clock.when is not None and holds(clock.when, facts)
        if wanted != (ticking is not None and ticking.is_open):
            turns.append((clock, ticking, wanted))
    return turns
