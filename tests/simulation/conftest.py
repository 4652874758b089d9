"""One simulated time that the checker's own tests share, in a file that each may tamper with."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from api.simulation.running import live
from api.simulation.span import Span
from tests.simulation.tampering import Tampered

SHARED = Span(date(2026, 3, 2), 365, 6, 9)


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a span of a year."""
    folder = tmp_path_factory.mktemp("lived")
    live(SHARED, folder)
    return folder


@pytest.fixture
def tampered(lived_in: Path, tmp_path: Path) -> Callable[..., Tampered]:
    """A copy of that time, to be tampered with by SQL."""
    shutil.copy(lived_in / "casekeeper.db", tmp_path / "casekeeper.db")
    return lambda sql, *values: Tampered(tmp_path, SHARED).by(sql, *values)
