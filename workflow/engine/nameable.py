"""What the answers of a move may name of its case today: dates, entries, clocks, rows, agenda items, themes."""

from __future__ import annotations

from collections.abc import Mapping

from states.asks import Known
from workflow.engine import agenda, clocks, registers
from workflow.engine.act import Act
from workflow.engine.casework import Casework, label_of
from workflow.engine.recorded_days import recorded_dates
from workflow.people import directory


def known(act: Act, case: Casework, types: set[str], entries: Mapping[int, str]) -> Known:
    """What the answers of asks of these types may name."""
    named = bool(types & {"agency", "agencies", "rows"})
    ticking = clocks.nameable(act, case) if "clock" in types else {}
    return Known(
        today=act.today,
        agencies=directory.agencies(act.session, act.partnership) if named else {},
        people=directory.addresses(act.session, act.partnership, act.today) if types & {"person", "rows"} else {},
        dates=recorded_dates(act.session, case) if "dated" in types else {},
        entries={str(seq): f"{seq}: {label_of(case.machine, move)}" for seq, move in entries.items()},
        clocks=ticking,
        fixed={one.key: one.why_fixed for one in case.machine.clocks if one.key in ticking and one.why_fixed},
        rows=registers.open_rows(case) if "row" in types else {},
        themes=themes(act, case),
        items=agenda.nameable(act, case) if "items" in types else {},
    )


def themes(act: Act, case: Casework) -> tuple[str, ...]:
    """The policy's themes, then those of the case that the policy has no more: they stay on it."""
    kept = (case.facts.get(ask.key, ()) for ask in case.machine.asks.values() if ask.type == "themes")
    return tuple(dict.fromkeys((*act.policy.themes, *(theme for some in kept for theme in some))))
