"""What the command line's tests share: an installation in the environment, and a way to type a command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Self

import pytest
from typer.testing import CliRunner

from api.command_line import app
from tests.clocks import MONDAY
from tests.world import POLICY, World, populate
from workflow.database.storage import Database


class Typed:
    """What came of a typed command."""

    def __init__(self, result: Any) -> None:
        self.code, self.out, self.err = result.exit_code, result.stdout, result.stderr
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception

    @property
    def json(self) -> Any:
        """Its standard output as JSON."""
        return json.loads(self.out)


Command = Callable[..., Typed]


class Morning(datetime):
    """Time as a machine shows it on Monday 23 November 2026, whenever the tests are run: commands go forward only."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Half past nine in the morning."""
        return cls.fromisoformat(f"{MONDAY}+00:00").astimezone(tz)


@pytest.fixture
def casekeeper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Types a command in this process, on the Monday of the small partnership; its database, if any, is new."""
    monkeypatch.setattr("api.civil_clock.datetime", Morning)
    monkeypatch.setenv("CASEKEEPER_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("CASEKEEPER_FILES", str(tmp_path / "files"))
    return lambda *words: Typed(CliRunner().invoke(app, [str(word) for word in words]))


@pytest.fixture
def world(database: Database, database_url: str, casekeeper: Command, monkeypatch: pytest.MonkeyPatch) -> World:
    """The small partnership, in the database that commands find; on each database in turn."""
    monkeypatch.setenv("CASEKEEPER_DATABASE_URL", database_url)
    return populate(database)


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    """A policy that can be taken."""
    path = tmp_path / "policy.toml"
    path.write_text(POLICY)
    return path
