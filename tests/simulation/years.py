"""A simulated time and what its checker says of it, as a process of its own can run it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.simulation.answering import MARK
from api.simulation.running import live, throw_away
from api.simulation.span import TICKS, Span
from tests.simulation.checker import violations
from tests.simulation.records import Records


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of a span: everything that was wrong, how many lines and mails there were, how often what was done."""

    span: Span
    wrong: list[str]
    lines: int
    mails: int
    done: Counter[str]


def examined(folder: Path, span: Span) -> list[str]:
    """What the checker says of the span that was lived through in the folder."""
    return violations(folder / "casekeeper.db", span.first, span.days, TICKS, MARK)


def lived(span: Span) -> Lived:
    """Lives through the span and examines it."""
    with throw_away() as folder:
        live(span, folder)
        records = Records(folder / "casekeeper.db")
        done = Counter(row.move for row in records.written)
        done.update(f"clock {row.what}" for rows in records.changes.values() for row in rows)
        moved = ((records.clocks[clock].key, row.what) for clock, rows in records.changes.items() for row in rows)
        done.update(f"{key} {what}" for key, what in moved if what == "extended")
        done.update(f"line {row.status}" for row in records.notices)
        done.update(f"mail {row.template}" for row in records.mails.values())
        done.update(absence=len(records.absences), holiday=len(records.days.declared))
        done.update(deputy=sum("you stand in" in row.why for row in records.notices))
        return Lived(span, examined(folder, span), len(records.notices), len(records.mails), done)


def span_of(seed: int, days: int = 730) -> Span:
    """Two years by that seed: some over a leap day, some over Christmas 2027."""
    return Span(date(2024, 1, 29) if seed % 2 else date(2026, 1, 5), days, 7, seed)
