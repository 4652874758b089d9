"""Counts what chasing must have done, and holds it against what it did; shares no code with it.

Its parts import nothing of the sweep, the rungs, the audiences, the digests or the calendar: only rows, and arithmetic
of their own.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

from tests.simulation.chased import Chased
from tests.simulation.days import moment
from tests.simulation.not_now import NotNow
from tests.simulation.posted import Posted
from tests.simulation.records import Records
from tests.simulation.told import Told
from tests.simulation.turned import Turned

PARTS = (Chased, Turned, Told, Posted, NotNow)


def violations(path: Path, first: date, days: int, times: tuple[time, ...], mark: str) -> list[str]:
    """Every promise of chasing that the database at ``path`` shows broken, in words; empty where all were kept.

    Chasing was looked at at ``times`` of each of the ``days`` from ``first`` on; ``mark`` is in every free word.
    """
    ticks = [moment(first + timedelta(days=n), at) for n in range(days) for at in times]
    records = Records(path)
    return [wrong for part in PARTS for wrong in part(records, ticks, mark).all()]
