"""``casekeeper files``: what is wrong with the store, and what the virus scanner says of what waits."""

from __future__ import annotations

import json
import subprocess
from io import BytesIO
from pathlib import Path

import pytest

from tests.answers import SHOWN
from tests.api.command_line.serving import SCRIPT, environment
from tests.clamd import EICAR
from tests.workflow.situations import action
from tests.world import World, populate
from workflow.database.storage import Database
from workflow.uploads.evidence import attach
from workflow.uploads.files import Files
from workflow.uploads.scanning import Scanner

Run = subprocess.CompletedProcess[str]


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """The small partnership."""
    return populate(sqlite_database)


def kept(world: World, folder: Path, content: bytes) -> Path:
    """Where a file of evidence lies that came while the scanner was away."""
    files = Files(folder / "files", Scanner(str(folder / "nobody")))
    reference = action(world)
    with files.coming("a.txt", BytesIO(content)) as coming, world.database.writing() as session:
        attach(world.act(session, "user_housing"), reference, SHOWN, coming)
    return coming.goes_to


def files(sqlite_url: str, folder: Path, *words: str, **more: str) -> Run:
    """The command's process, ended."""
    env = environment(sqlite_url, folder) | more
    return subprocess.run([SCRIPT, "files", *words], env=env, capture_output=True, text=True, check=False)


def test_check_says_what_is_wrong_and_ends_with_one(world: World, sqlite_url: str, tmp_path: Path) -> None:
    """0 where all is whole, and where something lies there that belongs to nothing; 1 where a file is damaged."""
    path = kept(world, tmp_path, b"Words")
    done = files(sqlite_url, tmp_path, "check")
    assert (0, "Files read: 1. Whole.\n", "") == (done.returncode, done.stdout, done.stderr)
    path.write_bytes(b"Wards")
    done = files(sqlite_url, tmp_path, "check")
    assert (1, True, True) == (done.returncode, path.name in done.stderr, "is damaged" in done.stderr)
    told = json.loads(files(sqlite_url, tmp_path, "check", "--json").stdout)
    assert (1, "damaged") == (told["files"], told["wrong"][0]["what"])


def test_scan_asks_about_what_waits(world: World, sqlite_url: str, tmp_path: Path, clamd_at: str) -> None:
    """A sentence without a scanner, and where it is away; counts with one, and 1 where a virus was found."""
    kept(world, tmp_path, b"Words")
    kept(world, tmp_path, EICAR)
    done = files(sqlite_url, tmp_path, "scan")
    assert (1, True) == (done.returncode, "set CASEKEEPER_CLAMD" in done.stderr)
    done = files(sqlite_url, tmp_path, "scan", CASEKEEPER_CLAMD=str(tmp_path / "nobody"))
    assert (1, "Clean: 0. Infected: 0. Waiting: 2.\n") == (done.returncode, done.stdout)
    done = files(sqlite_url, tmp_path, "scan", CASEKEEPER_CLAMD=clamd_at)
    assert (1, "Clean: 1. Infected: 1. Waiting: 0.\n") == (done.returncode, done.stdout)
    done = files(sqlite_url, tmp_path, "scan", CASEKEEPER_CLAMD=clamd_at)
    assert (0, "Clean: 0. Infected: 0. Waiting: 0.\n") == (done.returncode, done.stdout)
