"""A copy of a simulated time, changed behind the engine's back."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.simulation.span import Span
from tests.simulation.years import examined


@dataclass(frozen=True, slots=True)
class Tampered:
    """The folder of a copy, and the span that was lived through in it."""

    folder: Path
    span: Span

    def by(self, sql: str, *values: Any) -> Tampered:
        """Runs one statement that must change exactly one row."""
        connection = sqlite3.connect(self.folder / "casekeeper.db")
        assert 1 == connection.execute(sql, values).rowcount
        connection.commit()
        connection.close()
        return self

    @property
    def found(self) -> list[str]:
        """What the checker finds."""
        return examined(self.folder, self.span)
