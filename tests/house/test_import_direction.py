"""Imports run one way: api, notifications, workflow, states; within workflow from what is asked to what is kept."""

import itertools
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.tree import ROOT

LINT = Path(sys.executable).with_name("lint-imports")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
# Each contract's layers from the top down; what stands side by side in one is parted by a bar.
LAYERS = [[layer.split(" | ") for layer in contract["layers"]] for contract in CONTRACTS]


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


def test_the_contracts_find_every_import_against_the_stream(tmp_path: Path) -> None:
    """Whatever imports its upper neighbour breaks a contract, which says so of each."""
    for package in itertools.chain.from_iterable(itertools.chain.from_iterable(LAYERS)):
        folder = tmp_path.joinpath(*package.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").write_text('"""A package."""\n')
    assert 0 == lint_imports(tmp_path).returncode
    against = [
        pair for layers in LAYERS for high, low in itertools.pairwise(layers) for pair in itertools.product(low, high)
    ]
    for lower, upper in against:
        tmp_path.joinpath(*lower.split("."), f"wrong_{upper.replace('.', '_')}.py").write_text(f"import {upper}\n")
    said = lint_imports(tmp_path).stdout
    assert [] == [(low, high) for low, high in against if f"{low} is not allowed to import {high}" not in said]
    assert len(against) > len(LAYERS[0])


def test_every_part_of_workflow_has_its_layer() -> None:
    """A folder of workflow that no layer names could import from anywhere."""
    named = set(itertools.chain.from_iterable(LAYERS[1]))
    folders = {f"workflow.{at.parent.name}" for at in (ROOT / "workflow").glob("*/__init__.py")}
    assert set() == folders - named
