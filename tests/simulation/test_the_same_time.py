"""``casekeeper simulate``: the same seed gives the same time, the installation isn't touched, wrong usage is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.command_line import app
from api.simulation.running import throw_away

CASEKEEPER = Path(sys.executable).with_name("casekeeper")
A_QUARTER = ("simulate", "--from", "2026-01-05", "--days", "90", "--cases", "3")


def typed(folder: Path, *words: str, hashing: str) -> bytes:
    """The standard output of the command as a process of its own types it, in a folder."""
    environment = {**os.environ, "PYTHONHASHSEED": hashing}
    environment |= {"CASEKEEPER_DATABASE_URL": f"sqlite:///{folder / 'ours.db'}", "TMPDIR": str(folder)}
    answer = subprocess.run([CASEKEEPER, *words], check=True, capture_output=True, cwd=folder, env=environment)
    return answer.stdout


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two processes that hash differently print the same JSON; another seed prints another."""
    first, again, other = (
        typed(tmp_path, *A_QUARTER, "--seed", seed, "--json", hashing=hashing)
        for seed, hashing in (("7", "1"), ("7", "2"), ("8", "1"))
    )
    assert first == again
    assert first != other
    assert [] == list(tmp_path.iterdir())


def test_it_says_what_was_chased_escalated_and_late(tmp_path: Path) -> None:
    """The JSON has the arguments, the counts that the contract names, and they agree with each other."""
    told = json.loads(typed(tmp_path, *A_QUARTER, "--seed", "7", "--json", hashing="0"))
    assert ("2026-01-05", 90, 7) == (told["from"], told["days"], told["seed"])
    assert {"cases", "chased", "escalated", "late", "mails", "lines", "withdrawn"} <= told.keys()
    assert 3 == told["cases"]["incident"]["opened"]
    assert 0 < sum(sum(rungs.values()) for rungs in told["chased"].values()) < told["lines"]
    assert 0 <= told["withdrawn"] < told["lines"]
    assert told["mails"]["digest"] > 0
    assert told["late"]["incident.notify_panel"]["clocks"] <= 3


def test_people_read_tables(tmp_path: Path) -> None:
    """Without --json the same is shown as tables, with the days in words."""
    shown = typed(tmp_path, *A_QUARTER, "--seed", "7", hashing="0").decode()
    assert "Mon 5 Jan 2026 to Sat 4 Apr 2026, seed 7" in shown
    assert "rapid_review.rapid_review" in shown or "incident.notify_panel" in shown
    assert "escalated to" in shown


def test_what_is_thrown_away_is_gone_even_after_a_failure() -> None:
    """The folder goes whatever happens in it."""
    kept: list[Path] = []

    def fail() -> None:
        with throw_away() as folder:
            (folder / "casekeeper.db").write_text("something")
            kept.append(folder)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert [False] == [folder.exists() for folder in kept]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "2026-02-30", "--days", "5"), "isn't a date"),
        (("--from", "2026-01-05", "--days", "0"), "--days"),
        (("--from", "2026-01-05", "--days", "5", "--cases", "-1"), "--cases"),
        (("--from", "2026-01-05", "--days", "5", "--seed", "many"), "--seed"),
        (("--from", "2038-12-01", "--days", "60"), "must lie between"),
        (("--from", "1999-12-01", "--days", "60"), "must lie between"),
        (("--days", "60"), "--from"),
    ],
)
def test_wrong_usage_is_said(words: tuple[str, ...], says: str) -> None:
    """Arguments that can't be taken end with 2, and the sentence names what is wrong."""
    answer = CliRunner().invoke(app, ["simulate", *words])
    assert 2 == answer.exit_code
    assert says in answer.stderr


def test_a_time_without_cases_has_nothing_to_chase() -> None:
    """No incidents are asked for: none is opened."""
    answer = CliRunner().invoke(
        app, ["simulate", "--from", str(date(2026, 1, 5)), "--days", "7", "--cases", "0", "--json"]
    )
    assert 0 == answer.exit_code
    assert "incident" not in json.loads(answer.stdout)["cases"]
