"""The lists that a case keeps row by row, as the checker reads them from the entries that turned their rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

TAKEN_ON = "taken_on"

if TYPE_CHECKING:
    from tests.simulation.records import Records


def next_check(records: Records, case: int, seq: int, key: str) -> date | None:
    """The earliest day, after that entry, on which an open row of the register is to be looked at again, if any is."""
    declared = next(one for one in records.machine(case, seq)["registers"] if one["key"] == key)
    rows: dict[int, str] = {}
    for entry in records.entries[case][:seq]:
        body: dict[str, Any] = records.bodies[case, entry.seq]
        if entry.move == TAKEN_ON:
            told = enumerate(body["answers"].get(key, ()), 1)
            rows = {number: row.get(declared["check"], "") for number, row in told}
        elif entry.move in (f"add_{key}", f"update_{key}"):
            rows[body["row"]] = body["answers"].get(declared["check"], rows.get(body["row"], ""))
        elif entry.move == f"end_{key}":
            del rows[body["row"]]
    return min((date.fromisoformat(day) for day in rows.values() if day), default=None)
