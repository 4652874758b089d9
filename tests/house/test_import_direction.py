"""Imports run one way: api, notifications, workflow, states."""

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter over the packages in a folder, with the project's own contracts."""
    return subprocess.run(
        [LINT, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )


def test_imports_run_one_way() -> None:
    """No package imports one that stands above it."""
    answer = lint_imports(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(("lower", "upper"), list(itertools.pairwise(PACKAGES)))
def test_the_contract_finds_an_import_against_the_stream(tmp_path: Path, lower: str, upper: str) -> None:
    """A lower package that imports the one above breaks the contract."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text('"""A package."""\n')
    assert lint_imports(tmp_path).returncode == 0
    (tmp_path / lower / "wrong.py").write_text(f"import {upper}\n")
    answer = lint_imports(tmp_path)
    assert answer.returncode == 1
    assert f"{lower} is not allowed to import {upper}" in answer.stdout
